"""Reading spaces and their threads."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import Space, Thread
from forum.web.paging import Order, Page, moment

THREADS_PER_PAGE = 30

BY_ACTIVITY = Order(((Thread.last_post_at, True), (Thread.id, True)), (moment, int))


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
