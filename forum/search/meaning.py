"""Puts into a question what only the caller knows: who asks, and by which words the index knows what they named."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import cos, radians

from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.models import SpaceRead, Thread, ThreadRead
from forum.discussions.queries import bookmarked_threads
from forum.ideas.lifecycle import UNLISTED
from forum.ideas.models import Idea
from forum.notifications.levels import Level
from forum.notifications.models import Follow
from forum.search.labels import keys_of, meant
from forum.search.syntax import HERE, ME, Filter, FilterName, Query
from forum.search.syntax.operators import spot

# No document has this value, so a filter by it finds nothing.
NOTHING = "∅"
MOST_THREADS = 1_000
METRES_OF_A_DEGREE = 111_195  # of latitude, on a sphere with the mean radius of the earth, 6,371 km (IUGG)


def for_person(query: Query, viewer: Actor) -> tuple[Query, list[Filter]]:
    """Return the question as the index understands it, and what of it was refused (Q-27).

    What is about a person is refused to visitors; „in:thema“ has no meaning on a page that is about no thread. Marks and
    places become the threads that they mean, and where there are several, the threads that all of them mean.
    """
    filters: list[Filter] = []
    refused: list[Filter] = []
    within: list[set[str]] = []
    for one in query.filters:
        if one.value == HERE or (not _is_known(viewer) and (one.name is FilterName.MARK or one.value == ME)):
            refused.append(one)
            within += [set()] if one.value != HERE else []
        elif one.name in _THREADS_OF:
            threads = {str(number) for number in _THREADS_OF[one.name](one, viewer)}
            if one.excluded:
                filters += [Filter(FilterName.THREAD, number, excluded=True) for number in sorted(threads)]
            else:
                within.append(threads)
        elif one.value == ME:
            filters.append(replace(one, value=getattr(viewer, "handle", "")))
        elif one.name in {FilterName.SPACE, FilterName.COMMITTEE}:
            filters += [replace(one, value=value) for value in keys_of(viewer, one)]
        else:
            filters += [replace(one, value=value) for value in meant(one)]
    return replace(query, filters=tuple(dict.fromkeys(_narrowed(filters, within)))), refused


def _is_known(viewer: Actor) -> bool:
    return viewer.person_id is not None and bool(getattr(viewer, "handle", None))


def _narrowed(filters: list[Filter], within: list[set[str]]) -> list[Filter]:
    """Put the threads that all of these sets hold in the place of those that were named."""
    if not within:
        return filters
    named = {one for one in filters if one.name is FilterName.THREAD and not one.excluded}
    left = set.intersection(*within, *([{one.value for one in named}] if named else []))
    return [
        *(one for one in filters if one not in named),
        *(Filter(FilterName.THREAD, number) for number in sorted(left or {NOTHING})),
    ]


def _of_mark(one: Filter, viewer: Actor) -> Iterable[int]:
    if one.value == "bookmarked":
        return bookmarked_threads(viewer, MOST_THREADS)
    return _followed(viewer) if one.value == "following" else _unread(viewer)


def _around(one: Filter, viewer: Actor) -> Iterable[int]:
    """Return the threads of ideas around a point, counted on the plane that the earth is at such distances (Q-37)."""
    latitude, longitude, metres = spot(one.value)
    north = Idea.latitude - latitude
    east = (Idea.longitude - longitude) * cos(radians(latitude))
    statement = select(Idea.thread_id).where(
        Idea.thread_id.is_not(None),
        Idea.latitude.is_not(None),
        Idea.audience.in_(viewer.words),
        Idea.state.not_in(UNLISTED),
        Idea.hidden_at.is_(None),
        north * north + east * east <= (metres / METRES_OF_A_DEGREE) ** 2,
    )
    return (number for number in db.session.scalars(statement.order_by(Idea.id.desc()).limit(MOST_THREADS)) if number)


def _followed(viewer: Actor) -> Iterable[int]:
    """Return the threads that the viewer follows, by themselves, with their idea or with their space."""
    mine = select(Follow.thing_id).where(Follow.person_id == viewer.person_id, Follow.level != Level.MUTED)
    of_ideas = select(Idea.thread_id).where(Idea.id.in_(mine.where(Follow.kind == "idea")))
    statement = select(Thread.id).where(
        Thread.audience.in_(viewer.words),
        or_(
            Thread.id.in_(mine.where(Follow.kind == "thread")),
            Thread.id.in_(of_ideas.where(Idea.thread_id.is_not(None))),
            Thread.space_id.in_(mine.where(Follow.kind == "space")),
        ),
    )
    return db.session.scalars(statement.order_by(Thread.id.desc()).limit(MOST_THREADS))


def _unread(viewer: Actor) -> Iterable[int]:
    """Return the threads that the viewer began to read and in which somebody wrote since (T-27)."""
    statement = (
        select(Thread.id)
        .outerjoin(ThreadRead, (ThreadRead.thread_id == Thread.id) & (ThreadRead.person_id == viewer.person_id))
        .outerjoin(SpaceRead, (SpaceRead.space_id == Thread.space_id) & (SpaceRead.person_id == viewer.person_id))
        .where(
            Thread.audience.in_(viewer.words),
            or_(ThreadRead.until.is_not(None), SpaceRead.until.is_not(None)),
            or_(ThreadRead.until.is_(None), Thread.last_post_at > ThreadRead.until),
            or_(SpaceRead.until.is_(None), Thread.last_post_at > SpaceRead.until),
        )
    )
    return db.session.scalars(statement.order_by(Thread.id.desc()).limit(MOST_THREADS))


# What an index cannot know, and which threads it means for the person who asks.
_THREADS_OF: Mapping[FilterName, Callable[[Filter, Actor], Iterable[int]]] = {
    FilterName.MARK: _of_mark,
    FilterName.NEAR: _around,
}
