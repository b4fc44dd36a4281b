"""What members of committees are told of minutes and of decisions in writing (L-24, B-06)."""

from typing import Any

from sqlalchemy import ColumnElement, select

from forum.committees.models import Role
from forum.committees.queries import members
from forum.core.clock import last_day
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.meetings.events import (
    CirculationClosed,
    CirculationRedacted,
    CirculationReminded,
    CirculationStarted,
    MinutesSubmitted,
    ObjectionRaised,
)
from forum.meetings.models import Circulation, Minutes
from forum.meetings.queries import not_answered
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.notifications.models import Message


def _circulation_began(event: LoggedEvent) -> None:
    """Ask those who have not answered yet, when it begins and once more before the deadline."""
    circulation = _circulation(event)
    kind = "circulation_due" if event.type == CirculationReminded.__name__ else "circulation_started"
    told: dict[str, Any] = {"title": circulation.title, "until": last_day(circulation.deadline).isoformat()}
    if circulation.state == "open":
        tell(event, not_answered(circulation), kind, circulation.url, **told)


def _circulation_closed(event: LoggedEvent) -> None:
    """Tell the members what became of it."""
    circulation = _circulation(event)
    people = [one.person_id for one in members(SYSTEM, circulation.committee)]
    told: dict[str, Any] = {"title": circulation.title, "outcome": event.data["outcome"]}
    tell(event, people, "circulation_closed", circulation.url, **told)


def _circulation_redacted(event: LoggedEvent) -> None:
    """Take the title out of what members were told, when it was removed (L-51)."""
    if event.data["part"] != "matter":
        return
    for message in db.session.scalars(select(Message).where(of_circulation(_circulation(event)))):
        message.data = {**message.data, "title": ""}


def of_circulation(circulation: Circulation) -> ColumnElement[bool]:
    """Build the condition that a message is about a decision in writing."""
    told = select(LoggedEvent.id).where(
        LoggedEvent.type.in_([one.__name__ for one in (CirculationStarted, CirculationReminded, CirculationClosed)]),
        LoggedEvent.subject_id == circulation.id,
    )
    return Message.event_id.in_(told)


def _minutes_submitted(event: LoggedEvent) -> None:
    """Tell the members that they may object to the minutes."""
    minutes = db.session.get_one(Minutes, event.data["meeting_id"])
    people = [one.person_id for one in members(SYSTEM, minutes.meeting.committee)]
    told: dict[str, Any] = {
        "title": minutes.meeting.title,
        "until": minutes.last_day.isoformat() if minutes.last_day else None,
    }
    tell(event, people, "minutes_submitted", minutes.url, **told)


def _objection_raised(event: LoggedEvent) -> None:
    """Tell the clerk, or whoever leads where there is none, that an objection waits for its answer."""
    minutes = db.session.get_one(Minutes, event.data["meeting_id"])
    present = members(SYSTEM, minutes.meeting.committee)
    people = [one.person_id for role in (Role.CLERK, Role.CHAIR) for one in present if one.role == role]
    tell(event, people, "minutes_objected", minutes.url, title=minutes.meeting.title)


def _circulation(event: LoggedEvent) -> Circulation:
    return db.session.get_one(Circulation, event.data["circulation_id"])


SUBSCRIBERS = [
    Subscriber("notifications.circulation_began", (CirculationStarted, CirculationReminded), each(_circulation_began)),
    Subscriber("notifications.circulation_closed", (CirculationClosed,), each(_circulation_closed)),
    Subscriber("notifications.circulation_redacted", (CirculationRedacted,), each(_circulation_redacted)),
    Subscriber("notifications.minutes_submitted", (MinutesSubmitted,), each(_minutes_submitted)),
    Subscriber("notifications.objection_raised", (ObjectionRaised,), each(_objection_raised)),
]
