"""Reading what came while somebody reads: posts of other people behind a moment (T-40)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, or_, select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.models import Post, PostState, Thread
from forum.discussions.queries.rows import POSTS, PostRow, rows_of

MOST_COUNTED = 100
ARRIVALS_SHOWN = 50


def arrived(viewer: Actor, within: Thread, after: datetime) -> int:
    """Return how many posts of others can be read in a thread that were written after a moment; counts to 100.

    The viewer was asked for the thread before. Removed posts never count.
    """
    first = select(literal(1).label("one")).where(*_new(viewer, within, after)).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(first)) or 0


def arrivals(viewer: Actor, within: Thread, after: datetime) -> tuple[Sequence[PostRow], bool]:
    """Return the first of these posts in the order of time, and whether there are more."""
    ids = (
        select(Post.id)
        .where(*_new(viewer, within, after))
        .order_by(Post.created_at, Post.id)
        .limit(ARRIVALS_SHOWN + 1)
        .subquery()
    )
    rows = rows_of(POSTS.where(Post.id.in_(select(ids.c.id))).order_by(Post.created_at, Post.id))
    return rows[:ARRIVALS_SHOWN], len(rows) > ARRIVALS_SHOWN


def _new(viewer: Actor, within: Thread, after: datetime) -> list[Any]:
    conditions: list[Any] = [Post.thread_id == within.id, Post.created_at > after, Post.state == PostState.VISIBLE]
    if viewer.person_id is not None:
        conditions.append(or_(Post.author_id.is_(None), Post.author_id != viewer.person_id))
    return conditions
