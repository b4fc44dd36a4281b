"""What the projects of the city came to."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.core.db import db
from forum.ideas.models import Idea
from forum.projects.models import Project, ProjectGoal
from forum.reports.period import Period
from forum.reports.queries.participation import PUBLIC


def projects(period: Period) -> list[dict[str, Any]]:
    """Return the projects that ran in the period, with the answers to the five questions (G-22, B-20)."""
    rows = db.session.scalars(
        select(Project)
        .where(Project.audience == PUBLIC, Project.created_at < period.end)
        .order_by(Project.id)
        .options(
            load_only(
                Project.title, Project.state, Project.progress, Project.unit, Project.next_update_on, Project.benefit,
                Project.budget_effect, Project.next_step, Project.started_by,
            ),
            selectinload(Project.goal_links).load_only(ProjectGoal.goal),
            selectinload(Project.costs),
            selectinload(Project.indicators),
            selectinload(Project.milestones),
            joinedload(Project.idea).load_only(Idea.title, Idea.hidden_at),
        )
    )  # fmt: skip
    return [_row(project) for project in rows]


def _row(project: Project) -> dict[str, Any]:
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
        "spent": project.spent,
        "benefit": project.benefit,
        "budget_effect": project.budget_effect,
        "next": project.next_step or (dated[0][2].title if dated else ""),
        "begun_by": [word for word in (_idea(project), project.started_by) if word],
        "late": [milestone.title for milestone in open_ones if milestone.is_late],
    }


def _idea(project: Project) -> str:
    return project.idea.title if project.idea.hidden_at is None else ""
