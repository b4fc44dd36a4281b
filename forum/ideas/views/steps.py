"""Steps of the path, sent from the page of the idea."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.accounts.units import units
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _, spoken
from forum.core.permissions import require
from forum.ideas import commands, lifecycle, queries
from forum.ideas.forms import PauseForm, StepForm
from forum.ideas.models import Idea
from forum.ideas.views.page import page_values
from forum.web.errors import status_of
from forum.web.language import moment
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_steps", __name__)


@blueprint.post("/ideen/<int:idea_id>/schritt")
@WRITING
def advance(idea_id: int) -> Any:
    """Take a step of the path."""
    found = queries.idea(viewer(), idea_id)
    possible = lifecycle.steps_for(viewer(), found)
    form = StepForm(possible, units())
    # A draft has no page of an idea on which a step could be told of.
    if found.submitted_at is None:
        raise Conflict(_("Von hier aus können Sie keinen Schritt von Hand gehen."))
    if form.seen.data != found.state:
        return _overtaken(found, form), 409
    if not possible:
        raise Conflict(_("Von hier aus können Sie keinen Schritt von Hand gehen."))
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


def _overtaken(found: Idea, form: StepForm) -> str:
    """Say where somebody else has taken the idea meanwhile, and keep what was typed; nothing happens unseen (N-22)."""
    last = next((step for step in reversed(queries.timeline(viewer(), found)) if step.to_state == found.state), None)
    told = _("Jemand anderes war schneller. Die Idee steht jetzt bei „%(state)s“.", state=found.stage.label)
    if last is not None:
        told += " " + _("Im Verlauf: %(unit)s, %(when)s.", unit=spoken(last.unit), when=moment(last.at))
    form.form_errors.append(told)
    # Whoever sends it again has read that.
    form.seen.data, form.seen.raw_data = found.state, None
    return render_template("ideas/show.html", **page_values(found, step_form=form))


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
