"""Reading what is new for a person: how many posts of a thread they have not read, and which is the first (T-27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from forum.core.clock import now
from forum.core.db import UtcDateTime, db
from forum.core.permissions import Actor
from forum.discussions.models import Post, PostState, SpaceRead, Thread, ThreadRead

# A list says „more than 99“ and so never counts a long thread to its end.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Unread:
    """What is new in a thread for one person: posts behind ``since``, of which ``count`` are counted.

    ``begun`` tells whether the person has read in the thread, or in its space, before.
    """

    count: int
    since: datetime
    begun: bool


def unread(viewer: Actor, among: Sequence[Thread]) -> dict[int, Unread]:
    """Return what is new for the viewer in each of these threads, in one statement; nothing for visitors.

    Own posts count as read, and so does what is older than the cutoff or than the account.
    """
    if viewer.person_id is None or not among:
        return {}
    marks = _marks(viewer, [thread.id for thread in among])
    first = (
        select(literal(1).label("one"))
        .where(*_is_new(viewer, marks.c.id, marks.c.since))
        .limit(MOST_COUNTED)
        .correlate(marks)
        .subquery()
    )
    count = select(func.count()).select_from(first).scalar_subquery()
    rows = db.session.execute(select(marks.c.id, marks.c.since, marks.c.begun, count.label("fresh")))
    return {row.id: Unread(row.fresh, row.since, row.begun) for row in rows}


@dataclass(frozen=True)
class FirstUnread:
    """The oldest post that a person has not read."""

    id: int
    created_at: datetime


def first_unread(viewer: Actor, within: Thread, without: Sequence[int] = ()) -> FirstUnread | None:
    """Return the oldest post of a thread that is new for the viewer, apart from some."""
    marks = _marks(viewer, [within.id])
    statement = (
        select(Post.id, Post.created_at)
        .join(marks, and_(*_is_new(viewer, marks.c.id, marks.c.since)))
        .order_by(Post.created_at, Post.id)
        .limit(1)
    )
    if without:
        statement = statement.where(Post.id.not_in(without))
    row = db.session.execute(statement).first()
    return FirstUnread(row.id, row.created_at) if row else None


def _marks(viewer: Actor, thread_ids: Sequence[int]) -> Any:
    """Select the moment behind which posts of these threads are new for the viewer."""
    oldest = now() - timedelta(days=current_app.config["UNREAD_DAYS"])
    # What was written before somebody came is nothing they have missed.
    cutoff = literal(max(oldest, getattr(viewer, "created_at", oldest)), UtcDateTime())
    of_thread, of_space = ThreadRead.until, SpaceRead.until
    begun = or_(of_thread.is_not(None), of_space.is_not(None))
    return (
        select(
            Thread.id,
            _later(_later(of_thread, of_space), cutoff).label("since"),
            begun.label("begun"),
        )
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.person_id == viewer.person_id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.person_id == viewer.person_id))
        .where(Thread.id.in_(thread_ids))
        .subquery("marks")
    )


def _later(one: Any, other: Any) -> ColumnElement[Any]:
    """Return the later of two moments, of which one may be missing."""
    return case((one.is_(None), other), (other > one, other), else_=one)


def _is_new(viewer: Actor, thread_id: Any, since: Any) -> list[ColumnElement[bool]]:
    return [
        Post.thread_id == thread_id,
        Post.created_at > since,
        Post.state == PostState.VISIBLE,
        or_(Post.author_id.is_(None), Post.author_id != viewer.person_id),
    ]
