"""The tables of reported barriers and of reviews."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy


class BarrierReport(Model):
    """A barrier that somebody met, with or without an account, and what the office answered (A-24).

    What people write about a barrier often tells of their health, so the words go some time after the answer; number
    and days stay for the figures.
    """

    __tablename__ = "barrier_report"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        Index("ix_barrier_report_open", "answered_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    # The address within the forum, as far as somebody named one.
    page: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    reminded_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        """Tell whether the office still owes an answer; nobody waits for one whose account is gone."""
        return self.answered_at is None and self.text != ""

    @property
    def is_emptied(self) -> bool:
        """Tell whether the words are gone: with the years, or with the account."""
        return self.text == ""

    @property
    def is_overdue(self) -> bool:
        """Tell whether the answer is late."""
        return self.is_open and self.due_on < today()

    @property
    def url(self) -> str:
        """The address for the office."""
        return url_for("accessibility.barrier", report_id=self.id, _external=False)


# The reports that wait for an answer, as a condition.
WAITS = BarrierReport.answered_at.is_(None) & (BarrierReport.text != "")


class ReviewKind(enum.StrEnum):
    """How accessibility was looked at."""

    SELF = "self"
    SCREEN_READER = "screen_reader"
    EXTERNAL = "external"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _REVIEWS[self]


_REVIEWS = {
    ReviewKind.SELF: lazy("Selbstbewertung"),
    ReviewKind.SCREEN_READER: lazy("Durchgang mit einem Vorleseprogramm"),
    ReviewKind.EXTERNAL: lazy("Prüfung durch andere"),
}


class AccessibilityReview(Model):
    """A review of the pages: the yearly self-assessment, or a round with a screen reader (A-26, A-32)."""

    __tablename__ = "accessibility_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReviewKind] = mapped_column(String(20))
    reviewed_on: Mapped[date] = mapped_column(index=True)
    pages: Mapped[str] = mapped_column(Text)
    # Programs and their versions.
    tools: Mapped[str] = mapped_column(Text)
    results: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    author: Mapped[Person] = relationship()

    @property
    def label(self) -> Any:
        """What kind of review it was, in the reader's language."""
        return ReviewKind(self.kind).label
