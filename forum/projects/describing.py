"""The history of a project tells when its idea says something else of the solution (G-23, B-09)."""

from collections.abc import Sequence

from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.ideas.events import SolutionDescribed
from forum.ideas.models import IdeaStep
from forum.projects.events import ProjectUpdated
from forum.projects.models import Change, Project, Topic


def _tell(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        found = db.session.execute(
            select(Project, IdeaStep)
            .join(IdeaStep, IdeaStep.idea_id == Project.idea_id)
            .where(IdeaStep.id == event.data["step_id"], IdeaStep.at >= Project.created_at)
        ).one_or_none()
        if found is not None:
            _note(*found)


def _note(project: Project, step: IdeaStep) -> None:
    db.session.add(
        Change(
            project_id=project.id,
            topic=Topic.REFERENZEN,
            reason=step.source,
            unit=project.unit,
            person_id=step.actor_id,
            at=step.at,
        )
    )
    # No change of what people edit here, so nobody's version grows old by it.
    db.session.execute(update(Project).where(Project.id == project.id).values(changed_at=now()))
    event = ProjectUpdated(project_id=project.id, idea_id=project.idea_id, topic=Topic.REFERENZEN.value)
    record(SYSTEM, event, audience=project.audience)


DESCRIBED = Subscriber("projects.described", (SolutionDescribed,), _tell)
