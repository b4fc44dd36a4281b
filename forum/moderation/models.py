"""The tables of cases, notices and statements of reasons."""

import enum
from datetime import datetime

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model


class CaseState(enum.StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ACTED = "acted"
    DISMISSED = "dismissed"


class Case(Model):
    """Everything that was said about one thing; there is one case per thing, and a new notice opens it again (M-02)."""

    __tablename__ = "moderation_case"
    __table_args__ = (UniqueConstraint("kind", "target_id"), Index("ix_moderation_case_queue", "state", "opened_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    state: Mapped[CaseState] = mapped_column(String(12), default=CaseState.OPEN)
    notice_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # What the public reason of the last decision was; notifiers are told it too.
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    notices: Mapped[list["Notice"]] = relationship(back_populates="case", order_by="Notice.id")
    statements: Mapped[list["Statement"]] = relationship(back_populates="case", order_by="Statement.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the case for moderators."""
        return url_for("moderation.case", case_id=self.id, _external=False)


class Notice(Model):
    """One person's report, with a copy of the text as it was (M-20); the notifier stays unknown to the author (S-11)."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id"),
        CheckConstraint("good_faith", name="good_faith"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    rule: Mapped[str] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text)
    good_faith: Mapped[bool]
    evidence: Mapped[str] = mapped_column(Text)
    evidence_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    # Opens the page that shows the state of the notice, without an account; only the digest is stored (E-27).
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="notices")
    person: Mapped[Person | None] = relationship()


class Statement(Model):
    """Why something was hidden: the statement of reasons of Art. 17 DSA, and what became of it."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Random, so that nothing can be derived from it (S-23).
    puid: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    measure: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(30))
    # The law and the clause, for illegal content; empty for the rules of the house.
    legal_ground: Mapped[str] = mapped_column(String(250), default="")
    facts: Mapped[str] = mapped_column(Text)
    after_notice: Mapped[bool]
    automated_detection: Mapped[bool] = mapped_column(default=False)
    automated_decision: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    reverted_at: Mapped[datetime | None]
    reverted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revert_reason: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship(back_populates="statements")

    @property
    def url(self) -> str:
        """The address at which the author reads the statement."""
        return url_for("moderation.statement", puid=self.puid, _external=False)
