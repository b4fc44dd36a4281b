"""Appointing moderators of a space, by Stabsstelle or administration (M-25), and trusted flaggers, by the latter (S-15).

Both are grants of a word, so each has a first and a last day like any role.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from forum.accounts.models import Grant, Person
from forum.accounts.roles import note_ended, note_granted
from forum.core.clock import now, today
from forum.core.db import changed, db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require

TRUSTED_FLAGGER = "trusted_flagger"
_OF_SPACE = re.compile(r"space:[1-9]\d{0,9}:moderator")


def word_for(space_id: int) -> str:
    """Return the word that the moderators of a space hold."""
    return f"space:{space_id}:moderator"


def appointed(viewer: Actor) -> Sequence[Grant]:
    """Return who moderates a space or is a trusted flagger today, by word and day."""
    require(viewer, "moderator.appoint")
    holds = Grant.since <= today(), or_(Grant.until.is_(None), Grant.until >= today())
    ours = or_(Grant.role.like("space:%:moderator"), Grant.role == TRUSTED_FLAGGER)
    return db.session.scalars(
        select(Grant).where(*holds, ours).options(joinedload(Grant.person)).order_by(Grant.role, Grant.id)
    ).all()


def appoint(actor: Actor, person: Person, word: str, *, until: date | None = None, reason: str = "") -> Grant:
    """Give a person one of these tasks from today on. Raises Invalid, and Conflict when they have it already."""
    _ask(actor, word)
    if actor.person_id == person.id:
        raise Invalid(fields={"handle": [_("Sich selbst gibt niemand eine Aufgabe. Bitten Sie jemand anderes darum.")]})
    get_or_404(Person, person.id, lock=True)
    if until is not None and until < today():
        raise Invalid(fields={"until": [_("Dieser Tag ist schon vorbei.")]})
    if any(one.person_id == person.id and one.role == word for one in appointed(actor)):
        raise Conflict(_("Diese Aufgabe hat die Person schon."))
    grant = Grant(
        person_id=person.id,
        role=word,
        since=today(),
        until=until,
        granted_by=actor.person_id,
        reason=reason[:250],
        created_at=now(),
    )
    db.session.add(grant)
    db.session.flush()
    note_granted(actor, person, grant)
    return grant


def end_appointment(actor: Actor, person: Person, word: str) -> None:
    """Take the task away at once. Raises Conflict when the person does not have it: then nobody is told or signed out."""
    _ask(actor, word)
    held = Grant.person_id == person.id, Grant.role == word, or_(Grant.until.is_(None), Grant.until >= today())
    if not changed(update(Grant).where(*held).values(until=today() - timedelta(days=1))):
        raise Conflict(_("Diese Aufgabe hat die Person nicht."))
    note_ended(actor, person, word)


def _ask(actor: Actor, word: str) -> None:
    """Ask for the right to one of the two tasks; every other role needs a second person and is none of them (I-16, S-15).

    Raises Forbidden, and NotFound for another role.
    """
    if word != TRUSTED_FLAGGER and not _OF_SPACE.fullmatch(word):
        require(actor, "moderator.appoint")
        raise NotFound
    require(actor, "role.grant" if word == TRUSTED_FLAGGER else "moderator.appoint")
