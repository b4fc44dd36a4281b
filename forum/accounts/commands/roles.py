"""Giving roles and ending them."""

from datetime import date, timedelta

from sqlalchemy import or_, select, update

from forum.accounts.models import Grant, Person
from forum.accounts.roles import note_ended, note_granted
from forum.core.clock import now, today
from forum.core.db import changed, db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line


def grant_role(
    actor: Actor, person: Person, role: str, *, reason: str, since: date | None = None, until: date | None = None
) -> Grant:
    """Give a person a role from a day (default today) to another; who holds it on all these days keeps that grant."""
    require(actor, "role.grant", person)
    # The row of the person is locked, so that two grants at the same moment see each other.
    db.session.get(Person, person.id, with_for_update=True)
    held = _grant_for(person, role, since or today(), until)
    if held is not None:
        return held
    grant = Grant(
        person_id=person.id,
        role=role,
        since=since or today(),
        until=until,
        granted_by=actor.person_id,
        reason=clean_line(reason),
        created_at=now(),
    )
    db.session.add(grant)
    db.session.flush()
    note_granted(actor, person, grant)
    return grant


def _grant_for(person: Person, role: str, since: date, until: date | None) -> Grant | None:
    covers = Grant.until.is_(None) if until is None else or_(Grant.until.is_(None), Grant.until >= until)
    same = select(Grant).where(Grant.person_id == person.id, Grant.role == role, Grant.since <= since, covers)
    return db.session.scalar(same.limit(1))


def end_role(actor: Actor, person: Person, role: str) -> None:
    """End a role with the end of yesterday, so that it no longer holds today. Raises Conflict when nobody holds it."""
    require(actor, "role.grant", person)
    held = Grant.person_id == person.id, Grant.role == role, or_(Grant.until.is_(None), Grant.until >= today())
    if not changed(update(Grant).where(*held).values(until=today() - timedelta(days=1))):
        raise Conflict(_("Diese Rolle hat die Person nicht."))
    note_ended(actor, person, role)
