"""Links in mails that prove an address: for one purpose, a short time and one use (E-27)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app, url_for
from sqlalchemy import delete, update

from forum.accounts.events import FactorChange
from forum.accounts.models import NOT_MINE, OneTimeLink, Person
from forum.core import mail
from forum.core.clock import now
from forum.core.db import changed, db, transaction
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.core.tokens import digest, secret_token

LINK_LIVES = {
    "confirm": timedelta(days=2),
    "reset": timedelta(hours=2),
    "sign_in": timedelta(minutes=15),
    # To the address that shall count from now on.
    "new_address": timedelta(days=1),
    # Not mailed: the address to which a right password leads.
    "second_step": timedelta(minutes=10),
}


def address_of(endpoint: str, **values: str | None) -> str:
    """Return the full address of a page, for a mail."""
    return mail.absolute(url_for(endpoint, **values, _external=False))


def one_time_link(
    person: Person, purpose: str, *, lives: timedelta | None = None, since: datetime | None = None
) -> str:
    """Make a link for one purpose, and return what its address ends with; only the digest is kept."""
    token = secret_token()
    until = now() + (lives or LINK_LIVES[purpose])
    row = OneTimeLink(digest=digest(token), person_id=person.id, purpose=purpose, expires_at=until, since=since)
    db.session.add(row)
    return token


def mail_link(person: Person, template: str, *, purpose: str, endpoint: str, target: str | None) -> None:
    """Mail somebody a link for one purpose, which then leads to ``target``."""
    url = address_of(endpoint, token=one_time_link(person, purpose), weiter=target)
    mail.queue(person.email, template, language=person.language, handle=person.handle, url=url)


def tell_of_change(person: Person, change: FactorChange, *, since: datetime | None = None) -> None:
    """Mail somebody what changed about signing in; with ``since`` the letter has the link that takes it back."""
    days = current_app.config["ADDRESS_UNDO_DAYS"]
    url = ""
    if since is not None:
        token = one_time_link(person, NOT_MINE, lives=timedelta(days=days), since=since)
        url = address_of("addresses.undo_factor", token=token)
    mail.queue(
        person.email,
        "sign_in_changed",
        language=person.language,
        handle=person.handle,
        change=change.value,
        url=url,
        days=days,
    )


def link_owner(token: str, purpose: str) -> Person:
    """Return whose link it is. Raises Invalid unless it can still be used."""
    return valid_link(token, purpose).person


def valid_link(token: str, purpose: str) -> OneTimeLink:
    """Return a link that can still be used. Raises Invalid."""
    link = db.session.get(OneTimeLink, digest(token))
    if link is None or link.purpose != purpose or link.used_at is not None or link.expires_at < now():
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return link


def use_link(token: str, purpose: str) -> Person:
    """Use a link up, and return whose it is. Raises Invalid."""
    link = valid_link(token, purpose)
    # The condition makes sure that of two uses at the same moment only one counts.
    unused = update(OneTimeLink).where(OneTimeLink.digest == link.digest, OneTimeLink.used_at.is_(None))
    if not changed(unused.values(used_at=now())):
        raise Invalid(_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return link.person


def end_links(person: Person, *, purposes: Collection[str] = LINK_LIVES) -> None:
    """Let no link of a person open anything any more, neither one in an older mail nor a sign-in that is half done.

    Those that take a change of the address or a new factor back stay: whoever came into the account could end them else
    (E-27).
    """
    waiting = OneTimeLink.person_id == person.id, OneTimeLink.purpose.in_(purposes), OneTimeLink.used_at.is_(None)
    db.session.execute(update(OneTimeLink).where(*waiting).values(used_at=now()))


def forget_old_links() -> None:
    """Remove links that open nothing any more."""
    with transaction():
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now()))


def check_link(token: str, purpose: str) -> Person:
    """Return whose link it is, for the page that it opens. Raises NotFound unless it can still be used."""
    try:
        return link_owner(token, purpose)
    except Invalid as error:
        raise NotFound(error.message) from error
