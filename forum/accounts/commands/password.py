"""New passwords, and asking for the present one."""

from sqlalchemy import delete

from forum.accounts import passwords
from forum.accounts.checks import password_problems, raise_if_any
from forum.accounts.commands.links import end_links, use_link, valid_link
from forum.accounts.ending import end_sign_ins
from forum.accounts.events import PasswordChanged
from forum.accounts.models import Person, ProviderIdentity, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require


def reset_password(token: str, *, password: str) -> Person:
    """Set a new password by the link from the mail; the link also proves the address. Raises Invalid."""
    link = valid_link(token, "reset")
    raise_if_any({"password": password_problems(password, link.person.handle, link.person.email)})
    person = use_link(token, "reset")
    if person.standing == Standing.UNCONFIRMED:
        person.standing = Standing.ACTIVE
        person.confirmed_at = now()
        # Somebody else may have begun this account with the address of the person, and waited for this moment (I-03).
        db.session.execute(delete(ProviderIdentity).where(ProviderIdentity.person_id == person.id))
    set_password(person, password)
    return person


def change_password(actor: Actor, person: Person, *, old: str, new: str) -> None:
    """Set a new password; all other sign-ins end (I-12). Raises Invalid."""
    require(actor, "account.edit", person)
    if not passwords.fits(person.password_hash, old):
        raise Invalid(fields={"old": [_("Das bisherige Passwort stimmt nicht.")]})
    raise_if_any({"new": password_problems(new, person.handle, person.email)})
    set_password(person, new)


def require_password(person: Person, password: str) -> None:
    """See that it is the person who asks, before something that a borrowed device must not do. Raises Invalid."""
    if not passwords.fits(person.password_hash, password):
        raise Invalid(fields={"password": [_("Das Passwort stimmt nicht.")]})


def set_password(person: Person, password: str) -> None:
    """Give a person this password; all sign-ins end, half done ones and links in older mails too, and a mail tells of it."""
    person.password_hash = passwords.hashed(password)
    person.epoch += 1
    end_sign_ins(person)
    end_links(person)
    record(person, PasswordChanged(person_id=person.id), audience="admin")
    mail.queue(person.email, "password_changed", language=person.language, handle=person.handle)
