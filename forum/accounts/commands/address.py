"""Another mail address: asked for with the password, proven by a link, and taken back by whoever reads the former one.

Nothing here tells whether an address has an account: the page and the time are the same, and only the mails differ (I-14).
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from forum.accounts import passwords
from forum.accounts.checks import email_problems, raise_if_any
from forum.accounts.commands.factors import drop_factors_since
from forum.accounts.commands.links import (
    LINK_LIVES,
    address_of,
    end_links,
    link_owner,
    one_time_link,
    use_link,
    valid_link,
)
from forum.accounts.commands.password import require_password
from forum.accounts.ending import end_sign_ins
from forum.accounts.events import (
    AddressChangeAsked,
    AddressChanged,
    AddressChangeDropped,
    AddressChangeUndone,
    FactorChange,
    FactorChanged,
    PersonEvent,
)
from forum.accounts.leaving import stay
from forum.accounts.models import NOT_ME, NOT_MINE, AddressChange, OneTimeLink, Person
from forum.accounts.queries import email_key, is_kept_address, person_by_email
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import secret_token
from forum.web.language import day

NEW_ADDRESS = "new_address"


def change_of(person: Person) -> AddressChange | None:
    """Return the change that waits for its link, or that counts and can be taken back still."""
    row = _in_reach(person)
    return row if row is not None and (row.done_at is not None or _waits(row)) else None


def ask_for_address(actor: Actor, person: Person, *, email: str, password: str) -> None:
    """Mail a link to another address, and tell the present one; asking again begins anew. Raises Invalid.

    Raises Conflict as long as the latest change can be taken back: so the way back leads to the right address.
    """
    require(actor, "account.edit", person)
    email = clean_line(email)
    raise_if_any({"email": email_problems(email) or _same_problems(person, email)})
    require_password(person, password)
    _lock(person)
    row = _in_reach(person)
    if row is None:
        # A link of an earlier change opens nothing of this one: it may lie in a postbox that is somebody else's by now.
        _forget(person)
    elif row.done_at is not None:
        message = _("Ihre Adresse wurde vor Kurzem geändert. Die nächste Änderung geht ab %(day)s.", day=day(row.until))
        raise Conflict(message)
    end_links(person, purposes=[NEW_ADDRESS])
    lives = LINK_LIVES[NEW_ADDRESS]
    db.session.merge(
        AddressChange(
            person_id=person.id,
            email=email,
            former="",
            former_key="",
            # Of several wishes the first counts: whatever somebody added since to sign in with goes with the way back.
            asked_at=row.asked_at if row is not None else now(),
            until=now() + lives,
            done_at=None,
        )
    )
    _tell_new_address(person, email)
    _tell_former_address(person, person.email, "address_asked", lives=lives + _undo_days())
    _note(actor, person, AddressChangeAsked)


def drop_address(actor: Actor, person: Person) -> None:
    """Keep the present address after all; the link to the other one opens nothing any more.

    That of the letter to the present one does: whoever came into the account must not be able to take it away.
    """
    require(actor, "account.edit", person)
    _lock(person)
    row = _in_reach(person)
    if row is not None and _waits(row):
        row.email, row.until = "", row.until + _undo_days()
        end_links(person, purposes=[NEW_ADDRESS])
        _note(actor, person, AddressChangeDropped)


def confirm_address(token: str) -> Person:
    """Let another address count, by the link that was sent there; all sign-ins and links in older mails end.

    Raises Invalid when the link is used, expired or unknown, and when the address has an account by now.
    """
    person = use_link(token, NEW_ADDRESS)
    _lock(person)
    row = _in_reach(person)
    if row is None or not _waits(row):
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    if person_by_email(row.email) is not None or is_kept_address(row.email):
        raise Invalid(_("Zu dieser Adresse gibt es inzwischen ein Konto. Ihre bisherige Adresse gilt weiter."))
    row.former, row.former_key = person.email, person.email_key
    person.email, person.email_key = row.email, email_key(row.email)
    row.email, row.done_at, row.until = "", now(), now() + _undo_days()
    person.epoch += 1
    end_sign_ins(person)
    end_links(person)
    _tell_former_address(person, row.former, "address_changed", lives=_undo_days())
    _note(person, person, AddressChanged)
    return person


def undo_address(token: str) -> str:
    """Bring the former address back, or keep the present one, by the link that it got; return the end of a reset link.

    Whoever came into the account is out: sign-ins, keys, links and the password count no longer, nor does what was added
    since for signing in; a wish to have the account gone is taken back. Raises Invalid.
    """
    # First the person, as every step that ends links does: else two letters at the same moment wait for each other.
    person = link_owner(token, NOT_ME)
    _lock(person)
    use_link(token, NOT_ME)
    row = _in_reach(person)
    if row is None or not person.is_active:
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    _bring_back(person, row)
    _shut_out(person, since=row.asked_at)
    _note(person, person, AddressChangeUndone)
    return one_time_link(person, "reset")


def undo_factor(token: str) -> str:
    """Take back what was added for signing in, by the link of its letter; return the end of a reset link.

    Of several such letters each takes back all that they tell of, so nobody has to find the first one. An address that was
    changed since goes, too, for whoever came in may have done that. Raises Invalid.
    """
    person = link_owner(token, NOT_MINE)
    _lock(person)
    told = valid_link(token, NOT_MINE).since
    open_links = (OneTimeLink.person_id == person.id, OneTimeLink.purpose == NOT_MINE, OneTimeLink.expires_at >= now())
    since = db.session.scalar(select(func.min(OneTimeLink.since)).where(*open_links))
    use_link(token, NOT_MINE)
    if since is None or told is None or not person.is_active:
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    row = _in_reach(person)
    if row is not None and (row.done_at is None or row.done_at >= told):
        _bring_back(person, row)
    _shut_out(person, since=since)
    record(person, FactorChanged(person_id=person.id, change=FactorChange.TAKEN_BACK.value), audience="admin")
    return one_time_link(person, "reset")


def _bring_back(person: Person, row: AddressChange) -> None:
    """Let the former address count again, or let go of the wish for another one."""
    if row.done_at is not None:
        person.email, person.email_key = row.former, row.former_key
    _forget(person)


def _shut_out(person: Person, *, since: datetime) -> None:
    """Let nothing open the account that somebody else may know or have added since a moment."""
    drop_factors_since(person, since)
    # Such links may have gone to the address of whoever came in.
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.purpose == NOT_MINE))
    person.password_hash = passwords.hashed(secret_token())
    person.epoch += 1
    end_sign_ins(person)
    end_links(person)
    db.session.flush()
    stay(person)


def forget_old_changes() -> None:
    """Let go of addresses that nobody proved in time, and of former ones that can bring nothing back any more (P-10)."""
    with transaction():
        for row in db.session.scalars(select(AddressChange).where(AddressChange.until <= now())):
            if row.done_at is None and row.email:
                row.email, row.until = "", row.until + _undo_days()
            else:
                db.session.delete(row)


def _waits(row: AddressChange) -> bool:
    """Tell whether an address can be proven still."""
    return row.done_at is None and bool(row.email) and row.until > now()


def _in_reach(person: Person) -> AddressChange | None:
    """Return the change that whoever reads the present or former address can object to, as its letter promises."""
    row = db.session.get(AddressChange, person.id)
    if row is None:
        return None
    is_wish = row.done_at is None and bool(row.email)
    return row if row.until + (_undo_days() if is_wish else timedelta()) > now() else None


def _undo_days() -> timedelta:
    return timedelta(days=current_app.config["ADDRESS_UNDO_DAYS"])


def _lock(person: Person) -> None:
    """Let one of two that decide at once come after the other, and read what the first did."""
    db.session.refresh(person, with_for_update=True)
    if (row := db.session.get(AddressChange, person.id)) is not None:
        db.session.refresh(row)


def _same_problems(person: Person, email: str) -> list[str]:
    return [_("Das ist schon Ihre Adresse.")] if email_key(email) == person.email_key else []


def _tell_new_address(person: Person, email: str) -> None:
    """Mail the link, or tell whoever has an account with this address already; the work is the same (I-14)."""
    url = address_of("addresses.confirm", token=one_time_link(person, NEW_ADDRESS))
    known = person_by_email(email)
    if known is None and not is_kept_address(email):
        mail.queue(email, "address_new", language=person.language, handle=person.handle, url=url)
    else:
        language = person.language if known is None else known.language
        mail.queue(email, "address_taken", language=language, url=address_of("accounts.sign_in"))


def _tell_former_address(person: Person, email: str, template: str, *, lives: timedelta) -> None:
    url = address_of("addresses.undo", token=one_time_link(person, NOT_ME, lives=lives))
    days = current_app.config["ADDRESS_UNDO_DAYS"]
    mail.queue(email, template, language=person.language, handle=person.handle, url=url, days=days)


def _forget(person: Person) -> None:
    db.session.execute(delete(AddressChange).where(AddressChange.person_id == person.id))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.purpose == NOT_ME))


def _note(actor: Actor, person: Person, what: type[PersonEvent]) -> None:
    db.session.flush()
    record(actor, what(person_id=person.id), audience="admin")
