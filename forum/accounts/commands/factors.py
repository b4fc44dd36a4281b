"""The second factor: an app with codes, and codes on paper for whoever has lost it (I-09)."""

import secrets
from datetime import datetime

from sqlalchemy import delete, or_, update

from forum.accounts import app_codes
from forum.accounts.commands.links import one_time_link, tell_of_change, use_link, valid_link
from forum.accounts.commands.password import require_password
from forum.accounts.commands.signing_in import end_other_sign_ins
from forum.accounts.events import FactorChange, FactorChanged
from forum.accounts.factors import SECRET_OF_APP, factors_of, has_second_factor
from forum.accounts.models import Authenticator, Passkey, Person, ProviderIdentity, RecoveryCode
from forum.accounts.unlinking import take_away
from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.sealing import opened, sealed
from forum.core.tokens import digest

CODES = 10
# 80 bits each: so long a code is found by nobody, and its plain digest is enough. No letters that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def begin_authenticator(actor: Actor, person: Person, *, password: str) -> None:
    """Make a secret for an app; it counts once a code of it was typed. Raises Invalid, and Conflict when one counts."""
    require(actor, "account.edit", person)
    require_password(person, password)
    row = db.session.get(Authenticator, person.id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict(_("Eine App ist schon eingerichtet. Bitte entfernen Sie sie zuerst."))
    if row is None:
        row = Authenticator(person_id=person.id)
        db.session.add(row)
    row.secret, row.made_at, row.last_step = sealed(app_codes.new_secret(), SECRET_OF_APP), now(), 0
    db.session.flush()


def confirm_authenticator(actor: Actor, person: Person, *, code: str, sign_in: str) -> list[str]:
    """Let the app count from now on, and return new codes for paper, unless there are some. Raises Invalid.

    All other sign-ins end, for they were begun with a password only; ``sign_in`` is the key of the present one.
    """
    require(actor, "account.edit", person)
    row = db.session.get(Authenticator, person.id)
    if row is None or row.confirmed_at is not None or not _takes(row, code):
        raise Invalid(fields={"code": [_("Dieser Code stimmt nicht. Bitte nehmen Sie den, den die App jetzt zeigt.")]})
    row.confirmed_at = now()
    db.session.flush()
    return note_new_factor(actor, person, FactorChange.APP_ADDED, sign_in=sign_in, since=row.confirmed_at)


def note_new_factor(actor: Actor, person: Person, change: FactorChange, *, sign_in: str, since: datetime) -> list[str]:
    """Note that a person has one factor more, end what was begun without it, and return new codes if there are none."""
    db.session.info.clear()
    end_other_sign_ins(person, sign_in)
    note_change(actor, person, change, since=since)
    return [] if factors_of(person).codes else _new_codes(person)


def remove_authenticator(actor: Actor, person: Person, *, password: str) -> None:
    """Let the app count no longer. Raises Invalid."""
    require(actor, "account.edit", person)
    require_password(person, password)
    if changed(delete(Authenticator).where(Authenticator.person_id == person.id)):
        note_lost_factor(actor, person, FactorChange.APP_REMOVED)


def note_lost_factor(actor: Actor, person: Person, change: FactorChange) -> None:
    """Note that a person has one factor less; with the last one the codes on paper go, too."""
    db.session.info.clear()
    if not has_second_factor(person):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    note_change(actor, person, change)


def renew_codes(actor: Actor, person: Person, *, password: str) -> list[str]:
    """Return new codes for paper; the earlier ones open nothing any more. Raises Invalid."""
    require(actor, "account.edit", person)
    require_password(person, password)
    if not has_second_factor(person):
        raise Conflict(_("Ersatzcodes gibt es, sobald eine App oder ein Passkey eingerichtet ist."))
    note_change(actor, person, FactorChange.CODES_RENEWED, since=now())
    return _new_codes(person)


def remove_factors(actor: Actor, person: Person) -> None:
    """Take every second factor from a person who has lost all of them; the password opens the account again.

    It is for the technical administration, once somebody has proven in person who they are. Services go, too: one of them
    may be somebody else's.
    """
    require(actor, "factor.reset", person)
    for table in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person.id))
    take_away(ProviderIdentity.person_id == person.id)
    person.epoch += 1
    db.session.info.clear()
    note_change(actor, person, FactorChange.ALL_REMOVED)


def drop_factors_since(person: Person, moment: datetime) -> None:
    """Take away what was added for signing in since a moment at which somebody else was in the account.

    Services go, too, and codes on paper of which nobody can tell that they are older.
    """
    db.session.execute(delete(Passkey).where(Passkey.person_id == person.id, Passkey.made_at >= moment))
    take_away(ProviderIdentity.person_id == person.id, ProviderIdentity.made_at >= moment)
    # An app counts since its first code, and whoever has seen its secret before that may type it later.
    is_new = or_(Authenticator.confirmed_at.is_(None), Authenticator.confirmed_at >= moment)
    db.session.execute(delete(Authenticator).where(Authenticator.person_id == person.id, is_new))
    db.session.info.clear()
    codes = delete(RecoveryCode).where(RecoveryCode.person_id == person.id)
    if has_second_factor(person):
        codes = codes.where(or_(RecoveryCode.made_at.is_(None), RecoveryCode.made_at >= moment))
    db.session.execute(codes)


def begin_second_step(person: Person) -> str:
    """Return what the address of the second step ends with, for somebody whose password was right."""
    return one_time_link(person, "second_step")


def person_at_second_step(token: str) -> Person:
    """Return who has done the first step. Raises Invalid when that was too long ago."""
    return valid_link(token, "second_step").person


def second_step(token: str, *, code: str) -> Person:
    """Take a code of the app or one from paper, and return whose sign-in is complete with it. Raises Invalid."""
    person = person_at_second_step(token)
    row = db.session.get(Authenticator, person.id)
    if not (row is not None and row.confirmed_at is not None and _takes(row, code)) and not _uses_up(person, code):
        raise Invalid(fields={"code": [_("Dieser Code stimmt nicht oder wurde schon benutzt.")]})
    return use_link(token, "second_step")


def note_change(actor: Actor, person: Person, change: FactorChange, *, since: datetime | None = None) -> None:
    """Write down what changed about signing in, and tell the person by mail.

    Of what was added ``since`` is the moment; the letter has a link then that takes back what was added from there on.
    """
    record(actor, FactorChanged(person_id=person.id, change=change.value), audience="admin")
    tell_of_change(person, change, since=since)


def _takes(row: Authenticator, code: str) -> bool:
    """Tell whether an app shows this code now; it opens nothing twice, not even at the same moment."""
    typed = "".join(code.split())
    secret = opened(row.secret, SECRET_OF_APP)
    if secret is None or len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return False
    step = app_codes.step_of(secret, typed, row.last_step)
    if step is None:
        return False
    later = update(Authenticator).where(Authenticator.person_id == row.person_id, Authenticator.last_step < step)
    return bool(changed(later.values(last_step=step)))


def _uses_up(person: Person, code: str) -> bool:
    own = RecoveryCode.person_id == person.id, RecoveryCode.digest == _digest_of(code)
    used = changed(update(RecoveryCode).where(*own, RecoveryCode.used_at.is_(None)).values(used_at=now()))
    if used:
        note_change(person, person, FactorChange.CODE_USED)
    return bool(used)


def _new_codes(person: Person) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["-".join(_group() for _number in range(_GROUPS)) for _number in range(CODES)]
    db.session.add_all(RecoveryCode(digest=_digest_of(code), person_id=person.id, made_at=now()) for code in codes)
    db.session.flush()
    return codes


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _number in range(_GROUP))


def _digest_of(code: str) -> str:
    """Return the digest of a code, however its groups are parted."""
    return digest("".join(sign for sign in code.casefold() if sign.isalnum()))
