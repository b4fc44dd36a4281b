"""Reading for feeds: the newest posts of a thread, the newest threads of a space or of everywhere (F-01, T-35).

What is hidden or removed is never in them, and a page begins behind an entry, so that new ones shift nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, load_only

from forum.accounts.models import AS_NAMED
from forum.core.db import db
from forum.core.permissions import Actor
from forum.core.text import excerpt, plain
from forum.discussions.models import Post, PostState, Space, Thread
from forum.web.feeds import Entry
from forum.web.paging import Order, Page, moment, number

ENTRIES = 50
BY_TIME = Order(((Post.created_at, True), (Post.id, True)), (moment, number))
BY_NUMBER = Order(((Thread.id, True),), (number,))
# So much of a text is enough to find its first words in.
BEGINNING = 400
TITLE = 80


def feed_of_thread(_viewer: Actor, within: Thread, after: str | None = None) -> Page[Entry]:
    """Return the newest posts of a thread. The viewer was asked for the thread before."""
    statement = (
        select(Post)
        .where(Post.thread_id == within.id, Post.state == PostState.VISIBLE)
        .options(*_what_an_entry_shows())
    )
    page = BY_TIME.page(db.session.scalars(BY_TIME.apply(statement, after, ENTRIES)).all(), ENTRIES)
    return Page([_of_post(post) for post in page.items], page.after)


def feed_of_threads(viewer: Actor, within: Space | None = None, after: str | None = None) -> Page[Entry]:
    """Return the newest threads of a space that the viewer may read, or of all public spaces, with their first posts."""
    other = aliased(Post)
    opening = select(other.id).where(other.thread_id == Thread.id).order_by(other.path).limit(1).scalar_subquery()
    where = [Thread.space_id.is_not(None), Thread.audience == "public"]
    if within is not None:
        where = [Thread.space_id == within.id, Thread.audience.in_(viewer.words)]
    statement: Any = (
        select(Thread, Post)
        .outerjoin(Post, (Post.id == opening) & (Post.state == PostState.VISIBLE))
        .where(*where, Thread.merged_into_id.is_(None))
        .options(*_what_an_entry_shows())
    )
    page: Page[Any] = BY_NUMBER.page(db.session.execute(BY_NUMBER.apply(statement, after, ENTRIES)).all(), ENTRIES)
    return Page([_of_thread(row.Thread, row.Post) for row in page.items], page.after)


def _what_an_entry_shows() -> Sequence[Any]:
    shown = (Post.id, Post.mark, Post.unit, Post.html, Post.source, Post.language, Post.created_at, Post.edited_at)
    return load_only(*shown), joinedload(Post.author).load_only(*AS_NAMED)


def _of_post(post: Post) -> Entry:
    title = excerpt(plain(post.source[:BEGINNING]), TITLE)
    return _entry("post", post.id, title, post.url, post, post.created_at)


def _of_thread(thread: Thread, opening: Post | None) -> Entry:
    return _entry("thread", thread.id, thread.title, thread.url, opening, thread.created_at)


def _entry(kind: str, number: int, title: str, path: str, post: Post | None, at: datetime) -> Entry:
    return Entry(
        kind,
        number,
        title,
        path,
        post.html if post else "",
        post.language if post else "de",
        post.byline if post else None,
        at,
        (post.edited_at or at) if post else at,
    )
