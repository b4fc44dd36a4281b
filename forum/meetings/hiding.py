"""Agendas and decisions in writing follow the title of an idea that they bear (M-36, M-13).

What was minuted and sealed stays: the row keeps the words of its day, and the seal proves them (L-80). Pages, calendars,
log, archive and search show the item as it may be shown by now. See ``forum.meetings.borrowing``.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, or_, select

from forum.core.db import db
from forum.core.permissions import SYSTEM
from forum.ideas.titles import Titles
from forum.meetings.borrowing import Bearer, bears, show_titles
from forum.meetings.commands.step import Step
from forum.meetings.events import ItemChanged
from forum.meetings.models import AgendaItem, Circulation, Meeting, MeetingState


def follow_titles(titles: Titles, _replaced: Mapping[str, str]) -> None:
    """Show the titles of an idea as they may be shown by now, where agendas and decisions in writing bear them."""
    for item in db.session.scalars(_bearing(AgendaItem, titles).order_by(AgendaItem.meeting_id, AgendaItem.id)):
        if show_titles(item, titles):
            # Whoever has the form of the item open sends the title of before with it.
            item.version += 1
            _tell(item)
    for circulation in db.session.scalars(_bearing(Circulation, titles).order_by(Circulation.id)):
        show_titles(circulation, titles)


def _bearing(model: type[Bearer], titles: Titles) -> Select[Any]:
    """Select what is about an idea; what was cut off from it meanwhile goes on keeping its title aside as well."""
    kept = (model.withheld_title.contains(title, autoescape=True) for title in titles.borne - {""})
    return select(model).where(or_(bears(model, titles.idea.id), *kept))


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
