"""Reading committees and their members. The first argument is always the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import Person
from forum.committees.models import GROUP_LABELS, Committee, Group, Kind, Membership, Role, Seat, State, in_term
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor


def committees(viewer: Actor, *states: State) -> Sequence[Committee]:
    """Return the committees in these states that the viewer may see, the board first, then by title."""
    return db.session.scalars(
        select(Committee)
        .where(Committee.state.in_(states or [State.ACTIVE]), Committee.audience.in_(viewer.words))
        .options(load_only(Committee.kind, Committee.slug, Committee.title, Committee.theme, Committee.state))
        .order_by(case((Committee.kind == Kind.BOARD, 0), else_=1), func.lower(Committee.title))
    ).all()


def committee(viewer: Actor, slug: str) -> Committee:
    """Return the committee with this slug. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Committee)
        .where(Committee.slug == slug, Committee.audience.in_(viewer.words))
        .options(joinedload(Committee.proposer).load_only(Person.handle))
    )
    if found is None:
        raise NotFound
    return found


def audiences() -> list[tuple[str, str]]:
    """Return the audience word and the title of every active committee."""
    rows = db.session.execute(
        select(Committee.id, Committee.title).where(Committee.state == State.ACTIVE).order_by(Committee.title)
    )
    return [(f"committee:{row.id}", row.title) for row in rows]


@dataclass(frozen=True)
class MemberGroup:
    """The members of one part of urban society."""

    label: Any
    members: Sequence[Membership]


def members(_viewer: Actor, of: Committee) -> Sequence[Membership]:
    """Return today's members, the chair first. The viewer was asked for the committee before."""
    rank = case((Membership.role == Role.CHAIR, 0), (Membership.role == Role.CLERK, 2), else_=1)
    return db.session.scalars(
        select(Membership)
        .where(Membership.committee_id == of.id, in_term())
        .options(joinedload(Membership.person).load_only(Person.handle))
        .order_by(rank, Membership.since, Membership.id)
    ).all()


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
    """Return today's members by the part of urban society they come from."""
    found = members(viewer, of)
    groups = [MemberGroup(GROUP_LABELS[group], [one for one in found if one.group == group]) for group in Group]
    return [group for group in groups if group.members]


def own_committees(viewer: Actor) -> Sequence[Committee]:
    """Return the committees the viewer belongs to today."""
    if viewer.person_id is None:
        return []
    return db.session.scalars(
        select(Committee)
        .join(Membership)
        .where(Membership.person_id == viewer.person_id, Committee.state == State.ACTIVE, in_term())
        .order_by(Committee.id)
    ).all()


def is_led(committee_id: int) -> bool:
    """Tell whether somebody may lead the committee's sessions today, as its chair or clerk."""
    leaders = (
        select(Membership.id)
        .join(Committee)
        .where(
            Membership.committee_id == committee_id,
            Membership.role.in_([Role.CHAIR, Role.CLERK]),
            Committee.state == State.ACTIVE,
            in_term(),
        )
    )
    return db.session.scalar(leaders.limit(1)) is not None


def board_members() -> Sequence[int]:
    """Return the numbers of the people who belong to the Board today, for telling them."""
    return db.session.scalars(
        select(Membership.person_id)
        .join(Committee)
        .where(Committee.kind == Kind.BOARD, Committee.state == State.ACTIVE, in_term())
    ).all()
