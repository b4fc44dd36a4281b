"""The session and its agenda: start, close, call items, end items; members come and go."""

from sqlalchemy import select

from forum.committees.models import Committee, Membership, Role, State, in_term
from forum.committees.queries import share_a_seat
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings.commands import polls, shapes, talk
from forum.meetings.commands.step import Step
from forum.meetings.events import (
    ItemClosed,
    ItemOpened,
    MemberCheckedIn,
    MemberCheckedOut,
    SessionClosed,
    SessionStarted,
)
from forum.meetings.models import AgendaItem, ItemState, MeetingState, Poll, Presence


def start_session(step: Step, _data: shapes.Empty) -> None:
    """Open the session."""
    meeting = step.meeting
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Die Sitzung ist schon eröffnet oder beendet."))
    # A committee is dissolved under the same lock; whichever comes first refuses the other.
    if get_or_404(Committee, meeting.committee_id, lock=True).state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    meeting.state, meeting.opened_at = MeetingState.RUNNING, now()
    step.record(SessionStarted(meeting_id=meeting.id))


def close_session(step: Step, _data: shapes.Empty) -> None:
    """Close the session; the open item ends with it and everybody present leaves."""
    step.require_running()
    meeting = step.meeting
    if not can(step.actor, "meeting.lead", meeting):
        polls.abandon(step)  # Nobody is left who could close the vote.
    if meeting.current_item_id is not None:
        _end_item(step, db.session.get_one(AgendaItem, meeting.current_item_id), ItemState.CLOSED)
    for presence in db.session.scalars(
        select(Presence).where(Presence.meeting_id == meeting.id, Presence.until.is_(None)).order_by(Presence.id)
    ).all():
        presence.until = now()
        step.record(MemberCheckedOut(meeting_id=meeting.id, person_id=presence.person_id))
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now()
    step.record(SessionClosed(meeting_id=meeting.id))


def open_item(step: Step, data: shapes.ItemRef) -> None:
    """Call an item; the one before ends with it."""
    step.require_running()
    item = step.item(data.item_id)
    if item.state == ItemState.OPEN:
        raise Conflict(_("Dieser Punkt ist schon aufgerufen."))
    if step.meeting.current_item_id is not None:
        _end_item(step, step.current_item(), ItemState.CLOSED)
    item.state = ItemState.OPEN
    step.meeting.current_item_id = item.id
    step.record(ItemOpened(meeting_id=step.meeting.id, item_id=item.id), item.audience)


def close_item(step: Step, data: shapes.ItemEnd) -> None:
    """End the current item."""
    step.require_running()
    item = step.item(data.item_id)
    if item.state != ItemState.OPEN:
        raise Conflict(_("Dieser Punkt ist nicht aufgerufen."))
    _end_item(step, item, ItemState(data.outcome))


def _end_item(step: Step, item: AgendaItem, outcome: ItemState) -> None:
    if db.session.scalar(select(Poll.id).where(Poll.item_id == item.id, Poll.state == "open").limit(1)):
        raise Conflict(_("Zu diesem Punkt läuft noch eine Abstimmung."))
    talk.end_list(step, item)
    item.state = outcome
    step.meeting.current_item_id = None
    event = ItemClosed(meeting_id=step.meeting.id, item_id=item.id, outcome=str(outcome))
    step.record(event, item.audience)


def check_in(step: Step, data: shapes.PresenceRef) -> None:
    """Note that a member is present (L-05)."""
    step.require_running()
    person_id = _whom(step, data)
    if step.presence(person_id) is not None:
        raise Conflict(_("Diese Person ist schon anwesend gemeldet."))
    if any(step.presence(other) for other in share_a_seat(step.meeting.committee_id, person_id)):
        raise Conflict(_("Für diesen Sitz ist schon jemand anwesend; ein Sitz zählt einmal."))
    db.session.add(Presence(meeting_id=step.meeting.id, person_id=person_id, since=now()))
    step.record(MemberCheckedIn(meeting_id=step.meeting.id, person_id=person_id))


def check_out(step: Step, data: shapes.PresenceRef) -> None:
    """Note that a member is no longer present."""
    step.require_running()
    person_id = _whom(step, data)
    presence = step.presence(person_id)
    if presence is None:
        raise Conflict(_("Diese Person ist nicht anwesend gemeldet."))
    presence.until = now()
    step.record(MemberCheckedOut(meeting_id=step.meeting.id, person_id=person_id))


def _whom(step: Step, data: shapes.PresenceRef) -> int:
    """Return for whom the presence changes: the actor, or by the desk any voting member."""
    if data.person_id is None or data.person_id == step.person_id:
        if not can(step.actor, "meeting.vote", step.meeting):
            raise Forbidden(_("Anwesend melden sich die stimmberechtigten Mitglieder."))
        return step.person_id
    if not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    known = select(Membership.id).where(
        Membership.committee_id == step.meeting.committee_id,
        Membership.person_id == data.person_id,
        Membership.role != Role.CLERK,
        in_term(),
    )
    if db.session.scalar(known) is None:
        raise NotFound(_("Diese Person gehört dem Gremium nicht an."))
    return data.person_id
