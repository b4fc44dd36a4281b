"""Asking at the door for a link by mail: what is typed is kept, and the worker looks up whose address it is (I-14).

So the page does the same work for an address with an account and for one without, in every statement, and neither its
answer nor its time tells which of the two it is.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from forum.accounts.commands.links import mail_link
from forum.accounts.commands.registering import send_confirmation
from forum.accounts.events import LinkAsked
from forum.accounts.models import AskedLink, OneTimeLink, Person, Standing
from forum.accounts.queries import person_by_email
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.core.text import clean_line

# So many letters with links that still hold are enough, whoever asks for more: no stranger fills a letter box (I-13).
MOST_LINKS = 5
# By then nobody waits for the letter any more.
ASKED_LIVES = timedelta(days=1)


def request_reset(*, email: str, target: str | None = None) -> None:
    """Have a link mailed that sets a new password, if there is an account; says nothing either way (I-14)."""
    _ask("reset", email, target)


def request_sign_in(*, email: str, target: str | None = None) -> None:
    """Have a link mailed that signs in without the password, if there is an account; as ``request_reset`` (I-08, I-14)."""
    _ask("sign_in", email, target)


def _ask(purpose: str, email: str, target: str | None) -> None:
    asked = AskedLink(email=clean_line(email)[:254], purpose=purpose, target=target, asked_at=now())
    db.session.add(asked)
    db.session.flush()
    record(SYSTEM, LinkAsked(asked_link_id=asked.id), audience="system")


def send_asked_link(number: int) -> None:
    """Mail the link to whoever has the address, and forget what was typed; twice is once."""
    asked = db.session.get(AskedLink, number)
    if asked is None:
        return
    person = person_by_email(asked.email)
    if person is not None:
        _send(person, asked)
    db.session.delete(asked)
    db.session.flush()


def _send(person: Person, asked: AskedLink) -> None:
    if asked.purpose == "reset" and person.standing != Standing.ERASED:
        if _has_few(person, "reset"):
            mail_link(person, "reset", purpose="reset", endpoint="accounts.reset", target=asked.target)
    elif asked.purpose == "sign_in" and person.standing == Standing.UNCONFIRMED:
        if _has_few(person, "confirm"):
            send_confirmation(person, asked.target)
    elif asked.purpose == "sign_in" and person.is_active and _has_few(person, "sign_in"):
        mail_link(person, "sign_in_link", purpose="sign_in", endpoint="accounts.sign_in_by_link", target=asked.target)


def _has_few(person: Person, purpose: str) -> bool:
    links = select(func.count()).select_from(OneTimeLink)
    held = (OneTimeLink.person_id == person.id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
    return (db.session.scalar(links.where(*held, OneTimeLink.expires_at > now())) or 0) < MOST_LINKS


def forget_unsent_links() -> None:
    """Remove what was typed long ago and never answered, because the worker was away."""
    with transaction():
        db.session.execute(delete(AskedLink).where(AskedLink.asked_at < now() - ASKED_LIVES))
