"""Keeping a person from writing for a while: slowed down, reading only, or shut out (M-17).

A restriction holds until it is ended, by a moderator or by the job that knows its time; its effect is in the words of the
person, so that every command refuses what is refused. There are no others: whoever is restricted reads it (M-16).
"""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.ending import end_sign_ins
from forum.accounts.events import RestrictionEnded, RestrictionSet
from forum.accounts.models import Limit, Person, Restriction, Standing
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require


def restrict(
    actor: Actor,
    person: Person,
    kind: Limit,
    *,
    until: datetime,
    statement_puid: str,
    minutes: int = 0,
    warned_at: datetime | None = None,
) -> Restriction:
    """Restrict a person until a moment, by a statement of reasons that is stored in the same transaction (S-02).

    Nobody is shut out without a warning before (S-17). Raises Invalid, Conflict.
    """
    require(actor, "person.restrict", person)
    db.session.refresh(person, with_for_update=True)
    if person.standing == Standing.ERASED:
        raise Conflict(_("Dieses Konto gibt es nicht mehr."))
    if kind == Limit.SUSPENDED and warned_at is None:
        early = _("Vor einer Sperre steht eine Verwarnung, die mindestens eine Stunde her ist.")
        raise Invalid(fields={"measure": [early, _("Sofort möglich ist eine Schreibpause.")]})
    _refuse_second(person, kind)
    made = Restriction(
        person_id=person.id,
        kind=kind,
        since=now(),
        until=until,
        minutes=minutes,
        warned_at=warned_at,
        statement_puid=statement_puid,
    )
    db.session.add(made)
    return _take_effect(actor, person, made)


def resume(actor: Actor, restriction: Restriction) -> None:
    """Let a restriction hold again that was ended by a slip, by the statement and until the moment that it has (M-15).

    Raises Conflict.
    """
    person = db.session.get_one(Person, restriction.person_id)
    require(actor, "person.restrict", person)
    db.session.refresh(person, with_for_update=True)
    if person.standing == Standing.ERASED:
        raise Conflict(_("Dieses Konto gibt es nicht mehr."))
    _refuse_second(person, restriction.kind)
    restriction.ended_at = None
    _take_effect(actor, person, restriction)


def _refuse_second(person: Person, kind: Limit) -> None:
    standing = select(Restriction.id).where(
        Restriction.person_id == person.id, Restriction.kind == kind, Restriction.ended_at.is_(None)
    )
    if db.session.scalar(standing) is not None:
        raise Conflict(_("Das gilt für dieses Konto schon."))


def _take_effect(actor: Actor, person: Person, restriction: Restriction) -> Restriction:
    if restriction.kind == Limit.SUSPENDED:
        person.standing = Standing.SUSPENDED
        end_sign_ins(person)
    db.session.flush()
    db.session.info.clear()
    event = RestrictionSet(person_id=person.id, restriction_id=restriction.id, kind=restriction.kind)
    record(actor, event, audience="admin")
    return restriction


def lift(actor: Actor, restriction: Restriction) -> None:
    """End a restriction; a second end changes nothing."""
    person = db.session.get_one(Person, restriction.person_id)
    require(actor, "person.restrict", person)
    db.session.refresh(person, with_for_update=True)
    if restriction.ended_at is not None:
        return
    restriction.ended_at = now()
    if restriction.kind == Limit.SUSPENDED and person.standing == Standing.SUSPENDED:
        person.standing = Standing.ACTIVE
    db.session.flush()
    db.session.info.clear()
    record(actor, RestrictionEnded(person_id=person.id, restriction_id=restriction.id), audience="admin")
