"""What forms of the office let people choose: units, and the people who work in them."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.models import Person, Standing, Unit
from forum.accounts.queries import holders
from forum.accounts.units import people_of
from forum.core.db import db
from forum.core.i18n import _
from forum.ideas.lifecycle import DEFAULT_UNIT
from forum.web.addresses import number_in


def workers(among: Sequence[Unit]) -> list[tuple[str, Person]]:
    """Return everybody to whom an idea can be handed, with the name of their unit; the Stabsstelle first."""
    staff = db.session.scalars(
        select(Person)
        .where(Person.id.in_(holders("staff")), Person.standing == Standing.ACTIVE)
        .order_by(Person.handle_key)
    )
    names = {unit.id: unit.name for unit in among}
    return [
        *((_("Stabsstelle"), person) for person in staff),
        *((names[number], person) for number, person in people_of(list(names))),
    ]


def unit_of(word: str | None) -> Unit | None:
    """Return the unit that a form names; none is the Stabsstelle."""
    number = number_in(word)
    return db.session.get(Unit, number) if number else None


def unit_named_by(word: str | None) -> str:
    """Return the name of the unit that a form names; empty where it stays the one of before (G-16)."""
    if not word:
        return ""
    unit = unit_of(word)
    return unit.name if unit is not None else DEFAULT_UNIT


def person_of(word: str | None) -> Person | None:
    """Return the person that a form names, if any."""
    number = number_in(word)
    return db.session.get(Person, number) if number else None
