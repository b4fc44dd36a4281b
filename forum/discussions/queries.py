"""Reading spaces, threads and posts. The first argument is always the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, load_only

from forum.accounts.models import AFFILIATION_LABELS, Affiliation, Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import Post, PostRevision, PostState, Space, Thread
from forum.web import addresses
from forum.web.paging import Order, Page, moment

THREADS_PER_PAGE = 30

BY_ACTIVITY = Order(((Thread.last_post_at, True), (Thread.id, True)), (moment, int))


@dataclass(frozen=True)
class Author:
    """What a page shows of somebody who wrote something."""

    handle: str
    affiliation: str | None
    organisation: str | None

    @property
    def url(self) -> str:
        """The address of the public profile."""
        return addresses.of("accounts.profile", "handle", self.handle)

    @property
    def affiliation_label(self) -> Any:
        """Organisation and group, if the person shows them."""
        if self.affiliation is None:
            return None
        group = AFFILIATION_LABELS[Affiliation(self.affiliation)]
        return f"{self.organisation} · {group}" if self.organisation else group


@dataclass(frozen=True)
class PostRow:
    """A post as a page shows it; the text is missing when it was removed."""

    id: int
    depth: int
    parent_id: int | None
    author_id: int | None
    author: Author | None
    reply_to: str | None
    mark: str
    html: str
    language: str
    state: PostState
    state_ground: str | None
    state_at: datetime | None
    created_at: datetime
    edited_at: datetime | None
    version: int
    child_count: int


@dataclass(frozen=True)
class PostsPage:
    """A numbered page of a thread."""

    rows: Sequence[PostRow]
    number: int
    of: int


def spaces(viewer: Actor) -> Sequence[Space]:
    """Return the spaces the viewer may read, in the order of the Stabsstelle."""
    return db.session.scalars(
        select(Space)
        .where(Space.audience.in_(viewer.words), Space.archived_at.is_(None))
        .order_by(Space.position, Space.id)
    ).all()


def space(viewer: Actor, slug: str) -> Space:
    """Return the space with this slug. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(select(Space).where(Space.slug == slug, Space.audience.in_(viewer.words)))
    if found is None:
        raise NotFound
    return found


def threads(viewer: Actor, within: Space, after: str | None = None, *, limit: int = THREADS_PER_PAGE) -> Page[Thread]:
    """Return a page of a space's threads, the most recently active first."""
    statement = (
        select(Thread)
        .where(Thread.space_id == within.id, Thread.audience.in_(viewer.words))
        .options(joinedload(Thread.author).load_only(Person.handle))
    )
    rows = db.session.scalars(BY_ACTIVITY.apply(statement, after, limit)).all()
    return BY_ACTIVITY.page(rows, limit)


def newest_threads(viewer: Actor, limit: int) -> Sequence[Thread]:
    """Return the most recently active threads of all spaces the viewer may read."""
    return db.session.scalars(
        select(Thread)
        .where(Thread.audience.in_(viewer.words), Thread.space_id.is_not(None))
        .options(joinedload(Thread.space).load_only(Space.title, Space.slug))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(limit)
    ).all()


def thread(viewer: Actor, thread_id: int) -> Thread:
    """Return a thread with its space. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Thread)
        .where(Thread.id == thread_id, Thread.audience.in_(viewer.words))
        .options(joinedload(Thread.space))
    )
    if found is None:
        raise NotFound
    return found


def post(viewer: Actor, post_id: int) -> Post:
    """Return a post with its thread, whatever its state. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Post)
        .join(Thread)
        .where(Post.id == post_id, Thread.audience.in_(viewer.words))
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    if found is None:
        raise NotFound
    return found


def posts(_viewer: Actor, within: Thread, number: int = 1) -> PostsPage:
    """Return a numbered page of a thread in reading order, with one query whatever the thread's size (T-04).

    A number past the end leads to the last page (T-35). The viewer was asked for the thread before.
    """
    per_page = _per_page()
    of = max(1, -(-within.post_count // per_page))
    number = min(max(1, number), of)
    # The database finds the page in the index alone and only then reads the rows of the page.
    ids = (
        select(Post.id)
        .where(Post.thread_id == within.id)
        .order_by(Post.path)
        .limit(per_page)
        .offset((number - 1) * per_page)
        .subquery()
    )
    return PostsPage(_rows(select(ids.c.id)), number, of)


def posts_after(_viewer: Actor, within: Thread, path: str | None, limit: int) -> tuple[Sequence[PostRow], str | None]:
    """Return posts in reading order behind a path, and the path behind which the next ones begin; for the API."""
    statement = select(Post.id, Post.path).where(Post.thread_id == within.id)
    if path:
        statement = statement.where(Post.path > path)
    found = db.session.execute(statement.order_by(Post.path).limit(limit + 1)).all()
    rows = _rows([row.id for row in found[:limit]])
    return rows, found[limit - 1].path if len(found) > limit else None


def post_row(found: Post) -> PostRow:
    """Return a post as a page shows it."""
    return _rows([found.id])[0]


def _rows(ids: Any) -> list[PostRow]:
    return [_row(row) for row in db.session.execute(_POSTS.where(Post.id.in_(ids)))]


def _select_posts() -> Any:
    author, parent, parent_author = aliased(Person), aliased(Post), aliased(Person)
    return (
        select(
            Post.id, Post.depth, Post.parent_id, Post.author_id, Post.mark, Post.html, Post.language, Post.state,
            Post.state_ground, Post.state_at, Post.created_at, Post.edited_at, Post.version, Post.child_count,
            author.handle, author.affiliation, author.organisation, author.shows_affiliation,
            parent_author.handle.label("reply_to"),
        )
        .outerjoin(author, author.id == Post.author_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .outerjoin(parent_author, parent_author.id == parent.author_id)
        .order_by(Post.path)
    )  # fmt: skip


# Building this statement costs more than running it, so it is built once.
_POSTS = _select_posts()


def _row(row: Any) -> PostRow:
    author = None
    if row.handle is not None:
        shown = row.shows_affiliation
        author = Author(row.handle, row.affiliation if shown else None, row.organisation if shown else None)
    return PostRow(
        id=row.id,
        depth=row.depth,
        parent_id=row.parent_id,
        author_id=row.author_id,
        author=author if row.state == PostState.VISIBLE else None,
        reply_to=row.reply_to,
        mark=row.mark,
        html=row.html if row.state == PostState.VISIBLE else "",
        language=row.language,
        state=PostState(row.state),
        state_ground=row.state_ground,
        state_at=row.state_at,
        created_at=row.created_at,
        edited_at=row.edited_at,
        version=row.version,
        child_count=row.child_count,
    )


def _per_page() -> int:
    return int(current_app.config["POSTS_PER_PAGE"])


def page_of(found: Post) -> int:
    """Return the number of the page on which a post stands."""
    before = db.session.scalar(select(func.count()).where(Post.thread_id == found.thread_id, Post.path < found.path))
    return (before or 0) // _per_page() + 1


def revisions(_viewer: Actor, found: Post) -> Sequence[PostRevision]:
    """Return what a post said before, newest first. The viewer was asked for the post before."""
    return db.session.scalars(
        select(PostRevision)
        .where(PostRevision.post_id == found.id)
        .order_by(PostRevision.version.desc())
        .options(load_only(PostRevision.version, PostRevision.html, PostRevision.at))
    ).all()
