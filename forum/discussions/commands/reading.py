"""Remembering how a person likes to read."""

from forum.accounts.models import Person
from forum.core.db import db, get_or_404
from forum.core.permissions import Actor, require


def remember_reading(actor: Actor, *, view: str, sorting: str) -> None:
    """Keep how the actor lays out and sorts threads (T-05)."""
    require(actor, "reading.remember")
    person = get_or_404(Person, actor.person_id)
    person.reading = {"view": view, "sorting": sorting}
    db.session.flush()
