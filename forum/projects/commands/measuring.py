"""Entering measured values; none is ever overwritten (G-21)."""

from datetime import date

from sqlalchemy import select

from forum.core.checking import Complaints
from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.projects.commands.writing import figure
from forum.projects.events import ProjectMeasured
from forum.projects.models import Indicator, MeasuredValue, Project

LEAST_NOTE = 10


def enter_value(
    actor: Actor,
    project: Project,
    indicator_id: int,
    *,
    value: float | None,
    measured_on: date | None,
    due_on: date | None = None,
    note: str = "",
    corrects_id: int | None = None,
) -> MeasuredValue:
    """Enter a value, or the correction of one, which says why. Raises Conflict when somebody else corrected it before."""
    require(actor, "project.manage", project)
    # Whoever enters values of one project does so one after the other.
    get_or_404(Project, project.id, lock=True)
    indicator = _indicator(project, indicator_id)
    corrected = _corrected(indicator, corrects_id)
    note, wrong = clean_line(note), Complaints()
    wrong.size("note", note, LEAST_NOTE if corrected else 0, 500)
    if value is None or figure(wrong, "value", value) is None:
        wrong.add("value", _("Bitte geben Sie eine Zahl an."))
    if measured_on is None or measured_on > today():
        wrong.add("measured_on", _("Bitte nennen Sie den Tag der Messung; er liegt nicht in der Zukunft."))
    if corrected is None and due_on is not None and due_on not in {day.due_on for day in indicator.open_dates}:
        wrong.add("due_on", _("Für diesen Messtag gibt es schon einen Wert."))
    wrong.tell()
    entered = MeasuredValue(
        indicator_id=indicator.id,
        value=value,
        measured_on=measured_on,
        due_on=corrected.due_on if corrected else due_on,
        note=note,
        corrects_id=corrects_id,
        person_id=actor.person_id,
        at=now(),
    )
    db.session.add(entered)
    project.changed_at = now()
    db.session.flush()
    db.session.refresh(indicator, ["values"])
    event = ProjectMeasured(
        project_id=project.id,
        idea_id=project.idea_id,
        indicator_id=indicator.id,
        value_id=entered.id,
        corrects_id=corrects_id,
    )
    record(actor, event, audience=project.audience)
    return entered


def _indicator(project: Project, indicator_id: int) -> Indicator:
    found = get_or_404(Indicator, indicator_id)
    if found.project_id != project.id:
        raise Conflict(_("Diese Kennzahl gehört zu einem anderen Vorhaben."))
    return found


def _corrected(indicator: Indicator, value_id: int | None) -> MeasuredValue | None:
    if value_id is None:
        return None
    found = get_or_404(MeasuredValue, value_id)
    if found.indicator_id != indicator.id:
        raise Conflict(_("Dieser Wert gehört zu einer anderen Kennzahl."))
    if db.session.scalar(select(MeasuredValue.id).where(MeasuredValue.corrects_id == found.id)):
        raise Conflict(_("Dieser Wert ist schon berichtigt worden."))
    return found
