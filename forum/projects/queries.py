"""Reading projects. The first argument is always the viewer."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import Decision
from forum.ideas.models import Idea
from forum.projects.models import Project, ProjectState
from forum.web.paging import Order, Page, moment, number

PROJECTS_PER_PAGE = 18

BY_CHANGE = Order(((Project.changed_at, True), (Project.id, True)), (moment, number))


def projects(
    viewer: Actor,
    *,
    goal: str = "",
    state: ProjectState | None = None,
    after: str | None = None,
    limit: int = PROJECTS_PER_PAGE,
) -> Page[Project]:
    """Return a page of projects, the one changed last first."""
    statement = select(Project).where(Project.audience.in_(viewer.words))
    if goal:
        statement = statement.where(Project.goal == goal)
    if state:
        statement = statement.where(Project.state == state.value)
    statement = statement.options(
        load_only(
            Project.title, Project.excerpt, Project.goal, Project.unit, Project.state, Project.progress,
            Project.next_update_on, Project.changed_at, Project.audience,
        )
    )  # fmt: skip
    rows = db.session.scalars(BY_CHANGE.apply(statement, after, limit)).all()
    return BY_CHANGE.page(rows, limit)


def project(viewer: Actor, number: int) -> Project:
    """Return a project with its milestones. Raises NotFound."""
    found = db.session.scalar(
        select(Project)
        .where(Project.id == number, Project.audience.in_(viewer.words))
        .options(
            joinedload(Project.idea),
            joinedload(Project.decision).load_only(Decision.number, Decision.decided_on),
            selectinload(Project.milestones),
        )
    )
    if found is None:
        raise NotFound
    return found


def project_of(viewer: Actor, idea: Idea) -> Project | None:
    """Return the project that an idea became."""
    return db.session.scalar(select(Project).where(Project.idea_id == idea.id, Project.audience.in_(viewer.words)))


def projects_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many projects serve each goal."""
    rows = db.session.execute(
        select(Project.goal, func.count()).where(Project.audience.in_(viewer.words)).group_by(Project.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.
