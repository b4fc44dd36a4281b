"""Keeping searches, and telling people what they find anew (Q-37)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import func, or_, select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line
from forum.search.asking import asked, means
from forum.search.engines import MOST_HITS
from forum.search.events import SearchMatched
from forum.search.fresh import lag
from forum.search.models import Rhythm, SavedSearch
from forum.search.queries import find, findable_since

MOST_SEARCHES = 20
# Searches that one run of the job looks at; the others are due with the next.
AT_ONCE = 200
LONGEST_WORDS = 200


def save_search(actor: Actor, words: str, choices: Mapping[str, Sequence[str]], rhythm: Rhythm) -> SavedSearch:
    """Keep a search; the same one is kept once, with the newer rhythm. Raises Conflict, Invalid."""
    require(actor, "search.save")
    words = clean_line(words)[:LONGEST_WORDS]
    said = asked(words, choices, "de")
    # Only what was understood as a control, so that nothing else can be put down here.
    understood = {name: [one for one in values if means(name, one)] for name, values in sorted(said.choices.items())}
    kept = {name: values for name, values in understood.items() if values}
    if said.query.is_empty:
        raise Invalid(fields={"q": [_("Bitte schreiben Sie, wonach Sie suchen.")]})
    own = db.session.scalars(select(SavedSearch).where(SavedSearch.person_id == actor.person_id)).all()
    search = next((one for one in own if one.words == words and one.choices == kept), None)
    if search is None:
        if len(own) >= MOST_SEARCHES:
            raise Conflict(
                _("Sie haben schon %(most)d Suchen gespeichert. Bitte löschen Sie eine.", most=MOST_SEARCHES)
            )
        search = SavedSearch(person_id=actor.person_id, words=words, choices=kept, created_at=now(), told_until=now())
        db.session.add(search)
    change_rhythm(actor, search, rhythm)
    return search


def change_rhythm(actor: Actor, search: SavedSearch, rhythm: Rhythm) -> None:
    """Say how often the person hears of the search; what was found before is not told again."""
    require(actor, "search.change", search)
    if search.rhythm in {None, Rhythm.NEVER}:
        search.told_until = now()
    search.rhythm = rhythm
    db.session.flush()


def remove_search(actor: Actor, search: SavedSearch) -> None:
    """Forget a search."""
    require(actor, "search.change", search)
    db.session.delete(search)
    db.session.flush()


def tell_of_matches() -> int:
    """Look whether due searches find anything new, as their owners would, and record it; return how many did."""
    # What the index does not have yet is new to the next look.
    moment, found = now() - (lag() or timedelta()), 0
    is_due = or_(
        *(
            (SavedSearch.rhythm == rhythm) & (SavedSearch.told_until <= moment - rhythm.pause)
            for rhythm in Rhythm
            if rhythm.pause is not None
        )
    )
    # What took too long is tried again, but behind the others, so that it keeps nobody's mails back.
    last = func.coalesce(SavedSearch.tried_at, SavedSearch.told_until)
    due = select(SavedSearch).where(is_due).order_by(last, SavedSearch.id).limit(AT_ONCE)
    for search in db.session.scalars(due.with_for_update(skip_locked=True)).all():
        count = _new_for(search)
        search.tried_at = moment
        if count is None:
            continue
        search.told_until = max(search.told_until, moment)
        if count:
            record(SYSTEM, SearchMatched(saved_search_id=search.id, count=count), audience="system")
            found += 1
    return found


def _new_for(search: SavedSearch) -> int | None:
    """Count what the search finds that was not there when its owner heard of it last, and that the owner may see.

    While the index is away nothing is known: what SQL finds alone is something else.
    """
    owner, count = db.session.get_one(Person, search.person_id), 0
    choices = {**search.choices, "sortierung": ["neu"]}
    # What comes first by its day is not always what came last: a session lies in the future from the start.
    for number in range(1, MOST_HITS // AT_ONCE + 1):
        with force_locale(owner.language):
            answer = find(owner, search.words, choices=choices, number=number, per_page=AT_ONCE)
        if answer.plain or (answer.is_unsure and number == 1):
            return None
        count += sum(moment > search.told_until for moment in findable_since([one.shown for one in answer.found]))
        if not answer.has_more:
            break
    return count
