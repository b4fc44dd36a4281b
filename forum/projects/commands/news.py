"""Telling the news of a project: a line on the log of its idea, which stands on both pages."""

from datetime import date, timedelta

from flask import current_app

from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.ideas import commands as ideas
from forum.ideas.models import IdeaStep
from forum.projects.commands.clock import owe_news
from forum.projects.events import ProjectNewsPublished
from forum.projects.models import News, Project


def publish_news(actor: Actor, project: Project, *, text: str, next_on: date | None = None) -> IdeaStep:
    """Tell news, and by when the next ones come (N-28). Raises Conflict for a project that is over, Invalid."""
    require(actor, "project.manage", project)
    if not project.is_open:
        raise Conflict(_("Das Vorhaben ist beendet."))
    latest = today() + timedelta(days=current_app.config["PROJECT_UPDATE_DAYS"])
    if next_on is not None and not today() < next_on <= latest:
        days = current_app.config["PROJECT_UPDATE_DAYS"]
        raise Invalid(fields={"next_on": [_("Bitte nennen Sie einen Tag in den nächsten %(days)d Tagen.", days=days)]})
    step = ideas.add_note(actor, project.idea, text=text, title=project.title, url=project.url, unit=project.unit)
    add_news(project, step, next_on)
    event = ProjectNewsPublished(project_id=project.id, idea_id=project.idea_id, step_id=step.id)
    record(actor, event, audience=project.audience)
    return step


def add_news(project: Project, step: IdeaStep, next_on: date | None = None) -> None:
    """Count a line of the log among the project's news, and wait for the next ones as long as it is under way."""
    db.session.add(News(step_id=step.id, project_id=project.id, next_on=next_on))
    project.news_at = project.changed_at = now()
    owe_news(project, next_on)
    db.session.flush()
