"""Passkeys: adding one, taking one away, and signing in with one (I-07)."""

import secrets
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from forum.accounts import passkey_protocol
from forum.accounts.commands.factors import note_lost_factor, note_new_factor
from forum.accounts.commands.password import require_password
from forum.accounts.events import FactorChange
from forum.accounts.models import Challenge, Passkey, Person
from forum.accounts.passkey_protocol import Site, Untrue
from forum.core.clock import now, today
from forum.core.db import changed, db, transaction
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, keyed_digest

CHALLENGE_LIVES = timedelta(minutes=5)
MOST_PASSKEYS = 20


def ask_for_new_passkey(actor: Actor, person: Person, site: Site, *, password: str) -> dict[str, Any]:
    """Return what a device is asked that shall make a key for this person. Raises Invalid."""
    require(actor, "account.edit", person)
    require_password(person, password)
    known = db.session.scalars(select(Passkey.credential).where(Passkey.person_id == person.id)).all()
    # What a device keeps of the person leads nowhere outside this site.
    owner = keyed_digest(str(current_app.config["SECRET_KEY"]), f"passkey {person.id}")[:32].encode()
    return passkey_protocol.question_for_new_key(
        site, _challenge(person.id), handle=person.handle, owner=owner, known=known
    )


def add_passkey(
    actor: Actor, person: Person, site: Site, *, password: str, name: str, answer: str, sign_in: str
) -> list[str]:
    """Take over a key that a device has made, and return new codes for paper, unless there are some. Raises Invalid."""
    require(actor, "account.edit", person)
    require_password(person, password)
    if len(db.session.scalars(select(Passkey.id).where(Passkey.person_id == person.id)).all()) >= MOST_PASSKEYS:
        raise Invalid(_("Mehr als %(most)d Passkeys nehmen wir nicht an.", most=MOST_PASSKEYS))
    try:
        made = passkey_protocol.new_key(site, answer, _used_up(answer, person.id))
    except Untrue as error:
        raise Invalid(_("Das Gerät hat keinen Passkey angelegt. Bitte versuchen Sie es noch einmal.")) from error
    if db.session.scalar(select(Passkey.id).where(Passkey.credential == made.credential)):
        raise Invalid(_("Diesen Passkey gibt es schon."))
    row = Passkey(
        person_id=person.id,
        credential=made.credential,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=clean_line(name)[:80] or _("Passkey"),
        made_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return note_new_factor(actor, person, FactorChange.PASSKEY_ADDED, sign_in=sign_in, since=row.made_at)


def remove_passkey(actor: Actor, person: Person, passkey_id: int, *, password: str) -> None:
    """Let a key open nothing any more. Raises Invalid and NotFound."""
    require(actor, "account.edit", person)
    require_password(person, password)
    if not changed(delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person.id)):
        raise NotFound
    note_lost_factor(actor, person, FactorChange.PASSKEY_REMOVED)


def ask_for_passkey(site: Site) -> dict[str, Any]:
    """Return what a device is asked that shall sign somebody in; who it is, only the answer tells (I-14)."""
    return passkey_protocol.question_for_sign_in(site, _challenge(None))


def person_of_passkey(site: Site, *, answer: str) -> Person:
    """Return whose key has signed the answer; with it the sign-in is complete. Raises Invalid."""
    refused = Invalid(_("Mit diesem Passkey hat es nicht geklappt. Bitte melden Sie sich auf einem anderen Weg an."))
    try:
        challenge = _used_up(answer, None)
        row = db.session.scalar(
            select(Passkey).where(Passkey.credential == passkey_protocol.credential_in(answer)).with_for_update()
        )
        person = db.session.get(Person, row.person_id) if row is not None else None
        if row is None or person is None or not person.is_active:
            raise refused
        row.sign_count = passkey_protocol.proven(
            site, answer, challenge, public_key=row.public_key, sign_count=row.sign_count
        )
    except Untrue as error:
        raise refused from error
    row.used_on = today()
    return person


def forget_old_challenges() -> None:
    """Remove questions that no device answers any more."""
    with transaction():
        db.session.execute(delete(Challenge).where(Challenge.expires_at < now()))


def _challenge(person_id: int | None) -> bytes:
    challenge = secrets.token_bytes(32)
    row = Challenge(digest=digest(challenge.hex()), person_id=person_id, expires_at=now() + CHALLENGE_LIVES)
    db.session.add(row)
    db.session.flush()
    return challenge


def _used_up(answer: str, person_id: int | None) -> bytes:
    """Return the question of ours that an answer belongs to; it cannot be answered again. Raises Untrue."""
    challenge = passkey_protocol.challenge_in(answer)
    whose = Challenge.person_id.is_(None) if person_id is None else Challenge.person_id == person_id
    ours = delete(Challenge).where(Challenge.digest == digest(challenge.hex()), whose, Challenge.expires_at > now())
    if not changed(ours):
        raise Untrue
    return challenge
