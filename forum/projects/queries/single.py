"""One project and what belongs to it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.accounts.models import AS_NAMED
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import Decision, DecisionSubject
from forum.ideas.models import Idea, Solution
from forum.projects.models import Indicator, MeasuredValue, Project

# What the page of a project shows, and every file that tells all of it; each part is one query.
_PARTS = (
    joinedload(Project.idea).joinedload(Idea.described).selectinload(Solution.references),
    joinedload(Project.decision).load_only(Decision.number, Decision.decided_on),
    joinedload(Project.owner).load_only(*AS_NAMED),
    selectinload(Project.goal_links),
    selectinload(Project.district_links),
    selectinload(Project.milestones),
    selectinload(Project.costs),
    selectinload(Project.city_data),
    selectinload(Project.indicators).selectinload(Indicator.dates),
    selectinload(Project.indicators)
    .selectinload(Indicator.values)
    .options(
        selectinload(MeasuredValue.corrected_by).load_only(MeasuredValue.corrects_id),
        joinedload(MeasuredValue.person).load_only(*AS_NAMED),
    ),
)


def project(viewer: Actor, number: int) -> Project:
    """Return a project with all its parts. Raises NotFound."""
    found = db.session.scalar(
        select(Project).where(Project.id == number, Project.audience.in_(viewer.words)).options(*_PARTS)
    )
    if found is None:
        raise NotFound
    return found


def project_of(viewer: Actor, idea: Idea) -> Project | None:
    """Return the project that an idea became."""
    return db.session.scalar(
        select(Project)
        .where(Project.idea_id == idea.id, Project.audience.in_(viewer.words))
        .options(load_only(Project.title, Project.state, Project.audience, Project.idea_id))
    )


def indicator(viewer: Actor, number: int) -> tuple[Project, Indicator]:
    """Return an indicator and its project, with the values and who entered them. Raises NotFound."""
    project_id = db.session.scalar(select(Indicator.project_id).where(Indicator.id == number))
    if project_id is None:
        raise NotFound
    found = project(viewer, project_id)
    return found, next(row for row in found.indicators if row.id == number)


def decisions_of(viewer: Actor, ideas: Sequence[int]) -> dict[int, list[Decision]]:
    """Return the decisions on each idea and on its project so far, oldest first (B-09)."""
    about = func.coalesce(DecisionSubject.idea_id, Project.idea_id)
    rows = db.session.execute(
        select(about, Decision)
        .join(Decision, Decision.id == DecisionSubject.decision_id)
        .outerjoin(Project, Project.id == DecisionSubject.project_id)
        .where(about.in_(ideas), Decision.audience.in_(viewer.words))
        .order_by(Decision.decided_on, Decision.id)
        .options(load_only(Decision.number, Decision.result, Decision.decided_on))
    )
    found: dict[int, list[Decision]] = {}
    for idea_id, decision in rows:
        found.setdefault(idea_id, []).append(decision)
    return found


def whole_projects(statement: Any) -> Sequence[Project]:
    """Return the projects of a statement with all their parts, in a fixed number of queries."""
    return db.session.scalars(statement.options(*_PARTS)).all()
