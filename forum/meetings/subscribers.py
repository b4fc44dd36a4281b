"""What meetings do when something happened: who leaves a committee leaves its session, and without one nobody meets."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.events import RestrictionSet
from forum.accounts.models import Limit
from forum.committees.events import CommitteeDissolved, CommitteeSuspended, MembershipEnded
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.meetings.commands import cancel_meeting
from forum.meetings.commands.presence import leave_with_the_account, leave_with_the_seat
from forum.meetings.models import Meeting, MeetingState


def _cancel_planned(events: Sequence[LoggedEvent]) -> None:
    committees = {event.data["committee_id"] for event in events}
    planned = select(Meeting.id).where(Meeting.committee_id.in_(committees), Meeting.state == MeetingState.PLANNED)
    for number in db.session.scalars(planned.order_by(Meeting.id)).all():
        cancel_meeting(SYSTEM, number)


def _leave(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        leave_with_the_seat(event.data["committee_id"], event.data["person_id"])


def _leave_suspended(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        if event.data["kind"] == Limit.SUSPENDED:
            leave_with_the_account(event.data["person_id"])


DISSOLVED = Subscriber("meetings.dissolved", (CommitteeDissolved, CommitteeSuspended), _cancel_planned)
LEFT = Subscriber("meetings.left", (MembershipEnded,), _leave)
SUSPENDED = Subscriber("meetings.suspended", (RestrictionSet,), _leave_suspended)
