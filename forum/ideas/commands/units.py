"""Which unit is responsible for an idea; it is one at every moment, and the log says which (G-16)."""

from sqlalchemy import update

from forum.accounts import units
from forum.accounts.models import Unit
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas.commands.log import Line, add_line
from forum.ideas.events import IdeaNoted
from forum.ideas.lifecycle import DEFAULT_UNIT, StepKind
from forum.ideas.models import Idea


def entrust(actor: Actor, idea: Idea, unit: Unit | None) -> None:
    """Make a unit responsible for the idea, or the Stabsstelle where none is given; the public log says so.

    Raises Conflict when it is responsible already, or is no more.
    """
    require(actor, "idea.entrust", idea)
    name = unit.name if unit is not None else DEFAULT_UNIT
    if unit is not None and unit.closed_at is not None:
        raise Conflict(_("Diese Stelle gibt es nicht mehr."))
    if idea.unit == name:
        raise Conflict(_("Diese Stelle ist schon zuständig."))
    idea.unit, idea.unit_id = name, unit.id if unit is not None else None
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(title=name, unit=name, data={"note": "entrusted"}))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)


def known_unit(idea: Idea, name: str) -> str:
    """Return the name of a unit that a step may hand an idea to: one of the list, the Stabsstelle, or that of now (G-16).

    Nothing stays nothing: then it is as before. Raises Invalid.
    """
    name = clean_line(name)
    if name and name not in {DEFAULT_UNIT, idea.unit} and units.unit_named(name) is None:
        raise Invalid(fields={"unit": [_("Bitte wählen Sie eine Stelle aus der Liste.")]})
    return name


def rename_unit(actor: Actor, unit: Unit, name: str) -> None:
    """Give a unit another name, also on its ideas; what stands in their logs keeps the name of its day."""
    units.rename_unit(actor, unit, name)
    db.session.execute(update(Idea).where(Idea.unit_id == unit.id).values(unit=unit.name, version=Idea.version + 1))
