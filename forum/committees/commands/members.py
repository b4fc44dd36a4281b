"""Appointing members, from one day to another, and ending their terms."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import or_, select, update

from forum.accounts.models import Person
from forum.committees.commands.seats import check_seat
from forum.committees.events import MemberAppointed, MembershipEnded, TermEnding
from forum.committees.models import Committee, Group, Membership, Role, Seat, State
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """As what somebody is appointed, from one day (without one today) to another, to a seat or as its deputy."""

    role: str = Role.MEMBER
    group: str = Group.CIVIL_SOCIETY
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    seat: Seat | None = None
    deputises: bool = False

    def __post_init__(self) -> None:
        """Keep the organisation as one tidy line."""
        object.__setattr__(self, "organisation", clean_line(self.organisation))


AS_MEMBER = Appointment()


def appoint(actor: Actor, committee: Committee, person: Person, plan: Appointment = AS_MEMBER) -> Membership:
    """Appoint a person; who is to belong to the Board is proposed instead (I-16). Raises Conflict, Invalid."""
    require(actor, "member.appoint", committee)
    refuse_oneself(actor, person)
    return enter(actor, committee, person, plan)


def refuse_oneself(actor: Actor, person: Person) -> None:
    """Let nobody appoint themselves (I-16). Raises Invalid."""
    if actor.person_id == person.id:
        raise Invalid(fields={"handle": [_("Sich selbst beruft niemand. Bitten Sie jemand anderes darum.")]})


def check(committee: Committee, person: Person, plan: Appointment) -> None:
    """Refuse what cannot be, now or when a second person agrees. Raises Conflict, Invalid."""
    first = plan.since or today()
    problems: dict[str, list[str]] = {}
    if plan.until is not None and plan.until < first:
        problems["until"] = [_("Das Ende der Amtszeit liegt vor ihrem Anfang.")]
    if len(plan.organisation) > 120:
        problems["organisation"] = [_("Bitte schreiben Sie höchstens 120 Zeichen.")]
    if plan.deputises and plan.seat is None:
        problems["seat"] = [_("Eine Stellvertretung braucht einen Sitz.")]
    if problems:
        raise Invalid(fields=problems)
    _refuse_overlap(committee, person, first, plan.until)
    if plan.role == Role.CHAIR:
        _refuse_two_chairs(committee, first, plan.until)
    if plan.seat is not None:
        check_seat(committee, plan.seat, first, plan.until, deputises=plan.deputises)


def enter(actor: Actor, committee: Committee, person: Person, plan: Appointment) -> Membership:
    """Let a person belong to a committee; whether the actor may was asked before. Raises Conflict, Invalid."""
    check(committee, person, plan)
    membership = Membership(
        committee_id=committee.id,
        person_id=person.id,
        role=Role(plan.role),
        group=Group(plan.group),
        organisation=plan.organisation,
        since=plan.since or today(),
        until=plan.until,
        seat_id=plan.seat.id if plan.seat else None,
        deputises=plan.deputises,
        appointed_by=actor.person_id,
        created_at=now(),
    )
    db.session.add(membership)
    db.session.flush()
    db.session.info.clear()
    event = MemberAppointed(
        committee_id=committee.id, membership_id=membership.id, person_id=person.id, role=str(membership.role)
    )
    record(actor, event, audience=committee.audience)
    return membership


def _refuse_overlap(committee: Committee, person: Person, since: date, until: date | None) -> None:
    # The row of the person is locked, so that two appointments at the same moment see each other.
    db.session.get(Person, person.id, with_for_update=True)
    overlap = select(Membership.id).where(
        Membership.committee_id == committee.id,
        Membership.person_id == person.id,
        or_(Membership.until.is_(None), Membership.until >= since),
    )
    if until is not None:
        overlap = overlap.where(Membership.since <= until)
    if db.session.scalar(overlap.limit(1)) is not None:
        raise Conflict(_("Diese Person gehört dem Gremium in dieser Zeit schon an."))


def _refuse_two_chairs(committee: Committee, since: date, until: date | None) -> None:
    """Refuse a second chair in the same time: who leads a session must be clear. Raises Conflict."""
    # The row of the committee is locked, so that two appointments at the same moment see each other.
    db.session.get(Committee, committee.id, with_for_update=True)
    overlap = select(Membership.id).where(
        Membership.committee_id == committee.id,
        Membership.role == Role.CHAIR,
        or_(Membership.until.is_(None), Membership.until >= since),
    )
    if until is not None:
        overlap = overlap.where(Membership.since <= until)
    if db.session.scalar(overlap.limit(1)) is not None:
        raise Conflict(
            _("Das Gremium hat in dieser Zeit schon einen Vorsitz. Bitte beenden Sie zuerst dessen Amtszeit.")
        )


def end_membership(actor: Actor, membership: Membership) -> None:
    """End a term with the end of yesterday, so that its rights no longer hold today."""
    committee = membership.committee
    require(actor, "committee.appoint", committee)
    yesterday = today() - timedelta(days=1)
    if membership.until is not None and membership.until <= yesterday:
        raise Conflict(_("Diese Amtszeit ist schon zu Ende."))
    membership.until = yesterday
    db.session.flush()
    db.session.info.clear()
    event = MembershipEnded(
        committee_id=committee.id,
        membership_id=membership.id,
        person_id=membership.person_id,
        role=str(membership.role),
    )
    record(actor, event, audience=committee.audience)


MOST_AT_ONCE = 200


def remind_of_terms() -> int:
    """Tell members, once for each end, that their term comes to it soon; return how many."""
    last = today() + timedelta(days=current_app.config["TERM_REMIND_DAYS"])
    due = db.session.scalars(
        select(Membership)
        .join(Committee, Committee.id == Membership.committee_id)
        .where(
            Membership.until.between(today(), last),
            or_(Membership.told_until.is_(None), Membership.told_until != Membership.until),
            Committee.state == State.ACTIVE,
        )
        .order_by(Membership.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True, of=Membership)
    ).all()
    for row in due:
        db.session.execute(update(Membership).where(Membership.id == row.id).values(told_until=row.until))
        event = TermEnding(
            committee_id=row.committee_id, membership_id=row.id, person_id=row.person_id, role=str(row.role)
        )
        record(SYSTEM, event, audience="staff")
    return len(due)
