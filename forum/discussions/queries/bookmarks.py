"""Reading what a person keeps for later; nobody else reads it (Q-27)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload

from forum.accounts.models import AS_NAMED
from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.models import Bookmark, Post, PostState, Thread
from forum.web.paging import Order, Page, moment, number

_NEWEST = Order(((Bookmark.created_at, True), (Bookmark.id, True)), (moment, number))
PER_PAGE = 30


@dataclass(frozen=True)
class Kept:
    """A line of the list: the thread, and where only one post of it is kept, who wrote that, when, and whether it stands."""

    bookmark: Bookmark
    thread: Thread
    post: Post | None

    @property
    def is_gone(self) -> bool:
        """Whether the post that was kept was deleted or hidden since."""
        return self.post is not None and self.post.state != PostState.VISIBLE

    @property
    def url(self) -> str:
        """Where the line leads."""
        return self.post.url if self.post is not None and not self.is_gone else self.thread.url

    @property
    def at(self) -> datetime:
        """When it was kept."""
        return self.bookmark.created_at


def bookmarks(viewer: Actor, cursor: str | None, limit: int = PER_PAGE) -> Page[Kept]:
    """Return what the viewer keeps and may read at present, what was kept last first; texts are not loaded."""
    of_post = aliased(Thread)
    statement = (
        select(Bookmark)
        .outerjoin(Bookmark.thread)
        .outerjoin(Bookmark.post)
        .outerjoin(of_post, of_post.id == Post.thread_id)
        .where(
            Bookmark.person_id == viewer.person_id,
            func.coalesce(Thread.audience, of_post.audience).in_(viewer.words),
        )
        .options(
            contains_eager(Bookmark.thread),
            contains_eager(Bookmark.post).options(
                defer(Post.source), defer(Post.html), joinedload(Post.author).load_only(*AS_NAMED)
            ),
            contains_eager(Bookmark.post, Post.thread.of_type(of_post)),
        )
    )
    page = _NEWEST.page(db.session.scalars(_NEWEST.apply(statement, cursor, limit)).all(), limit)
    kept = ((one, one.thread or (one.post.thread if one.post else None)) for one in page.items)
    return Page([Kept(one, thread, one.post) for one, thread in kept if thread is not None], page.after)


def bookmarked(viewer: Actor, within: Thread, post_ids: Iterable[int]) -> tuple[bool, set[int]]:
    """Return whether the viewer keeps a thread, and which of these posts; no question at all for visitors."""
    if viewer.person_id is None:
        return False, set()
    rows = db.session.execute(
        select(Bookmark.thread_id, Bookmark.post_id).where(
            Bookmark.person_id == viewer.person_id,
            or_(Bookmark.thread_id == within.id, Bookmark.post_id.in_(list(post_ids))),
        )
    ).all()
    return any(row.thread_id for row in rows), {row.post_id for row in rows if row.post_id}


def bookmarked_threads(viewer: Actor, most: int) -> Sequence[int]:
    """Return the threads that the viewer keeps, and those with a post that they keep, what was kept last first."""
    thread_id = func.coalesce(Bookmark.thread_id, Post.thread_id)
    return db.session.scalars(
        select(thread_id)
        .select_from(Bookmark)
        .outerjoin(Post, Post.id == Bookmark.post_id)
        .where(Bookmark.person_id == viewer.person_id)
        .group_by(thread_id)
        .order_by(func.max(Bookmark.created_at).desc(), thread_id.desc())
        .limit(most)
    ).all()
