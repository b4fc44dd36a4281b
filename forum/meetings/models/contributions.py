"""What was written during the session, and the rules for writing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.rendered import StoredHtml
from forum.meetings.written import Written


class WritingRules(Model):
    """Who may write what in a meeting; without a row contributions are open and questions too (L-26, L-27)."""

    __tablename__ = "writing_rules"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    locked: Mapped[bool] = mapped_column(default=False)
    # So many seconds lie between two contributions of one person.
    pause_seconds: Mapped[int] = mapped_column(default=0)
    questions: Mapped[bool] = mapped_column(default=True)
    # Whether a question is read by the desk before everybody reads it.
    held_first: Mapped[bool] = mapped_column(default=False)
    anonymous: Mapped[bool] = mapped_column(default=True)


class Contribution(StoredHtml, Model):
    """A written contribution to an item; held or removed, its text is blank everywhere and its place stays (L-51)."""

    __tablename__ = "contribution"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[Written] = mapped_column(String(10), default=Written.VISIBLE)
    reason: Mapped[str] = mapped_column(String(12), default="")
    audience: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person | None] = relationship()
