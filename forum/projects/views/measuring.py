"""Entering measured values, and correcting them without losing the first one (G-21)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.clock import today
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.projects import commands, forms, queries
from forum.projects.models import Indicator, MeasuredValue
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("project_measuring", __name__)


@blueprint.route("/kennzahlen/<int:indicator_id>/werte", methods=["GET", "POST"])
@WRITING
def values(indicator_id: int) -> Any:
    """Enter a value for an indicator; with ``wert`` in the address it corrects that one."""
    project, indicator = queries.indicator(viewer(), indicator_id)
    require(viewer(), "project.manage", project)
    corrected = _corrected(indicator)
    form = forms.ValueForm(indicator, data={"measured_on": corrected.measured_on if corrected else today()})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.enter_value(
                viewer(),
                project,
                indicator.id,
                value=form.value.data,
                measured_on=form.measured_on.data,
                due_on=form.planned_day,
                note=form.note.data or "",
                corrects_id=corrected.id if corrected else None,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Messwert ist öffentlich."), "success")
            return redirect(url_for("project_measuring.values", indicator_id=indicator.id), 303)
    page = render_template("projects/values.html", project=project, indicator=indicator, corrected=corrected, form=form)
    return page, status


def _corrected(indicator: Indicator) -> MeasuredValue | None:
    number = number_in(request.args.get("wert"))
    if number is None:
        return None
    found = next((value for value in indicator.values if value.id == number), None)
    if found is None:
        raise NotFound
    return found
