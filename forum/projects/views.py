"""Projects: the list, the page of one, and their keeping by the staff office."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.core.text import slug as slug_of
from forum.ideas import queries as ideas
from forum.ideas.lifecycle import StepKind
from forum.projects import commands, queries
from forum.projects.forms import ProjectEditForm, ProjectForm
from forum.projects.models import PROJECT_STATES, ProjectState
from forum.strategy.models import strategy
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import public, viewer

blueprint = Blueprint("projects", __name__)


@blueprint.get("/vorhaben")
@public
@kept_for_anonymous
def index() -> Any:
    """List the projects."""
    state, goal = request.args.get("stand", ""), request.args.get("ziel", "")
    chosen = ProjectState(state) if state in set(ProjectState) else None
    goal = goal if goal in strategy().known_goals else ""
    page = queries.projects(viewer(), goal=goal, state=chosen, after=request.args.get("after"))
    tabs = [{"label": _("Alle"), "url": url_for("projects.index"), "current": chosen is None}]
    tabs += [
        {"label": label, "url": url_for("projects.index", stand=key.value), "current": chosen == key}
        for key, label in PROJECT_STATES.items()
    ]
    return render_template(
        "projects/index.html",
        projects=page.items,
        tabs=tabs,
        next_url=next_page(page.after),
    )


@blueprint.get("/vorhaben/<int:project_id>")
@blueprint.get("/vorhaben/<int:project_id>-<slug>")
@public
@kept_for_anonymous
def show(project_id: int, slug: str = "") -> Any:
    """Show a project; a wrong or old slug leads to the right address."""
    found = queries.project(viewer(), project_id)
    if slug != slug_of(found.title):
        return redirect(found.url, 301)
    news = [
        step for step in ideas.timeline(viewer(), found.idea) if step.kind == StepKind.DECISION or step.url == found.url
    ]
    return render_template(
        "projects/show.html",
        project=found,
        news=[_entry(step) for step in reversed(news)],
        may_manage=can(viewer(), "project.manage", found),
    )


def _entry(step: Any) -> dict[str, Any]:
    text = "" if step.html else step.meaning
    url = step.url if step.kind == StepKind.DECISION else ""
    return {"at": step.at, "title": step.headline, "text_html": step.html, "text": text, "unit": step.unit, "url": url}


@blueprint.route("/ideen/<int:idea_id>/vorhaben", methods=["GET", "POST"])
@WRITING
def start(idea_id: int) -> Any:
    """Turn a decided idea into a project."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "project.manage", idea)
    form = ProjectForm(title=idea.title, unit=idea.unit, goal=idea.goal_keys[0] if idea.goal_keys else "")
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            project = commands.start_project(viewer(), idea, form.plan)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das Vorhaben ist öffentlich."), "success")
            return redirect(project.url, 303)
    return render_template("projects/form.html", idea=idea, project=None, form=form), status


@blueprint.route("/vorhaben/<int:project_id>/bearbeiten", methods=["GET", "POST"])
@WRITING
def edit(project_id: int) -> Any:
    """Bring a project up to date."""
    found = queries.project(viewer(), project_id)
    require(viewer(), "project.manage", found)
    form = ProjectEditForm(obj=found)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            values = {"state": form.chosen_state, "version": form.version.data, "news": form.news.data or ""}
            commands.update_project(viewer(), found, form.plan, **values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das Vorhaben ist auf dem neuen Stand."), "success")
            return redirect(found.url, 303)
    return render_template("projects/form.html", idea=found.idea, project=found, form=form), status
