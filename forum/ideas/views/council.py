"""Entering where council and committees deal with an idea."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import StationForm
from forum.ideas.models import CouncilPaper, Idea
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_council", __name__)


@blueprint.route("/ideen/<int:idea_id>/beratungsfolge", methods=["GET", "POST"])
@WRITING
def add(idea_id: int) -> Any:
    """Enter a station."""
    return _entered(queries.idea(viewer(), idea_id), None)


@blueprint.route("/ideen/<int:idea_id>/beratungsfolge/<int:paper_id>", methods=["GET", "POST"])
@WRITING
def change(idea_id: int, paper_id: int) -> Any:
    """Bring a station up to date, such as with its result."""
    idea = queries.idea(viewer(), idea_id)
    return _entered(idea, queries.station(viewer(), idea, paper_id))


def _entered(idea: Idea, paper: CouncilPaper | None) -> Any:
    require(viewer(), "idea.enter_station", idea)
    form, status = StationForm(obj=paper), 200
    if form.is_submitted():
        status = 422
    if form.validate_on_submit():
        try:
            commands.enter_station(viewer(), idea, form.station, paper)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Beratungsfolge ist auf dem neuen Stand."), "success")
            return redirect(idea.url, 303)
    return render_template("ideas/station.html", idea=idea, form=form, paper=paper), status
