"""The speakers' list."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.fold.speakers import RULES
from forum.meetings.models import Meeting, SpeakerEntry, SpeakerList, SpeakerState, SpeakingRules
from forum.meetings.queries.state.rows import rows
from forum.meetings.speaking import Clock, Kind, Spoken


def speakers(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the entries that the viewer may see, in the order of asking; ``place`` is the place among those who wait."""
    entry, noted = SpeakerEntry, aliased(Person)
    return rows(
        select(
            entry.id, entry.item_id, entry.person_id, Person.handle, entry.state, entry.kind, entry.stance,
            entry.point, entry.note, entry.speech_id, entry.place, entry.why, entry.moved, entry.limit_seconds,
            entry.started_at, entry.halted_at, entry.stood_still, entry.ended_at, noted.handle.label("noted_by"),
        )
        .join(Person, Person.id == entry.person_id)
        .outerjoin(noted, noted.id == entry.noted_by)
        .where(entry.meeting_id == of.id, entry.audience.in_(viewer.words))
        .order_by(entry.id)
    )  # fmt: skip


def spoken(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how often and how long each person spoke in the meeting so far (L-10), from the entries of the list."""
    heard: dict[int, Spoken] = {}
    for one in entries:
        if one["kind"] == Kind.SPEECH and one["state"] == SpeakerState.DONE and one["started_at"] is not None:
            still = timedelta(milliseconds=one["stood_still"])
            clock = Clock(one["started_at"], None, still, one["ended_at"])
            of = heard.setdefault(one["person_id"], Spoken())
            of.times += 1
            of.seconds += round(clock.used(one["ended_at"]).total_seconds())
    return [{"person_id": number, "times": of.times, "seconds": of.seconds} for number, of in sorted(heard.items())]


def speaking_rules(of: Meeting) -> dict[str, Any]:
    """Return the rules by which the meeting gives the floor."""
    stored = db.session.get(SpeakingRules, of.id)
    return {name: getattr(stored, name) for name in RULES} if stored else dict(RULES)


def speaker_lists(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return what was set for the lists of single items."""
    found = SpeakerList
    return rows(
        select(found.item_id, found.is_open, found.reason, found.limit_seconds)
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.item_id)
    )
