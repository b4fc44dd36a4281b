"""What followers and owners of projects are told (N-28, N-29, G-34)."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.text import excerpt, plain
from forum.ideas.models import IdeaStep
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.notifications.placing import Place, listeners, place_of
from forum.projects.events import MilestoneMissed, ProjectAdvanced, ProjectNewsPublished, ProjectReminded
from forum.projects.models import Milestone, Project

QUOTED = 240


def _news_published(event: LoggedEvent) -> None:
    """Tell who follows the project or its idea, with the first words of the news."""
    project, step = _project(event), db.session.get_one(IdeaStep, event.data["step_id"])
    text = excerpt(plain(step.source), QUOTED)
    tell(event, listeners(place_of(event), "step"), "project_news", project.url, title=project.title, text=text)


def _advanced(event: LoggedEvent) -> None:
    """Tell of the new state; who has heard of the idea's own step is told nothing twice."""
    project, idea = _project(event), _project(event).idea
    people = set(listeners(place_of(event), "step"))
    if event.data["idea_moved"]:
        of_idea = Place.of(("idea", idea.id), None, idea.id, idea.space_id)
        people -= {*listeners(of_idea, "step"), *idea.author_ids}
    tell(event, people, "project_advanced", project.url, title=project.title, state=event.data["target"])


def _milestone_missed(event: LoggedEvent) -> None:
    """Tell of the milestones of a project whose day has passed, all in one message."""
    project = _project(event)
    names = db.session.scalars(
        select(Milestone.title)
        .where(Milestone.project_id == project.id, Milestone.position.in_(event.data["positions"]))
        .order_by(Milestone.position)
    ).all()
    told: dict[str, Any] = {"title": project.title, "count": len(names), "milestone": names[0] if names else ""}
    if names:
        tell(event, listeners(place_of(event), "step"), "milestone_missed", project.url, **told)


def _reminded(event: LoggedEvent) -> None:
    """Remind whoever answers for the project; without such a person the Stabsstelle."""
    project = _project(event)
    people = [project.owner_id] if project.owner_id is not None else holders("staff")
    page = url_for("project_steps.steps", project_id=project.id, _external=False)
    tell(event, people, "project_due", page, title=project.title, overdue=event.data["overdue"])


def _project(event: LoggedEvent) -> Project:
    return db.session.get_one(Project, event.data["project_id"])


SUBSCRIBERS = [
    Subscriber("notifications.project_news", (ProjectNewsPublished,), each(_news_published)),
    Subscriber("notifications.project_advanced", (ProjectAdvanced,), each(_advanced)),
    Subscriber("notifications.milestone_missed", (MilestoneMissed,), each(_milestone_missed)),
    Subscriber("notifications.project_due", (ProjectReminded,), each(_reminded)),
]
