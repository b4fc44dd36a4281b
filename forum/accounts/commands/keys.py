"""Keys with which programs act for people."""

from datetime import datetime

from forum.accounts.events import FactorChange, TokenIssued
from forum.accounts.models import ApiToken, Person
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token

SCOPES = ("read", "write", "meetings")


def issue_token(
    actor: Actor, person: Person, *, name: str, scopes: list[str], expires_at: datetime | None = None
) -> str:
    """Return a new API token; it is shown this once and only its digest is kept. Its owner is told. Raises Invalid."""
    require(actor, "token.issue", person)
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
    change = FactorChange.TOKEN_ISSUED.value
    mail.queue(person.email, "sign_in_changed", language=person.language, handle=person.handle, change=change)
    return token
