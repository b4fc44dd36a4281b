"""Opening accounts: by their owners, by the command line, and for authors of what was imported."""

from collections.abc import Callable, Collection

from sqlalchemy import delete

from forum.accounts import passwords
from forum.accounts.checks import (
    affiliation_problems,
    email_problems,
    handle_problems,
    password_problems,
    raise_if_any,
)
from forum.accounts.commands.links import address_of, end_links, one_time_link, use_link, valid_link
from forum.accounts.commands.profile import in_order
from forum.accounts.events import AddressConfirmed, PersonRegistered
from forum.accounts.models import Person, ProviderIdentity, Standing
from forum.accounts.naming import free_handle_problems, name_problems
from forum.accounts.queries import email_key, handle_key, is_kept_address, person_by_email
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import LANGUAGES, _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token

# What ends the address of an account that nobody can confirm, because the address it was wanted for has one already.
_NOBODYS = "@taken.invalid"


def _always(_address: str) -> bool:
    return True


def register(
    actor: Actor,
    *,
    email: str,
    handle: str,
    password: str,
    language: str = "de",
    affiliations: Collection[str] = (),
    organisation: str = "",
    target: str | None = None,
    may_write: Callable[[str], bool] = _always,
) -> Person:
    """Open an account and mail a link that confirms it, and then leads to ``target``, a path of this site.

    Who already has an account gets a mail that says so, and the page looks the same either way (I-14). Raises Invalid.
    """
    return open_account(
        actor,
        email=email,
        handle=handle,
        password=password,
        language=language,
        affiliations=affiliations,
        organisation=organisation,
        target=target,
        may_write=may_write,
    )


def open_account(
    actor: Actor,
    *,
    email: str,
    handle: str,
    password: str | None,
    language: str = "de",
    affiliations: Collection[str] = (),
    organisation: str = "",
    target: str | None = None,
    may_write: Callable[[str], bool] = _always,
) -> Person:
    """Open an account as ``register`` does, and return it. Raises Invalid.

    Without a password another way opens it, and a link by mail sets one. Where the address has an account, one without an
    address begins that nobody can confirm: until it goes like all unconfirmed ones its name is taken and its password
    opens nothing, just as with a new address, so that no second try tells what the first did not (I-14). ``may_write``
    tells whether the owner of the address had few letters about it today.
    """
    require(actor, "account.register")
    email, handle = clean_line(email), clean_line(handle)
    problems = {
        "email": email_problems(email),
        # A taken name is public, so it is refused first and alike, whether or not the address has an account.
        "handle": free_handle_problems(handle) or name_problems(handle),
        "password": [] if password is None else password_problems(password, handle, email),
        "affiliations": affiliation_problems(affiliations),
    }
    raise_if_any(problems)
    # Before the address is looked up, so that the time is always equal. Nobody knows the password that stands for none.
    hashed = passwords.hashed(secret_token() if password is None else password)
    known, is_kept = person_by_email(email), is_kept_address(email)
    own_address = f"{secret_token()}{_NOBODYS}" if known or is_kept else email
    person = Person(
        handle=handle,
        handle_key=handle_key(handle),
        email=own_address,
        email_key=email_key(own_address),
        password_hash=hashed,
        standing=Standing.UNCONFIRMED,
        language=language if language in LANGUAGES else "de",
        affiliations=in_order(affiliations),
        organisation=clean_line(organisation)[:120] or None,
        shows_affiliation=False,
        rules_accepted_at=now(),
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    record(person, PersonRegistered(person_id=person.id), audience="admin")
    if may_write(email):
        _tell_owner(person, known, email, target)
    return person


def _tell_owner(person: Person, known: Person | None, email: str, target: str | None) -> None:
    """Mail whoever has the address a link that proves it, or that somebody wanted an account with it."""
    link, url = _confirmation_link(person, target), address_of("accounts.sign_in", weiter=target)
    if person.email == email:
        _mail_confirmation(person, link)
    elif known is None:
        mail.queue(email, "address_taken", language=person.language, url=url)
    elif known.standing == Standing.UNCONFIRMED:
        send_confirmation(known, target)
    else:
        mail.queue(known.email, "already_registered", language=known.language, url=url)


def send_confirmation(person: Person, target: str | None = None) -> None:
    """Mail the link that proves the address; what the person came for is in it, for whichever browser opens it (N-02)."""
    _mail_confirmation(person, _confirmation_link(person, target))


def _confirmation_link(person: Person, target: str | None) -> str:
    return address_of("accounts.confirm", token=one_time_link(person, "confirm"), weiter=target)


def _mail_confirmation(person: Person, url: str) -> None:
    if not person.email.endswith(_NOBODYS):
        mail.queue(person.email, "confirm", language=person.language, handle=person.handle, url=url)


def confirm(token: str, *, password: str | None = None) -> Person:
    """Confirm an address by the link from the mail. Raises Invalid when the link is used, expired or unknown.

    Whoever reads the mail in another browser than the one of the sign-up says a ``password``: nothing else opens the
    account from then on, since somebody else may have begun it with this address and waited for this moment (I-03).
    """
    owner = valid_link(token, "confirm").person
    if password is not None:
        raise_if_any({"password": password_problems(password, owner.handle, owner.email)})
    person = use_link(token, "confirm")
    end_links(person, purposes=["confirm"])
    if password is not None:
        person.password_hash = passwords.hashed(password)
        db.session.execute(delete(ProviderIdentity).where(ProviderIdentity.person_id == person.id))
    if person.standing == Standing.UNCONFIRMED:
        person.standing = Standing.ACTIVE
        person.confirmed_at = now()
        db.session.info.clear()
        record(person, AddressConfirmed(person_id=person.id), audience="admin")
    return person


def create_confirmed(
    actor: Actor, *, email: str, handle: str, password: str, language: str = "de", hashed: str = ""
) -> Person:
    """Open an account whose address is known to be right, for the command line and the demo. Raises Invalid.

    ``hashed`` spares the slow hashing where many accounts get the same password.
    """
    require(actor, "role.grant")
    email, handle = clean_line(email), clean_line(handle)
    raise_if_any(
        {
            "email": email_problems(email)
            or ([_("Diese Adresse hat schon ein Konto.")] if person_by_email(email) or is_kept_address(email) else []),
            # Whoever has the command line opens the accounts of offices, too.
            "handle": handle_problems(handle, of_office=True) or name_problems(handle),
            "password": password_problems(password, handle, email),
        }
    )
    person = Person(
        handle=handle,
        handle_key=handle_key(handle),
        email=email,
        email_key=email_key(email),
        password_hash=hashed or passwords.hashed(password),
        standing=Standing.ACTIVE,
        language=language,
        rules_accepted_at=now(),
        created_at=now(),
        confirmed_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    record(actor, PersonRegistered(person_id=person.id), audience="admin")
    return person


def create_stand_in(actor: Actor, *, handle: str, source: str) -> Person:
    """Open an account that nobody can sign in to; it stands for the unknown author of something imported."""
    require(actor, "role.grant")
    address = f"{digest(source)[:40]}@import.invalid"
    person = Person(
        handle=handle,
        handle_key=handle_key(handle),
        email=address,
        email_key=address,
        password_hash="!",  # noqa: S106  No password fits this.
        standing=Standing.ACTIVE,
        mails=False,
        rules_accepted_at=now(),
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    return person
