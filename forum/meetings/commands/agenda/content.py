"""What an item says, and whether it may say so."""

from dataclasses import dataclass

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import Gone, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.text import clean_line, clean_text, render
from forum.dossiers.models import Dossier
from forum.ideas.queries import idea as find_idea
from forum.meetings.borrowing import LONGEST_TITLE, hold_ideas, show_titles
from forum.meetings.models import AgendaItem
from forum.meetings.models.agenda import Circle

TITLE = (3, LONGEST_TITLE)
LONGEST_TEXT = 8000
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class PlannedItem:
    """An item as it is to be, with its children; without a ``level`` it is for whom its parent or its meeting is."""

    title: str
    text: str = ""
    idea_id: int | None = None
    dossier_id: int | None = None
    minutes: int | None = None
    level: Circle | None = None
    children: tuple["PlannedItem", ...] = ()
    # The item of the first session that a second one takes up.
    again_of: int | None = None


def check(actor: Actor, content: PlannedItem, before: AgendaItem | None = None) -> None:
    """Refuse what an item cannot say. Raises Invalid."""
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(clean_line(content.title)) <= TITLE[1]:
        problems["title"] = [_("Jeder Tagesordnungspunkt braucht einen Titel mit 3 bis 160 Zeichen.")]
    if len(clean_text(content.text)) > LONGEST_TEXT:
        problems["text"] = [_("Bitte schreiben Sie höchstens 8.000 Zeichen.")]
    if content.idea_id is not None and content.dossier_id is not None:
        problems["dossier_id"] = [_("Ein Punkt handelt von einer Idee oder von einer Vorlage, nicht von beiden.")]
    was = (before.idea_id, before.dossier_id) if before is not None else (None, None)
    hold_ideas(content.idea_id, content.dossier_id)
    if content.idea_id not in (None, was[0]) and not is_known_idea(actor, content.idea_id):
        problems["idea_id"] = [_("Eine der genannten Ideen gibt es nicht.")]
    if content.dossier_id not in (None, was[1]) and not _dossier_is_known(actor, content.dossier_id):
        problems["dossier_id"] = [_("Diese Vorlage gibt es nicht.")]
    if content.minutes is not None and not 1 <= content.minutes <= MOST_MINUTES:
        problems["minutes"] = [_("Bitte nennen Sie eine Zahl von 1 bis %(most)d.", most=MOST_MINUTES)]
    if problems:
        raise Invalid(fields=problems)


def write(item: AgendaItem, content: PlannedItem) -> None:
    """Put the content into the row."""
    text, title = clean_text(content.text), clean_line(content.title)
    if title != item.title:
        # Somebody gave it another one.
        item.withheld_title = None
    item.title = title
    item.text, item.text_html = text, render(text) if text else ""
    item.idea_id, item.dossier_id, item.minutes = content.idea_id, content.dossier_id, content.minutes
    if item.withheld_title is None:
        show_titles(item)


def check_box(parent: AgendaItem | None, minutes: int | None, *, without: int | None = None) -> None:
    """Refuse children that take more time together than their parent has (L-02). Raises Invalid."""
    if parent is None or parent.minutes is None:
        return
    others = select(func.sum(AgendaItem.minutes)).where(AgendaItem.parent_id == parent.id)
    if without is not None:
        others = others.where(AgendaItem.id != without)
    total = (db.session.scalar(others) or 0) + (minutes or 0)
    if total > parent.minutes:
        sentence = _(
            "Die Unterpunkte bräuchten zusammen %(total)s Minuten, TOP %(number)s hat nur %(minutes)s.",
            total=total,
            number=parent.number,
            minutes=parent.minutes,
        )
        raise Invalid(fields={"minutes": [sentence]})


def is_known_idea(actor: Actor, idea_id: int) -> bool:
    """Tell whether there is such an idea, for this person, and not as a draft."""
    try:
        return not find_idea(actor, idea_id).is_draft
    except (NotFound, Gone):
        return False


def _dossier_is_known(actor: Actor, dossier_id: int) -> bool:
    found = db.session.get(Dossier, dossier_id)
    return found is not None and found.audience in actor.words
