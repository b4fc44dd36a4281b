"""News of a project and its steps: begin, rest, go on, finish, stop; and the mark by a decision of the Board."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.dossiers.commands import Subjects, record_decision
from forum.dossiers.forms import DecisionForm
from forum.projects import commands, forms, queries
from forum.projects.models import Project, ProjectState, Topic
from forum.projects.views.keeping import tabs
from forum.web.errors import status_of
from forum.web.forms import VersionForm
from forum.web.language import written
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("project_steps", __name__)

P = ProjectState
# Which forms the page offers in which state; what the Board does stands apart.
OFFERED = {
    "begin": {P.GEPLANT},
    "pause": {P.LAUFEND},
    "resume": {P.PAUSIERT},
    "finish": {P.LAUFEND, P.PAUSIERT},
    "news": {P.GEPLANT, P.LAUFEND, P.PAUSIERT},
}


def _forms(project: Project) -> dict[str, Any]:
    """Return the empty forms of what is possible now."""
    made: dict[str, Any] = {
        "begin": VersionForm(formdata=None),
        "pause": forms.ReasonForm(formdata=None),
        "resume": forms.ReasonForm(formdata=None),
        "finish": forms.ReasonForm(formdata=None),
        "news": forms.NewsForm(formdata=None),
    }
    offered = {name: form for name, form in made.items() if project.stage in OFFERED[name]}
    if project.is_open and project.lighthouse_number is None:
        offered["lighthouse"] = forms.LighthouseForm(formdata=None)
    for form in offered.values():
        if "version" in form:
            form.see_version(project)
    return offered


def _page(project: Project, status: int = 200, **filled: Any) -> Any:
    return render_template(
        "projects/steps.html",
        project=project,
        possible={name: form.set_apart(name) for name, form in {**_forms(project), **filled}.items()},
        missing=queries.missing_for_work(project) if project.stage == P.GEPLANT else [],
        open_ends=queries.missing_for_end(project),
        may_stop=can(viewer(), "project.stop", project),
        tabs=tabs(project, Topic.STAND),
    ), status


@blueprint.get("/vorhaben/<int:project_id>/stand")
def steps(project_id: int) -> Any:
    """Show what can be done with a project now, and what is missing for it."""
    found = queries.project(viewer(), project_id)
    require(viewer(), "project.manage", found)
    return _page(found)


def _take(project_id: int, name: str, form: Any, act: Callable[[Project], Any], said: str) -> Any:
    """Carry a form of the page out; a refusal shows it again with all that was typed."""
    found = queries.project(viewer(), project_id)
    require(viewer(), "project.manage", found)
    status = 422
    if form.validate_on_submit():
        try:
            act(found)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if "version" in form:
                form.see_version(found)
        else:
            flash(said, "success")
            return redirect(found.url, 303)
    return _page(found, status, **{name: form})


@blueprint.post("/vorhaben/<int:project_id>/neuigkeit")
@WRITING
def publish_news(project_id: int) -> Any:
    """Tell news."""
    form = forms.NewsForm()
    return _take(
        project_id,
        "news",
        form,
        lambda found: commands.publish_news(viewer(), found, text=form.news.data or "", next_on=form.next_on.data),
        _("Die Neuigkeit ist öffentlich."),
    )


@blueprint.post("/vorhaben/<int:project_id>/beginnen")
@WRITING
def begin(project_id: int) -> Any:
    """Begin the work."""
    form = VersionForm()
    return _take(
        project_id,
        "begin",
        form,
        lambda found: commands.begin_work(viewer(), found, version=form.version.data or 0),
        _("Die Arbeit hat begonnen."),
    )


@blueprint.post("/vorhaben/<int:project_id>/pausieren")
@WRITING
def pause(project_id: int) -> Any:
    """Let the project rest."""
    form = forms.ReasonForm()
    return _take(project_id, "pause", form, _with_reason(commands.pause, form), _("Das Vorhaben ruht."))


@blueprint.post("/vorhaben/<int:project_id>/fortsetzen")
@WRITING
def resume(project_id: int) -> Any:
    """Go on."""
    form = forms.ReasonForm()
    return _take(project_id, "resume", form, _with_reason(commands.resume, form), _("Das Vorhaben geht weiter."))


def _with_reason(command: Callable[..., Any], form: forms.ReasonForm) -> Callable[[Project], Any]:
    return lambda found: command(viewer(), found, reason=form.reason.data or "", version=form.version.data or 0)


@blueprint.post("/vorhaben/<int:project_id>/abschliessen")
@WRITING
def finish(project_id: int) -> Any:
    """Finish with the result."""
    form = forms.ReasonForm()
    return _take(project_id, "finish", form, _with_reason(commands.finish, form), _("Das Vorhaben ist abgeschlossen."))


@blueprint.post("/vorhaben/<int:project_id>/leuchtturm")
@WRITING
def lighthouse(project_id: int) -> Any:
    """Mark as Leuchtturmprojekt."""
    form = forms.LighthouseForm()
    return _take(
        project_id,
        "lighthouse",
        form,
        lambda found: commands.mark_lighthouse(
            viewer(), found, number=form.number.data or "", version=form.version.data or 0
        ),
        _("Das Vorhaben ist jetzt ein Leuchtturmprojekt."),
    )


@blueprint.route("/vorhaben/<int:project_id>/beschluss", methods=["GET", "POST"])
@WRITING
def decide(project_id: int) -> Any:
    """Record what the Board decided on a project; its idea takes no step by that."""
    found = queries.project(viewer(), project_id)
    subjects = Subjects(project_id=found.id, title=found.title, behind=[found.idea])
    require(viewer(), "decision.record", subjects)
    form = DecisionForm.begun()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            decision = record_decision(viewer(), subjects, form.ruling)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Beschluss %(number)s steht im Register.", number=decision.number), "success")
            return redirect(decision.url, 303)
    crumbs = [(_("Vorhaben"), url_for("projects.index")), (written(found.title), found.url), (_("Beschluss"), None)]
    return render_template("dossiers/decide.html", title=found.title, crumbs=crumbs, form=form), status


@blueprint.route("/vorhaben/<int:project_id>/stoppen", methods=["GET", "POST"])
@WRITING
def stop(project_id: int) -> Any:
    """Let the Board stop a project by a decision."""
    found = queries.project(viewer(), project_id)
    require(viewer(), "project.stop", found)
    form = forms.StopForm(obj=found)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        words = {"number": form.number.data or "", "reason": form.reason.data or ""}
        try:
            commands.stop(viewer(), found, **words, version=form.version.data or 0)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            form.see_version(found)
        else:
            flash(_("Das Vorhaben ist gestoppt."), "success")
            return redirect(found.url, 303)
    return render_template("projects/stop.html", project=found, form=form), status
