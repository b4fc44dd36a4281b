"""What the index does not know yet: how far it lies behind, and what the person who asks has just written (Q-15)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.events import Delivery, LoggedEvent
from forum.core.permissions import Actor
from forum.search.highlight import highlight
from forum.search.sources import SOURCES, Shown
from forum.search.syntax import FilterName, Query

SUBSCRIBER = "search.index"
# Below this nobody needs to be told.
TOLD_FROM = timedelta(seconds=10)
_MOST_EVENTS = 50
_MOST = 5


def lag() -> timedelta | None:
    """Return the age of the oldest change that is not in the index; nothing when all are."""
    waiting = select(func.min(LoggedEvent.at)).join(Delivery).where(Delivery.subscriber == SUBSCRIBER)
    oldest = db.session.scalar(waiting)
    return None if oldest is None else now() - oldest


def own_newest(viewer: Actor, query: Query, without: Collection[tuple[str, int]]) -> list[Shown]:
    """Return what the viewer wrote that matches and is not in the index yet, the newest first."""
    if viewer.person_id is None or not query.asks_for_text or any(_is_beyond(one.name) for one in query.filters):
        return []
    kinds = query.values(FilterName.KIND)
    rows = db.session.scalars(
        select(LoggedEvent)
        .join(Delivery)
        .where(Delivery.subscriber == SUBSCRIBER, LoggedEvent.actor_id == viewer.person_id)
        .order_by(LoggedEvent.id.desc())
        .limit(_MOST_EVENTS)
    ).all()
    found: list[Shown] = []
    for source in SOURCES.values():
        if kinds and source.kind not in kinds:
            continue
        names = {event.__name__: touched for event, touched in source.touched.items()}
        ids = {number for row in rows if row.type in names for number in names[row.type](row)}
        new = [number for number in sorted(ids, reverse=True)[:_MOST] if (source.kind, number) not in without]
        if new:
            found += source.shown(viewer, new).values()
    return [shown for shown in found if matches(shown, query)][:_MOST]


def _is_beyond(name: FilterName) -> bool:
    # What was just written is compared by its words and its kind; other filters wait for the index.
    return name is not FilterName.KIND


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
    text = f"{shown.title}\n{shown.text}"
    return all(_marks(text, one) for one in asked) and not any(_marks(text, one) for one in unwanted)


def _marks(text: str, query: Query) -> bool:
    return any(is_hit for passage in highlight(text, query) for _part, is_hit in passage)
