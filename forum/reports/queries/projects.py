"""What the projects of the city came to."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from forum.core.db import db
from forum.projects.models import Project
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
                Project.title, Project.state, Project.goal, Project.progress, Project.unit, Project.next_update_on,
                Project.indicator,
            ),
            selectinload(Project.milestones),
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
        "goal": project.goal,
        "progress": project.progress,
        "unit": project.unit,
        "indicator": project.indicator,
        "late": [milestone.title for milestone in open_ones if milestone.is_late],
        "next": dated[0][2].title if dated else "",
    }
