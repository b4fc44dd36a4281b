"""What committees adopted."""

import enum
from datetime import datetime

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.committees.models import Committee
from forum.core.db import Model
from forum.core.permissions import Actor


class ResolutionKind(enum.StrEnum):
    """What was adopted: for the Board by a Fachbeirat, by a Fachbeirat for itself, or by the Board."""

    RECOMMENDATION = "recommendation"
    RESOLUTION = "resolution"
    DECISION = "decision"


# What a Fachbeirat adopts behind closed doors and can announce; the Board's decisions are in the register.
ANNOUNCED = (ResolutionKind.RECOMMENDATION, ResolutionKind.RESOLUTION)


class Resolution(Model):
    """What a committee adopted: a Fachbeirat's recommendation or resolution, or the board's decision, with its vote."""

    __tablename__ = "resolution"
    __table_args__ = (Index("ix_resolution_idea", "idea_id"), Index("ix_resolution_time", "adopted_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ResolutionKind] = mapped_column(String(20))
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    # Either the meeting with item and vote, or the circulation in which it was adopted.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id"), unique=True)
    circulation_id: Mapped[int | None] = mapped_column(ForeignKey("circulation.id"), unique=True)
    # The idea that stands first among those that it is about; what is about no idea has none.
    idea_id: Mapped[int | None]
    # The number under which the register of the Board has it, if it decided about ideas.
    decision_number: Mapped[str | None] = mapped_column(String(20), index=True)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    audience: Mapped[str] = mapped_column(String(60))
    # Who reads reasons and dissenting opinions, where these are not for all who read what was adopted.
    reasons_audience: Mapped[str | None] = mapped_column(String(60))
    adopted_at: Mapped[datetime]
    # When what was adopted behind closed doors was announced to everybody.
    announced_at: Mapped[datetime | None]

    committee: Mapped[Committee] = relationship()
    idea_links: Mapped[list["ResolutionIdea"]] = relationship(order_by="ResolutionIdea.position")

    @property
    def url(self) -> str:
        """The permanent address: its place in the room of its meeting, or the circulation.

        What was announced has a page of its own, since many who may read it may not see where it was adopted.
        """
        if self.announced_at is not None:
            return url_for("recommendations.show", resolution_id=self.id, _external=False)
        return self.place

    @property
    def place(self) -> str:
        """The address of where it was adopted, which fewer people may see than what was announced."""
        if self.circulation_id is not None:
            return url_for("circulation.show", circulation_id=self.circulation_id, _external=False)
        return url_for("meetings.room", meeting_id=self.meeting_id, _anchor=f"beschluss-{self.id}", _external=False)

    def tells_reasons_to(self, viewer: Actor) -> bool:
        """Tell whether somebody who reads the text also reads its reasons, and what spoke against it."""
        return (self.reasons_audience or self.audience) in viewer.words

    @property
    def idea_ids(self) -> list[int]:
        """The numbers of all ideas that it is about, the first one first."""
        return [link.idea_id for link in self.idea_links]


class ResolutionIdea(Model):
    """An idea that a resolution is about; a paper for a session can be about several (B-13)."""

    __tablename__ = "resolution_idea"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
