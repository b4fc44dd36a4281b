"""The tables of committees and memberships, and the words that members hold."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, false, literal, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


class Kind(enum.StrEnum):
    """What sort of committee it is."""

    BOARD = "board"
    ADVISORY_COUNCIL = "advisory_council"


KIND_LABELS = {Kind.BOARD: lazy("Smart City-Board"), Kind.ADVISORY_COUNCIL: lazy("Fachbeirat")}


class State(enum.StrEnum):
    """Where a committee stands between proposal and end."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    DECLINED = "declined"
    DISSOLVED = "dissolved"


STATE_LABELS = {
    State.PROPOSED: lazy("vorgeschlagen"),
    State.ACTIVE: lazy("tätig"),
    State.DECLINED: lazy("abgelehnt"),
    State.DISSOLVED: lazy("aufgelöst"),
}


class Role(enum.StrEnum):
    """What somebody does in a committee; the clerk keeps the minutes and has no vote."""

    MEMBER = "member"
    CHAIR = "chair"
    CLERK = "clerk"


ROLE_LABELS = {Role.MEMBER: lazy("Mitglied"), Role.CHAIR: lazy("Vorsitz"), Role.CLERK: lazy("Schriftführung")}


class Group(enum.StrEnum):
    """The part of urban society a member comes from."""

    BUSINESS = "business"
    RESEARCH = "research"
    CIVIL_SOCIETY = "civil_society"
    ADMINISTRATION = "administration"


GROUP_LABELS = {
    Group.BUSINESS: lazy("Wirtschaft"),
    Group.RESEARCH: lazy("Wissenschaft"),
    Group.CIVIL_SOCIETY: lazy("Zivilgesellschaft"),
    Group.ADMINISTRATION: lazy("Verwaltung"),
}


class Committee(StoredHtml, Model):
    """A body with members and meetings; ``decision_reason`` says why it was founded, declined, dissolved."""

    __tablename__ = "committee"
    __table_args__ = (Index("ix_committee_state", "state", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(120))
    mandate: Mapped[str] = mapped_column(Text)
    mandate_html: Mapped[str] = mapped_column(Text)
    # Why the proposer thinks the city needs it.
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(60), default="public")
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    founded_at: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(default=1)

    proposer: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the committee's page."""
        return url_for("committees.show", name=self.slug, _external=False)

    @property
    def word(self) -> str:
        """The audience word of its members."""
        return f"committee:{self.id}"

    @property
    def kind_label(self) -> Any:
        """The kind in the reader's language."""
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return STATE_LABELS[State(self.state)]


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

    committee: Mapped[Committee] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def role_label(self) -> Any:
        """The role in the reader's language."""
        return ROLE_LABELS[Role(self.role)]


def in_term() -> Any:
    """Build the condition that a membership holds today."""
    return (Membership.since <= today()) & or_(Membership.until.is_(None), Membership.until >= today())


# The bar is SQL's sign for joining text, which both databases know.
_WORD = literal("committee:").op("||")(Membership.committee_id.cast(String))


def _held(word: Any, person_id: Any) -> Any:
    return (
        select(word)
        .select_from(Membership)
        .join(Committee, Committee.id == Membership.committee_id)
        .where(Membership.person_id == person_id, Committee.state == State.ACTIVE, in_term())
    )


def member_words(person_id: Any) -> Any:
    """Select ``committee:<id>`` of the committees a person belongs to today."""
    return _held(_WORD, person_id)


def role_words(person_id: Any) -> Any:
    """Select ``committee:<id>:chair`` and ``committee:<id>:clerk``."""
    word = _WORD.op("||")(literal(":")).op("||")(Membership.role)
    return _held(word, person_id).where(Membership.role.in_([Role.CHAIR, Role.CLERK]))


def board_words(person_id: Any) -> Any:
    """Select ``board`` for members of the board."""
    return _held(literal("board"), person_id).where(Committee.kind == Kind.BOARD)
