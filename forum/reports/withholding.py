"""Titles of ideas that the moderation hid leave reports that were published before; the copy and its digest stay (M-36)."""

from markupsafe import escape
from sqlalchemy import exists, or_, select

from forum.core.db import db
from forum.dossiers.hiding import placeholder
from forum.dossiers.models import DecisionSubject
from forum.ideas.models import Idea
from forum.projects.models import Project
from forum.reports.models import Report


def shown_html(report: Report) -> str:
    """Return the text of a published report without the titles of ideas that are hidden today.

    A report names ideas only where they have a project or a decision, so no others are looked for.
    """
    named = or_(
        exists().where(Project.idea_id == Idea.id),
        exists().where(DecisionSubject.idea_id == Idea.id),
    )
    hidden = db.session.scalars(select(Idea).where(Idea.hidden_at.is_not(None), named)).all()
    html = report.html
    # Longest first, so that no title is cut out of the middle of another one.
    for idea in sorted(hidden, key=lambda one: len(one.title), reverse=True):
        html = html.replace(str(escape(idea.title)), str(escape(placeholder(idea))))
    return html
