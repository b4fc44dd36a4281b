"""The words that follow from roles and from what the moderation decided, and the offices of the administration."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    cast,
    exists,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models.people import TODAY, Grant, Person
from forum.core.db import Model


def _holds_today() -> Any:
    return (Grant.since <= TODAY) & (Grant.until.is_(None) | (Grant.until >= TODAY))


def granted_words(person_id: Any) -> Any:
    """Select the role words that hold today."""
    return select(Grant.role).where(Grant.person_id == person_id, _holds_today())


def unit_words(person_id: Any) -> Any:
    """Select the word ``unit`` for everybody who works in some unit today."""
    return select(literal("unit")).where(
        exists().where(
            Grant.person_id == person_id,
            Grant.role.startswith("unit:"),
            _holds_today(),
        )
    )


def space_moderator_words(person_id: Any) -> Any:
    """Select the word ``space_moderator`` for everybody who moderates some space today (M-25)."""
    return select(literal("space_moderator")).where(
        exists().where(
            Grant.person_id == person_id,
            Grant.role.like("space:%:moderator"),
            _holds_today(),
        )
    )


class Limit(enum.StrEnum):
    """From what a person is kept for a while (M-17); the word of whoever may only read is ``limited``."""

    SLOW = "slow"
    LIMITED = "limited"
    SUSPENDED = "suspended"


class Restriction(Model):
    """What the moderation keeps a person from, from when to when; it holds until it is ended, by a moderator or by the job.

    Nobody is shut out who was not warned before, in the same moment neither (S-17).
    """

    __tablename__ = "restriction"
    __table_args__ = (
        CheckConstraint("kind <> 'suspended' OR (warned_at IS NOT NULL AND warned_at < since)", name="warned"),
        Index("ix_restriction_person", "person_id", "ended_at"),
        Index(
            "ix_restriction_standing",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Limit] = mapped_column(String(10))
    since: Mapped[datetime]
    until: Mapped[datetime]
    # How long somebody who is slowed down waits between two posts.
    minutes: Mapped[int] = mapped_column(default=0)
    warned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # No restriction without its statement of reasons: the database asks for it when the transaction ends (S-02).
    statement_puid: Mapped[str] = mapped_column(
        String(40), ForeignKey("statement.puid", deferrable=True, initially="DEFERRED"), unique=True
    )


def restriction_words(person_id: Any) -> Any:
    """Select what keeps a person from writing today: ``limited``, or ``slow:`` with the minutes between two posts."""
    word = case(
        (Restriction.kind == Limit.SLOW, literal("slow:").op("||")(cast(Restriction.minutes, String))),
        else_=Restriction.kind,
    )
    return select(word).where(Restriction.person_id == person_id, Restriction.ended_at.is_(None))


class Unit(Model):
    """An office of the administration that answers for ideas (G-16); who works in it holds its word by a grant."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    # A unit that is no more keeps its ideas and takes no new ones.
    closed_at: Mapped[datetime | None]

    @property
    def word(self) -> str:
        """The word that its people hold."""
        return f"unit:{self.id}"


class UnitEntry(Model):
    """Somebody is to work in a unit: one of the Stabsstelle says so, and another has to agree (I-16)."""

    __tablename__ = "unit_entry"
    __table_args__ = (UniqueConstraint("unit_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
