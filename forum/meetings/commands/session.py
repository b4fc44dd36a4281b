"""The session as a whole: it begins and ends."""

from datetime import timedelta

from sqlalchemy import select

from forum.committees.models import Committee, State
from forum.committees.queries import rules_of
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings.commands import agenda, contributions, polls, questions, substitutes
from forum.meetings.commands.action import Action, Empty
from forum.meetings.commands.quorum import is_lacking
from forum.meetings.commands.speakers.rules import NewRules, set_rules
from forum.meetings.commands.step import Step
from forum.meetings.events import (
    MemberCheckedOut,
    SessionClosed,
    SessionStarted,
)
from forum.meetings.models import AgendaItem, ItemState, MeetingState, Presence
from forum.meetings.queries.procedure import asked_quorum, quorum_of

# So long before the planned beginning a session can be opened: on its day, and after midnight for an early one.
EARLIEST = timedelta(hours=12)


def start_session(step: Step, _data: Empty) -> None:
    """Open the session."""
    meeting = step.meeting
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Die Sitzung ist schon eröffnet oder beendet."))
    if now() < meeting.starts_at - EARLIEST:
        # Whoever was invited relies on the day.
        raise Conflict(
            _("Diese Sitzung ist für einen späteren Tag geplant. Verlegen Sie sie; dann erfahren es alle Eingeladenen.")
        )
    # A committee is dissolved under the same lock; whichever comes first refuses the other.
    if get_or_404(Committee, meeting.committee_id, lock=True).state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    meeting.state, meeting.opened_at = MeetingState.RUNNING, now()
    asked = asked_quorum(meeting)
    step.record(SessionStarted(meeting_id=meeting.id, quorum=quorum_of(meeting), usual_quorum=asked))
    substitutes.tell_everybody(step)
    if rules_of(meeting.committee_id).balanced:
        # The list begins as the rules of procedure say; the chair may set it otherwise for this session.
        set_rules(step, NewRules(balanced=True, present_only=True))


def close_session(step: Step, _data: Empty) -> None:
    """Close the session; the open item ends with it and everybody present leaves."""
    step.require_running()
    meeting = step.meeting
    if not can(step.actor, "meeting.lead", meeting):
        polls.abandon(step)  # Nobody is left who could close the vote.
    if meeting.current_item_id is not None:
        agenda.end_item(step, db.session.get_one(AgendaItem, meeting.current_item_id), ItemState.CLOSED)
    meeting.lacked_quorum = is_lacking(step)
    for presence in db.session.scalars(
        select(Presence).where(Presence.meeting_id == meeting.id, Presence.until.is_(None)).order_by(Presence.id)
    ).all():
        presence.until = now()
        step.record(MemberCheckedOut(meeting_id=meeting.id, person_id=presence.person_id))
    for judging in (contributions.JUDGING, questions.JUDGING):
        judging.end(step)
    # What the rules asked for in the end stays with the session, whoever belongs to the committee later.
    meeting.quorum = quorum_of(meeting)
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now()
    step.record(SessionClosed(meeting_id=meeting.id))


ACTIONS = {
    "session.start": Action("meeting.lead", Empty, start_session),
    "session.close": Action("meeting.end", Empty, close_session),
}
