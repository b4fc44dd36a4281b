"""Which branches of a thread are closed, and which posts stand in one of them (T-25)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.discussions.models import ClosedBranch, Post, Thread


@dataclass(frozen=True)
class Closed:
    """A branch that is closed or will be: the post on which it hangs, where that stands, and why."""

    thread_id: int
    post_id: int
    path: str
    reason: str
    at: datetime

    @property
    def is_closed(self) -> bool:
        """Tell whether its time has come."""
        return self.at <= now()


class Placed(Protocol):
    """A post, or a row of one."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def path(self) -> str:
        """Its place."""


def closed_branches(threads: Iterable[Thread]) -> Sequence[Closed]:
    """Return the branches of threads that are closed or will be, the outer first; asks only where there are some."""
    ids = {thread.id for thread in threads if thread.has_closed_branches}
    if not ids:
        return []
    rows = db.session.execute(
        select(Post.thread_id, ClosedBranch.post_id, Post.path, ClosedBranch.reason, ClosedBranch.at)
        .join(Post, Post.id == ClosedBranch.post_id)
        .where(Post.thread_id.in_(ids))
        .order_by(Post.thread_id, Post.path)
    )
    return [Closed(*row) for row in rows]


def authors_in_branch(root: Post) -> set[int]:
    """Return who wrote a post and what stands below it."""
    inside = (Post.thread_id == root.thread_id, Post.path >= root.path, Post.path < f"{root.path}~")
    found = db.session.scalars(select(Post.author_id).where(*inside).distinct())
    return {number for number in found if number is not None}


def closed_above(branches: Sequence[Closed], posts: Iterable[Placed]) -> Mapping[int, Closed]:
    """Return for each post of one thread that stands in a closed branch the outermost of them."""
    # The words of a path end by themselves, so one path begins with another only where its post stands below.
    closed = [one for one in branches if one.is_closed]
    found = {post.id: next((one for one in closed if post.path.startswith(one.path)), None) for post in posts}
    return {number: one for number, one in found.items() if one is not None}
