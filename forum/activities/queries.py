"""Reading activities: an activity is for those who read its thread. The first argument is always the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import AS_NAMED
from forum.activities.models import TOLD_OF, Activity, ActivityKind, ActivityUpdate, Status
from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import Post, PostState, Space, Thread
from forum.discussions.tree import word
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, moment, number

PER_PAGE = 18
BY_TELLING = Order(((Activity.told_at, True), (Activity.id, True)), (moment, number))
BY_POST = Order(((ActivityUpdate.post_id, True),), (number,))


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader wants to see; without a status it is what is not over."""

    kind: ActivityKind | None = None
    status: Status | None = None
    everything: bool = False
    district: int | None = None
    silent: bool = False
    text: str = ""


def filter_from(args: Any) -> Filter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    kind, status, district = args.get("art", ""), args.get("stand", ""), number_in(args.get("bezirk"))
    return Filter(
        kind=ActivityKind(kind) if kind in set(ActivityKind) else None,
        status=Status(status) if status in set(Status) else None,
        everything=status == "alle",
        district=district if district in strategy().districts else None,
        silent=args.get("ohne_stand") == "1",
        text=args.get("q", "").strip()[:100],
    )


def is_silent() -> ColumnElement[bool]:
    """Return the condition that an update is overdue (G-34)."""
    return and_(Activity.due_on < today(), Activity.status.in_([status.value for status in TOLD_OF]))


def _seen(viewer: Actor) -> Select[Activity]:
    """Return those whose thread the viewer reads and whose description nobody removed or hid."""
    shown = exists().where(Post.thread_id == Activity.thread_id, Post.path == word(1), Post.state == PostState.VISIBLE)
    return (
        select(Activity)
        .join(Activity.thread)
        .where(Thread.audience.in_(viewer.words), shown)
        .options(
            contains_eager(Activity.thread).joinedload(Thread.space).load_only(Space.title, Space.slug),
            joinedload(Activity.owner).load_only(*AS_NAMED),
        )
    )


def activities(
    viewer: Actor, wanted: Filter | None = None, after: str | None = None, *, limit: int = PER_PAGE
) -> Page[Activity]:
    """Return a page of activities, the one whose owner spoke last first."""
    wanted = wanted or Filter()
    statement = _seen(viewer)
    if wanted.kind:
        statement = statement.where(Activity.kind == wanted.kind.value)
    if wanted.status:
        statement = statement.where(Activity.status == wanted.status.value)
    elif not wanted.everything:
        statement = statement.where(Activity.status != Status.ENDED.value)
    if wanted.district:
        statement = statement.where(Activity.district == wanted.district)
    if wanted.silent:
        statement = statement.where(is_silent())
    for part in wanted.text.split()[:6]:
        statement = statement.where((Activity.title + " " + Activity.organisation).icontains(part, autoescape=True))
    rows = db.session.scalars(BY_TELLING.apply(statement, after, limit)).all()
    return BY_TELLING.page(rows, limit)


def activity(viewer: Actor, activity_id: int) -> Activity:
    """Return an activity. Raises NotFound, also where its thread is for others or its description is gone."""
    found = db.session.scalar(_seen(viewer).where(Activity.id == activity_id))
    if found is None:
        raise NotFound
    return found


def updates(viewer: Actor, of: Activity, *, limit: int = 5) -> Sequence[ActivityUpdate]:
    """Return the newest updates that can be read, with their posts."""
    return db.session.scalars(_updates(viewer).where(ActivityUpdate.activity_id == of.id).limit(limit)).all()


def newest_updates(viewer: Actor, after: str | None = None, *, limit: int = PER_PAGE) -> Page[ActivityUpdate]:
    """Return a page of the newest updates of all activities."""
    statement = _updates(viewer).order_by(None).where(ActivityUpdate.activity_id.in_(_numbers(viewer)))
    rows = db.session.scalars(BY_POST.apply(statement, after, limit)).all()
    return BY_POST.page(rows, limit)


def _numbers(viewer: Actor) -> Select[Any]:
    return _seen(viewer).with_only_columns(Activity.id).options()


def _updates(viewer: Actor) -> Select[ActivityUpdate]:
    return (
        select(ActivityUpdate)
        .join(ActivityUpdate.post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.state == PostState.VISIBLE, Thread.audience.in_(viewer.words))
        .order_by(ActivityUpdate.post_id.desc())
        .options(
            contains_eager(ActivityUpdate.post).load_only(
                Post.html, Post.created_at, Post.thread_id, Post.language, Post.author_id
            ),
            joinedload(ActivityUpdate.activity).load_only(Activity.title),
        )
    )


__all__ = [
    "Filter",
    "activities",
    "activity",
    "filter_from",
    "is_silent",
    "newest_updates",
    "updates",
]
