"""Titles that the moderation hid or blackened leave reports from before; the copy and its digest stay (M-36, M-13)."""

from markupsafe import escape
from sqlalchemy import exists, or_, select

from forum.core.db import db
from forum.dossiers.models import DecisionSubject
from forum.ideas.models import Idea, IdeaRevision
from forum.ideas.titles import titles_of
from forum.projects.models import Project
from forum.reports.models import Report


def shown_html(report: Report) -> str:
    """Return the text of a published report without the titles of ideas that are hidden or blackened today.

    A report names ideas only where they have a project or a decision, so no others are looked for.
    """
    named = or_(
        exists().where(Project.idea_id == Idea.id),
        exists().where(DecisionSubject.idea_id == Idea.id),
    )
    is_blackened = exists().where(IdeaRevision.idea_id == Idea.id, IdeaRevision.blackened != "")
    withheld = db.session.scalars(select(Idea).where(or_(Idea.hidden_at.is_not(None), is_blackened), named)).all()
    shown = {title: known.shown(title) for known in map(titles_of, withheld) for title in known.borne}
    html = report.html
    # Longest first, so that no title is cut out of the middle of another one.
    for title in sorted(shown, key=len, reverse=True):
        html = html.replace(str(escape(title)), str(escape(shown[title])))
    return html
