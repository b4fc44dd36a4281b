"""The clock of projects: news that are owed, and milestones whose day has passed (N-28, G-34)."""

from datetime import date, timedelta
from itertools import groupby

from flask import current_app
from sqlalchemy import or_, select, update

from forum.core.clock import today
from forum.core.db import db
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.projects.events import MilestoneMissed, ProjectReminded
from forum.projects.models import OPEN_STATES, Milestone, Project

MOST_AT_ONCE = 200


def owe_news(project: Project, promised: date | None = None) -> None:
    """Set the day by which the next news are owed: the promised one, or after the set time; none for what is over."""
    if not project.is_open:
        project.next_update_on = project.remind_on = None
        return
    project.next_update_on = promised or today() + timedelta(days=current_app.config["PROJECT_UPDATE_DAYS"])
    ahead = project.next_update_on - timedelta(days=current_app.config["PROJECT_REMIND_DAYS"])
    # Nobody is reminded on the very day on which they promised.
    project.remind_on = max(ahead, today() + timedelta(days=1))


def remind_of_news() -> int:
    """Remind whoever answers for a project before the day of the next news, and once behind it; return how many."""
    due = db.session.scalars(
        select(Project)
        .where(Project.remind_on <= today(), Project.state.in_([state.value for state in OPEN_STATES]))
        .order_by(Project.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for project in due:
        overdue = project.lacks_update
        behind = project.next_update_on + timedelta(days=1) if project.next_update_on else None
        # No change of what people edit, so nobody's version grows old by it.
        values = {"remind_on": None if overdue else behind}
        db.session.execute(update(Project).where(Project.id == project.id).values(**values))
        event = ProjectReminded(project_id=project.id, idea_id=project.idea_id, overdue=overdue)
        audience = f"person:{project.owner_id}" if project.owner_id is not None else "staff"
        record(SYSTEM, event, audience=audience)
    return len(due)


def tell_of_late_milestones() -> int:
    """Tell of each milestone whose day has passed, once for each such day; return how many they were."""
    late = db.session.execute(
        select(Milestone, Project.idea_id, Project.audience)
        .join(Project, Project.id == Milestone.project_id)
        .where(
            Milestone.done_on.is_(None),
            Milestone.due_on < today(),
            or_(Milestone.told_late_of.is_(None), Milestone.told_late_of != Milestone.due_on),
            Project.state.in_([state.value for state in OPEN_STATES]),
        )
        .order_by(Milestone.project_id, Milestone.position)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True, of=Milestone)
    ).all()
    for (project_id, idea_id, audience), rows in groupby(late, key=lambda row: (row[0].project_id, row[1], row[2])):
        missed = [milestone for milestone, *_project in rows]
        for milestone in missed:
            milestone.told_late_of = milestone.due_on
        positions = tuple(milestone.position for milestone in missed)
        event = MilestoneMissed(project_id=project_id, idea_id=idea_id, positions=positions)
        record(SYSTEM, event, audience=audience)
    db.session.flush()
    return len(late)
