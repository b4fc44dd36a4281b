"""The words of an idea that the moderation hid or blackened leave the register too; the record itself stays.

A decision is written once (G-07). What it says and what its digest proves stays; only the title that it took from the
idea is shown as it may be shown by now (M-36, M-13).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select, update

from forum.core.db import db
from forum.dossiers.models import Decision, DecisionSubject, Dossier, DossierIdea
from forum.ideas.titles import Titles


def follow_titles(titles: Titles, replaced: Mapping[str, str]) -> None:
    """Show the titles of an idea in the register and on its papers as they may be shown by now."""
    of_idea = DecisionSubject.idea_id == titles.idea.id
    columns = (DecisionSubject.decision_id, DecisionSubject.position, *_titles_in(DecisionSubject))
    for subject in db.session.execute(select(*columns).where(of_idea)):
        these = (
            of_idea,
            DecisionSubject.decision_id == subject.decision_id,
            DecisionSubject.position == subject.position,
        )
        original = subject.withheld_title or subject.title
        _change(update(DecisionSubject).where(*these).values(_shown(original, titles)))
    bears = or_(*(column.in_(titles.borne) for column in _titles_in(Decision)))
    about = (Decision.subjects.any(of_idea), bears)
    for record in db.session.execute(select(Decision.id, *_titles_in(Decision)).where(*about)):
        original = record.withheld_title or record.title
        if original in titles.borne:
            _change(update(Decision).where(Decision.id == record.id).values(_shown(original, titles)))
    for before, after in replaced.items():
        papers = (Dossier.idea_links.any(DossierIdea.idea_id == titles.idea.id), Dossier.title == before)
        _change(update(Dossier).where(*papers).values(title=after))


def _titles_in(table: type[Decision | DecisionSubject]) -> tuple[Any, Any]:
    return table.title, table.withheld_title


def _shown(original: str, titles: Titles) -> dict[str, str | None]:
    shown = titles.shown(original)
    return {"title": shown, "withheld_title": original if shown != original else None}


def _change(statement: object) -> None:
    # The mapper refuses to change a record; which title is shown is no part of what it proves.
    db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
