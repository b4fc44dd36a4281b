"""Letting everything that bears the title of an idea show what may be shown of it (M-36, M-13)."""

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.text import slug
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.titles import titles_of

_UNCHANGED: Mapping[str, str] = {}


def follow_titles(idea: Idea, replaced: Mapping[str, str] = _UNCHANGED) -> None:
    """Bring what bears a title of an idea to what is shown of it by now; ``replaced`` leads from what was shown before.

    Records that keep the title of their day follow it always; what only names the idea follows where it is still shown.
    """
    thread = idea.thread
    if thread is not None and thread.withheld_title is None:
        thread.title = idea.title
    elif thread is not None:
        thread.withheld_title = idea.title
    if replaced:
        _retitle_logs(idea, replaced)
    titles = titles_of(idea)
    for follow in current_app.extensions["borrowed_titles"]:
        follow(titles, replaced)
    db.session.flush()


def _retitle_logs(idea: Idea, replaced: Mapping[str, str]) -> None:
    """Write the title anew in the log of the idea, and in those of others that name it."""
    named = or_(IdeaStep.idea_id == idea.id, IdeaStep.url.contains(f"/ideen/{idea.id}-", autoescape=True))
    for step in db.session.scalars(select(IdeaStep).where(named, IdeaStep.title.in_(list(replaced)))):
        before, after = step.title, replaced[step.title]
        step.title, step.url = after, step.url.replace(f"-{slug(before)}", f"-{slug(after)}")
