"""The words of an idea that the moderation hid leave the register too; the record itself stays, and comes back with them.

A decision is written once (G-07). What it says and what its digest proves stays; only the title that it took from the
idea is not shown meanwhile (M-36).
"""

from sqlalchemy import ColumnElement, update

from forum.core.db import db
from forum.dossiers.models import Decision, DecisionSubject
from forum.ideas.models import Idea


def placeholder(idea: Idea) -> str:
    """Return what stands in the place of a title that is not shown; in German, like all that the city writes."""
    return f"Idee {idea.id} (Titel von der Moderation verborgen)"


def withhold_titles(idea: Idea) -> None:
    """Take the title of a hidden idea out of the register."""
    about = (Decision.subjects.any(DecisionSubject.idea_id == idea.id), Decision.title == idea.title)
    _change(update(Decision).where(*about).values(withheld_title=Decision.title, title=placeholder(idea)))
    of_idea = (DecisionSubject.idea_id == idea.id, DecisionSubject.withheld_title.is_(None))
    values = {"withheld_title": DecisionSubject.title, "title": placeholder(idea)}
    _change(update(DecisionSubject).where(*of_idea).values(**values))


def show_titles(idea: Idea) -> None:
    """Give the register the title of an idea back that is shown again."""
    about: tuple[ColumnElement[bool], ...] = (
        Decision.subjects.any(DecisionSubject.idea_id == idea.id),
        Decision.title == placeholder(idea),
        Decision.withheld_title.is_not(None),
    )
    _change(update(Decision).where(*about).values(title=Decision.withheld_title, withheld_title=None))
    of_idea = (DecisionSubject.idea_id == idea.id, DecisionSubject.withheld_title.is_not(None))
    _change(update(DecisionSubject).where(*of_idea).values(title=DecisionSubject.withheld_title, withheld_title=None))


def _change(statement: object) -> None:
    # The mapper refuses to change a record; which title is shown is no part of what it proves.
    db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
