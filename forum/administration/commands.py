"""Reading an address with a reason, and giving and ending roles in two steps (P-14, I-16)."""

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import delete, select

from forum.accounts import commands as accounts
from forum.accounts.models import Grant, Person, Standing
from forum.administration.events import AddressSeen, RoleConfirmed, RoleProposalDropped, RoleProposed
from forum.administration.models import AddressLook, RoleProposal, Step
from forum.administration.roles import grantable
from forum.core.clock import now, today
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.files.models import FileLook
from forum.holds.queries import free_of_holds

REASON = (10, 250)


def _checked_reason(reason: str) -> str:
    """Return a reason as it is kept. Raises Invalid."""
    reason = clean_line(reason)
    if not REASON[0] <= len(reason) <= REASON[1]:
        message = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=REASON[0], most=REASON[1])
        raise Invalid(fields={"reason": [message]})
    return reason


def look_at_address(actor: Actor, person: Person, *, reason: str) -> str:
    """Return a person's mail address, and keep who read it, when and why (P-14). Raises Invalid, Conflict."""
    require(actor, "address.see", person)
    reason = _checked_reason(reason)
    if person.standing == Standing.ERASED:
        raise Conflict(_("Dieses Konto ist gelöscht; eine Adresse gibt es nicht mehr."))
    look = AddressLook(person_id=person.id, viewer_id=actor.person_id, reason=reason, at=now())
    db.session.add(look)
    db.session.flush()
    record(actor, AddressSeen(person_id=person.id, address_look_id=look.id), audience="dpo")
    return person.email


def forget_old_looks() -> None:
    """Remove looks at addresses and proofs that are older than the setting says; opens a transaction (P-10 audit_access)."""
    with transaction():
        oldest = now() - timedelta(days=current_app.config["ACCESS_KEEP_DAYS"])
        db.session.execute(delete(AddressLook).where(AddressLook.at < oldest, free_of_holds(AddressLook.person_id)))
        db.session.execute(delete(FileLook).where(FileLook.at < oldest))


def propose_role(
    actor: Actor,
    person: Person,
    role: str,
    kind: Step,
    *,
    reason: str,
    since: date | None = None,
    until: date | None = None,
) -> RoleProposal:
    """Ask a second person to give somebody a role, or to end it (I-16). Raises Invalid, Conflict."""
    require(actor, "role.propose", person)
    get_or_404(Person, person.id, lock=True)
    if kind == Step.GIVE:
        _check_giving(person, role, since, until)
    elif not _held(person, role):
        raise Conflict(_("Diese Rolle hat die Person nicht."))
    reason = _checked_reason(reason)
    if _waiting(person, role):
        raise Conflict(_("Für diese Rolle wartet schon ein Vorschlag."))
    proposal = RoleProposal(
        person_id=person.id,
        role=role,
        kind=kind,
        since=since if kind == Step.GIVE else None,
        until=until if kind == Step.GIVE else None,
        reason=reason,
        proposed_by=actor.person_id,
        created_at=now(),
    )
    db.session.add(proposal)
    db.session.flush()
    _record(actor, RoleProposed, proposal)
    return proposal


def _check_giving(person: Person, role: str, since: date | None, until: date | None) -> None:
    """Raise Invalid when a role cannot be given like this."""
    if person.standing != Standing.ACTIVE:
        raise Conflict(_("Nur wer teilnehmen darf, bekommt eine Rolle."))
    if role not in grantable():
        raise Invalid(fields={"role": [_("Diese Rolle gibt es nicht.")]})
    begin = since or today()
    if begin < today():
        raise Invalid(fields={"since": [_("Dieser Tag ist schon vorbei.")]})
    if until is not None and until < begin:
        raise Invalid(fields={"until": [_("Das Ende liegt vor dem Beginn.")]})


def _held(person: Person, role: str) -> bool:
    """Tell whether a grant of this role holds today or later."""
    found = select(Grant.id).where(Grant.person_id == person.id, Grant.role == role)
    return db.session.scalar(found.where(Grant.until.is_(None) | (Grant.until >= today())).limit(1)) is not None


def _waiting(person: Person, role: str) -> bool:
    waits = RoleProposal.person_id == person.id, RoleProposal.role == role, RoleProposal.decided_at.is_(None)
    return db.session.scalar(select(RoleProposal.id).where(*waits).limit(1)) is not None


def confirm_role(actor: Actor, proposal: RoleProposal) -> None:
    """Agree as the second person: the role is given, or ended, at once. Raises Conflict."""
    require(actor, "role.confirm", proposal)
    _decide(actor, proposal, "confirmed")
    person = db.session.get_one(Person, proposal.person_id)
    if proposal.is_end:
        accounts.end_role(actor, person, proposal.role)
    elif person.standing != Standing.ACTIVE:
        raise Conflict(_("Nur wer teilnehmen darf, bekommt eine Rolle."))
    else:
        since = max(proposal.since or today(), today())
        if proposal.until is not None and proposal.until < since:
            raise Conflict(_("Die Tage dieses Vorschlags sind schon vorbei."))
        accounts.grant_role(actor, person, proposal.role, reason=proposal.reason, since=since, until=proposal.until)
    _record(actor, RoleConfirmed, proposal)


def drop_role(actor: Actor, proposal: RoleProposal) -> None:
    """Take a proposed role back, or refuse it; it stays in the record. Raises Conflict."""
    require(actor, "role.drop", proposal)
    _decide(actor, proposal, "dropped")
    _record(actor, RoleProposalDropped, proposal)


def _decide(actor: Actor, proposal: RoleProposal, outcome: str) -> None:
    get_or_404(RoleProposal, proposal.id, lock=True)
    if proposal.decided_at is not None:
        raise Conflict(_("Darüber ist schon entschieden."))
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, actor.person_id, now()
    db.session.flush()


def _record(actor: Actor, kind: type[RoleProposed], proposal: RoleProposal) -> None:
    words = {"role": proposal.role, "kind": Step(proposal.kind).value}
    record(actor, kind(person_id=proposal.person_id, role_proposal_id=proposal.id, **words), audience="admin")
