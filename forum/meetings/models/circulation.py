"""Deciding between sessions, in writing (Umlaufbeschluss, B-06)."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.db import Model
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.core.rendered import StoredHtml
from forum.core.tokens import digest


class CirculationState(enum.StrEnum):
    """What became of a matter that is decided in writing."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    # Too few took part.
    NO_QUORUM = "no_quorum"
    # Members objected to deciding in writing: the next session decides.
    OBJECTED = "objected"
    # Who started it took it back, with a reason.
    WITHDRAWN = "withdrawn"


CIRCULATION_LABELS = {
    CirculationState.OPEN: lazy("läuft"),
    CirculationState.ACCEPTED: lazy("angenommen"),
    CirculationState.REJECTED: lazy("abgelehnt"),
    CirculationState.NO_QUORUM: lazy("zu wenige haben teilgenommen"),
    CirculationState.OBJECTED: lazy("Widerspruch: die nächste Sitzung entscheidet"),
    CirculationState.WITHDRAWN: lazy("zurückgezogen"),
}


class Circulation(StoredHtml, Model):
    """A motion on which members decide in writing until a moment.

    Who may vote, quorum, majority and the number of objections are frozen when it starts. Whoever votes, objects or closes
    locks this row.
    """

    __tablename__ = "circulation"
    __table_args__ = (Index("ix_circulation_due", "state", "deadline"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    # The title as it was, while the moderation hides the idea that it names, or words in it (M-36).
    withheld_title: Mapped[str | None] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    # What members should read before, with its addresses.
    papers: Mapped[str] = mapped_column(Text, default="")
    papers_html: Mapped[str] = mapped_column(Text, default="")
    # The number of an idea, as in agenda items.
    idea_id: Mapped[int | None] = mapped_column(index=True)
    # In the Board: what it decides about the idea if it is accepted, as with motions, and on which paper.
    ruling: Mapped[str | None] = mapped_column(String(20))
    next_on: Mapped[date | None]
    dossier_id: Mapped[int | None]
    # The session whose minutes the committee approves by it, if it does; then nothing is adopted.
    minutes_id: Mapped[int | None] = mapped_column(index=True)
    # Members read it while it runs; what was adopted in it is for this audience.
    audience: Mapped[str] = mapped_column(String(60))
    adopted_for: Mapped[str] = mapped_column(String(60))
    state: Mapped[CirculationState] = mapped_column(String(10), default=CirculationState.OPEN)
    entitled: Mapped[list[int]]
    quorum: Mapped[int]
    majority: Mapped[str] = mapped_column(String(20))
    objections_needed: Mapped[int]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    deadline: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    abstain: Mapped[int] = mapped_column(default=0)
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    # Why title, motion, reasons and papers were removed, and why the reason of a withdrawal was (L-51).
    removed: Mapped[str] = mapped_column(String(20), default="", server_default="")
    withdrawal_removed: Mapped[str] = mapped_column(String(20), default="", server_default="")

    committee: Mapped[Committee] = relationship()

    def is_read_by(self, viewer: Actor) -> bool:
        """Tell whether somebody may read it: members all the time, others once it was accepted for them."""
        accepted = self.state == CirculationState.ACCEPTED
        return self.audience in viewer.words or (accepted and self.adopted_for in viewer.words)

    @property
    def name(self) -> str:
        """The title, or what the circulation is called once its title was removed."""
        return self.title or _("Umlauf Nummer %(number)s", number=self.id)

    @property
    def url(self) -> str:
        """The address of the circulation."""
        return url_for("circulation.show", circulation_id=self.id, _external=False)

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return CIRCULATION_LABELS[CirculationState(self.state)]


class CirculationReply(Model):
    """What a member said: a vote, or an objection to deciding in writing. There is one, and it stands."""

    __tablename__ = "circulation_reply"
    __table_args__ = (CheckConstraint("choice IN ('yes', 'no', 'abstain', 'object')", name="choice"),)

    circulation_id: Mapped[int] = mapped_column(ForeignKey("circulation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(10))
    # Why the member objects to deciding in writing.
    reason: Mapped[str] = mapped_column(String(500), default="")
    # What a member who votes no says against the text; it stands without a name beside what was adopted.
    against: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Why the words were removed; the answer counts all the same.
    removed: Mapped[str] = mapped_column(String(20), default="", server_default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    @property
    def words(self) -> str:
        """What the member wrote, whatever it was for."""
        return self.reason or self.against

    @property
    def mark(self) -> str:
        """By what the words are named to whoever removes them, without naming who wrote them."""
        return digest(self.words)
