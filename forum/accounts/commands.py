"""Changing accounts: registering, confirming, passwords, profiles, roles, tokens."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import delete, or_, select, update

from forum.accounts import passwords, shortcuts
from forum.accounts.checks import (
    affiliation_problems,
    email_problems,
    handle_problems,
    password_problems,
    raise_if_any,
)
from forum.accounts.events import (
    AddressConfirmed,
    PasswordChanged,
    PersonRegistered,
    ProfileChanged,
    RoleEnded,
    RoleGranted,
    TokenIssued,
)
from forum.accounts.models import SIGN_IN_LIVES, ApiToken, Grant, OneTimeLink, Person, SignIn, Standing
from forum.accounts.queries import email_key, handle_key, person_by_email
from forum.accounts.shortcuts import Shortcut
from forum.core import mail
from forum.core.clock import now, today
from forum.core.db import changed, db, transaction
from forum.core.errors import Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import LANGUAGES, _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token

LINK_LIVES = {"confirm": timedelta(days=2), "reset": timedelta(hours=2)}
SCOPES = ("read", "write", "meetings")


def register(
    actor: Actor,
    *,
    email: str,
    handle: str,
    password: str,
    language: str = "de",
    affiliation: str | None = None,
    organisation: str = "",
) -> None:
    """Open an account and mail a link that confirms it.

    Who already has an account gets a mail that says so, and the page looks the same either way (I-14). Raises Invalid.
    """
    require(actor, "account.register")
    email, handle = clean_line(email), clean_line(handle)
    problems = {
        "email": email_problems(email),
        # A taken name is public, so it is refused first and alike, whether or not the address has an account.
        "handle": handle_problems(handle) or _taken(handle),
        "password": password_problems(password, handle, email),
        "affiliation": affiliation_problems(affiliation),
    }
    raise_if_any(problems)
    hashed = passwords.hashed(password)  # Before the address is looked up, so that the time is always equal.
    known = person_by_email(email)
    if known is not None:
        mail.queue(known.email, "already_registered", language=known.language, url=_link("accounts.sign_in"))
        return
    person = Person(
        handle=handle,
        handle_key=handle_key(handle),
        email=email,
        email_key=email_key(email),
        password_hash=hashed,
        standing=Standing.UNCONFIRMED,
        language=language if language in LANGUAGES else "de",
        affiliation=affiliation or None,
        organisation=clean_line(organisation)[:120] or None,
        shows_affiliation=False,
        rules_accepted_at=now(),
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    record(person, PersonRegistered(person_id=person.id), audience="admin")
    send_confirmation(person)


def send_confirmation(person: Person) -> None:
    """Mail the link that proves the address."""
    url = _link("accounts.confirm", token=_one_time_link(person, "confirm"))
    mail.queue(person.email, "confirm", language=person.language, handle=person.handle, url=url)


def confirm(token: str) -> Person:
    """Confirm an address by the link from the mail. Raises Invalid when the link is used, expired or unknown."""
    person = _use_link(token, "confirm")
    if person.standing == Standing.UNCONFIRMED:
        person.standing = Standing.ACTIVE
        person.confirmed_at = now()
        db.session.info.clear()
        record(person, AddressConfirmed(person_id=person.id), audience="admin")
    return person


def authenticate(*, email: str, password: str) -> Person:
    """Return the person whose address and password these are.

    Raises Invalid with one sentence for every reason, so that nothing is revealed about accounts (I-14). Who knows the
    password of an unconfirmed account gets the confirmation mail again.
    """
    person = person_by_email(email)
    if not passwords.fits(person.password_hash if person else None, password) or person is None:
        raise Invalid(_("Adresse oder Passwort stimmt nicht."))
    if person.standing == Standing.UNCONFIRMED:
        send_confirmation(person)
    elif not person.is_active:
        raise Invalid(_("Adresse oder Passwort stimmt nicht."))
    if passwords.needs_rehash(person.password_hash):
        person.password_hash = passwords.hashed(password)
    return person


def sign_in(person: Person) -> str:
    """Note that a person signs in on a device, and return the key for its cookie; only the digest is kept."""
    key = secret_token()
    db.session.flush()
    db.session.add(SignIn(digest=digest(key), person_id=person.id, epoch=person.epoch, created_at=now()))
    db.session.flush()
    return key


def sign_out(key: str) -> None:
    """End the sign-in with this key, wherever copies of its cookie are."""
    db.session.execute(delete(SignIn).where(SignIn.digest == digest(key)))


def forget_old_sign_ins() -> None:
    """Remove sign-ins that hold no longer because of their age."""
    with transaction():
        db.session.execute(delete(SignIn).where(SignIn.created_at < now() - SIGN_IN_LIVES))


def request_reset(*, email: str) -> None:
    """Mail a link to set a new password, if there is an account; says nothing either way (I-14)."""
    person = person_by_email(email)
    if person is not None and person.standing != Standing.ERASED:
        url = _link("accounts.reset", token=_one_time_link(person, "reset"))
        mail.queue(person.email, "reset", language=person.language, handle=person.handle, url=url)


def reset_password(token: str, *, password: str) -> Person:
    """Set a new password by the link from the mail; the link also proves the address. Raises Invalid."""
    link = _valid_link(token, "reset")
    raise_if_any({"password": password_problems(password, link.person.handle, link.person.email)})
    person = _use_link(token, "reset")
    if person.standing == Standing.UNCONFIRMED:
        person.standing = Standing.ACTIVE
        person.confirmed_at = now()
    _set_password(person, password)
    return person


def change_password(actor: Actor, person: Person, *, old: str, new: str) -> None:
    """Set a new password; all other sign-ins end (I-12). Raises Invalid."""
    require(actor, "account.edit", person)
    if not passwords.fits(person.password_hash, old):
        raise Invalid(fields={"old": [_("Das bisherige Passwort stimmt nicht.")]})
    raise_if_any({"new": password_problems(new, person.handle, person.email)})
    _set_password(person, new)


def edit_profile(
    actor: Actor,
    person: Person,
    *,
    affiliation: str | None,
    organisation: str,
    shows_affiliation: bool,
    language: str,
    theme: str | None,
) -> None:
    """Change what others see of a person and how the site speaks to them. Raises Invalid."""
    require(actor, "account.edit", person)
    raise_if_any({"affiliation": affiliation_problems(affiliation)})
    person.affiliation = affiliation or None
    person.organisation = clean_line(organisation)[:120] or None
    person.shows_affiliation = shows_affiliation and bool(affiliation)
    person.language = language if language in LANGUAGES else person.language
    person.theme = theme if theme in {"light", "dark"} else None
    record(actor, ProfileChanged(person_id=person.id), audience="admin")


def choose_shortcuts(actor: Actor, person: Person, *, on: bool, keys: Mapping[Shortcut, str]) -> None:
    """Switch single keys on or off, and say which does what; an empty one does nothing (T-36). Raises Invalid."""
    require(actor, "account.edit", person)
    wanted = {shortcut: clean_line(keys.get(shortcut, "")).lower() for shortcut in Shortcut}
    raise_if_any(shortcuts.problems(wanted))
    person.shortcuts = {"on": on, "keys": {shortcut.value: key for shortcut, key in wanted.items()}}
    db.session.flush()


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
    db.session.info.clear()
    record(actor, RoleGranted(person_id=person.id, role=role), audience="admin")
    return grant


def _grant_for(person: Person, role: str, since: date, until: date | None) -> Grant | None:
    covers = Grant.until.is_(None) if until is None else or_(Grant.until.is_(None), Grant.until >= until)
    same = select(Grant).where(Grant.person_id == person.id, Grant.role == role, Grant.since <= since, covers)
    return db.session.scalar(same.limit(1))


def end_role(actor: Actor, person: Person, role: str) -> None:
    """End a role with the end of yesterday, so that it no longer holds today."""
    require(actor, "role.grant", person)
    db.session.execute(
        update(Grant)
        .where(Grant.person_id == person.id, Grant.role == role, or_(Grant.until.is_(None), Grant.until >= today()))
        .values(until=today() - timedelta(days=1))
    )
    db.session.info.clear()
    record(actor, RoleEnded(person_id=person.id, role=role), audience="admin")


def issue_token(
    actor: Actor, person: Person, *, name: str, scopes: list[str], expires_at: datetime | None = None
) -> str:
    """Return a new API token; it is shown this once and only its digest is kept. Raises Invalid."""
    require(actor, "account.edit", person)
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
    return token


def _set_password(person: Person, password: str) -> None:
    person.password_hash = passwords.hashed(password)
    person.epoch += 1
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    # A link in an older mail must not open the account again.
    links = update(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.purpose == "reset")
    db.session.execute(links.where(OneTimeLink.used_at.is_(None)).values(used_at=now()))
    record(person, PasswordChanged(person_id=person.id), audience="admin")
    mail.queue(person.email, "password_changed", language=person.language, handle=person.handle)


def _link(endpoint: str, **values: str) -> str:
    return mail.absolute(url_for(endpoint, **values, _external=False))


def _one_time_link(person: Person, purpose: str) -> str:
    token = secret_token()
    db.session.add(
        OneTimeLink(digest=digest(token), person_id=person.id, purpose=purpose, expires_at=now() + LINK_LIVES[purpose])
    )
    return token


def _valid_link(token: str, purpose: str) -> OneTimeLink:
    link = db.session.get(OneTimeLink, digest(token))
    if link is None or link.purpose != purpose or link.used_at is not None or link.expires_at < now():
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return link


def _use_link(token: str, purpose: str) -> Person:
    link = _valid_link(token, purpose)
    # The condition makes sure that of two uses at the same moment only one counts.
    unused = update(OneTimeLink).where(OneTimeLink.digest == link.digest, OneTimeLink.used_at.is_(None))
    if not changed(unused.values(used_at=now())):
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return link.person


def check_link(token: str, purpose: str) -> None:
    """Raise NotFound unless the link can still be used; for the page that a link opens."""
    try:
        _valid_link(token, purpose)
    except Invalid as error:
        raise NotFound(error.message) from error


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
            or ([_("Diese Adresse hat schon ein Konto.")] if person_by_email(email) else []),
            "handle": handle_problems(handle) or _taken(handle),
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


def is_taken(handle: str) -> bool:
    """Tell whether somebody has this handle, or one that looks like it."""
    return bool(db.session.scalar(select(Person.id).where(Person.handle_key == handle_key(handle))))


def _taken(handle: str) -> list[str]:
    if is_taken(handle):
        return [_("Dieser Name ist schon vergeben oder sieht einem anderen zu ähnlich.")]
    return []
