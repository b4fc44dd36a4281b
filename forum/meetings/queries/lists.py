"""Finding meetings and what they adopted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from forum.committees.models import Committee
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.meetings.models import (
    AgendaItem,
    Contribution,
    Meeting,
    MeetingState,
    Question,
    Resolution,
    ResolutionIdea,
)
from forum.web.paging import Order, Page, moment, number

Written = TypeVar("Written", Contribution, Question)
PER_PAGE = 30
BY_TIME = Order(((Meeting.starts_at, True), (Meeting.id, True)), (moment, number))


def _visible(viewer: Actor, committee_slug: str | None) -> Any:
    statement = (
        select(Meeting)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Meeting.audience.in_(viewer.words))
        .options(contains_eager(Meeting.committee).load_only(Committee.title, Committee.slug, Committee.kind))
    )
    return statement.where(Committee.slug == committee_slug) if committee_slug else statement


def upcoming(viewer: Actor, committee_slug: str | None = None) -> Sequence[Meeting]:
    """Return the meetings that run now, then those to come, the next one first."""
    return db.session.scalars(
        _visible(viewer, committee_slug)
        .where(Meeting.state.in_([MeetingState.RUNNING, MeetingState.PLANNED]))
        .order_by(Meeting.state.desc(), Meeting.starts_at, Meeting.id)
        .limit(100)
    ).all()


def sessions_since(viewer: Actor, since: datetime) -> int:
    """Count the sessions that were opened since a moment."""
    recent = select(func.count()).where(Meeting.opened_at >= since, Meeting.audience.in_(viewer.words))
    return db.session.scalar(recent) or 0


def meetings(
    viewer: Actor,
    after: str | None = None,
    *,
    committee_slug: str | None = None,
    over: bool = False,
    limit: int = PER_PAGE,
) -> Page[Meeting]:
    """Return a page of meetings, the latest first; with ``over`` those that ended or were cancelled."""
    statement = _visible(viewer, committee_slug)
    if over:
        statement = statement.where(Meeting.state.in_([MeetingState.CLOSED, MeetingState.CANCELLED]))
    rows = db.session.scalars(BY_TIME.apply(statement, after, limit)).all()
    return BY_TIME.page(rows, limit)


def meeting(viewer: Actor, meeting_id: int) -> Meeting:
    """Return a meeting with its committee. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id, Meeting.audience.in_(viewer.words))
        .options(joinedload(Meeting.committee))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def meeting_to_plan(viewer: Actor, meeting_id: int) -> Meeting:
    """Return a meeting to whoever plans it; the Stabsstelle plans closed ones too, and never enters their room (B-05).

    Raises NotFound for whoever may neither see nor plan it, and Forbidden for whoever may only see it.
    """
    found = db.session.get(Meeting, meeting_id, options=[joinedload(Meeting.committee)], populate_existing=True)
    if found is None or (found.audience not in viewer.words and not can(viewer, "meeting.plan", found)):
        raise NotFound
    require(viewer, "meeting.plan", found)
    return found


def planned_unseen(viewer: Actor, of: Committee) -> Sequence[Meeting]:
    """Return the planned meetings of a committee whose room is not for the viewer, who was asked to plan before."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.committee_id == of.id,
            Meeting.state == MeetingState.PLANNED,
            Meeting.audience.not_in(viewer.words),
        )
        .options(load_only(Meeting.title, Meeting.starts_at))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def contribution(viewer: Actor, contribution_id: int) -> Contribution:
    """Return a contribution. Raises NotFound, also when the viewer may not know of it."""
    return _one(Contribution, viewer, contribution_id)


def question(viewer: Actor, question_id: int) -> Question:
    """Return a question. Raises NotFound, also when the viewer may not know of it."""
    return _one(Question, viewer, question_id)


def _one(model: type[Written], viewer: Actor, number: int) -> Written:
    found = db.session.get(model, number)
    if found is None or found.audience not in viewer.words:
        raise NotFound
    return found


def running_session(committee_id: int) -> str | None:
    """Return why a committee is not dissolved now: it is in session; or nothing."""
    running = select(Meeting.id).where(Meeting.committee_id == committee_id, Meeting.state == MeetingState.RUNNING)
    if db.session.scalar(running.limit(1)) is None:
        return None
    return _("Dieses Gremium tagt gerade. Bitte schließen Sie zuerst die laufende Sitzung.")


def items(viewer: Actor, of: Meeting) -> Sequence[AgendaItem]:
    """Return the items of the agenda that the viewer may see."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == of.id, AgendaItem.audience.in_(viewer.words))
        .order_by(AgendaItem.place)
    ).all()


def item(viewer: Actor, of: Meeting, item_id: int) -> AgendaItem:
    """Return an item of the agenda. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.get(AgendaItem, item_id)
    if found is None or found.meeting_id != of.id or found.audience not in viewer.words:
        raise NotFound
    return found


def resolutions_of_idea(viewer: Actor, idea_id: int) -> Sequence[Resolution]:
    """Return what committees adopted about an idea, the oldest first."""
    return db.session.scalars(
        select(Resolution)
        .join(ResolutionIdea, ResolutionIdea.resolution_id == Resolution.id)
        .where(ResolutionIdea.idea_id == idea_id, Resolution.audience.in_(viewer.words))
        .options(joinedload(Resolution.committee).load_only(Committee.title, Committee.slug))
        .order_by(Resolution.id)
    ).all()


def resolutions_of_committee(viewer: Actor, committee_id: int, limit: int) -> Sequence[Resolution]:
    """Return what a committee adopted, the latest first."""
    return db.session.scalars(
        select(Resolution)
        .where(Resolution.committee_id == committee_id, Resolution.audience.in_(viewer.words))
        .options(selectinload(Resolution.idea_links))
        .order_by(Resolution.adopted_at.desc(), Resolution.id.desc())
        .limit(limit)
    ).all()
