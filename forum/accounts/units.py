"""The units of the administration, and who works in them (G-16).

Staff keeps the list; belonging to a unit is a grant of its word, so it has a first and a last day like any role.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from forum.accounts.events import UnitChanged, UnitEntryDropped, UnitEntryProposed
from forum.accounts.models import Grant, Person, Standing, Unit, UnitEntry
from forum.accounts.roles import note_ended, note_granted
from forum.core.clock import now, today
from forum.core.db import changed, db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
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


def waiting_for(unit_ids: Sequence[int]) -> Sequence[UnitEntry]:
    """Return who is to work in these units once a second person agrees, the oldest proposal first."""
    asked = select(UnitEntry).where(UnitEntry.unit_id.in_(unit_ids)).order_by(UnitEntry.id)
    return db.session.scalars(asked.options(joinedload(UnitEntry.person), joinedload(UnitEntry.proposer))).all()


def propose_for_unit(actor: Actor, unit: Unit, person: Person) -> None:
    """Ask a second person to let somebody work in a unit; saying it twice is saying it once. Raises Conflict, Invalid."""
    require(actor, "unit.manage")
    if actor.person_id == person.id:
        raise Invalid(fields={"handle": [_("Sich selbst trägt niemand ein. Bitten Sie jemand anderes darum.")]})
    require(actor, "unit.propose", person)
    if unit.closed_at is not None:
        raise Conflict(_("Diese Stelle ist schon geschlossen."))
    # Of two who ask at the same moment the second sees what the first did.
    get_or_404(Unit, unit.id, lock=True)
    waits = select(UnitEntry.id).where(UnitEntry.unit_id == unit.id, UnitEntry.person_id == person.id)
    if _works_in(unit, person) or db.session.scalar(waits) is not None:
        return
    db.session.add(UnitEntry(unit_id=unit.id, person_id=person.id, proposed_by=actor.person_id, created_at=now()))
    db.session.flush()
    record(actor, UnitEntryProposed(person_id=person.id, unit_id=unit.id), audience="admin")


def confirm_entry(actor: Actor, entry: UnitEntry) -> None:
    """Agree as the second person: somebody works in the unit from today on (I-16). Raises Conflict and NotFound."""
    require(actor, "unit.confirm", entry)
    unit, person = entry.unit, entry.person
    if unit.closed_at is not None:
        raise Conflict(_("Diese Stelle ist schon geschlossen."))
    if person.standing != Standing.ACTIVE:
        raise Conflict(_("Nur wer teilnehmen darf, bekommt eine Rolle."))
    _take_away(entry)
    _enter(actor, unit, person)


def drop_entry(actor: Actor, entry: UnitEntry) -> None:
    """Take a proposal back, or refuse it. Raises NotFound."""
    require(actor, "unit.manage")
    person_id, unit_id = entry.person_id, entry.unit_id
    _take_away(entry)
    record(actor, UnitEntryDropped(person_id=person_id, unit_id=unit_id), audience="admin")


def _take_away(entry: UnitEntry) -> None:
    """Remove a proposal; of two who decide at the same moment one finds it gone."""
    if not changed(delete(UnitEntry).where(UnitEntry.id == entry.id)):
        raise NotFound
    db.session.expunge(entry)


def _works_in(unit: Unit, person: Person) -> bool:
    return any(one.id == person.id for _unit, one in people_of([unit.id]))


def add_to_unit(actor: Actor, unit: Unit, person: Person) -> None:
    """Let a person work in a unit without a second person, as the forum itself does."""
    require(actor, "unit.enter")
    _enter(actor, unit, person)


def _enter(actor: Actor, unit: Unit, person: Person) -> None:
    """Let a person work in a unit from today on; saying it twice is saying it once."""
    if _works_in(unit, person):
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
    """End a person's work in a unit at once. Raises Conflict when they do not work there: then nobody is told."""
    require(actor, "unit.manage")
    held = Grant.person_id == person.id, Grant.role == unit.word, (Grant.until.is_(None)) | (Grant.until >= today())
    if not changed(update(Grant).where(*held).values(until=today() - timedelta(days=1))):
        raise Conflict(_("In dieser Stelle arbeitet die Person nicht."))
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
