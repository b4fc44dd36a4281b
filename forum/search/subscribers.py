"""How the index learns what changed; only the worker writes it (Q-13)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import structlog
from flask_babel import force_locale

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.notifications.commands import tell
from forum.search.engines import Document, IndexUnavailable
from forum.search.events import SearchMatched
from forum.search.fresh import SUBSCRIBER as NAME
from forum.search.looking import engine
from forum.search.models import Rhythm, SavedSearch
from forum.search.offering import address, names
from forum.search.saving import ending
from forum.search.sources import SOURCES

log = structlog.get_logger()

# One commit of the index takes longer than two hundred documents, so changes are put down together.
AT_ONCE = 200


def _index(rows: Sequence[LoggedEvent]) -> None:
    """Put the present state of everything that was touched; what is gone or hidden leaves the index."""
    puts: list[Document] = []
    deletes: list[str] = []
    for source in SOURCES.values():
        ids = sorted(source.ids_touched(rows))
        if not ids:
            continue
        found = list(source.documents(ids))
        puts += found
        kept = {document.key for document in found}
        deletes += [key for number in ids if (key := f"{source.kind}:{number}") not in kept]
    db.session.rollback()
    # Where there is no index, one of these changes alone would look like a whole one.
    if not engine().healthy():
        rebuild()
        return
    try:
        engine().apply(puts, deletes)
    except IndexUnavailable:
        rebuild()


def _every_document() -> Iterator[Document]:
    for source in SOURCES.values():
        ids: Iterable[int] = list(source.every_id())
        for part in _parts(ids, AT_ONCE):
            yield from source.documents(part)
            db.session.rollback()  # A long rebuild must not hold one old view of the database.


def _parts(ids: Iterable[int], size: int) -> Iterator[Sequence[int]]:
    numbers = list(ids)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def rebuild() -> int:
    """Build the index anew beside the old one and switch to it; return how many documents it holds (Q-19)."""
    count = engine().rebuild(_every_document())
    log.info("search.rebuilt", documents=count)
    return count


def heal() -> None:
    """Rebuild the index when it cannot be read (Q-20)."""
    if not engine().healthy():
        rebuild()


def _is(number: int) -> Callable[[Person], bool]:
    """Return what tells one person from all others."""
    return lambda one: one.id == number


def _matched(rows: Sequence[LoggedEvent]) -> None:
    """Tell the owner of a saved search of what it found, in the inbox and, who wants mails, by mail (Q-37)."""
    for row in rows:
        search = db.session.get(SavedSearch, row.data["saved_search_id"])
        if search is None or search.rhythm == Rhythm.NEVER:
            continue
        owner = db.session.get_one(Person, search.person_id)
        url, count = address(search.words, search.choices), row.data["count"]
        with force_locale(owner.language):
            words = names([(search.words, search.choices)], owner)[0]
        tell(row, [owner.id], "saved_search", url, may_know=_is(owner.id), by_mail=False, title=words, count=count)
        if owner.mails:
            link = ending(search, owner)
            values = {"title": words, "handle": owner.handle, "count": count, "url": mail.absolute(url)}
            mail.queue_all(
                [
                    mail.Draft(
                        owner.email,
                        "saved_search",
                        owner.language,
                        {**values, "unsubscribe_url": link},
                        unsubscribe=link,
                    )
                ]
            )


MATCHED = Subscriber("search.matched", (SearchMatched,), _matched)
SUBSCRIBER = Subscriber(
    NAME,
    tuple(chain.from_iterable(source.touched for source in SOURCES.values())),
    _index,
    batch=AT_ONCE,
    inside_transaction=False,
    in_any_order=True,  # The present state is loaded and put, whatever came first.
)
