"""A project that bears the title of its idea does not show it while the moderation hides the idea (M-36).

Whoever keeps the project may give it a title of its own at any time; that one stays.
"""

from sqlalchemy import update

from forum.core.db import db
from forum.dossiers.hiding import placeholder
from forum.ideas.models import Idea
from forum.projects.models import Project


def withhold_titles(idea: Idea) -> None:
    """Take the title of a hidden idea off its project."""
    own = (Project.idea_id == idea.id, Project.title == idea.title)
    _change(own, title=placeholder(idea), withheld_title=Project.title)


def show_titles(idea: Idea) -> None:
    """Give the project of an idea that is shown again its title back, unless it got another one meanwhile."""
    _change(
        (Project.idea_id == idea.id, Project.withheld_title.is_not(None), Project.title == placeholder(idea)),
        title=Project.withheld_title,
    )
    _change((Project.idea_id == idea.id,), withheld_title=None)


def _change(which: tuple[object, ...], **values: object) -> None:
    statement = update(Project).where(*which).values(version=Project.version + 1, **values)  # type: ignore[arg-type]
    db.session.execute(statement, execution_options={"synchronize_session": False})
