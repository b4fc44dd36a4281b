"""Puts into a question what only the caller knows: who asks, and by which words the index knows what they named."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.models import SpaceRead, Thread, ThreadRead
from forum.ideas.models import Idea
from forum.notifications.levels import Level
from forum.notifications.models import Follow
from forum.search.labels import meant
from forum.search.syntax import HERE, ME, Filter, FilterName, Query

# No document has this value, so a filter by it finds nothing.
NOTHING = "∅"
MOST_THREADS = 1_000


def for_person(query: Query, viewer: Actor) -> tuple[Query, list[Filter]]:
    """Return the question as the index understands it, and what of it was refused (Q-27).

    What is about a person is refused to visitors; „in:thema“ has no meaning on a page that is about no thread.
    """
    filters: list[Filter] = []
    refused: list[Filter] = []
    for one in query.filters:
        if one.name is FilterName.MARK or one.value == ME:
            found = _own(one, viewer)
            if found is None:
                refused.append(one)
            filters += found or [replace(one, name=FilterName.THREAD, value=NOTHING, excluded=False)]
        elif one.value == HERE:
            refused.append(one)
        else:
            filters += [replace(one, value=value) for value in meant(one)]
    return replace(query, filters=tuple(dict.fromkeys(filters))), refused


def _own(one: Filter, viewer: Actor) -> list[Filter] | None:
    handle = getattr(viewer, "handle", None)
    if viewer.person_id is None or not handle or one.value == "bookmarked":
        return None
    if one.value == ME:
        return [replace(one, value=handle)]
    threads = _followed(viewer) if one.value == "following" else _unread(viewer)
    return [Filter(FilterName.THREAD, str(number), one.excluded) for number in threads] or [
        Filter(FilterName.THREAD, NOTHING, one.excluded)
    ]


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
