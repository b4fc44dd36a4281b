"""What the projects of the city came to."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.core.db import db
from forum.ideas.models import Idea
from forum.projects.models import FINISHED, OPEN_STATES, STOPPED, Change, Indicator, Project, ProjectGoal
from forum.reports.period import Period
from forum.reports.queries.participation import PUBLIC


def projects(period: Period) -> list[dict[str, Any]]:
    """Return the projects that ran in the period, with the answers to the five questions (G-22, B-20)."""
    rows = db.session.scalars(
        select(Project)
        .where(*ran_in(period))
        .order_by(Project.id)
        .options(
            load_only(
                Project.title, Project.state, Project.progress, Project.unit, Project.next_update_on, Project.benefit,
                Project.budget_effect, Project.next_step, Project.started_by,
            ),
            selectinload(Project.goal_links).load_only(ProjectGoal.goal),
            selectinload(Project.costs),
            selectinload(Project.indicators).selectinload(Indicator.values),
            selectinload(Project.milestones),
            joinedload(Project.idea).load_only(Idea.title, Idea.hidden_at),
        )
    )  # fmt: skip
    return [_row(project, period) for project in rows]


def ran_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a project belongs to a period: it began before its end and ended not before it."""
    ended_before = exists().where(
        Change.project_id == Project.id, Change.reason.in_([FINISHED, STOPPED]), Change.at < period.begin
    )
    return (
        Project.audience == PUBLIC,
        Project.created_at < period.end,
        or_(Project.state.in_(OPEN_STATES), ~ended_before),
    )


def _measured(indicator: Indicator, period: Period) -> dict[str, Any]:
    """Return an indicator with the newest value that was measured until the end of the period (G-21)."""
    corrected = {value.corrects_id for value in indicator.values}
    held = [one for one in indicator.values if one.id not in corrected and one.measured_on <= period.last]
    newest = held[-1] if held else None
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "baseline": indicator.baseline,
        "target": indicator.target,
        "value": newest.value if newest is not None else None,
        "measured_on": newest.measured_on.isoformat() if newest is not None else None,
    }


def _row(project: Project, period: Period) -> dict[str, Any]:
    open_ones = [milestone for milestone in project.milestones if milestone.done_on is None]
    dated = sorted((milestone.due_on or date.max, milestone.position, milestone) for milestone in open_ones)
    return {
        "title": project.title,
        "url": project.url,
        "state": project.stage.value,
        "goals": [link.goal for link in project.goal_links],
        "progress": project.progress,
        "unit": project.unit,
        "indicators": [indicator.name for indicator in project.indicators],
        "measured": [_measured(indicator, period) for indicator in project.indicators],
        "spent": project.spent,
        "benefit": project.benefit,
        "budget_effect": project.budget_effect,
        "next": _next(project, dated[0][2].title if dated else ""),
        "begun_by": [word for word in (_idea(project), project.started_by) if word],
        "late": [milestone.title for milestone in open_ones if milestone.is_late and project.is_open],
    }


def _next(project: Project, milestone: str) -> str:
    """Return what comes next; nothing does once a project has ended."""
    return (project.next_step or milestone) if project.is_open else ""


def _idea(project: Project) -> str:
    return project.idea.title if project.idea.hidden_at is None else ""
