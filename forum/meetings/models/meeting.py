"""A committee in session, and the commands it has carried out."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.committees.models import Committee
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.meetings.models.agenda import Circle, Numbering


class MeetingState(enum.StrEnum):
    """Whether a meeting is still to come, going on, over, or cancelled."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MEETING_LABELS = {
    MeetingState.PLANNED: lazy("geplant"),
    MeetingState.RUNNING: lazy("läuft"),
    MeetingState.CLOSED: lazy("beendet"),
    MeetingState.CANCELLED: lazy("abgesagt"),
}


class QuorumState(enum.StrEnum):
    """Whether the chair has established a quorum, and whether a member doubts it since (L-06)."""

    OPEN = "open"
    ESTABLISHED = "established"
    DOUBTED = "doubted"


QUORUM_LABELS = {
    QuorumState.OPEN: lazy("Beschlussfähigkeit noch nicht festgestellt"),
    QuorumState.ESTABLISHED: lazy("Beschlussfähigkeit festgestellt"),
    QuorumState.DOUBTED: lazy("Beschlussfähigkeit angezweifelt"),
}


class Meeting(Model):
    """A committee in session. ``last_seq`` numbers its newest event; whoever takes one locks this row."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_state_time", "state", "starts_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(160), default="")
    # Where people join by video; for the members of the committee alone.
    link: Mapped[str] = mapped_column(String(500), default="", server_default="")
    numbering: Mapped[Numbering] = mapped_column(String(10), default=Numbering.ARABIC, server_default="arabic")
    state: Mapped[MeetingState] = mapped_column(String(10), default=MeetingState.PLANNED)
    audience: Mapped[str] = mapped_column(String(60), default="public")
    last_seq: Mapped[int] = mapped_column(default=0)
    # Raised when the log is no continuation of what clients know, e.g. after a backup was restored (L-44).
    epoch: Mapped[int] = mapped_column(default=1)
    current_item_id: Mapped[int | None]
    # How many with a vote must be there: as planned, or as the rules of procedure say of the members of that moment, and
    # then as it was in the end. And what the chair established and whether somebody doubted it since (L-06).
    quorum: Mapped[int] = mapped_column(default=0)
    quorum_by_rules: Mapped[bool] = mapped_column(default=False, server_default=false())
    quorum_state: Mapped[QuorumState] = mapped_column(String(12), default=QuorumState.OPEN, server_default="open")
    # A second meeting is quorate with however many, if its invitation said so (B-06).
    second: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_announced: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether it ended without as many as it needed; only such a session is followed by a second one.
    lacked_quorum: Mapped[bool] = mapped_column(default=False, server_default=false())
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # Rises with each change of what stands in calendars (L-29): of the plan, which those invited hear of, and of the agenda.
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    agenda_version: Mapped[int] = mapped_column(default=0, server_default="0")
    # When the members were invited last.
    invited_at: Mapped[datetime | None]
    # Whether the invitation came later than the rules of procedure ask for; the minutes say so (L-30).
    invited_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancel_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    committee: Mapped[Committee] = relationship()

    @property
    def url(self) -> str:
        """The address of the room."""
        return url_for("meetings.room", meeting_id=self.id, _external=False)

    @property
    def stream(self) -> str:
        """The name of the meeting's part of the event log."""
        return f"meeting:{self.id}"

    @property
    def level(self) -> Circle:
        """For whom the meeting is."""
        return Circle.of(self.audience)

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return MEETING_LABELS[MeetingState(self.state)]


class SentCommand(Model):
    """A command that was carried out, by its sender's key: no key is carried out twice (L-39)."""

    __tablename__ = "sent_command"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
