"""Titles of ideas that items of agendas and decisions in writing bear (M-36, M-13).

They show a title as the moderation lets it be shown, from the moment they are written; the row keeps the words of its day
aside. Words that a committee found itself are its own.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from forum.core.db import db
from forum.dossiers.models import DossierIdea
from forum.ideas.models import Idea
from forum.ideas.titles import Titles, placeholder, titles_of
from forum.meetings.models import AgendaItem, Circulation

Bearer = AgendaItem | Circulation
BEARERS: tuple[type[Bearer], ...] = (AgendaItem, Circulation)
LONGEST_TITLE = 160


def bears(model: type[Bearer], idea_id: int) -> ColumnElement[bool]:
    """Build the condition that something is about an idea, or about a paper on it; its title follows the idea's."""
    papers = select(DossierIdea.dossier_id).where(DossierIdea.idea_id == idea_id)
    return or_(model.idea_id == idea_id, model.dossier_id.in_(papers))


def hold_ideas(idea_id: int | None, dossier_id: int | None) -> None:
    """Let whoever hides an idea that something is to be about wait, or wait for them and know of it (M-36)."""
    numbers = _ideas_of(idea_id, dossier_id)
    if numbers:
        held = select(Idea).where(Idea.id.in_(numbers)).order_by(Idea.id).with_for_update(read=True, of=Idea)
        db.session.scalars(held.execution_options(populate_existing=True)).all()


def show_titles(row: Bearer, *also: Titles) -> bool:
    """Let something show the titles of its ideas as they may be shown by now, and of others; tell whether it changed."""
    others = {one.idea.id for one in also}
    ideas = (db.session.get_one(Idea, one) for one in _ideas_of(row.idea_id, row.dossier_id) if one not in others)
    original = shown = row.withheld_title or row.title
    for one in (*also, *map(titles_of, ideas)):
        shown = _shown(shown, one)
    withheld = original if shown != original else None
    if (shown, withheld) == (row.title, row.withheld_title):
        return False
    row.title, row.withheld_title = shown, withheld
    return True


def _ideas_of(idea_id: int | None, dossier_id: int | None) -> Sequence[int]:
    """Return the numbers of the ideas that something is about, by itself or by its paper, in their order."""
    on_paper = select(DossierIdea.idea_id).where(DossierIdea.dossier_id == dossier_id)
    numbers = {*db.session.scalars(on_paper)} if dossier_id is not None else set()
    return sorted(numbers | ({idea_id} if idea_id is not None else set()))


def _shown(original: str, titles: Titles) -> str:
    """Return what is shown of a title; of a hidden idea its own goes, and what the committee wrote around it stays."""
    instead = placeholder(titles.idea)
    shown = titles.without_words(original, instead)
    if titles.is_hidden:
        for title in sorted(titles.borne - {""}, key=len, reverse=True):
            shown = shown.replace(title, instead)
    return shown if len(shown) <= LONGEST_TITLE else instead
