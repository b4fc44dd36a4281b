"""Keys with which programs act for people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from forum.accounts.commands.links import tell_of_change
from forum.accounts.commands.password import require_password
from forum.accounts.events import FactorChange, TokenEnded, TokenIssued
from forum.accounts.models import ApiToken, Person
from forum.accounts.queries import tokens_of
from forum.core.clock import now
from forum.core.db import changed, db, get_or_404
from forum.core.errors import Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token

SCOPES = ("read", "write", "meetings")
# How many days a key holds that somebody makes for themselves; nobody keeps one for ever that lies in some program.
LIVES = (30, 90, 365)
MOST_TOKENS = 10


def make_own_token(actor: Actor, person: Person, *, password: str, name: str, scopes: Sequence[str], days: int) -> str:
    """Return a new key that somebody makes for a program of theirs; it holds for one of the terms. Raises Invalid."""
    require(actor, "token.issue", person)
    # Of two forms at the same moment one comes second, and counts the key of the first.
    person = get_or_404(Person, person.id, lock=True)
    require_password(person, password)
    if not scopes:
        raise Invalid(fields={"scopes": [_("Bitte wählen Sie, was das Programm darf.")]})
    if days not in LIVES:
        raise Invalid(fields={"days": [_("Bitte wählen Sie eine der Fristen.")]})
    if len(tokens_of(person)) >= MOST_TOKENS:
        raise Invalid(_("Mehr als %(most)d Schlüssel gibt es nicht. Bitte beenden Sie erst einen.", most=MOST_TOKENS))
    return _issued(actor, person, name, scopes, now() + timedelta(days=days), FactorChange.TOKEN_MADE)


def issue_token(
    actor: Actor, person: Person, *, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> str:
    """Return a new API token; it is shown this once and only its digest is kept. Its owner is told. Raises Invalid."""
    require(actor, "token.issue", person)
    return _issued(actor, person, name, scopes, expires_at, FactorChange.TOKEN_ISSUED)


def end_token(actor: Actor, person: Person, token_id: int) -> None:
    """Let a key open nothing any more; sockets that it opened end when they are told next. Raises NotFound."""
    require(actor, "token.issue", person)
    if not changed(delete(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id)):
        raise NotFound
    record(actor, TokenEnded(person_id=person.id, token_id=token_id), audience="admin")


def _issued(
    actor: Actor, person: Person, name: str, scopes: Sequence[str], expires_at: datetime | None, change: FactorChange
) -> str:
    if unknown := set(scopes) - set(SCOPES):
        raise Invalid(_("Diesen Umfang gibt es nicht: %(scopes)s", scopes=", ".join(sorted(unknown))))
    token = "scf_" + secret_token()
    db.session.flush()
    row = ApiToken(
        digest=digest(token),
        person_id=person.id,
        name=clean_line(name)[:80],
        scopes=sorted(scopes),
        epoch=person.epoch,
        created_at=now(),
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    record(actor, TokenIssued(person_id=person.id, token_id=row.id), audience="admin")
    # What the operators gave out is ended in the account; nobody came into it.
    tell_of_change(person, change, since=row.created_at if change == FactorChange.TOKEN_MADE else None)
    return token
