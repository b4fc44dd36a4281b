"""How the index learns what changed; only the worker writes it (Q-13)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import structlog

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.search.engines import Document, IndexUnavailable
from forum.search.queries import engine
from forum.search.sources import SOURCES

log = structlog.get_logger()

# One commit of the index takes longer than two hundred documents, so changes are put down together.
AT_ONCE = 200


def _index(rows: Sequence[LoggedEvent]) -> None:
    """Put the present state of everything that was touched; what is gone or hidden leaves the index."""
    puts: list[Document] = []
    deletes: list[str] = []
    for source in SOURCES.values():
        names = {event.__name__: touched for event, touched in source.touched.items()}
        ids = sorted({number for row in rows if row.type in names for number in names[row.type](row)})
        if not ids:
            continue
        found = list(source.documents(ids))
        puts += found
        kept = {document.key for document in found}
        deletes += [key for number in ids if (key := f"{source.kind}:{number}") not in kept]
    db.session.rollback()
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


SUBSCRIBER = Subscriber(
    "search.index",
    tuple(chain.from_iterable(source.touched for source in SOURCES.values())),
    _index,
    batch=AT_ONCE,
    inside_transaction=False,
    in_any_order=True,  # The present state is loaded and put, whatever came first.
)
