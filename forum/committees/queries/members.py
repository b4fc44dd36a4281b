"""Reading who belongs to a committee, by group and by seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED
from forum.committees.models import (
    GROUP_LABELS,
    LEADERS,
    BoardEntry,
    Committee,
    Group,
    Kind,
    Membership,
    Role,
    Seat,
    State,
    can_act,
    in_term,
)
from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor


@dataclass(frozen=True)
class MemberGroup:
    """The members of one part of urban society, and how many there are to be; nought where no number was named."""

    label: Any
    members: Sequence[Membership]
    wanted: int = 0

    @property
    def vacant(self) -> int:
        """How many are missing; the clerk sits on no place."""
        return max(0, self.wanted - self._seated)

    @property
    def surplus(self) -> int:
        """How many there are beyond the number that was named."""
        return max(0, self._seated - self.wanted) if self.wanted else 0

    @property
    def _seated(self) -> int:
        return sum(one.role != Role.CLERK for one in self.members)


def members(_viewer: Actor, of: Committee) -> Sequence[Membership]:
    """Return today's members, the chair first. The viewer was asked for the committee before."""
    rank = case(
        (Membership.role == Role.CHAIR, 0),
        (Membership.role == Role.DEPUTY, 1),
        (Membership.role == Role.CLERK, 3),
        else_=2,
    )
    return db.session.scalars(
        select(Membership)
        .where(Membership.committee_id == of.id, in_term())
        .options(joinedload(Membership.person).load_only(*AS_NAMED))
        .order_by(rank, Membership.since, Membership.id)
    ).all()


def members_to_come(_viewer: Actor, of: Committee) -> Sequence[Membership]:
    """Return who is appointed from a later day on, the next one first; who sees the committee was asked before."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.committee_id == of.id,
            Membership.since > today(),
            or_(Membership.until.is_(None), Membership.until >= Membership.since),
        )
        .options(joinedload(Membership.person).load_only(*AS_NAMED))
        .order_by(Membership.since, Membership.id)
    ).all()


def waiting_for_board(_viewer: Actor, of: Committee) -> Sequence[BoardEntry]:
    """Return who is to belong to the Board once a second person agrees, the oldest first; who may see was asked before."""
    named = (joinedload(one).load_only(*AS_NAMED) for one in (BoardEntry.person, BoardEntry.proposer))
    waiting = select(BoardEntry).where(BoardEntry.committee_id == of.id).order_by(BoardEntry.id)
    return db.session.scalars(waiting.options(*named, joinedload(BoardEntry.seat))).all()


@dataclass(frozen=True)
class Term:
    """A membership as figures need it: who, for which group, as what, from which day to which one."""

    person_id: int
    group: str
    role: str
    deputises: bool
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether the day belongs to the term."""
        return self.since <= on and (self.until is None or on <= self.until)


def terms(committee_id: int) -> list[Term]:
    """Return all terms of a committee, also those that are over; who may see its figures was asked before."""
    wanted = (Membership.person_id, Membership.group, Membership.role, Membership.deputises)
    rows = select(*wanted, Membership.since, Membership.until).where(Membership.committee_id == committee_id)
    return [Term(*row) for row in db.session.execute(rows.order_by(Membership.since.desc(), Membership.id.desc()))]


@dataclass(frozen=True)
class SeatRow:
    """A seat with who holds it today and who deputises; without a holder it is vacant."""

    seat: Seat
    holder: Membership | None
    deputy: Membership | None


def seats(viewer: Actor, of: Committee) -> list[SeatRow]:
    """Return the seats of a committee with who sits on them today, the vacant ones too (G-06)."""
    rows = db.session.scalars(
        select(Seat).where(Seat.committee_id == of.id, Seat.until.is_(None)).order_by(Seat.sender, Seat.id)
    ).all()
    sitting = {(one.seat_id, one.deputises): one for one in members(viewer, of)} if rows else {}
    return [SeatRow(row, sitting.get((row.id, False)), sitting.get((row.id, True))) for row in rows]


def seat(viewer: Actor, of: Committee, seat_id: int) -> Seat:
    """Return a seat of a committee. Raises NotFound."""
    found = next((row.seat for row in seats(viewer, of) if row.seat.id == seat_id), None)
    if found is None:
        raise NotFound
    return found


def share_a_seat(committee_id: int, person_id: int) -> Sequence[int]:
    """Return the numbers of the others who sit on the same seat of a committee today."""
    own = select(Membership.seat_id).where(
        Membership.committee_id == committee_id, Membership.person_id == person_id, in_term()
    )
    return db.session.scalars(
        select(Membership.person_id).where(Membership.seat_id.in_(own), Membership.person_id != person_id, in_term())
    ).all()


def members_by_group(viewer: Actor, of: Committee) -> Sequence[MemberGroup]:
    """Return today's members by the part of urban society they come from, the empty places too."""
    found = members(viewer, of)
    groups = [
        MemberGroup(GROUP_LABELS[group], [one for one in found if one.group == group], of.places.get(group.value, 0))
        for group in Group
    ]
    return [group for group in groups if group.members or group.wanted]


def is_led(committee_id: int) -> bool:
    """Tell whether somebody may lead the committee's sessions today, as its chair, deputy or clerk."""
    leaders = (
        select(Membership.id)
        .join(Committee)
        .where(
            Membership.committee_id == committee_id,
            Membership.role.in_(LEADERS),
            Committee.state == State.ACTIVE,
            in_term(),
            can_act(),
        )
    )
    return db.session.scalar(leaders.limit(1)) is not None


def members_of(committee_id: int, day: date | None = None) -> Sequence[int]:
    """Return the numbers of the people who belong to a committee on a day, today if none is given, for telling them."""
    held = select(Membership.person_id).where(Membership.committee_id == committee_id, in_term(day))
    return list(dict.fromkeys(db.session.scalars(held.order_by(Membership.id))))


def board_members() -> Sequence[int]:
    """Return the numbers of the people who belong to the Board today, for telling them."""
    return db.session.scalars(
        select(Membership.person_id)
        .join(Committee)
        .where(Committee.kind == Kind.BOARD, Committee.state == State.ACTIVE, in_term())
    ).all()
