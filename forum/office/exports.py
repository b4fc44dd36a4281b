"""The list of the workbench as a file: what everybody may have, and more columns for the office (N-36)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.ideas import exports
from forum.ideas.exports import Exported
from forum.ideas.models import Idea
from forum.office.models import Assignment
from forum.office.queries.workbench import Wanted, narrowed
from forum.web.feeds import tag
from forum.web.sheets import Column


@dataclass(frozen=True)
class Worked(Exported):
    """An idea as the office exports it, with who works on it."""

    assignee: str


def own_key(idea: Idea) -> str:
    """Return the name by which a file tells an idea of this site from those of all others; an import knows it again."""
    return tag("idea", idea.id, idea.created_at.year)


COLUMNS = (
    # What an import names as well comes first, so that a file can be read back.
    Column("foreign_key", lazy("Schlüssel"), lambda row: row.idea.foreign_key or own_key(row.idea)),
    *exports.COLUMNS,
    Column("state_since", lazy("Im Stand seit"), lambda row: row.idea.state_since, "dateTime"),
    Column("support_deadline", lazy("Unterstützung bis"), lambda row: row.idea.support_deadline, "date"),
    Column("clock_paused_on", lazy("Frist angehalten am"), lambda row: row.idea.clock_paused_on, "date"),
    Column("assignee", lazy("In Arbeit bei"), lambda row: row.assignee),
    Column("dossier", lazy("Vorlage"), lambda row: row.idea.dossier_number),
    Column("active_at", lazy("Zuletzt aktiv"), lambda row: row.idea.active_at, "dateTime"),
)


def worked(viewer: Actor, wanted: Wanted) -> Sequence[Worked]:
    """Return what matches on the workbench, oldest first."""
    people = select(Assignment.idea_id, Person.handle).join(Person, Person.id == Assignment.person_id)
    handles = {number: handle for number, handle in db.session.execute(people)}  # noqa: C416  Rows are no plain pairs.
    found = exports.exported(viewer, narrowed(viewer, wanted))
    return [Worked(one.idea, one.answer, handles.get(one.idea.id, "")) for one in found]
