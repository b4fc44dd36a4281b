"""Wanting the account gone, and staying after all; the package privacy carries it out (P-06)."""

from datetime import timedelta

from flask import current_app, url_for
from sqlalchemy import delete

from forum.accounts.events import ErasureAsked, ErasureUndone
from forum.accounts.models import NOT_ME, NOT_MINE, ApiToken, Erasure, OneTimeLink, Person, SignIn, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require


def waiting(person_id: int) -> Erasure | None:
    """Return the wish of a person to have the account gone, as long as it can be taken back."""
    row = db.session.get(Erasure, person_id)
    return row if row is not None and row.done_at is None else None


def leave(actor: Actor, person: Person, *, with_texts: bool) -> Erasure:
    """Note that a person wants the account gone; all sign-ins and keys end, and a mail says how to stay (P-06).

    Until the day comes nothing else is changed. Asking again begins anew.
    """
    require(actor, "account.erase", person)
    row = waiting(person.id) or Erasure(person_id=person.id)
    row.with_texts, row.asked_at = with_texts, now()
    row.due_at = row.asked_at + timedelta(days=current_app.config["ERASURE_UNDO_DAYS"])
    db.session.add(row)
    person.epoch += 1
    for doors in (SignIn, ApiToken):
        db.session.execute(delete(doors).where(doors.person_id == person.id))
    # Links that take something back stay: the wish may come from whoever took the account (I-08).
    links = delete(OneTimeLink).where(
        OneTimeLink.person_id == person.id, OneTimeLink.purpose.not_in((NOT_ME, NOT_MINE))
    )
    db.session.execute(links)
    db.session.flush()
    record(actor, ErasureAsked(person_id=person.id), audience="admin")
    mail.queue(
        person.email,
        "erasure_asked",
        language=person.language,
        handle=person.handle,
        day=row.due_at,
        with_texts=with_texts,
        url=mail.absolute(url_for("accounts.sign_in", _external=False)),
    )
    return row


def stay(person: Person) -> bool:
    """Take the wish back, if there is one; tell whether there was. The person is told by mail.

    The rows are locked as the erasure locks them, so of two that come at once one is second. Raises Conflict when that
    is the person.
    """
    row = db.session.get(Erasure, person.id, with_for_update=True, populate_existing=True)
    db.session.refresh(person, with_for_update={"key_share": True})
    if person.standing == Standing.ERASED:
        raise Conflict(_("Dieses Konto gibt es nicht mehr."))
    if row is None or row.done_at is not None:
        return False
    db.session.delete(row)
    db.session.flush()
    record(person, ErasureUndone(person_id=person.id), audience="admin")
    mail.queue(person.email, "erasure_undone", language=person.language, handle=person.handle)
    return True
