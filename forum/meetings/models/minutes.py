"""Minutes: their state, the paragraphs that the clerk writes, and the objections of members."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import last_day
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.meetings.models.meeting import Meeting


class MinutesState(enum.StrEnum):
    """Where minutes stand on their way to everybody."""

    DRAFT = "draft"
    OBJECTION = "objection"
    APPROVED = "approved"
    PUBLISHED = "published"


MINUTES_LABELS = {
    MinutesState.DRAFT: lazy("Entwurf"),
    MinutesState.OBJECTION: lazy("Einwendungsfrist läuft"),
    MinutesState.APPROVED: lazy("genehmigt"),
    MinutesState.PUBLISHED: lazy("veröffentlicht"),
}


class Minutes(Model):
    """The minutes of a session. What happened comes from the log; ``seal`` is the last link of its chain (L-80)."""

    __tablename__ = "minutes"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    state: Mapped[MinutesState] = mapped_column(String(12), default=MinutesState.DRAFT)
    # Rises with every change of what the clerk wrote; the committee approves one version (L-24).
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    seal: Mapped[str] = mapped_column(String(64))
    seal_seq: Mapped[int]
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    objections_until: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    # The vote by which the committee approved them, in its next session as a rule.
    approved_poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id"))
    # The end of the day on which they are published at the latest, whether somebody does it or not (B-05).
    publish_by: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    # Whom they name to everybody, fixed when they were published: all, or those who held an office then (B-22).
    names_all: Mapped[bool | None]
    named: Mapped[list[int] | None]

    meeting: Mapped[Meeting] = relationship()

    @property
    def url(self) -> str:
        """The address of the minutes."""
        return url_for("minutes.show", meeting_id=self.meeting_id, _external=False)

    @property
    def last_day(self) -> date | None:
        """The last day on which members may object."""
        return last_day(self.objections_until) if self.objections_until else None

    @property
    def publication_day(self) -> date | None:
        """The last day on which somebody may still publish them by hand."""
        return last_day(self.publish_by) if self.publish_by else None

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return MINUTES_LABELS[MinutesState(self.state)]


class Paragraph(StoredHtml, Model):
    """A paragraph that the clerk writes: about an item, or before the first and after the last one.

    ``version`` counts its changes; whoever saves an older version sees both texts (L-25).
    """

    __tablename__ = "minutes_paragraph"
    __table_args__ = (Index("ix_minutes_paragraph_place", "meeting_id", "place", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("minutes.meeting_id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    # 0 before the first item, then the numbers of the items, then what comes after the last one.
    place: Mapped[int]
    audience: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    edited_at: Mapped[datetime | None]

    editor: Mapped[Person | None] = relationship()


class Objection(Model):
    """A member objects to the minutes; the clerk answers, and says whether they were changed."""

    __tablename__ = "minutes_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("minutes.meeting_id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    # Whether the minutes were changed for it; nothing while it waits for its answer.
    accepted: Mapped[bool | None]
    answered_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
