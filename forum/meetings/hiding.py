"""Items of an agenda that bear the title of an idea show it as the moderation lets it be shown (M-36, M-13).

What was minuted and sealed stays: the row keeps the words of its day, and the seal proves them (L-80). Pages, calendars,
log, archive and search show the item as it may be shown by now. Words that a committee found itself are its own.
"""

from collections.abc import Mapping

from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.permissions import SYSTEM
from forum.dossiers.models import DossierIdea
from forum.ideas.models import Idea
from forum.ideas.titles import Titles, placeholder, titles_of
from forum.meetings.commands.agenda.content import TITLE
from forum.meetings.commands.step import Step
from forum.meetings.events import ItemChanged
from forum.meetings.models import AgendaItem, Meeting, MeetingState, names_idea


def follow_titles(titles: Titles, _replaced: Mapping[str, str]) -> None:
    """Show the titles of an idea on agendas, of items about it or about a paper on it, as they may be shown by now."""
    # An item that was cut off from the idea meanwhile goes on keeping its title aside, and gives it back as well.
    kept = or_(*(AgendaItem.withheld_title.contains(title, autoescape=True) for title in titles.borne - {""}))
    about = or_(names_idea(titles.idea.id), kept)
    for item in db.session.scalars(select(AgendaItem).where(about).order_by(AgendaItem.meeting_id, AgendaItem.id)):
        original = shown = item.withheld_title or item.title
        for one in [titles, *_other_titles(item, titles.idea.id)]:
            shown = _shown(shown, one)
        withheld = original if shown != original else None
        if (shown, withheld) != (item.title, item.withheld_title):
            item.title, item.withheld_title = shown, withheld
            # Whoever has the form of the item open sends the title of before with it.
            item.version += 1
            _tell(item)


def _other_titles(item: AgendaItem, known: int) -> list[Titles]:
    """Return the titles of the other ideas that an item is about: a paper is on several."""
    if item.dossier_id is None:
        return []
    links = select(DossierIdea.idea_id).where(DossierIdea.dossier_id == item.dossier_id, DossierIdea.idea_id != known)
    return [
        titles_of(db.session.get_one(Idea, number))
        for number in db.session.scalars(links.order_by(DossierIdea.idea_id))
    ]


def _shown(original: str, titles: Titles) -> str:
    """Return what is shown of an item; of a hidden idea its title goes, and what the committee wrote around it stays."""
    instead = placeholder(titles.idea)
    shown = titles.without_words(original, instead)
    if titles.is_hidden:
        for title in sorted(titles.borne - {""}, key=len, reverse=True):
            shown = shown.replace(title, instead)
    return shown if len(shown) <= TITLE[1] else instead


def _tell(item: AgendaItem) -> None:
    """Say in the log of a session that is not over that an item reads otherwise; a closed log stays as it is."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    if meeting.state not in {MeetingState.PLANNED, MeetingState.RUNNING}:
        return
    if item.audience == meeting.audience:
        # Titles stand in calendars (L-29).
        meeting.agenda_version += 1
    event = ItemChanged(
        meeting_id=meeting.id,
        item_id=item.id,
        idea_id=item.idea_id,
        dossier_id=item.dossier_id,
        minutes=item.minutes,
    )
    Step(SYSTEM, meeting).record(event, item.audience)
