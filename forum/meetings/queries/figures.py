"""What the sessions of a committee come to: who spoke for how long, and who was there. The first argument is the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.core.clock import local
from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.models import Meeting, MeetingState, Presence, SpeakerEntry, SpeakerState
from forum.meetings.speaking import Kind

MOST_SESSIONS = 24


@dataclass(frozen=True)
class Speech:
    """A speech that is over; interposed questions and points of order are none (L-10)."""

    person_id: int
    at: datetime
    seconds: float


def speeches(viewer: Actor, committee_id: int, since: datetime) -> list[Speech]:
    """Return the speeches in the sessions of a committee since a moment, as far as the viewer may know of them."""
    entries = db.session.scalars(
        select(SpeakerEntry)
        .join(Meeting, Meeting.id == SpeakerEntry.meeting_id)
        .where(
            Meeting.committee_id == committee_id,
            Meeting.audience.in_(viewer.words),
            SpeakerEntry.audience.in_(viewer.words),
            SpeakerEntry.state == SpeakerState.DONE,
            SpeakerEntry.kind == Kind.SPEECH,
            SpeakerEntry.started_at >= since,
            SpeakerEntry.ended_at.is_not(None),
        )
        .order_by(SpeakerEntry.id)
    )
    return [
        Speech(one.person_id, local(one.clock.started_at), one.clock.used(one.clock.started_at).total_seconds())
        for one in entries
    ]


@dataclass(frozen=True)
class Session:
    """A session that is over, with everybody who was there at some time."""

    title: str
    at: datetime
    present: frozenset[int]


def sessions_held(viewer: Actor, committee_id: int, since: datetime) -> Sequence[Session]:
    """Return the last sessions of a committee since a moment, the earliest first, as far as the viewer may know of them."""
    rows = db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.starts_at)
        .where(
            Meeting.committee_id == committee_id,
            Meeting.audience.in_(viewer.words),
            Meeting.state == MeetingState.CLOSED.value,
            Meeting.starts_at >= since,
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(MOST_SESSIONS)
    ).all()
    present: dict[int, set[int]] = {number: set() for number, _title, _at in rows}
    pairs = select(Presence.meeting_id, Presence.person_id).where(Presence.meeting_id.in_(present)).distinct()
    for number, person_id in db.session.execute(pairs):
        present[number].add(person_id)
    return [Session(title, local(at), frozenset(present[number])) for number, title, at in reversed(rows)]
