"""Taking a branch of the tree to another place: the one function that rewrites paths, and the counts around it.

Whoever moves posts calls it inside one transaction, so the tree and its counts are never seen half changed (T-01).
"""

from typing import Any

from sqlalchemy import func, literal, select, update

from forum.core.db import db
from forum.discussions import tree
from forum.discussions.models import Post, Thread


def new_place(thread_id: int) -> str:
    """Give out the next place at the top of a thread; the statement locks the thread's row."""
    raised = update(Thread).where(Thread.id == thread_id).values(places=Thread.places + 1)
    return tree.word(db.session.scalar(raised.returning(Thread.places)) or 1)


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
    values: dict[str, Any] = {"post_count": Thread.post_count + by}
    if parent_id is None:
        values["top_count"] = Thread.top_count + one
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(values))
    if parent_id is not None:
        db.session.execute(update(Post).where(Post.id == parent_id).values(child_count=Post.child_count + one))
        db.session.execute(
            update(Post)
            .where(Post.thread_id == thread_id, Post.path.in_(tree.ancestors(path)))
            .values(descendant_count=Post.descendant_count + by)
        )
