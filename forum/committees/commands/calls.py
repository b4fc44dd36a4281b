"""Calls for members and the applications that answer them (G-05)."""

from datetime import date, timedelta

from sqlalchemy import delete, select

from forum.accounts.models import Person
from forum.committees.commands.acts import checked_reason
from forum.committees.commands.interests import INTEREST, keep_interest
from forum.committees.commands.members import Appointment, enter
from forum.committees.events import (
    ApplicationDecided,
    ApplicationSent,
    ApplicationWithdrawn,
    CallEnded,
    CallOpened,
    MemberNamed,
)
from forum.committees.models import (
    Application,
    ApplicationState,
    BoardEntry,
    Call,
    Committee,
    Group,
    Membership,
    in_term,
)
from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render

TEXT = (20, 8000)
LONGEST_CALL = timedelta(days=366)


def open_call(actor: Actor, committee: Committee, *, text: str, closes_on: date) -> Call:
    """Look for members until the end of a day. Raises Conflict while a call is open, Invalid."""
    require(actor, "committee.appoint", committee)
    # Two who open a call at the same moment come one after the other.
    get_or_404(Committee, committee.id, lock=True)
    text = clean_text(text)
    problems: dict[str, list[str]] = {}
    if not TEXT[0] <= len(text) <= TEXT[1]:
        problems["text"] = [_("Bitte schreiben Sie zwischen 20 und 8.000 Zeichen.")]
    if not today() < closes_on <= today() + LONGEST_CALL:
        problems["closes_on"] = [_("Bitte nennen Sie einen Tag im nächsten Jahr.")]
    if problems:
        raise Invalid(fields=problems)
    if _open_call(committee) is not None:
        raise Conflict(_("Es läuft schon ein Aufruf für dieses Gremium."))
    call = Call(
        committee_id=committee.id,
        source=text,
        html=render(text),
        closes_on=closes_on,
        opened_at=now(),
        opened_by=actor.person_id,
    )
    db.session.add(call)
    db.session.flush()
    record(actor, CallOpened(committee_id=committee.id, call_id=call.id), audience=committee.audience)
    return call


def end_call(actor: Actor, call: Call) -> None:
    """End a call before its day. Raises Conflict when it is over."""
    require(actor, "committee.appoint", call.committee)
    if not call.is_open:
        raise Conflict(_("Dieser Aufruf ist schon zu Ende."))
    call.ended_at = now()
    db.session.flush()
    event = CallEnded(committee_id=call.committee_id, call_id=call.id)
    record(actor, event, audience=call.committee.audience)


def apply(actor: Actor, call: Call, *, group: str, organisation: str, text: str, interests: str) -> Application:
    """Apply to belong to a committee, with a text and one's interests; the first day after the call is too late.

    Whoever was proposed, or took an application back, goes on with the same one. Raises Conflict, Invalid.
    """
    call = get_or_404(Call, call.id, lock=True)
    require(actor, "call.apply", call)
    text, interests, organisation = clean_text(text), clean_text(interests), clean_line(organisation)
    problems: dict[str, list[str]] = {}
    if not TEXT[0] <= len(text) <= TEXT[1]:
        problems["text"] = [_("Bitte schreiben Sie zwischen 20 und 8.000 Zeichen.")]
    if len(interests) > INTEREST[1]:
        problems["interests"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=INTEREST[1])]
    if len(organisation) > 120:
        problems["organisation"] = [_("Bitte schreiben Sie höchstens 120 Zeichen.")]
    if problems:
        raise Invalid(fields=problems)
    application = _new_or_known(call, _person_id(actor))
    application.state = ApplicationState.WAITING
    application.group, application.organisation = Group(group), organisation
    application.text, application.interests = text, interests
    db.session.flush()
    record(actor, ApplicationSent(**_said(application)), audience="staff")
    return application


def name_somebody(actor: Actor, call: Call, person: Person, *, group: str) -> Application:
    """Propose another person for a committee; they are asked and decide for themselves. Raises Conflict."""
    call = get_or_404(Call, call.id, lock=True)
    require(actor, "call.apply", call)
    if person.id == _person_id(actor):
        raise Invalid(fields={"handle": [_("Für sich selbst bewerben Sie sich bitte direkt.")]})
    known = db.session.scalar(
        select(Application).where(Application.call_id == call.id, Application.person_id == person.id)
    )
    if known is not None or _belongs(call.committee_id, person.id):
        # Whoever applied or said no is nobody else's affair, so the answer is the same for all of them.
        raise Conflict(_("Diese Person wurde schon gefragt oder gehört dem Gremium an."))
    application = _new_or_known(call, person.id)
    application.named_by, application.group = actor.person_id, Group(group)
    db.session.flush()
    record(actor, MemberNamed(**_said(application)), audience=f"person:{person.id}")
    return application


def withdraw(actor: Actor, application: Application) -> None:
    """Take one's application back, or say no to a proposal. Raises Conflict."""
    require(actor, "application.withdraw", application)
    application = get_or_404(Application, application.id, lock=True)
    if application.state not in {ApplicationState.NAMED, ApplicationState.WAITING}:
        raise Conflict(_("Über diese Bewerbung ist schon entschieden."))
    # Whoever was only proposed and says no is nobody else's affair.
    audience = "staff" if application.is_sent else f"person:{application.person_id}"
    application.state = ApplicationState.WITHDRAWN
    _forget_proposal(application)
    record(actor, ApplicationWithdrawn(**_said(application)), audience=audience)


def accept(
    actor: Actor, application: Application, *, reason: str, since: date | None = None, until: date | None = None
) -> Membership:
    """Appoint who applied, for a term, with a reason that they read; their interests are declared with it."""
    require(actor, "member.appoint", application.committee)
    return take_in(actor, application, wanted_by(application, since, until), reason=reason)


def wanted_by(application: Application, since: date | None, until: date | None) -> Appointment:
    """Return the appointment for which somebody applied, for a term."""
    return Appointment(group=application.group, organisation=application.organisation, since=since, until=until)


def take_in(actor: Actor, application: Application, plan: Appointment, *, reason: str) -> Membership:
    """Let who applied belong to the committee; whether the actor may appoint was asked before. Raises Conflict, Invalid."""
    _decide(actor, application, ApplicationState.ACCEPTED, reason)
    membership = enter(actor, application.committee, application.person, plan)
    application.membership_id = membership.id
    if application.interests:
        keep_interest(application.committee_id, application.person_id, application.interests)
    db.session.flush()
    record(actor, ApplicationDecided(**_said(application), accepted=True), audience="staff")
    return membership


def turn_down(actor: Actor, application: Application, *, reason: str) -> None:
    """Do not appoint who applied, with a reason that they read. Raises Conflict, Invalid."""
    _decide(actor, application, ApplicationState.DECLINED, reason)
    _forget_proposal(application)
    record(actor, ApplicationDecided(**_said(application), accepted=False), audience="staff")


def _decide(actor: Actor, application: Application, new: ApplicationState, reason: str) -> None:
    require(actor, "application.decide", application)
    application = get_or_404(Application, application.id, lock=True)
    if application.state != ApplicationState.WAITING:
        raise Conflict(_("Diese Bewerbung wartet nicht mehr auf eine Entscheidung."))
    application.state, application.reason = new, checked_reason(reason)
    application.decided_at, application.decided_by = now(), actor.person_id


def _forget_proposal(application: Application) -> None:
    """Let nobody agree any more to an appointment to the Board of which nothing comes."""
    db.session.flush()
    db.session.execute(delete(BoardEntry).where(BoardEntry.application_id == application.id))


def _open_call(committee: Committee) -> Call | None:
    return db.session.scalar(
        select(Call).where(Call.committee_id == committee.id, Call.ended_at.is_(None), Call.closes_on >= today())
    )


def _new_or_known(call: Call, person_id: int) -> Application:
    """Return the application of a person to a call, a new one if there is none. Raises Conflict when it is sent."""
    if _belongs(call.committee_id, person_id):
        raise Conflict(_("Sie gehören diesem Gremium schon an."))
    known = db.session.scalar(
        select(Application).where(Application.call_id == call.id, Application.person_id == person_id)
    )
    if known is not None:
        if known.state not in {ApplicationState.NAMED, ApplicationState.WITHDRAWN}:
            raise Conflict(_("Sie haben sich auf diesen Aufruf schon beworben."))
        return known
    made = Application(
        committee_id=call.committee_id,
        call_id=call.id,
        person_id=person_id,
        state=ApplicationState.NAMED,
        group=Group.CIVIL_SOCIETY,
        created_at=now(),
    )
    db.session.add(made)
    return made


def _belongs(committee_id: int, person_id: int) -> bool:
    held = select(Membership.id).where(
        Membership.committee_id == committee_id, Membership.person_id == person_id, in_term()
    )
    return db.session.scalar(held.limit(1)) is not None


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden
    return actor.person_id


def _said(application: Application) -> dict[str, int]:
    return {
        "committee_id": application.committee_id,
        "call_id": application.call_id,
        "application_id": application.id,
        "person_id": application.person_id,
    }
