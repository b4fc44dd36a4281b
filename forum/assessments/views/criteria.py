"""The pages on which the staff office keeps the criteria (B-07, G-11)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.assessments import commands
from forum.assessments.forms.criteria import weighed, weights_form, worded, wording_form
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.strategy.models import CriteriaSet, Criterion, strategy
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import Form
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("criteria", __name__)


@blueprint.route("/stabsstelle/kriterien", methods=["GET", "POST"])
@WRITING
def index() -> Any:
    """Show the criteria that apply and all earlier versions, and change weights, order and number."""
    require(viewer(), "criteria.edit")
    present = strategy().criteria_set
    form = weights_form(present)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        status = _publish(form, weighed(present, form), form["needed"].data)
        if status == 303:
            return redirect(url_for("criteria.index"), 303)
    versions = strategy().criteria_sets[::-1]
    return render_template("assessments/criteria.html", present=present, versions=versions, form=form), status


@blueprint.route("/stabsstelle/kriterien/neu", methods=["GET", "POST"], defaults={"key": None})
@blueprint.route("/stabsstelle/kriterien/<key>", methods=["GET", "POST"])
@WRITING
def edit(key: str | None) -> Any:
    """Change the words of a criterion, or add one."""
    require(viewer(), "criteria.edit")
    present = strategy().criteria_set
    row = _criterion(present, key) if key else None
    form = wording_form(row)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        status = _publish(form, worded(present, row, form), present.needed)
        if status == 303:
            return redirect(url_for("criteria.index"), 303)
    return render_template("assessments/criterion.html", present=present, row=row, form=form), status


@blueprint.get("/stabsstelle/kriterien/fassung/<int:number>")
def version(number: int) -> Any:
    """Show a version of the criteria as it was."""
    require(viewer(), "criteria.edit")
    found = next((one for one in strategy().criteria_sets if one.number == number), None)
    if found is None:
        raise NotFound
    return render_template("assessments/criteria_version.html", found=found)


def _criterion(present: CriteriaSet, key: str) -> Criterion:
    if key not in present.criteria:
        raise NotFound
    return present.criteria[key]


def _publish(form: Form, criteria: list[Criterion], needed: int) -> int:
    """Make a new version, and return the status with which the page goes on."""
    try:
        made = commands.publish_criteria(
            viewer(),
            criteria,
            needed=needed,
            reason=form["reason"].data,
            seen=number_in(request.form.get("fassung")) or 0,
        )
    except ForumError as error:
        form.show(error)
        return status_of(error)
    flash(_("Fassung %(number)d der Kriterien gilt.", number=made.number), "success")
    return 303
