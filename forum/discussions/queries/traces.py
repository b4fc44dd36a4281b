"""Which posts are listed: all but those that their authors took back and below which nothing is left to read (T-07).

Nothing of it is kept: a move or a further deletion far below changes it, and few posts are taken back. Each question goes
through an index that holds only these.
"""

from typing import Any

from sqlalchemy import and_, exists, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.discussions.models import Post, PostState, Thread

# Written out, because a database only sees by the value itself that the index of taken back posts holds what is wanted.
DELETED: Any = literal_column(f"'{PostState.DELETED.value}'")


def _left_below(post: Any) -> Any:
    below = aliased(Post)
    return exists().where(
        below.thread_id == post.thread_id,
        below.path > post.path,
        below.path < post.path.op("||")(literal("~")),
        below.state != DELETED,
    )


def leaves_trace(post: Any = Post) -> Any:
    """Say in a statement that a post is listed."""
    return or_(post.state != DELETED, _left_below(post))


def is_gone(post: Any = Post) -> Any:
    """Say in a statement that a post is not listed."""
    return and_(post.state == DELETED, ~_left_below(post))


def gone_answers() -> Any:
    """Return how many direct answers to the post of a statement are not listed."""
    answer = aliased(Post)
    return (
        select(func.count())
        .select_from(answer)
        .where(answer.parent_id == Post.id, is_gone(answer))
        .correlate(Post)
        .scalar_subquery()
    )


def gone_in(within: Thread, *conditions: Any) -> int:
    """Return how many posts of a thread, or of those that fulfil the conditions, are not listed."""
    return db.session.scalar(select(func.count()).where(Post.thread_id == within.id, is_gone(), *conditions)) or 0


def gone_below(post: Post) -> int:
    """Return how many direct answers to a post are not listed."""
    return db.session.scalar(select(func.count()).where(Post.parent_id == post.id, is_gone())) or 0


def is_listed(post: Post) -> bool:
    """Tell whether a post has a place where it, or something below it, can be read."""
    return post.state == PostState.VISIBLE or bool(
        db.session.scalar(select(_left_below(Post)).where(Post.id == post.id))
    )
