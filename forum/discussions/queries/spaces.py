"""Reading spaces, who takes part in them, and their threads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED, Person
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import (
    MARKS,
    Post,
    PostState,
    Space,
    SpaceApplication,
    SpaceMember,
    SummaryCorrection,
    Thread,
    ThreadSummary,
)
from forum.discussions.queries.rows import POSTS, PostRow, rows_of
from forum.web.paging import Order, Page, moment, number

THREADS_PER_PAGE = 30
MOST_PINNED = 10

BY_ACTIVITY = Order(((Thread.last_post_at, True), (Thread.id, True)), (moment, number))


def spaces(viewer: Actor) -> Sequence[Space]:
    """Return the spaces the viewer may read or ask to be let into, in the order of the Stabsstelle."""
    return db.session.scalars(
        select(Space).where(_may_know(viewer), Space.archived_at.is_(None)).order_by(Space.position, Space.id)
    ).all()


def _may_know(viewer: Actor) -> ColumnElement[bool]:
    return or_(Space.audience.in_(viewer.words), Space.applications)


def archived_spaces(viewer: Actor) -> Sequence[Space]:
    """Return the archived spaces the viewer may read."""
    return db.session.scalars(
        select(Space)
        .where(Space.audience.in_(viewer.words), Space.archived_at.is_not(None))
        .order_by(Space.archived_at.desc(), Space.id)
    ).all()


def space(viewer: Actor, slug: str) -> Space:
    """Return the space with this slug. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(select(Space).where(Space.slug == slug, Space.audience.in_(viewer.words)))
    if found is None:
        raise NotFound
    return found


def space_by_id(viewer: Actor, space_id: int) -> Space:
    """Return the space with this number. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(select(Space).where(Space.id == space_id, Space.audience.in_(viewer.words)))
    if found is None:
        raise NotFound
    return found


def doorway(viewer: Actor, slug: str) -> Space:
    """Return a space that the viewer may read or ask to be let into. Raises NotFound."""
    found = db.session.scalar(select(Space).where(Space.slug == slug, _may_know(viewer)))
    if found is None:
        raise NotFound
    return found


def every_space(_viewer: Actor) -> Sequence[Space]:
    """Return all spaces, for those who arrange them; the viewer was asked for ``space.manage`` before."""
    return db.session.scalars(select(Space).order_by(Space.archived_at.is_not(None), Space.position, Space.id)).all()


def space_to_arrange(_viewer: Actor, slug: str) -> Space:
    """Return any space, for those who arrange them. Raises NotFound."""
    found = db.session.scalar(select(Space).where(Space.slug == slug))
    if found is None:
        raise NotFound
    return found


def members_of(_viewer: Actor, within: Space) -> Sequence[Person]:
    """Return who takes part in a space, by handle; the viewer was asked for ``space.manage`` before."""
    return db.session.scalars(
        select(Person)
        .join(SpaceMember, SpaceMember.person_id == Person.id)
        .where(SpaceMember.space_id == within.id)
        .order_by(Person.handle)
    ).all()


def open_applications(_viewer: Actor, within: Space) -> Sequence[SpaceApplication]:
    """Return who asks to be let in, the oldest first; the viewer was asked for ``space.manage`` before."""
    return db.session.scalars(
        select(SpaceApplication)
        .where(SpaceApplication.space_id == within.id, SpaceApplication.decided_at.is_(None))
        .options(joinedload(SpaceApplication.person).load_only(*AS_NAMED))
        .order_by(SpaceApplication.id)
    ).all()


def applied(viewer: Actor, within: Space) -> bool:
    """Tell whether the viewer asked to be let in and waits for the answer."""
    statement = select(func.count()).where(
        SpaceApplication.space_id == within.id,
        SpaceApplication.person_id == viewer.person_id,
        SpaceApplication.decided_at.is_(None),
    )
    return bool(viewer.person_id and db.session.scalar(statement))


def application(application_id: int) -> SpaceApplication:
    """Return an application with its space and person. Raises NotFound."""
    found = db.session.scalar(
        select(SpaceApplication)
        .where(SpaceApplication.id == application_id)
        .options(joinedload(SpaceApplication.space), joinedload(SpaceApplication.person))
    )
    if found is None:
        raise NotFound
    return found


def threads(viewer: Actor, within: Space, after: str | None = None, *, limit: int = THREADS_PER_PAGE) -> Page[Thread]:
    """Return a page of a space's threads, the most recently active first."""
    statement = (
        select(Thread)
        .where(Thread.space_id == within.id, Thread.audience.in_(viewer.words), Thread.merged_into_id.is_(None))
        .options(joinedload(Thread.author).load_only(*AS_NAMED))
    )
    rows = db.session.scalars(BY_ACTIVITY.apply(statement, after, limit)).all()
    return BY_ACTIVITY.page(rows, limit)


def chosen_threads(viewer: Actor, within: Space, ids: Sequence[int]) -> Sequence[Thread]:
    """Return those of these threads that lie in a space, the oldest first."""
    return db.session.scalars(
        select(Thread)
        .where(
            Thread.space_id == within.id,
            Thread.id.in_(ids),
            Thread.audience.in_(viewer.words),
            Thread.merged_into_id.is_(None),
        )
        .order_by(Thread.created_at, Thread.id)
    ).all()


def pinned_threads(viewer: Actor, within: Space | None = None) -> Sequence[Thread]:
    """Return the threads that are pinned in a space, or without one those that are pinned everywhere (T-24)."""
    where = Thread.space_id == within.id if within else Thread.pinned_everywhere
    return db.session.scalars(
        select(Thread)
        .where(where, Thread.pinned_until > now(), Thread.audience.in_(viewer.words), Thread.merged_into_id.is_(None))
        .options(joinedload(Thread.author).load_only(*AS_NAMED), joinedload(Thread.space).load_only(Space.title))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(MOST_PINNED)
    ).all()


def newest_threads(viewer: Actor, limit: int) -> Sequence[Thread]:
    """Return the most recently active threads of all spaces the viewer may read."""
    return db.session.scalars(
        select(Thread)
        .where(Thread.audience.in_(viewer.words), Thread.space_id.is_not(None), Thread.merged_into_id.is_(None))
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


@dataclass(frozen=True)
class Head:
    """What stands above a thread: the newest summary, the official answer, and the newest post of each mark."""

    summary: ThreadSummary | None
    answer: PostRow | None
    marked: Sequence[tuple[str, int, datetime]]


def head(_viewer: Actor, within: Thread) -> Head:
    """Return what stands above a thread (T-29, T-38). The viewer was asked for the thread before."""
    summary = None
    if within.summary_version:
        summary = db.session.scalars(
            select(ThreadSummary).where(
                ThreadSummary.thread_id == within.id, ThreadSummary.version == within.summary_version
            )
        ).first()
    answer = _official_answer(within) if within.answer_id else None
    return Head(
        summary,
        answer,
        _newest_marked(within) if within.has_marks else [],
    )


def _official_answer(within: Thread) -> PostRow | None:
    """Return the answer while it can be read and still stands in the thread; it may have been moved (E-18)."""
    found = rows_of(POSTS.where(Post.id == within.answer_id, Post.thread_id == within.id))
    return next((row for row in found if row.state == PostState.VISIBLE), None)


def _newest_marked(within: Thread) -> Sequence[tuple[str, int, datetime]]:
    newest = (
        select(func.max(Post.id))
        .where(Post.thread_id == within.id, Post.mark.in_(MARKS), Post.state == PostState.VISIBLE)
        .group_by(Post.mark)
    )
    rows = db.session.execute(select(Post.mark, Post.id, Post.created_at).where(Post.id.in_(newest)))
    return [(row.mark, row.id, row.created_at) for row in rows]


def open_corrections(_viewer: Actor, within: Thread) -> Sequence[SummaryCorrection]:
    """Return what people wish to be corrected in a summary, the oldest first; the viewer may write the next version."""
    return db.session.scalars(
        select(SummaryCorrection)
        .where(SummaryCorrection.thread_id == within.id, SummaryCorrection.settled_at.is_(None))
        .options(joinedload(SummaryCorrection.person).load_only(*AS_NAMED))
        .order_by(SummaryCorrection.id)
    ).all()


def summaries(_viewer: Actor, within: Thread) -> Sequence[ThreadSummary]:
    """Return all versions of a thread's summary, the newest first. The viewer was asked for the thread before."""
    return db.session.scalars(
        select(ThreadSummary).where(ThreadSummary.thread_id == within.id).order_by(ThreadSummary.version.desc())
    ).all()
