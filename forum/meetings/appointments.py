"""Meetings as appointments in people's calendars (L-29).

A calendar leaves the forum and is read by programs of others. So it names only those items that everybody may see who may
see the meeting; who may see more finds it in the room.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app

from forum.accounts.models import Person
from forum.core.calendar import Appointment
from forum.core.clock import now
from forum.core.i18n import _
from forum.core.mail import absolute
from forum.meetings.models import AgendaItem, Meeting, MeetingState

# How long a meeting lasts in calendars when nobody said when it ends.
USUAL_LENGTH = timedelta(hours=2)

Agendas = Mapping[int, Sequence[AgendaItem]]


def agenda_lines(meeting: Meeting, items: Iterable[AgendaItem]) -> list[str]:
    """Return the items that everybody may see who may see the meeting, one in a line."""
    return [
        _("TOP %(number)s: %(title)s", number=item.number, title=item.title)
        for item in items
        if item.audience == meeting.audience
    ]


def appointment(
    meeting: Meeting, items: Iterable[AgendaItem], *, for_members: bool = False, attendee: Person | None = None
) -> Appointment:
    """Return a meeting as an appointment; where one joins by video is told to ``for_members`` only."""
    link = meeting.link if for_members or attendee is not None else ""
    lines = [meeting.cancel_reason, *agenda_lines(meeting, items), link, absolute(meeting.url)]
    sender = str(current_app.config["MAIL_FROM"]).rpartition("<")[2].rstrip(">")
    return Appointment(
        uid=f"sitzung-{meeting.id}@{urlsplit(absolute('/')).hostname}",
        sequence=meeting.sequence + meeting.agenda_version,
        stamp=now(),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at or meeting.starts_at + USUAL_LENGTH,
        summary=f"{meeting.committee.title}: {meeting.title}",
        description="\n".join(line for line in lines if line),
        location=meeting.place or link,
        url=absolute(meeting.url),
        cancelled=meeting.state == MeetingState.CANCELLED,
        organizer=(meeting.committee.title, sender) if attendee is not None else None,
        attendee=(attendee.handle or "", attendee.email) if attendee is not None else None,
    )


def appointments(meetings: Iterable[Meeting], agendas: Agendas, words: frozenset[str]) -> list[Appointment]:
    """Return meetings as appointments for whoever holds these words."""
    return [
        appointment(meeting, agendas.get(meeting.id, ()), for_members=meeting.committee.word in words)
        for meeting in meetings
    ]
