"""The tables of what follows a decision from outside or in time: disputes, misuse, and reports that were published."""

import enum
import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.moderation.models.cases import Case


class DisputeOutcome(enum.StrEnum):
    """How a body for out-of-court disputes ended one (Art. 21 DSA)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REVERSED = "reversed"
    OMITTED = "omitted"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _DISPUTES[self]


_DISPUTES = {
    DisputeOutcome.UPHELD: lazy("Die Entscheidung des Forums bleibt."),
    DisputeOutcome.PARTLY: lazy("Die Entscheidung des Forums gilt nur zum Teil."),
    DisputeOutcome.REVERSED: lazy("Die Entscheidung des Forums gilt nicht."),
    DisputeOutcome.OMITTED: lazy("Das Verfahren endete ohne Entscheidung."),
}


class Dispute(Model):
    """A dispute about a case before a body outside of the forum (S-14); it names no party, only the body."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name="outcome"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="days"),
        CheckConstraint("(outcome IS NULL) = (carried_out IS NULL)", name="carried_out"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    body: Mapped[str] = mapped_column(String(200))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[DisputeOutcome | None] = mapped_column(String(10))
    # Whether the forum did what came out.
    carried_out: Mapped[bool | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def days(self) -> int | None:
        """How many days it took; None as long as it runs."""
        return (self.closed_on - self.opened_on).days if self.closed_on is not None else None

    @property
    def url(self) -> str:
        """The address of the dispute for the moderation."""
        return url_for("disputes.show", dispute_id=self.id, _external=False)


class MisuseKind(enum.StrEnum):
    """What somebody does too often without ground (Art. 23 DSA)."""

    CONTENT = "content"
    NOTICES = "notices"
    COMPLAINTS = "complaints"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _MISUSES[self]


_MISUSES = {
    MisuseKind.CONTENT: lazy("offensichtlich rechtswidrige Inhalte"),
    MisuseKind.NOTICES: lazy("offensichtlich unbegründete Meldungen"),
    MisuseKind.COMPLAINTS: lazy("offensichtlich unbegründete Beschwerden"),
}


class MisuseCase(Model):
    """What somebody was warned of, on which numbers, and from when to when they were shut out of it (S-17).

    It begins with the warning; nobody is shut out in the same moment.
    """

    __tablename__ = "misuse_case"
    __table_args__ = (
        CheckConstraint("number <= in_all", name="counts"),
        CheckConstraint("(suspended_from IS NULL) = (suspended_until IS NULL)", name="suspended"),
        CheckConstraint("suspended_from IS NULL OR suspended_from > warning_sent_at", name="warned"),
        CheckConstraint("suspended_from IS NULL OR reasons <> ''", name="reasons"),
        Index("ix_misuse_case_person", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MisuseKind] = mapped_column(String(12))
    # In so many days before: how many were without ground, and how many there were in all.
    window_days: Mapped[int]
    number: Mapped[int]
    in_all: Mapped[int]
    # How heavy it was, and what speaks for intent, in words.
    gravity: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(Text)
    warning_sent_at: Mapped[datetime]
    warned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    suspended_from: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    suspended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # What the person is told.
    reasons: Mapped[str] = mapped_column(Text, default="", server_default="")
    lifted_at: Mapped[datetime | None]
    # By which statement of reasons the person is shut out; a warning alone has none.
    statement_puid: Mapped[str | None] = mapped_column(String(40), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def label(self) -> Any:
        """What it is about, in the reader's language."""
        return MisuseKind(self.kind).label

    @property
    def holds(self) -> bool:
        """Whether the person is shut out at this moment."""
        return self.suspended_until is not None and self.suspended_until > now() and self.lifted_at is None


def digest_of(parts: Mapping[str, str]) -> str:
    """Return the digest of the parts of a report."""
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class PublishedReport(Model):
    """The yearly report as it was published: its parts are kept as they were, so that a later look finds the same (S-21)."""

    __tablename__ = "published_report"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # The CSV of each part by its name.
    parts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
