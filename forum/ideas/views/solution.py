"""Saying how mature the solution of an idea is, and which cities have done the like (G-23)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.chain import chain
from forum.ideas.forms import SolutionForm
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_solution", __name__)


@blueprint.route("/ideen/<int:idea_id>/loesung", methods=["GET", "POST"])
@WRITING
def edit(idea_id: int) -> Any:
    """Keep maturity and references; a conflict shows what is stored now beside what was typed."""
    idea = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.describe", idea)
    form = SolutionForm.of(idea.solution)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.describe_solution(viewer(), idea, **form.said)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                # The next click saves what was typed over what is shown now beside it.
                stored = idea.solution
                form.see_version(stored)
        else:
            flash(_("Reife und Referenzen sind gespeichert."), "success")
            return redirect(idea.url, 303)
    page = render_template(
        "ideas/solution.html",
        idea=idea,
        form=form,
        stored=stored,
        chain=chain(idea, queries.timeline(viewer(), idea)),
    )
    return page, status
