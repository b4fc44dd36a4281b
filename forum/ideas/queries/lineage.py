"""Where an idea comes from and where it leads: parts, additions, and those who show that they support it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import Person, Standing
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.models import Addendum, Idea, Support
from forum.ideas.queries.lists import LISTED_COLUMNS, listed

MOST_NAMES = 100


@dataclass(frozen=True)
class Lineage:
    """The ideas around one, as far as the viewer may see them."""

    parts: Sequence[Idea]
    part_of: Idea | None
    instead: Idea | None


NO_LINEAGE = Lineage((), None, None)


def lineage(viewer: Actor, found: Idea) -> Lineage:
    """Return what was split off, what this was split from (N-19), and to what its authors point instead (N-31)."""
    around = [number for number in (found.split_from_id, found.retired_for_id) if number is not None]
    rows = db.session.scalars(
        listed(viewer)
        .where(or_(Idea.split_from_id == found.id, Idea.id.in_(around)))
        .order_by(Idea.id)
        .options(load_only(*LISTED_COLUMNS, Idea.split_from_id))
    ).all()
    known = {row.id: row for row in rows}
    return Lineage(
        parts=[row for row in rows if row.split_from_id == found.id],
        part_of=known.get(found.split_from_id or 0),
        instead=known.get(found.retired_for_id or 0),
    )


def addenda(_viewer: Actor, found: Idea) -> Sequence[Addendum]:
    """Return what was added below the text, oldest first (N-14). The viewer was asked for the idea before."""
    return db.session.scalars(
        select(Addendum).where(Addendum.idea_id == found.id).order_by(Addendum.id).options(joinedload(Addendum.author))
    ).all()


def shown_supporters(_viewer: Actor, found: Idea) -> Sequence[Person]:
    """Return the supporters who wish to be named with this idea, by name (N-13). The viewer was asked for it before."""
    return db.session.scalars(
        select(Person)
        .join(Support, Support.person_id == Person.id)
        .where(Support.idea_id == found.id, Support.is_shown, Person.standing == Standing.ACTIVE)
        .order_by(Person.handle_key)
        .limit(MOST_NAMES)
    ).all()
