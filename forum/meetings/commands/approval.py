"""Approving minutes: by a vote of a later session, or in writing by a committee that does not meet again (L-24, B-06).

Either way one version is approved: the one that those who decide had before them. While they decide nobody changes it, and
what is changed afterwards is another version that needs a decision of its own.
"""

from datetime import timedelta

from sqlalchemy import select

from forum.committees.queries import rules_of
from forum.core.clock import end_of_day, local, now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import SYSTEM
from forum.meetings.commands.action import Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.events import MinutesApproved
from forum.meetings.models import (
    Circulation,
    CirculationState,
    Meeting,
    Minutes,
    MinutesState,
    Objection,
    Poll,
    PollState,
)


class Approval(Shape):
    """The vote by which the committee approved the minutes."""

    poll_id: Number


def approve_minutes(step: Step, data: Approval) -> None:
    """Note by which vote the committee approved the minutes; from now on nobody changes them. Raises Conflict."""
    minutes = in_state(step, MinutesState.OBJECTION)
    require_approvable(minutes)
    refuse_while_decided(step.meeting)
    about = Poll.minutes_id == step.meeting.id, Poll.verdict == "accepted"
    poll = db.session.scalar(select(Poll).where(Poll.id == data.poll_id, *about))
    if poll is None:
        raise Conflict(
            _(
                "Genehmigt wird durch eine angenommene Abstimmung über diese Niederschrift "
                "in einer späteren Sitzung dieses Gremiums."
            )
        )
    if poll.minutes_version != minutes.version:
        raise Conflict(
            _(
                "Die Niederschrift wurde nach dieser Abstimmung geändert. "
                "Über die neue Fassung stimmt das Gremium noch einmal ab."
            )
        )
    minutes.approved_poll_id = poll.id
    _approved(step, minutes, MinutesApproved(meeting_id=step.meeting.id, poll_id=poll.id, version=minutes.version))


def put_minutes_to_vote(step: Step, meeting_id: int) -> Minutes:
    """Return the minutes on which the running session of the same committee is to vote. Raises NotFound, Conflict.

    Their session is over and this one runs, so locking it after this one makes no circle.
    """
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    if meeting.id == step.meeting.id or meeting.committee_id != step.meeting.committee_id:
        raise Conflict(_("Das ist keine Niederschrift einer früheren Sitzung dieses Gremiums."))
    minutes = in_state(Step(SYSTEM, meeting), MinutesState.OBJECTION)
    require_approvable(minutes)
    refuse_while_decided(meeting)
    return minutes


def approve_in_writing(circulation: Circulation) -> None:
    """Let what was accepted in writing approve the minutes it is about, in the transaction that closed it."""
    meeting = get_or_404(Meeting, circulation.minutes_id, lock=True)
    minutes = db.session.get_one(Minutes, meeting.id, populate_existing=True)
    event = MinutesApproved(meeting_id=meeting.id, circulation_id=circulation.id, version=minutes.version)
    _approved(Step(SYSTEM, meeting), minutes, event)


def _approved(step: Step, minutes: Minutes, event: MinutesApproved) -> None:
    minutes.state, minutes.approved_at = MinutesState.APPROVED, now()
    days = rules_of(step.meeting.committee_id).publication_days
    minutes.publish_by = end_of_day(local(minutes.approved_at).date() + timedelta(days=days))
    step.record(event, step.meeting.committee.word)


def require_approvable(minutes: Minutes) -> None:
    """Refuse to approve minutes before their period is over and every objection has its answer. Raises Conflict."""
    if minutes.objections_until is None or now() <= minutes.objections_until:
        raise Conflict(_("Die Frist für Einwendungen läuft noch."))
    waiting = select(Objection.id).where(Objection.meeting_id == minutes.meeting_id, Objection.accepted.is_(None))
    if db.session.scalar(waiting.limit(1)) is not None:
        raise Conflict(_("Noch nicht jede Einwendung hat ihre Antwort."))


def refuse_while_decided(meeting: Meeting) -> None:
    """Keep minutes as the members read them while they decide about them, in writing or by a vote. Raises Conflict."""
    voted = select(Poll.id).where(Poll.minutes_id == meeting.id, Poll.state != PollState.CLOSED)
    if db.session.scalar(voted.limit(1)) is not None:
        raise Conflict(_("Über diese Niederschrift stimmt das Gremium gerade ab."))
    asked = select(Circulation.id).where(
        Circulation.minutes_id == meeting.id, Circulation.state == CirculationState.OPEN
    )
    if db.session.scalar(asked.limit(1)) is not None:
        raise Conflict(_("Über diese Niederschrift entscheidet das Gremium gerade im Umlauf."))


def in_state(step: Step, state: MinutesState) -> Minutes:
    """Return the minutes of the session, which must stand here. Raises Conflict."""
    minutes = minutes_of(step)
    if minutes.state != state:
        raise Conflict(_("Dafür steht die Niederschrift gerade nicht an der richtigen Stelle."))
    return minutes


def minutes_of(step: Step) -> Minutes:
    """Return the minutes of the session as they are stored now. Raises Conflict when they are not begun."""
    minutes = db.session.get(Minutes, step.meeting.id, populate_existing=True)
    if minutes is None:
        raise Conflict(_("Die Niederschrift ist noch nicht begonnen."))
    return minutes


def begin_in_writing(meeting_id: int, committee_id: int) -> Meeting:
    """Return the session, locked, whose minutes are to be approved in writing. Raises NotFound, Conflict."""
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    if meeting.committee_id != committee_id:
        raise Conflict(_("Das ist keine Niederschrift dieses Gremiums."))
    require_approvable(in_state(Step(SYSTEM, meeting), MinutesState.OBJECTION))
    refuse_while_decided(meeting)
    return meeting
