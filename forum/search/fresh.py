"""What the index does not know yet: how far it lies behind, and what the person who asks has just written (Q-15)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from forum.accounts.events import HandleChanged, NamesSwept, PersonErased
from forum.core.clock import local, now
from forum.core.db import db
from forum.core.events import Delivery, LoggedEvent
from forum.core.permissions import Actor
from forum.discussions.events import PostNamesChanged, PostPublished, ThreadStarted, ThreadTitleHidden
from forum.dossiers.events import DecisionWithheld
from forum.ideas.events import IdeaImported, IdeaSubmitted
from forum.meetings.events import CirculationRedacted, TextRedacted
from forum.search.highlight import says
from forum.search.sources import SOURCES, Shown
from forum.search.syntax import FilterName, Query

SUBSCRIBER = "search.index"
# What takes words out of things that can be read on: the index may find them by these until it has heard of it.
# Names are words too: who wrote a text, and whom it mentions (P-06, M-27).
_TAKE_WORDS = frozenset(
    event.__name__
    for event in (
        *(TextRedacted, CirculationRedacted, ThreadTitleHidden, DecisionWithheld),
        *(PersonErased, NamesSwept, HandleChanged, PostNamesChanged),
    )
)
# What only adds: an index that has not heard of it has nothing too much. On a busy day that is nearly all.
_ONLY_ADD = frozenset(event.__name__ for event in (PostPublished, ThreadStarted, IdeaSubmitted, IdeaImported))
# Below this nobody needs to be told.
TOLD_FROM = timedelta(seconds=10)
_MOST_EVENTS = 50
_MOST = 5
_MOST_WAITING = 200
_MOST_TOUCHED = 1_000  # by one of them, for example a whole space


def lag() -> timedelta | None:
    """Return the age of the oldest change that is not in the index; nothing when all are."""
    waiting = select(func.min(LoggedEvent.at)).join(Delivery).where(Delivery.subscriber == SUBSCRIBER)
    oldest = db.session.scalar(waiting)
    return None if oldest is None else now() - oldest


def gone_meanwhile(viewer: Actor) -> frozenset[str] | None:
    """Return the keys of what the index may still have and the viewer may not see any more, whole or in part (Q-16).

    Hits are looked up in the database one by one; counts and facets of the index are not, and would tell of a text that
    was hidden a moment ago. What was blackened is found again when the index has the rest of it. None says that too much
    waits to know.
    """
    waiting = (
        select(LoggedEvent).join(Delivery).where(Delivery.subscriber == SUBSCRIBER, LoggedEvent.type.not_in(_ONLY_ADD))
    )
    rows = db.session.scalars(waiting.order_by(LoggedEvent.id.desc()).limit(_MOST_WAITING + 1)).all()
    if len(rows) > _MOST_WAITING:
        return None
    gone: set[str] = set()
    for source in SOURCES.values():
        ids = source.ids_touched(rows)
        if len(ids) > _MOST_TOUCHED:
            return None
        if ids:
            kept = source.shown(viewer, sorted(ids)).keys() - source.ids_touched(filter(_takes_words, rows))
            gone |= {f"{source.kind}:{number}" for number in ids - kept}
    return frozenset(gone)


def _takes_words(row: LoggedEvent) -> bool:
    return row.type in _TAKE_WORDS or bool(row.data.get("blackened"))


def own_newest(viewer: Actor, query: Query, without: Collection[tuple[str, int]]) -> list[Shown]:
    """Return what the viewer wrote that matches and is not in the index yet, the newest first."""
    if viewer.person_id is None or not query.asks_for_text or any(_is_beyond(one.name) for one in query.filters):
        return []
    kinds = query.values(FilterName.KIND)
    unwanted = {one.value for one in query.filters if one.excluded}
    rows = db.session.scalars(
        select(LoggedEvent)
        .join(Delivery)
        .where(Delivery.subscriber == SUBSCRIBER, LoggedEvent.actor_id == viewer.person_id)
        .order_by(LoggedEvent.id.desc())
        .limit(_MOST_EVENTS)
    ).all()
    found: list[Shown] = []
    for source in SOURCES.values():
        if (kinds and source.kind not in kinds) or source.kind in unwanted:
            continue
        ids = source.ids_touched(rows)
        new = [number for number in sorted(ids, reverse=True)[:_MOST] if (source.kind, number) not in without]
        if new:
            found += source.shown(viewer, new).values()
    return [shown for shown in found if matches(shown, query) and is_in_time(shown, query)][:_MOST]


def _is_beyond(name: FilterName) -> bool:
    # What was just written is compared by its words and its kind; other filters wait for the index.
    return name not in {FilterName.KIND, FilterName.LANGUAGE}


def matches(shown: Shown, query: Query) -> bool:
    """Tell whether each thing that was asked for is marked somewhere in the text, and nothing that was ruled out."""
    blank = replace(query, words=(), phrases=(), prefixes=(), any_of=(), excluded=(), filters=())
    asked: Sequence[Query] = [
        *(replace(blank, words=(word,)) for word in query.words),
        *(replace(blank, phrases=(phrase,)) for phrase in query.phrases),
        *(replace(blank, prefixes=(start,)) for start in query.prefixes),
        *(replace(blank, any_of=(group,)) for group in query.any_of),
    ]
    unwanted = [replace(blank, any_of=((term,),)) for term in query.excluded]
    text = shown.title if query.in_title else f"{shown.title}\n{shown.text}"
    return all(says(text, one) for one in asked) and not any(says(text, one) for one in unwanted)


def is_in_time(shown: Shown, query: Query) -> bool:
    """Tell whether a thing is of the days that were asked for, in the time of Braunschweig."""
    day = local(shown.at).date()
    return (query.after is None or day >= query.after) and (query.before is None or day < query.before)
