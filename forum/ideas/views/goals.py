"""Bringing ideas to the goals that apply, after a new version of these was published."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.errors import ForumError
from forum.core.i18n import ngettext
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import remap_form
from forum.strategy.models import strategy
from forum.strategy.queries import goal_version
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_goals", __name__)


@blueprint.route("/strategie/ziele/<int:number>/zuordnen", methods=["GET", "POST"])
@WRITING
def remap(number: int) -> Any:
    """Name a successor for each goal of an older version that ideas are linked to."""
    require(viewer(), "strategy.edit")
    older, present, linked = (
        goal_version(viewer(), number),
        strategy().goals,
        queries.ideas_on_version(viewer(), number),
    )
    labels = {key: older.goals[key].label if key in older.goals else key for key in linked}
    offered = [(goal.key, goal.label) for goal in present.values()]
    form = remap_form({key: key if key in present else "" for key in linked}, offered, labels)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            count = commands.remap_goals(viewer(), version=number, into={key: form[key].data for key in linked})
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(ngettext("%(num)s Idee ist zugeordnet.", "%(num)s Ideen sind zugeordnet.", count), "success")
            return redirect(url_for("strategy.overview"), 303)
    return render_template("ideas/remap_goals.html", form=form, older=older, linked=linked), status
