"""The speakers' list: its rules, whether it is open, and who waits, speaks and has spoken."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.meetings.speaking import Clock, Kind, Why


class SpeakerState(enum.StrEnum):
    """Where somebody stands who wants to speak."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    # The speech stands still while somebody asks, or gets an answer (L-12).
    HALTED = "halted"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    LAPSED = "lapsed"


# Who has the floor, be it that the speech stands still.
ON_THE_FLOOR = (SpeakerState.SPEAKING, SpeakerState.HALTED)
STILL_THERE = (SpeakerState.WAITING, *ON_THE_FLOOR)


class SpeakingRules(Model):
    """By which rules a meeting gives the floor; without a row the ordinary ones hold."""

    __tablename__ = "speaking_rules"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    alternate: Mapped[bool] = mapped_column(default=False)
    balanced: Mapped[bool] = mapped_column(default=False)
    present_only: Mapped[bool] = mapped_column(default=True)
    # The usual length of a speech in seconds; nothing means no limit.
    limit_seconds: Mapped[int | None]


class SpeakerList(Model):
    """What holds for the list of one item; without a row it is open and has the usual limit."""

    __tablename__ = "speaker_list"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    # Why it is closed, in the chair's words.
    reason: Mapped[str] = mapped_column(String(250), default="")
    limit_seconds: Mapped[int | None]
    audience: Mapped[str] = mapped_column(String(60))


class SpeakerEntry(Model):
    """Somebody on the speakers' list. ``place`` is the place among those who wait, worked out at each change."""

    __tablename__ = "speaker_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[SpeakerState] = mapped_column(String(10), default=SpeakerState.WAITING)
    kind: Mapped[Kind] = mapped_column(String(10), default=Kind.SPEECH)
    # Who of the desk put the person on the list (L-31).
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # "pro", "contra" or nothing (L-08).
    stance: Mapped[str] = mapped_column(String(10), default="")
    # What a point of order asks for, and in which words (L-09).
    point: Mapped[str] = mapped_column(String(12), default="")
    note: Mapped[str] = mapped_column(String(250), default="")
    # The speech that an interposed question is about.
    speech_id: Mapped[int | None] = mapped_column(ForeignKey("speaker_entry.id"))
    place: Mapped[int] = mapped_column(default=0)
    why: Mapped[Why] = mapped_column(String(10), default=Why.TURN)
    moved: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[str] = mapped_column(String(60))
    limit_seconds: Mapped[int | None]
    started_at: Mapped[datetime | None]
    halted_at: Mapped[datetime | None]
    # For how long the speech stood still, in milliseconds.
    stood_still: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def clock(self) -> Clock:
        """The clock of the speech; it must have begun."""
        assert self.started_at is not None  # noqa: S101
        return Clock(self.started_at, self.halted_at, timedelta(milliseconds=self.stood_still), self.ended_at)

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.started_at, self.halted_at, self.ended_at = clock.started_at, clock.halted_at, clock.stopped_at
        self.stood_still = clock.stood_still // timedelta(milliseconds=1)
