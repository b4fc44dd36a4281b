"""Reading minutes: the committee and the Stabsstelle from the draft on, everybody once they are published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import AS_NAMED
from forum.committees.models import LEADERS, Committee, Membership, Role, in_term
from forum.committees.queries import rules_of
from forum.core.clock import local, now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.meetings.models import (
    CIRCLE_LABELS,
    AgendaItem,
    Circle,
    Meeting,
    Minutes,
    MinutesState,
    Motion,
    Objection,
    Paragraph,
    Poll,
)


def reads_drafts(viewer: Actor, of: Meeting | Committee) -> bool:
    """Tell whether the viewer reads minutes that are not published yet."""
    number = of.committee_id if isinstance(of, Meeting) else of.id
    return f"committee:{number}" in viewer.words or "staff" in viewer.words


def minutes_of(viewer: Actor, of: Meeting) -> Minutes | None:
    """Return the minutes of a meeting, if there are any that the viewer may read."""
    found = db.session.get(Minutes, of.id)
    if found is None or not (found.state == MinutesState.PUBLISHED or reads_drafts(viewer, of)):
        return None
    return found


def named_in_minutes(viewer: Actor, of: Meeting) -> frozenset[int] | None:
    """Return whom minutes name as present, as mover or as stepping back: all (None), or for outsiders those with an office.

    What a vote by name or a member's own wish puts there stays: that is what they are for (B-22, L-84).
    """
    if reads_drafts(viewer, of):
        return None
    minutes = db.session.get(Minutes, of.id)
    if minutes is not None and minutes.names_all is not None:
        return None if minutes.names_all else frozenset(minutes.named or ())
    return None if rules_of(of.committee_id).names_all else office_holders(of)


def office_holders(of: Meeting) -> frozenset[int]:
    """Return the numbers of those who hold or held an office in the committee."""
    offices = select(Membership.person_id).where(
        Membership.committee_id == of.committee_id, Membership.role != Role.MEMBER
    )
    return frozenset(db.session.scalars(offices))


def leaders(of: Meeting) -> Sequence[Membership]:
    """Return who held an office in the committee on the day of the session: chair, deputy, clerk."""
    day = local(of.opened_at or of.starts_at).date()
    rank = case((Membership.role == Role.CHAIR, 0), (Membership.role == Role.DEPUTY, 1), else_=2)
    return db.session.scalars(
        select(Membership)
        .where(Membership.committee_id == of.committee_id, Membership.role.in_(LEADERS), in_term(day))
        .options(joinedload(Membership.person).load_only(*AS_NAMED))
        .order_by(rank, Membership.since, Membership.id)
    ).all()


def closed_items(viewer: Actor, of: Meeting) -> dict[int, Any]:
    """Return for whom those items are that fewer may see than the session, as far as the viewer sees them (L-03)."""
    rows = select(AgendaItem.id, AgendaItem.audience).where(
        AgendaItem.meeting_id == of.id,
        AgendaItem.audience != of.audience,
        AgendaItem.audience.in_(viewer.words),
    )
    return {row.id: CIRCLE_LABELS[Circle.of(row.audience)] for row in db.session.execute(rows)}


def movers(of: Meeting) -> dict[int, int | None]:
    """Return who put each motion of a meeting on the table."""
    rows = db.session.execute(select(Motion.id, Motion.person_id).where(Motion.meeting_id == of.id))
    return {row.id: row.person_id for row in rows}


def first_sessions(viewer: Actor, of: Meeting) -> Sequence[Meeting]:
    """Return the sessions whose items a second session took up, the oldest first, as far as the viewer may see them."""
    taken = select(AgendaItem.again_of).where(AgendaItem.meeting_id == of.id, AgendaItem.again_of.is_not(None))
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.id.in_(select(AgendaItem.meeting_id).where(AgendaItem.id.in_(taken))),
            Meeting.audience.in_(viewer.words),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def paragraphs(viewer: Actor, of: Meeting) -> dict[int | str, list[Paragraph]]:
    """Return the paragraphs by the number of their item, and those before and after the items as first and last."""
    rows = db.session.scalars(
        select(Paragraph)
        .where(Paragraph.meeting_id == of.id, Paragraph.audience.in_(viewer.words))
        .options(joinedload(Paragraph.editor).load_only(*AS_NAMED))
        .order_by(Paragraph.place, Paragraph.id)
    )
    found: dict[int | str, list[Paragraph]] = {"first": [], "last": []}
    for row in rows:
        part = row.item_id if row.item_id is not None else "last" if row.place else "first"
        found.setdefault(part, []).append(row)
    return found


def paragraph(viewer: Actor, of: Meeting, paragraph_id: int) -> Paragraph:
    """Return a paragraph of the minutes. Raises NotFound."""
    found = db.session.get(Paragraph, paragraph_id, populate_existing=True)
    if found is None or found.meeting_id != of.id or found.audience not in viewer.words:
        raise NotFound
    return found


def objections(viewer: Actor, of: Meeting) -> Sequence[Objection]:
    """Return the objections to the minutes that the viewer may see, the oldest first."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.meeting_id == of.id, Objection.audience.in_(viewer.words))
        .options(joinedload(Objection.person).load_only(*AS_NAMED))
        .order_by(Objection.id)
    ).all()


def approving_polls(viewer: Actor, minutes: Minutes) -> Sequence[Poll]:
    """Return the accepted votes of later sessions about these minutes as they stand now."""
    return db.session.scalars(
        select(Poll)
        .where(
            Poll.minutes_id == minutes.meeting_id,
            Poll.minutes_version == minutes.version,
            Poll.verdict == "accepted",
            Poll.audience.in_(viewer.words),
        )
        .order_by(Poll.id.desc())
        .limit(20)
    ).all()


def minutes_to_approve(viewer: Actor, of: Meeting) -> Sequence[Minutes]:
    """Return the minutes of earlier sessions that the committee may approve in this one, the oldest first."""
    waiting = exists().where(Objection.meeting_id == Minutes.meeting_id, Objection.accepted.is_(None))
    return db.session.scalars(
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(
            Meeting.committee_id == of.committee_id,
            Meeting.id != of.id,
            Meeting.audience.in_(viewer.words),
            Minutes.state == MinutesState.OBJECTION,
            Minutes.objections_until < now(),
            ~waiting,
        )
        .options(contains_eager(Minutes.meeting).load_only(Meeting.title, Meeting.starts_at))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def minutes_of_committee(viewer: Actor, of: Committee, limit: int = 100) -> Sequence[Minutes]:
    """Return the minutes of a committee's sessions that the viewer may read, the latest session first."""
    states = list(MinutesState) if reads_drafts(viewer, of) else [MinutesState.PUBLISHED]
    return db.session.scalars(
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(
            Meeting.committee_id == of.id,
            Meeting.audience.in_(viewer.words),
            Minutes.state.in_(states),
        )
        .options(contains_eager(Minutes.meeting).load_only(Meeting.title, Meeting.starts_at))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
    ).all()
