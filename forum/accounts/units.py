"""The units of the administration, and who works in them (G-16).

Staff keeps the list; belonging to a unit is a grant of its word, so it has a first and a last day like any role.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from forum.accounts.events import UnitChanged
from forum.accounts.models import Grant, Person, Standing, Unit
from forum.accounts.roles import note_ended, note_granted
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line

NAME = (3, 120)


def units(*, closed: bool = False) -> Sequence[Unit]:
    """Return the units by name; those that are no more only when they are asked for."""
    statement = select(Unit).order_by(Unit.name)
    return db.session.scalars(statement if closed else statement.where(Unit.closed_at.is_(None))).all()


def unit_named(name: str) -> Unit | None:
    """Return the open unit of this name."""
    return db.session.scalar(select(Unit).where(Unit.name == name, Unit.closed_at.is_(None)))


def units_of(viewer: Actor) -> list[int]:
    """Return the numbers of the units in which a person works today."""
    return sorted(int(word.removeprefix("unit:")) for word in viewer.words if word.startswith("unit:"))


def unit_names(viewer: Actor) -> dict[str, str]:
    """Return the names of the units in which a person works today, by their words."""
    numbers = units_of(viewer)
    if not numbers:
        return {}
    return {one.word: one.name for one in db.session.scalars(select(Unit).where(Unit.id.in_(numbers)))}


def people_of(unit_ids: Sequence[int]) -> Sequence[tuple[int, Person]]:
    """Return who works in these units today, as pairs of the unit's number and the person, by handle."""
    words = {f"unit:{number}": number for number in unit_ids}
    rows = db.session.execute(
        select(Grant.role, Person)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Grant.role.in_(words),
            Grant.since <= today(),
            (Grant.until.is_(None)) | (Grant.until >= today()),
            Person.standing == Standing.ACTIVE,
        )
        .order_by(Person.handle_key)
    )
    return [(words[role], person) for role, person in rows]


def found_unit(actor: Actor, name: str) -> Unit:
    """Put a unit on the list. Raises Invalid when its name is too short, too long or taken."""
    require(actor, "unit.manage")
    unit = Unit(name=_checked(name))
    db.session.add(unit)
    db.session.flush()
    record(actor, UnitChanged(unit_id=unit.id), audience="staff")
    return unit


def rename_unit(actor: Actor, unit: Unit, name: str) -> None:
    """Give a unit another name; what stands in the logs of ideas keeps the name of its day."""
    require(actor, "unit.manage")
    unit.name = _checked(name, unit)
    db.session.flush()
    record(actor, UnitChanged(unit_id=unit.id), audience="staff")


def close_unit(actor: Actor, unit: Unit) -> None:
    """Take a unit from the list; nobody works in it from tomorrow on. Raises Conflict when it is closed already."""
    require(actor, "unit.manage")
    if unit.closed_at is not None:
        raise Conflict(_("Diese Stelle ist schon geschlossen."))
    unit.closed_at = now()
    db.session.flush()
    record(actor, UnitChanged(unit_id=unit.id), audience="staff")


def add_to_unit(actor: Actor, unit: Unit, person: Person) -> None:
    """Let a person work in a unit from today on; saying it twice is saying it once."""
    require(actor, "unit.manage")
    if any(one.id == person.id for _unit, one in people_of([unit.id])):
        return
    grant = Grant(
        person_id=person.id,
        role=unit.word,
        since=today(),
        granted_by=actor.person_id,
        reason=unit.name,
        created_at=now(),
    )
    db.session.add(grant)
    db.session.flush()
    note_granted(actor, person, grant)


def remove_from_unit(actor: Actor, unit: Unit, person: Person) -> None:
    """End a person's work in a unit at once."""
    require(actor, "unit.manage")
    held = Grant.person_id == person.id, Grant.role == unit.word
    db.session.execute(
        update(Grant)
        .where(*held, (Grant.until.is_(None)) | (Grant.until >= today()))
        .values(until=today() - timedelta(days=1))
    )
    note_ended(actor, person, unit.word)


def _checked(name: str, itself: Unit | None = None) -> str:
    name = clean_line(name)
    if not NAME[0] <= len(name) <= NAME[1]:
        raise Invalid(
            fields={
                "name": [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=NAME[0], most=NAME[1])]
            }
        )
    same = db.session.scalar(select(Unit).where(Unit.name == name))
    if same is not None and same is not itself:
        raise Invalid(fields={"name": [_("Eine Stelle dieses Namens gibt es schon.")]})
    return name
