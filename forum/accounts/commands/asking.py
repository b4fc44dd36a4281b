"""Asking at the door for a link by mail: what is typed is kept, and the worker looks up whose address it is (I-14).

So the page does the same work for an address with an account and for one without, in every statement, and neither its
answer nor its time tells which of the two it is.
"""

from datetime import timedelta

from sqlalchemy import delete

from forum.accounts.commands.links import mail_link
from forum.accounts.commands.registering import send_confirmation
from forum.accounts.events import LinkAsked
from forum.accounts.models import AskedLink, Standing
from forum.accounts.queries import person_by_email
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.core.text import clean_line

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
    person, target = person_by_email(asked.email), asked.target
    if person is not None and asked.purpose == "reset" and person.standing != Standing.ERASED:
        mail_link(person, "reset", purpose="reset", endpoint="accounts.reset", target=target)
    elif person is not None and asked.purpose == "sign_in" and person.standing == Standing.UNCONFIRMED:
        send_confirmation(person, target)
    elif person is not None and asked.purpose == "sign_in" and person.is_active:
        mail_link(person, "sign_in_link", purpose="sign_in", endpoint="accounts.sign_in_by_link", target=target)
    db.session.delete(asked)
    db.session.flush()


def forget_unsent_links() -> None:
    """Remove what was typed long ago and never answered, because the worker was away."""
    with transaction():
        db.session.execute(delete(AskedLink).where(AskedLink.asked_at < now() - ASKED_LIVES))
