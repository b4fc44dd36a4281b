"""Opening accounts: by their owners, by the command line, and for authors of what was imported."""

from collections.abc import Collection

from forum.accounts import passwords
from forum.accounts.checks import (
    affiliation_problems,
    email_problems,
    handle_problems,
    password_problems,
    raise_if_any,
)
from forum.accounts.commands.links import address_of, end_links, mail_link, use_link
from forum.accounts.commands.profile import in_order
from forum.accounts.events import AddressConfirmed, PersonRegistered
from forum.accounts.models import Person, Standing
from forum.accounts.naming import name_problems
from forum.accounts.queries import email_key, handle_key, is_kept_address, person_by_email
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import LANGUAGES, _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token


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
) -> None:
    """Open an account and mail a link that confirms it, and then leads to ``target``, a path of this site.

    Who already has an account gets a mail that says so, and the page looks the same either way (I-14). Raises Invalid.
    """
    open_account(
        actor,
        email=email,
        handle=handle,
        password=password,
        language=language,
        affiliations=affiliations,
        organisation=organisation,
        target=target,
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
) -> Person | None:
    """Open an account as ``register`` does, and return it; nothing when the address has one. Raises Invalid.

    Without a password another way opens it, and a link by mail sets one.
    """
    require(actor, "account.register")
    email, handle = clean_line(email), clean_line(handle)
    problems = {
        "email": email_problems(email),
        # A taken name is public, so it is refused first and alike, whether or not the address has an account.
        "handle": handle_problems(handle) or name_problems(handle),
        "password": [] if password is None else password_problems(password, handle, email),
        "affiliations": affiliation_problems(affiliations),
    }
    raise_if_any(problems)
    # Before the address is looked up, so that the time is always equal. Nobody knows the password that stands for none.
    hashed = passwords.hashed(secret_token() if password is None else password)
    known = person_by_email(email)
    if known is not None:
        mail.queue(
            known.email,
            "already_registered",
            language=known.language,
            url=address_of("accounts.sign_in", weiter=target),
        )
        return None
    if is_kept_address(email):
        mail.queue(email, "address_taken", language=language, url=address_of("accounts.sign_in", weiter=target))
        return None
    person = Person(
        handle=handle,
        handle_key=handle_key(handle),
        email=email,
        email_key=email_key(email),
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
    send_confirmation(person, target)
    return person


def send_confirmation(person: Person, target: str | None = None) -> None:
    """Mail the link that proves the address; what the person came for is in it, for whichever browser opens it (N-02)."""
    mail_link(person, "confirm", purpose="confirm", endpoint="accounts.confirm", target=target)


def confirm(token: str) -> Person:
    """Confirm an address by the link from the mail. Raises Invalid when the link is used, expired or unknown."""
    person = use_link(token, "confirm")
    end_links(person, purposes=["confirm"])
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
            "handle": handle_problems(handle) or name_problems(handle),
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
