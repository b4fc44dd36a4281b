"""Steps of the path, sent from the page of the idea."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import commands, lifecycle, queries
from forum.ideas.forms import PauseForm, StepForm
from forum.ideas.views.reading import page_values
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_steps", __name__)


@blueprint.post("/ideen/<int:idea_id>/schritt")
@WRITING
def advance(idea_id: int) -> Any:
    """Take a step of the path."""
    found = queries.idea(viewer(), idea_id)
    possible = lifecycle.steps_for(viewer(), found)
    if not possible:
        raise Conflict(_("Von hier aus können Sie keinen Schritt von Hand gehen."))
    form = StepForm(list(possible))
    status = 422
    if form.validate():
        try:
            commands.advance(viewer(), found, **form.values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Schritt steht jetzt im öffentlichen Verlauf."), "success")
            return redirect(found.url, 303)
    return render_template("ideas/show.html", **page_values(found, step_form=form)), status


@blueprint.post("/ideen/<int:idea_id>/frist-anhalten")
@WRITING
def pause(idea_id: int) -> Any:
    """Let the day of the next step stand still."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.pause_clock", found)
    form = PauseForm()
    status = 422
    if form.validate():
        try:
            commands.pause_clock(viewer(), found, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Frist ist angehalten."), "success")
            return redirect(found.url, 303)
    return render_template("ideas/show.html", **page_values(found, pause_form=form)), status


@blueprint.post("/ideen/<int:idea_id>/frist-fortsetzen")
@WRITING
def resume(idea_id: int) -> Any:
    """Let the day of the next step run on."""
    found = queries.idea(viewer(), idea_id)
    commands.resume_clock(viewer(), found)
    flash(_("Die Frist läuft weiter."), "success")
    return redirect(found.url, 303)
