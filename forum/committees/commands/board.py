"""Appointments to the Board: one of the Stabsstelle proposes, another one agrees (I-16)."""

from datetime import date

from sqlalchemy import delete, select

from forum.accounts.models import Person, Standing
from forum.committees.commands.acts import checked_reason
from forum.committees.commands.calls import take_in, wanted_by
from forum.committees.commands.members import AS_MEMBER, Appointment, check, enter, refuse_oneself
from forum.committees.events import BoardEntryDropped, BoardEntryProposed
from forum.committees.models import Application, ApplicationState, BoardEntry, Committee, Membership
from forum.core.clock import now, today
from forum.core.db import changed, db, get_or_404
from forum.core.errors import Conflict, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require


def propose_for_board(actor: Actor, committee: Committee, person: Person, plan: Appointment = AS_MEMBER) -> BoardEntry:
    """Ask a second person to agree that somebody belongs to the Board. Raises Conflict, Invalid."""
    require(actor, "member.propose", committee)
    refuse_oneself(actor, person)
    return _wait(actor, committee, person, plan)


def propose_applicant(
    actor: Actor, application: Application, *, reason: str, since: date | None = None, until: date | None = None
) -> BoardEntry:
    """Ask a second person to agree that who applied belongs to the Board; until then the application waits.

    Raises Conflict, Invalid.
    """
    require(actor, "member.propose", application.committee)
    require(actor, "application.decide", application)
    application = get_or_404(Application, application.id, lock=True)
    if application.state != ApplicationState.WAITING:
        raise Conflict(_("Diese Bewerbung wartet nicht mehr auf eine Entscheidung."))
    reason, plan = checked_reason(reason), wanted_by(application, since, until)
    return _wait(actor, application.committee, application.person, plan, application=application, reason=reason)


def confirm_entry(actor: Actor, entry: BoardEntry) -> Membership:
    """Agree as the second person: from today on at the earliest somebody belongs to the Board. Raises Conflict, NotFound."""
    require(actor, "member.confirm", entry)
    committee = entry.committee
    # First the person and the application, as whoever erases the one or takes the other back does, then the proposal.
    person = get_or_404(Person, entry.person_id, lock=True)
    application = get_or_404(Application, entry.application_id, lock=True) if entry.application_id else None
    if person.standing != Standing.ACTIVE:
        raise Conflict(_("Nur wer teilnehmen darf, bekommt eine Rolle."))
    plan = Appointment(
        role=entry.role,
        group=entry.group,
        organisation=entry.organisation,
        since=max(entry.since or today(), today()),
        until=entry.until,
        seat=entry.seat,
        deputises=entry.deputises,
    )
    if plan.until is not None and plan.until < today():
        raise Conflict(_("Diese Amtszeit ist schon zu Ende."))
    reason = entry.reason
    _take_away(entry)
    if application is not None:
        return take_in(actor, application, plan, reason=reason)
    return enter(actor, committee, person, plan)


def drop_entry(actor: Actor, entry: BoardEntry) -> None:
    """Take a proposal back, or refuse it; who applied waits for another decision. Raises NotFound."""
    require(actor, "member.drop", entry)
    committee_id, person_id = entry.committee_id, entry.person_id
    _take_away(entry)
    record(actor, BoardEntryDropped(committee_id=committee_id, person_id=person_id), audience="staff")


def _wait(
    actor: Actor,
    committee: Committee,
    person: Person,
    plan: Appointment,
    *,
    application: Application | None = None,
    reason: str = "",
) -> BoardEntry:
    # This locks the person, so that of two who propose at the same moment the second sees what the first did.
    check(committee, person, plan)
    waits = select(BoardEntry.id).where(BoardEntry.committee_id == committee.id, BoardEntry.person_id == person.id)
    if db.session.scalar(waits) is not None:
        raise Conflict(_("Diese Person ist schon vorgeschlagen und wartet auf eine zweite Person."))
    entry = BoardEntry(
        committee_id=committee.id,
        person_id=person.id,
        role=plan.role,
        group=plan.group,
        organisation=plan.organisation,
        since=plan.since,
        until=plan.until,
        seat_id=plan.seat.id if plan.seat else None,
        deputises=plan.deputises,
        application_id=application.id if application else None,
        reason=reason,
        proposed_by=actor.person_id,
        created_at=now(),
    )
    db.session.add(entry)
    db.session.flush()
    record(actor, BoardEntryProposed(committee_id=committee.id, person_id=person.id), audience="staff")
    return entry


def _take_away(entry: BoardEntry) -> None:
    """Remove a proposal; of two who decide at the same moment one finds it gone."""
    if not changed(delete(BoardEntry).where(BoardEntry.id == entry.id)):
        raise NotFound
    db.session.expunge(entry)
