"""A project that bears the title of its idea shows it as the moderation lets it be shown (M-36, M-13).

Whoever keeps the project may give it a title of its own at any time; that one stays.
"""

from collections.abc import Mapping

from sqlalchemy import select, update

from forum.core.blackening import BLACK
from forum.core.db import db
from forum.ideas.titles import Titles, placeholder
from forum.projects.models import Project


def follow_titles(titles: Titles, _replaced: Mapping[str, str]) -> None:
    """Show the title that the project of an idea took from it as it may be shown by now."""
    columns = (Project.id, Project.title, Project.withheld_title)
    for row in db.session.execute(select(*columns).where(Project.idea_id == titles.idea.id)):
        stands_in = row.title == placeholder(titles.idea) or BLACK in row.title
        original = row.withheld_title if row.withheld_title is not None and stands_in else row.title
        shown = titles.shown(original) if original in titles.borne else original
        withheld = original if shown != original else None
        if (shown, withheld) != (row.title, row.withheld_title):
            values = {"title": shown, "withheld_title": withheld, "version": Project.version + 1}
            statement = update(Project).where(Project.id == row.id).values(**values)
            db.session.execute(statement, execution_options={"synchronize_session": False})
