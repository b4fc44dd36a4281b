"""Who can answer for a project."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.accounts.models import AS_NAMED, Person, Standing
from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.models import Idea


def _holders(idea: Idea) -> set[int]:
    unit = holders(f"unit:{idea.unit_id}") if idea.unit_id is not None else ()
    return {*holders("staff"), *unit}


def can_be_owner(person_id: int, idea: Idea) -> bool:
    """Tell whether somebody works at the unit that answers for the idea, or at the Stabsstelle."""
    return person_id in _holders(idea)


def possible_owners(_viewer: Actor, idea: Idea) -> Sequence[Person]:
    """Return who can answer for a project of this idea, by name. The viewer was asked for the right to keep before."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(_holders(idea)), Person.standing == Standing.ACTIVE)
        .order_by(Person.handle)
        .options(load_only(*AS_NAMED))
    ).all()
