"""Seats and memberships, and the words that members hold."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, case, false, literal, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import TODAY, Person, Standing
from forum.committees.models.committee import READABLE, Committee, Group, Kind, State
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy


class Role(enum.StrEnum):
    """What somebody does in a committee: the deputy chairs when the chair cannot, the clerk has no vote."""

    MEMBER = "member"
    CHAIR = "chair"
    DEPUTY = "deputy"
    CLERK = "clerk"


ROLE_LABELS = {
    Role.MEMBER: lazy("Mitglied"),
    Role.CHAIR: lazy("Vorsitz"),
    Role.DEPUTY: lazy("Stellvertretender Vorsitz"),
    Role.CLERK: lazy("Schriftführung"),
}
# Who leads a session; the deputy has the rights of the chair, and uses them when the chair cannot.
LEADERS = (Role.CHAIR, Role.DEPUTY, Role.CLERK)


class Seat(Model):
    """A seat of a committee, mostly of the Board, in the name of the Dezernat or company that sends somebody (G-06)."""

    __tablename__ = "seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    sender: Mapped[str] = mapped_column(String(120))
    since: Mapped[date]
    until: Mapped[date | None]

    committee: Mapped[Committee] = relationship()


class Membership(Model):
    """An appointment to a committee from one day to another; both days belong to the term.

    Who ``deputises`` takes part in place of whoever holds the seat, never beside them.
    """

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_person", "person_id", "committee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(String(20))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    group: Mapped[Group] = mapped_column("society_group", String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    deputises: Mapped[bool] = mapped_column(default=False, server_default=false())
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    # The end of term of which the person was reminded; another end is told of again.
    told_until: Mapped[date | None]

    committee: Mapped[Committee] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def role_label(self) -> Any:
        """The role in the reader's language."""
        return ROLE_LABELS[Role(self.role)]


def in_term(day: Any = None) -> Any:
    """Build the condition that a membership holds on a day, which may be a parameter; today, if none is given."""
    day = today() if day is None else day
    return (Membership.since <= day) & or_(Membership.until.is_(None), Membership.until >= day)


def can_act() -> Any:
    """Build the condition that the member's account is in use: one that is suspended acts for nobody, but keeps its seat."""
    return Membership.person_id.in_(select(Person.id).where(Person.standing == Standing.ACTIVE))


# The bar is SQL's sign for joining text, which both databases know.
_WORD = literal("committee:").op("||")(Membership.committee_id.cast(String))


def _held(word: Any, person_id: Any, *states: State) -> Any:
    return (
        select(word)
        .select_from(Membership)
        .join(Committee, Committee.id == Membership.committee_id)
        .where(Membership.person_id == person_id, Committee.state.in_(states or (State.ACTIVE,)), in_term(TODAY))
    )


def member_words(person_id: Any) -> Any:
    """Select ``committee:<id>`` of the committees a person belongs to today, the sleeping ones too."""
    return _held(_WORD, person_id, *READABLE)


def role_words(person_id: Any) -> Any:
    """Select ``committee:<id>:chair``, for the deputy too, and ``committee:<id>:clerk``."""
    led = case((Membership.role == Role.CLERK, Role.CLERK.value), else_=Role.CHAIR.value)
    word = _WORD.op("||")(literal(":")).op("||")(led)
    return _held(word, person_id).where(Membership.role.in_(LEADERS))


def board_words(person_id: Any) -> Any:
    """Select ``board`` for members of the board."""
    return _held(literal("board"), person_id).where(Committee.kind == Kind.BOARD)
