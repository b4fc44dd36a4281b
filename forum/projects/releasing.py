"""The project of an idea of the administration becomes public with it, and so do the decisions on the project (G-25)."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.dossiers.models import DecisionSubject
from forum.dossiers.releasing import release_decisions
from forum.ideas.events import IdeaReleased
from forum.ideas.lifecycle import INSIDE
from forum.ideas.models import Idea
from forum.projects.events import ProjectReleased
from forum.projects.models import Project


def _release(events: Sequence[LoggedEvent]) -> None:
    ideas = {event.data["idea_id"] for event in events}
    inside = (
        select(Project)
        .join(Project.idea)
        .where(Project.idea_id.in_(ideas), Project.audience == INSIDE, Idea.audience == "public")
    )
    for project in db.session.scalars(inside.order_by(Project.id)).all():
        project.audience = "public"
        db.session.flush()
        release_decisions(DecisionSubject.project_id == project.id)
        record(SYSTEM, ProjectReleased(project_id=project.id, idea_id=project.idea_id), audience="public")


RELEASED = Subscriber("projects.released", (IdeaReleased,), _release)
