"""Ignoring a person: their posts fold to one line, and neither is told of the other any more (T-37).

It is the reader's own choice and nobody else's business: no event says whom, and counts and search stay as they are.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import Ignoring, Person, Standing
from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require

MOST = 500


def ignore(actor: Actor, person: Person) -> None:
    """Put what a person writes out of the actor's sight; saying it twice is saying it once. Raises Conflict."""
    require(actor, "person.ignore", person)
    if len(ignored_people(actor)) >= MOST:
        raise Conflict(_("Sie blenden schon sehr viele Menschen aus. Bitte zeigen Sie zuerst jemanden wieder an."))
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(Ignoring).values(person_id=actor.person_id, ignored_id=person.id, at=now())
    db.session.execute(row.on_conflict_do_nothing())


def stop_ignoring(actor: Actor, person: Person) -> None:
    """Show what a person writes again."""
    db.session.execute(delete(Ignoring).where(Ignoring.person_id == actor.person_id, Ignoring.ignored_id == person.id))


def ignored_people(viewer: Actor) -> Sequence[Person]:
    """Return whom the viewer ignores, by handle; erased accounts have nothing to show any more."""
    return db.session.scalars(
        select(Person)
        .join(Ignoring, Ignoring.ignored_id == Person.id)
        .where(Ignoring.person_id == viewer.person_id, Person.standing != Standing.ERASED)
        .order_by(Person.handle_key)
    ).all()


def ignored_among(viewer: Actor, numbers: Collection[int]) -> set[int]:
    """Return which of these people the viewer ignores; no question at all for visitors."""
    others = {*numbers} - {viewer.person_id}
    if viewer.person_id is None or not others:
        return set()
    statement = select(Ignoring.ignored_id).where(
        Ignoring.person_id == viewer.person_id, Ignoring.ignored_id.in_(others)
    )
    return set(db.session.scalars(statement))


def apart_from(person_id: int, numbers: Collection[int]) -> set[int]:
    """Return which of these people ignore the person, or are ignored by the person."""
    rows = db.session.execute(
        select(Ignoring.person_id, Ignoring.ignored_id).where(
            or_(
                (Ignoring.person_id == person_id) & Ignoring.ignored_id.in_(numbers),
                (Ignoring.ignored_id == person_id) & Ignoring.person_id.in_(numbers),
            )
        )
    )
    return {number for row in rows for number in row} - {person_id}
