"""Starting and keeping projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, excerpt, plain, render
from forum.dossiers.models import Decision
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.projects.events import ProjectStarted, ProjectUpdated
from forum.projects.models import Milestone, Project, ProjectState
from forum.strategy.models import strategy


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A milestone as people write it."""

    title: str
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a project says of itself."""

    title: str
    summary: str
    goal: str
    contribution: str
    indicator: str
    unit: str
    progress: int = 0
    next_update_on: date | None = None
    stages: Sequence[Stage] = ()


def start_project(actor: Actor, idea: Idea, plan: Plan) -> Project:
    """Turn a decided idea into a project with a plan and an indicator (G-19, G-20)."""
    require(actor, "project.manage", idea)
    if idea.state not in {IdeaState.BESCHLOSSEN, IdeaState.UMSETZUNG}:
        raise Conflict(
            _("Ein Vorhaben beginnt mit einem Beschluss. Die Idee steht bei „%(state)s“.", state=idea.stage.label)
        )
    if db.session.scalar(select(Project.id).where(Project.idea_id == idea.id)):
        raise Conflict(_("Zu dieser Idee gibt es schon ein Vorhaben."))
    decision_id = db.session.scalar(
        select(Decision.id).where(Decision.idea_id == idea.id).order_by(Decision.id.desc()).limit(1)
    )
    project = Project(
        idea_id=idea.id,
        decision_id=decision_id,
        state=ProjectState.LAUFEND,
        audience=idea.audience,
        created_at=now(),
    )
    _write(project, plan)
    db.session.add(project)
    db.session.flush()
    if idea.state == IdeaState.BESCHLOSSEN:
        ideas.start_work(actor, idea, text=plan.contribution, unit=plan.unit, url=project.url)
    record(actor, ProjectStarted(project_id=project.id, idea_id=idea.id), audience=project.audience)
    return project


def update_project(
    actor: Actor, project: Project, plan: Plan, *, state: ProjectState, version: int, news: str = ""
) -> Project:
    """Bring a project up to date; news also stand on the log of its idea. Raises Conflict for an older version."""
    require(actor, "project.manage", project)
    if version != project.version:
        raise Conflict(_("Das Vorhaben wurde inzwischen an anderer Stelle geändert."), current=project)
    news = clean_text(news)
    finishes = state == ProjectState.ABGESCHLOSSEN and project.state != ProjectState.ABGESCHLOSSEN
    if project.state == ProjectState.ABGESCHLOSSEN and state != project.state:
        raise Conflict(_("Das Vorhaben ist abgeschlossen."))
    if finishes and len(news) < 10:
        raise Invalid(fields={"news": [_("Bitte schreiben Sie, was erreicht wurde.")]})
    _write(project, plan)
    project.state = state
    db.session.flush()
    if finishes and project.idea.state == IdeaState.UMSETZUNG:
        ideas.advance(actor, project.idea, IdeaState.ABGESCHLOSSEN, reason=news, url=project.url)
    elif news:
        ideas.add_note(actor, project.idea, text=news, title=project.title, url=project.url, unit=project.unit)
    event = ProjectUpdated(
        project_id=project.id, idea_id=project.idea_id, state=project.stage.value, has_news=bool(news)
    )
    record(actor, event, audience=project.audience)
    return project


def _write(project: Project, plan: Plan) -> None:
    title, unit, indicator = clean_line(plan.title), clean_line(plan.unit), clean_line(plan.indicator)
    summary, contribution = clean_text(plan.summary), clean_text(plan.contribution)
    wrong: dict[str, list[str]] = {}
    for name, value, least, most in (
        ("title", title, 5, 250),
        ("summary", summary, 20, 20_000),
        ("contribution", contribution, 20, 5_000),
        ("indicator", indicator, 10, 500),
        ("unit", unit, 3, 120),
    ):
        if not least <= len(value) <= most:
            wrong[name] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
    if plan.goal not in strategy().goals:
        wrong["goal"] = [_("Diese Auswahl gibt es nicht.")]
    if not 0 <= plan.progress <= 100:
        wrong["progress"] = [_("Bitte geben Sie 0 bis 100 Prozent an.")]
    if wrong:
        raise Invalid(fields=wrong)
    project.title, project.unit, project.indicator, project.goal = title, unit, indicator, plan.goal
    project.summary, project.summary_html = summary, render(summary)
    project.excerpt, project.contribution = excerpt(plain(summary), 240), contribution
    project.progress, project.next_update_on, project.changed_at = plan.progress, plan.next_update_on, now()
    stages = [stage for stage in plan.stages if clean_line(stage.title)]
    known = {milestone.position: milestone for milestone in project.milestones}
    project.milestones = [known.get(place) or Milestone(position=place) for place in range(1, len(stages) + 1)]
    for milestone, stage in zip(project.milestones, stages, strict=True):
        milestone.title = clean_line(stage.title)[:200]
        milestone.due_on, milestone.done_on = stage.due_on, stage.done_on
