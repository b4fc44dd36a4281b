"""The tables of meetings."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


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


class ItemState(enum.StrEnum):
    """Where an agenda item stands (L-04)."""

    PLANNED = "planned"
    OPEN = "open"
    RESOLVED = "resolved"
    POSTPONED = "postponed"
    CLOSED = "closed"


ITEM_LABELS = {
    ItemState.PLANNED: lazy("geplant"),
    ItemState.OPEN: lazy("aufgerufen"),
    ItemState.RESOLVED: lazy("beschlossen"),
    ItemState.POSTPONED: lazy("vertagt"),
    ItemState.CLOSED: lazy("beraten"),
}


class SpeakerState(enum.StrEnum):
    """Where somebody stands who wants to speak."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Choice(enum.StrEnum):
    """What one can say in an open vote."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


CHOICE_LABELS = {Choice.YES: lazy("Ja"), Choice.NO: lazy("Nein"), Choice.ABSTAIN: lazy("Enthaltung")}


class Meeting(Model):
    """A committee in session. ``last_seq`` numbers its newest event; whoever takes one locks this row."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_state_time", "state", "starts_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(160), default="")
    state: Mapped[MeetingState] = mapped_column(String(10), default=MeetingState.PLANNED)
    audience: Mapped[str] = mapped_column(String(60), default="public")
    last_seq: Mapped[int] = mapped_column(default=0)
    # Raised when the log is no continuation of what clients know, e.g. after a backup was restored (L-44).
    epoch: Mapped[int] = mapped_column(default=1)
    current_item_id: Mapped[int | None]
    quorum: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

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
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return MEETING_LABELS[MeetingState(self.state)]


class AgendaItem(StoredHtml, Model):
    """One item of the agenda (TOP), public or only for the committee."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ItemState] = mapped_column(String(10), default=ItemState.PLANNED)
    # The number of an idea; its package is below and named by number only, as in discussions.
    idea_id: Mapped[int | None] = mapped_column(index=True)
    audience: Mapped[str] = mapped_column(String(60))

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return ITEM_LABELS[ItemState(self.state)]


class Presence(Model):
    """From when to when a member was present; a connection of a browser says nothing about it (L-05)."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_meeting_person", "meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Contribution(StoredHtml, Model):
    """A written contribution to an item; hiding it blanks its text everywhere (L-51)."""

    __tablename__ = "contribution"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    hidden: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person | None] = relationship()


class SpeakerEntry(Model):
    """Somebody on the speakers' list; the order is that of asking."""

    __tablename__ = "speaker_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[SpeakerState] = mapped_column(String(10), default=SpeakerState.WAITING)
    # "pro", "contra" or nothing (L-08).
    stance: Mapped[str] = mapped_column(String(10), default="")
    audience: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Motion(StoredHtml, Model):
    """The text of a recommendation (or of a decision of the board) that is put to the vote."""

    __tablename__ = "motion"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # "submitted", "accepted", "rejected" or "void".
    state: Mapped[str] = mapped_column(String(10), default="submitted")
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(60))


class Poll(Model):
    """A vote: rule and question are frozen when it opens, figures and verdict when it closes (L-18)."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    question: Mapped[str] = mapped_column(String(250))
    state: Mapped[str] = mapped_column(String(10), default="open")
    rule: Mapped[str] = mapped_column(String(20), default="simple")
    audience: Mapped[str] = mapped_column(String(60))
    present: Mapped[int]
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    abstain: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[str | None] = mapped_column(String(10))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Ballot(Model):
    """One person's vote in an open poll; there is at most one, and it stands (L-74)."""

    __tablename__ = "ballot"
    __table_args__ = (CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(String(10))


class Resolution(Model):
    """What a committee adopted: a Fachbeirat's recommendation or the board's decision, with its vote."""

    __tablename__ = "resolution"
    __table_args__ = (Index("ix_resolution_idea", "idea_id"), Index("ix_resolution_time", "adopted_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), unique=True)
    idea_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    audience: Mapped[str] = mapped_column(String(60))
    adopted_at: Mapped[datetime]

    committee: Mapped[Committee] = relationship()

    @property
    def url(self) -> str:
        """The permanent address: its place in the room of its meeting."""
        return url_for("meetings.room", meeting_id=self.meeting_id, _anchor=f"beschluss-{self.id}", _external=False)


class SentCommand(Model):
    """A command that was carried out, by its sender's key: no key is carried out twice (L-39)."""

    __tablename__ = "sent_command"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
