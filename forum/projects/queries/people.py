"""Who can answer for a project."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.accounts.models import Person, Standing
from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.permissions import Actor

ROLES = ("unit", "staff")


def _holders() -> set[int]:
    return {number for role in ROLES for number in holders(role)}


def can_be_owner(person_id: int) -> bool:
    """Tell whether somebody works at a unit or at the Stabsstelle."""
    return person_id in _holders()


def possible_owners(_viewer: Actor) -> Sequence[Person]:
    """Return who works at a unit or at the Stabsstelle, by name. The viewer was asked for the right to keep before."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(_holders()), Person.standing == Standing.ACTIVE)
        .order_by(Person.handle)
        .options(load_only(Person.handle))
    ).all()
