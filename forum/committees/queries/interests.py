"""Reading interests: what members declared for their term, and who steps back from what (B-15)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED, Person
from forum.committees.models import Committee, Interest, Recusal, in_force
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can


def interests_of(viewer: Actor, of: Committee) -> Sequence[Interest]:
    """Return the standing declarations of a committee, by person; nothing for whoever may not read them."""
    if not can(viewer, "interest.read", of):
        return []
    return db.session.scalars(
        select(Interest)
        .join(Interest.person)
        .where(Interest.committee_id == of.id)
        .options(joinedload(Interest.person).load_only(*AS_NAMED))
        .order_by(Person.handle, Interest.id)
    ).all()


def own_interest(viewer: Actor, of: Committee, number: int) -> Interest:
    """Return a declaration of the viewer's own. Raises NotFound."""
    found = db.session.scalar(
        select(Interest).where(
            Interest.id == number, Interest.committee_id == of.id, Interest.person_id == viewer.person_id
        )
    )
    if found is None:
        raise NotFound
    return found


def _about(idea_id: int | None, item_id: int | None) -> Any:
    # An item about an idea is asked for both: who steps back from either takes no part.
    of_idea, of_item = Recusal.idea_id == idea_id, (Recusal.item_id == item_id) & in_force()
    if idea_id is None:
        return of_item
    return of_idea if item_id is None else of_idea | of_item


def recused(person_id: int | None, *, idea_id: int | None = None, item_id: int | None = None) -> bool:
    """Tell whether a person steps back from an idea or from an item of an agenda, or from either if both are named."""
    if person_id is None:
        return False
    found = select(Recusal.id).where(Recusal.person_id == person_id, _about(idea_id, item_id))
    return db.session.scalar(found.limit(1)) is not None


def people_recused(*, idea_id: int | None = None, item_id: int | None = None) -> Sequence[Person]:
    """Return who steps back from an idea or an item, in the order in which they said so; for records and pages."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(select(Recusal.person_id).where(_about(idea_id, item_id))))
        .order_by(
            select(Recusal.declared_at)
            .where(_about(idea_id, item_id), Recusal.person_id == Person.id)
            .order_by(Recusal.declared_at)
            .limit(1)
            .scalar_subquery(),
            Person.id,
        )
    ).all()
