"""Keeping what a project says, one page for each part; a conflict shows the part as it stands now beside what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import queries as ideas
from forum.projects import commands, forms, queries
from forum.projects.models import Project, Topic
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("project_keeping", __name__)


@dataclass(frozen=True)
class Part:
    """A part of a project: its form, and the command that saves it; ``seen`` is the version and the reason."""

    form: Callable[[Project], Any]
    save: Callable[[Project, Any, dict[str, Any]], None]


def _save_basics(project: Project, form: forms.BasicsForm, seen: dict[str, Any]) -> None:
    commands.save_basics(viewer(), project, form.plan, **seen)


def _save_milestones(project: Project, form: forms.MilestonesForm, seen: dict[str, Any]) -> None:
    commands.save_milestones(viewer(), project, form.stages, **seen)


def _save_costs(project: Project, form: forms.CostsForm, seen: dict[str, Any]) -> None:
    commands.save_costs(viewer(), project, form.plan, **seen)


def _save_effect(project: Project, form: forms.EffectForm, seen: dict[str, Any]) -> None:
    commands.save_effect(viewer(), project, form.effect, **seen)


def _save_data(project: Project, form: forms.DataForm, seen: dict[str, Any]) -> None:
    commands.save_data(viewer(), project, form.lines, **seen)


PARTS = {
    Topic.GRUNDDATEN: Part(forms.BasicsForm.of, _save_basics),
    Topic.MEILENSTEINE: Part(forms.MilestonesForm.of, _save_milestones),
    Topic.KOSTEN: Part(forms.CostsForm.of, _save_costs),
    Topic.WIRKUNG: Part(forms.EffectForm.of, _save_effect),
    Topic.DATEN: Part(forms.DataForm.of, _save_data),
}


@blueprint.route("/ideen/<int:idea_id>/vorhaben", methods=["GET", "POST"])
@WRITING
def start(idea_id: int) -> Any:
    """Put an idea on the list of projects."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "project.start", idea)
    typed = {"title": idea.title, "unit": idea.unit, "districts": idea.district_numbers}
    form = forms.StartForm(idea, data={**typed, "goals": [{"goal": key} for key in idea.goal_keys]})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            project = commands.start_project(viewer(), idea, form.plan)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(
                _("Das Vorhaben steht auf der Liste. Ergänzen Sie jetzt Meilensteine, Kosten und Kennzahlen."),
                "success",
            )
            return redirect(url_for("project_steps.steps", project_id=project.id), 303)
    return render_template("projects/start.html", idea=idea, form=form), status


@blueprint.route("/vorhaben/<int:project_id>/bearbeiten", methods=["GET", "POST"])
@blueprint.route("/vorhaben/<int:project_id>/bearbeiten/<part>", methods=["GET", "POST"])
@WRITING
def edit(project_id: int, part: str = Topic.GRUNDDATEN.value) -> Any:
    """Keep one part of a project."""
    found = queries.project(viewer(), project_id)
    require(viewer(), "project.manage", found)
    topic = Topic(part) if part in set(PARTS) else abort(404)
    form = PARTS[topic].form(found)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        seen = {"version": form.version.data, "reason": form.reason.data or ""}
        try:
            PARTS[topic].save(found, form, seen)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                # The next click saves what was typed over the part that is shown now beside it.
                stored = found
                form.see_version(found)
        else:
            flash(_("Gespeichert: %(part)s", part=topic.label), "success")
            return redirect(url_for("project_keeping.edit", project_id=found.id, part=topic.value), 303)
    page = render_template(
        f"projects/edit_{topic.value}.html", project=found, form=form, stored=stored, tabs=tabs(found, topic)
    )
    return page, status


def tabs(project: Project, current: Topic) -> list[dict[str, Any]]:
    """Return the pages of the parts as links, and the page of the steps."""
    found = [
        {
            "label": topic.label,
            "url": url_for("project_keeping.edit", project_id=project.id, part=topic.value),
            "current": topic == current,
        }
        for topic in PARTS
    ]
    # Maturity and references belong to the idea (G-23), so they are kept on its page.
    solution = url_for("idea_solution.edit", idea_id=project.idea_id)
    found.append({"label": Topic.REFERENZEN.label, "url": solution, "current": False})
    steps = url_for("project_steps.steps", project_id=project.id)
    return [*found, {"label": Topic.STAND.label, "url": steps, "current": current == Topic.STAND}]
