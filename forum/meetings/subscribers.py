"""What meetings do when something happened: a dissolved committee does not meet any more."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.committees.events import CommitteeDissolved
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.meetings.commands import cancel_meeting
from forum.meetings.models import Meeting, MeetingState


def _cancel_planned(events: Sequence[LoggedEvent]) -> None:
    committees = {event.data["committee_id"] for event in events}
    planned = select(Meeting.id).where(Meeting.committee_id.in_(committees), Meeting.state == MeetingState.PLANNED)
    for number in db.session.scalars(planned.order_by(Meeting.id)).all():
        cancel_meeting(SYSTEM, number)


DISSOLVED = Subscriber("meetings.dissolved", (CommitteeDissolved,), _cancel_planned)
