"""Signing in and out."""

from datetime import timedelta

from sqlalchemy import delete, select

from forum.accounts import passwords
from forum.accounts.commands.links import address_of, end_links, use_link
from forum.accounts.ending import end_sign_ins
from forum.accounts.events import SignInsEnded
from forum.accounts.leaving import stay
from forum.accounts.models import SIGN_IN_LIVES, KnownDevice, Person, SignIn
from forum.accounts.queries import person_by_email
from forum.core import mail
from forum.core.clock import now, today
from forum.core.db import changed, db, transaction
from forum.core.errors import Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token

# A kind of device that was away for longer is new again.
DEVICE_KNOWN = timedelta(days=180)


def authenticate(*, email: str, password: str) -> Person:
    """Return the person whose address and password these are.

    Raises Invalid with one sentence for every reason, so that nothing is revealed about accounts (I-14). That an address is
    not confirmed yet is no other reason: whoever chose the password themselves would learn from it that the address had no
    account. The page leads everybody to a new link.
    """
    person = person_by_email(email)
    if not passwords.fits(person.password_hash if person else None, password) or person is None:
        raise Invalid(_("Adresse oder Passwort stimmt nicht."))
    if not person.is_active:
        raise Invalid(_("Adresse oder Passwort stimmt nicht."))
    if passwords.needs_rehash(person.password_hash):
        person.password_hash = passwords.hashed(password)
    return person


def sign_in_by_link(token: str) -> Person:
    """Use a link from a mail up, and return who may be signed in with it. Raises Invalid."""
    person = use_link(token, "sign_in")
    if not person.is_active:
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return person


def sign_in(person: Person, *, device: str = "") -> str:
    """Note that a person signs in on a device, and return the key for its cookie; only the digest is kept.

    A mail tells of a kind of device that is not known, unless the account is new and nobody ever signed in with it; a
    device that says nothing of itself is a kind of its own.
    Whoever wanted the account gone and signs in before it is stays (P-06). Raises Conflict when it is gone by now.
    """
    key = secret_token()
    stay(person)
    is_first = person.seen_on is None
    person.seen_on, person.idle_told_on = today(), None
    db.session.flush()
    device = clean_line(device)[:80]
    db.session.add(SignIn(digest=digest(key), person_id=person.id, epoch=person.epoch, created_at=now(), device=device))
    if not _is_known(person, device) and not is_first:
        _tell_of_device(person, device)
    db.session.flush()
    return key


def _is_known(person: Person, device: str) -> bool:
    """Note that a kind of device was used today, and tell whether it was known before."""
    known = db.session.get(KnownDevice, (person.id, device))
    if known is not None:
        known.seen_on = today()
        return True
    db.session.add(KnownDevice(person_id=person.id, name=device, seen_on=today()))
    return False


def _tell_of_device(person: Person, device: str) -> None:
    url = address_of("devices.index")
    mail.queue(
        person.email, "new_device", language=person.language, handle=person.handle, device=device, at=now(), url=url
    )


def sign_out(key: str) -> None:
    """End the sign-in with this key, wherever copies of its cookie are."""
    db.session.execute(delete(SignIn).where(SignIn.digest == digest(key)))


def end_other_sign_ins(person: Person, key: str) -> list[str]:
    """End all sign-ins of a person but the one with this key; return the digests of those that ended."""
    others = select(SignIn.digest).where(SignIn.person_id == person.id, SignIn.digest != digest(key))
    ended = list(db.session.scalars(others))
    db.session.execute(delete(SignIn).where(SignIn.digest.in_(ended)))
    return ended


def end_all_sign_ins(actor: Actor, person: Person) -> None:
    """End every sign-in of a person, with the sockets and the links in mails that are under way (E-26)."""
    require(actor, "person.sign_out", person)
    person.epoch += 1
    end_sign_ins(person)
    end_links(person)
    db.session.flush()
    record(actor, SignInsEnded(person_id=person.id), audience="admin")


def end_sign_in(person: Person, started: str) -> None:
    """End one sign-in of a person, by what the list calls it. Raises NotFound."""
    if not changed(delete(SignIn).where(SignIn.person_id == person.id, SignIn.digest == started)):
        raise NotFound


def forget_old_sign_ins() -> None:
    """Remove sign-ins that hold no longer because of their age, and kinds of devices that nobody used for long."""
    with transaction():
        db.session.execute(delete(KnownDevice).where(KnownDevice.seen_on < today() - DEVICE_KNOWN))
        db.session.execute(delete(SignIn).where(SignIn.created_at < now() - SIGN_IN_LIVES))
