"""What members are told of meetings: invitations, changes, reminders, and that one is called off (L-29, L-30).

Whoever was invited gets a letter with the appointment for the calendar, because the rules of procedure ask for an
invitation; everybody else is told as they wish.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person, Standing
from forum.committees.queries import members, members_of
from forum.core import mail
from forum.core.calendar import calendar
from forum.core.clock import local
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.discussions.models import Thread
from forum.ideas.models import Idea
from forum.meetings.appointments import agenda_lines, appointment
from forum.meetings.commands.planning import SHOWN
from forum.meetings.events import InvitedReminded, MeetingCancelled, MeetingChanged, MeetingInvited
from forum.meetings.models import AgendaItem, Invitation, Meeting
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of_thread

_KINDS = {
    MeetingInvited.__name__: "meeting_invited",
    MeetingChanged.__name__: "meeting_changed",
    InvitedReminded.__name__: "meeting_reminded",
    MeetingCancelled.__name__: "meeting_cancelled",
}


def _invitation(event: LoggedEvent) -> None:
    """Send whoever was invited the letter of this event, and put it into the inbox."""
    meeting = _meeting(event)
    if event.type == MeetingChanged.__name__ and not {*event.data["changed"]} & {*SHOWN}:
        return
    people = _invited(meeting, event.data.get("people"))
    kind = _KINDS[event.type]
    _write(meeting, people, kind, event)
    told: dict[str, Any] = {"title": meeting.title, "when": local(meeting.starts_at).date().isoformat()}
    tell(event, [one.id for one in people], kind, meeting.url, by_mail=False, **told)


def _cancelled(event: LoggedEvent) -> None:
    """Tell whoever was invited, the members, and who follows an idea on the public agenda, why it does not take place."""
    meeting = _meeting(event)
    people = _invited(meeting, None)
    told: dict[str, Any] = {"title": meeting.title, "reason_given": meeting.cancel_reason}
    _write(meeting, people, "meeting_cancelled", event)
    tell(event, [one.id for one in people], "meeting_cancelled", meeting.url, by_mail=False, **told)
    rest = [one.person_id for one in members(SYSTEM, meeting.committee)]
    tell(event, rest, "meeting_cancelled", meeting.url, **told)
    for thread in _threads_on_the_agenda(meeting):
        followers = listeners(place_of_thread(thread), "step")
        tell(event, followers, "meeting_cancelled", meeting.url, reason="step", at=thread, **told)


def _write(meeting: Meeting, people: Sequence[Person], kind: str, event: LoggedEvent) -> None:
    items = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.place)
    ).all()
    is_off = kind == "meeting_cancelled"
    drafts = [
        mail.Draft(
            person.email,
            "meeting",
            person.language,
            {
                "kind": kind,
                "handle": person.handle,
                "meeting": meeting,
                "agenda": agenda_lines(meeting, items),
                "late": bool(event.data.get("late")),
                "second": bool(event.data.get("second")),
                "url": mail.absolute(meeting.url),
            },
            calendar=calendar([appointment(meeting, items, attendee=person)], method="CANCEL" if is_off else "REQUEST"),
        )
        for person in people
    ]
    mail.queue_all(drafts)


def _meeting(event: LoggedEvent) -> Meeting:
    return db.session.get_one(Meeting, event.data["meeting_id"])


def _invited(meeting: Meeting, only: Sequence[int] | None) -> Sequence[Person]:
    """Return who was invited and belongs to the committee, today or on the day: the letter holds the video link (L-29)."""
    of, day = meeting.committee_id, local(meeting.starts_at).date()
    belong = {*members_of(of), *members_of(of, day)}
    statement = (
        select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(Invitation.meeting_id == meeting.id, Person.standing == Standing.ACTIVE)
        .order_by(Person.id)
    )
    if only is not None:
        statement = statement.where(Person.id.in_(only))
    return [one for one in db.session.scalars(statement) if one.id in belong and meeting.audience in one.words]


def _threads_on_the_agenda(meeting: Meeting) -> Sequence[Thread]:
    """Return the discussions of the ideas that stand on the agenda for everybody."""
    if meeting.audience != "public":
        return []
    on_it = select(AgendaItem.idea_id).where(AgendaItem.meeting_id == meeting.id, AgendaItem.audience == "public")
    return db.session.scalars(
        select(Thread).join(Idea, Idea.thread_id == Thread.id).where(Idea.id.in_(on_it)).order_by(Thread.id)
    ).all()


SUBSCRIBERS = [
    Subscriber("notifications.invitation", (MeetingInvited, MeetingChanged, InvitedReminded), each(_invitation)),
    Subscriber("notifications.meeting_cancelled", (MeetingCancelled,), each(_cancelled)),
]
