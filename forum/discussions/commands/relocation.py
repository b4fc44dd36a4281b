"""Taking a branch of the tree to another place: the functions that rewrite paths, and the counts around it.

Whoever moves posts calls them inside one transaction, so the tree and its counts are never seen half changed (T-01).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, column, func, literal, select, update, values

from forum.core.db import db
from forum.discussions import tree
from forum.discussions.models import Post, Thread

# So many beginnings of branches one statement takes along; each needs two of the values that a statement may have.
AT_ONCE = 5000


def new_places(thread_id: int, count: int) -> list[str]:
    """Give out the next places at the top of a thread; the statement locks the thread's row."""
    raised = update(Thread).where(Thread.id == thread_id).values(places=Thread.places + count)
    last = db.session.scalar(raised.returning(Thread.places)) or count
    return [tree.word(number) for number in range(last - count + 1, last + 1)]


def relocate_beginnings(from_thread_id: int, to_thread_id: int, places: Sequence[tuple[str, str]], size: int) -> None:
    """Take many beginnings of branches and all below them to free places at the top of another thread, in one statement.

    ``places`` are pairs of the present path and the new one; ``size`` is how many posts that are in all.
    """
    for start in range(0, len(places), AT_ONCE):
        pairs = values(column("old", String), column("new", String), name="place").data(places[start : start + AT_ONCE])
        place = pairs.cte("place")
        db.session.execute(
            update(Post)
            .where(
                Post.thread_id == from_thread_id,
                Post.path >= place.c.old,
                Post.path < place.c.old.op("||")(literal("~")),
            )
            .values(
                thread_id=to_thread_id,
                path=place.c.new.op("||")(func.substr(Post.path, func.length(place.c.old) + 1)),
            )
            .execution_options(synchronize_session=False)
        )
    for thread_id, sign in ((from_thread_id, -1), (to_thread_id, 1)):
        counts = {
            "post_count": Thread.post_count + sign * size,
            "top_count": Thread.top_count + sign * len(places),
        }
        db.session.execute(update(Thread).where(Thread.id == thread_id).values(counts))
    db.session.expire_all()


def relocate(post_id: int, *, to_thread_id: int, parent_id: int | None, path: str) -> int:
    """Take a post and everything below it to another place, and return how many posts that were.

    ``path`` is a free place: a new one, or the one from which the branch came.
    """
    root = db.session.execute(
        select(Post.thread_id, Post.parent_id, Post.path, Post.depth, Post.descendant_count).where(Post.id == post_id)
    ).one()
    size = root.descendant_count + 1
    _count(root.thread_id, root.parent_id, root.path, -size)
    above = tree.ancestors(path)
    rewritten = func.substr(Post.path, len(root.path) + 1)
    db.session.execute(
        update(Post)
        .where(Post.thread_id == root.thread_id, *_inside(root.path))
        .values(
            thread_id=to_thread_id, path=literal(path).op("||")(rewritten), depth=Post.depth + len(above) - root.depth
        )
        .execution_options(synchronize_session=False)
    )
    db.session.execute(update(Post).where(Post.id == post_id).values(parent_id=parent_id))
    _count(to_thread_id, parent_id, path, size)
    db.session.expire_all()
    return size


def _inside(path: str) -> tuple[Any, Any]:
    # Every sign of a path sorts before the tilde, so this is the range of a branch.
    return Post.path >= path, Post.path < f"{path}~"


def _count(thread_id: int, parent_id: int | None, path: str, by: int) -> None:
    """Add a branch of so many posts to the counts around its place, or with a negative number take it away."""
    one = 1 if by > 0 else -1
    raised: dict[str, Any] = {"post_count": Thread.post_count + by}
    if parent_id is None:
        raised["top_count"] = Thread.top_count + one
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(raised))
    if parent_id is not None:
        db.session.execute(update(Post).where(Post.id == parent_id).values(child_count=Post.child_count + one))
        db.session.execute(
            update(Post)
            .where(Post.thread_id == thread_id, Post.path.in_(tree.ancestors(path)))
            .values(descendant_count=Post.descendant_count + by)
        )
