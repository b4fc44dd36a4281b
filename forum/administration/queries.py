"""Reading people as the administration may: by handle, never by address; their roles; and who looked up whose address."""

import enum
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import Grant, Person, Restriction
from forum.accounts.naming import people_formerly
from forum.accounts.queries import handle_key
from forum.administration.models import AddressLook, RoleProposal
from forum.committees.models import LEADERS, Committee, Kind, Membership, State
from forum.core.clock import today
from forum.core.db import db, get_or_404
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.files.models import FileLook
from forum.web.paging import Order, Page, number

PER_PAGE = 50
MOST_EVENTS = 50


def _word(value: Any) -> str:
    """Read a word from a cursor. Raises ValueError for what is none."""
    if not isinstance(value, str):
        raise ValueError("a number is no handle")
    return clean_line(value)


# Handles are unique under their key, so this order is total.
BY_HANDLE = Order(((Person.handle_key, False),), (_word,))
GRANTS = Order(((Grant.id, True),), (number,))
SEATS = Order(((Membership.id, True),), (number,))
LOOKS = Order(((AddressLook.id, True),), (number,))
FILE_LOOKS = Order(((FileLook.id, True),), (number,))


class Span(enum.StrEnum):
    """Which grants a review looks at."""

    NOW = "gilt"
    SOON = "bald"
    LATER = "kommt"
    OVER = "vorbei"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _SPANS[self]


_SPANS = {
    Span.NOW: lazy("Gelten heute"),
    Span.SOON: lazy("Enden bald"),
    Span.LATER: lazy("Beginnen später"),
    Span.OVER: lazy("Sind vorbei"),
}


def find_people(viewer: Actor, words: str, after: str | None = None) -> Page[Person]:
    """Return the people whose handle, or whose last one, holds these words or looks like it; never by address (E-36)."""
    require(viewer, "person.administer")
    key = handle_key(words)
    known = Person.handle_key.contains(key, autoescape=True) | Person.id.in_(people_formerly(key))
    found = select(Person).where(Person.handle != "", known)
    rows = db.session.scalars(BY_HANDLE.apply(found, after, PER_PAGE)).all() if key else []
    return BY_HANDLE.page(rows, PER_PAGE)


def person(viewer: Actor, person_id: int) -> Person:
    """Return an account in whatever state. Raises Forbidden and NotFound."""
    require(viewer, "person.administer")
    return get_or_404(Person, person_id)


def restrictions_of(viewer: Actor, of: Person) -> Sequence[Restriction]:
    """Return what keeps a person from writing now."""
    require(viewer, "person.administer")
    standing = select(Restriction).where(Restriction.person_id == of.id, Restriction.ended_at.is_(None))
    return db.session.scalars(standing.order_by(Restriction.id)).all()


def grants_of(viewer: Actor, of: Person) -> Sequence[Grant]:
    """Return all grants of a person, the newest first."""
    require(viewer, "person.administer")
    return db.session.scalars(select(Grant).where(Grant.person_id == of.id).order_by(Grant.id.desc())).all()


def grants(viewer: Actor, span: Span, role: str = "", after: str | None = None) -> Page[Grant]:
    """Return a page of all grants for a review, the newest first."""
    require(viewer, "person.administer")
    found = select(Grant).where(_within(span, Grant)).options(joinedload(Grant.person))
    if role:
        found = found.where(Grant.role == role)
    return GRANTS.page(db.session.scalars(GRANTS.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def seats(viewer: Actor, span: Span, role: str = "", after: str | None = None) -> Page[Membership]:
    """Return a page of who holds a word by a seat, the newest first: the Board, and who leads a committee (I-16)."""
    require(viewer, "person.administer")
    found = _seats().where(_within(span, Membership))
    if span != Span.OVER:
        found = found.where(Committee.state == State.ACTIVE)
    if role:
        # No other role comes with a seat.
        found = found.where(Committee.kind == Kind.BOARD, literal(role) == "board")
    return SEATS.page(db.session.scalars(SEATS.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def seats_of(viewer: Actor, of: Person) -> Sequence[Membership]:
    """Return by which seats a person holds a word, or held or is to hold one, the newest first."""
    require(viewer, "person.administer")
    return db.session.scalars(_seats().where(Membership.person_id == of.id).order_by(Membership.id.desc())).all()


def _seats() -> Select[Membership]:
    began = or_(Membership.until.is_(None), Membership.until >= Membership.since)
    gives = or_(Committee.kind == Kind.BOARD, Membership.role.in_(LEADERS))
    both = contains_eager(Membership.committee), joinedload(Membership.person)
    return select(Membership).join(Membership.committee).where(began, gives).options(*both)


def _within(span: Span, held: type[Grant] | type[Membership]) -> ColumnElement[bool]:
    day = today()
    holds = (held.since <= day) & or_(held.until.is_(None), held.until >= day)
    soon = day + timedelta(days=current_app.config["TERM_REMIND_DAYS"])
    return {
        Span.NOW: holds,
        Span.SOON: holds & (held.until <= soon),
        Span.LATER: held.since > day,
        Span.OVER: held.until < day,
    }[span]


def proposals(viewer: Actor, *, of: Person | None = None) -> Sequence[RoleProposal]:
    """Return the roles that wait for a second person, the oldest first."""
    require(viewer, "person.administer")
    waiting = select(RoleProposal).where(RoleProposal.decided_at.is_(None))
    if of is not None:
        waiting = waiting.where(RoleProposal.person_id == of.id)
    both = joinedload(RoleProposal.person), joinedload(RoleProposal.proposer)
    return db.session.scalars(waiting.options(*both).order_by(RoleProposal.id)).all()


def decided_proposals(viewer: Actor, of: Person) -> Sequence[RoleProposal]:
    """Return which roles of a person were given, ended or refused, by whom and why, the newest first."""
    require(viewer, "person.administer")
    decided = select(RoleProposal).where(RoleProposal.person_id == of.id, RoleProposal.decided_at.is_not(None))
    both = joinedload(RoleProposal.proposer), joinedload(RoleProposal.decider)
    return db.session.scalars(decided.options(*both).order_by(RoleProposal.id.desc())).all()


def proposal(viewer: Actor, proposal_id: int) -> RoleProposal:
    """Return a proposed role. Raises Forbidden and NotFound."""
    require(viewer, "person.administer")
    return get_or_404(RoleProposal, proposal_id)


def course(viewer: Actor, of: Person) -> Sequence[LoggedEvent]:
    """Return the newest events about an account that the viewer may see."""
    require(viewer, "person.administer")
    about = LoggedEvent.subject_kind == "person", LoggedEvent.subject_id == of.id
    seen = select(LoggedEvent).where(*about, LoggedEvent.audience.in_(viewer.words))
    return db.session.scalars(seen.order_by(LoggedEvent.id.desc()).limit(MOST_EVENTS)).all()


def handles(person_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return the handles of these people in one query; whoever is erased has an empty one."""
    numbers = {one for one in person_ids if one is not None}
    if not numbers:
        return {}
    rows = db.session.execute(select(Person.id, Person.handle).where(Person.id.in_(numbers)))
    return {row[0]: row[1] for row in rows}


def looks(viewer: Actor, after: str | None = None) -> Page[AddressLook]:
    """Return a page of the access log, the newest first (P-14). Raises Forbidden."""
    require(viewer, "access_log.read")
    found = select(AddressLook).options(joinedload(AddressLook.person), joinedload(AddressLook.viewer))
    return LOOKS.page(db.session.scalars(LOOKS.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def file_looks(viewer: Actor, after: str | None = None) -> Page[FileLook]:
    """Return a page of who opened which file that is kept as a proof, the newest first (P-14). Raises Forbidden."""
    require(viewer, "access_log.read")
    found = select(FileLook).options(joinedload(FileLook.viewer))
    return FILE_LOOKS.page(db.session.scalars(FILE_LOOKS.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def own_looks(viewer: Actor) -> Sequence[AddressLook]:
    """Return when and why the viewer's own address was read; by whom is not said (DSGVO Art. 15)."""
    found = select(AddressLook).where(AddressLook.person_id == viewer.person_id)
    return db.session.scalars(found.order_by(AddressLook.id.desc())).all()
