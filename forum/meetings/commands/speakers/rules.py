"""By which rules the floor is given, whether the list is open, and what the chair decides against the rules."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.text import clean_line
from forum.meetings.commands.action import Action, Empty, Shape
from forum.meetings.commands.speakers import rows
from forum.meetings.commands.speakers.rows import SpeakerRef
from forum.meetings.commands.step import Step
from forum.meetings.events import ListClosed, ListOpened, SpeakersOrdered, SpeakingRulesSet, SpeechLimitSet
from forum.meetings.models import AgendaItem, SpeakerEntry, SpeakerList, SpeakerState
from forum.meetings.speaking import Kind

Limit = Annotated[int, Field(ge=10, le=7200)]


class NewRules(Shape):
    """The rules of a meeting; what is not named is off."""

    alternate: bool = False
    balanced: bool = False
    present_only: bool = False
    limit_seconds: Limit | None = None


class ListReason(Shape):
    """Why the list is closed."""

    reason: Annotated[str, Field(max_length=250)] = ""


class ItemLimit(Shape):
    """How long a speech may last under the current item; without it the usual limit holds."""

    limit_seconds: Limit | None = None


class NewPlace(SpeakerRef):
    """The place at which the chair wants somebody."""

    place: Annotated[int, Field(ge=1, le=500)]


def set_rules(step: Step, data: NewRules) -> None:
    """Set the rules of the meeting; the list of the current item is ordered by them at once."""
    step.require_running()
    stored = rows.rules_of(step)
    values = data.model_dump()
    for name, value in values.items():
        setattr(stored, name, value)
    db.session.add(stored)
    step.record(SpeakingRulesSet(meeting_id=step.meeting.id, **values))
    if step.meeting.current_item_id is not None:
        _reorder(step, db.session.get_one(AgendaItem, step.meeting.current_item_id))


def _reorder(step: Step, item: AgendaItem, moved: SpeakerEntry | None = None) -> None:
    order = rows.reorder(step, item.id)
    if order:
        number = moved.id if moved else None
        event = SpeakersOrdered(meeting_id=step.meeting.id, item_id=item.id, order=order, speaker_id=number)
        step.record(event, item.audience)


def close_list(step: Step, data: ListReason) -> None:
    """Let nobody join the list of the current item any more; who waits is still heard (L-07)."""
    found = _list(step)
    if not found.is_open:
        raise Conflict(_("Die Redeliste ist schon geschlossen."))
    found.is_open, found.reason = False, clean_line(data.reason)
    step.record(ListClosed(meeting_id=step.meeting.id, item_id=found.item_id), found.audience)


def open_list(step: Step, _data: Empty) -> None:
    """Let everybody join again."""
    found = _list(step)
    if found.is_open:
        raise Conflict(_("Die Redeliste ist schon offen."))
    found.is_open, found.reason = True, ""
    step.record(ListOpened(meeting_id=step.meeting.id, item_id=found.item_id), found.audience)


def set_limit(step: Step, data: ItemLimit) -> None:
    """Set how long speeches under the current item may last; a speech that runs keeps its limit."""
    found = _list(step)
    found.limit_seconds = data.limit_seconds
    event = SpeechLimitSet(meeting_id=step.meeting.id, item_id=found.item_id, limit_seconds=data.limit_seconds)
    step.record(event, found.audience)


def _list(step: Step) -> SpeakerList:
    step.require_running()
    item = step.current_item()
    found = rows.list_of(step, item.id)
    if found is None:
        found = SpeakerList(
            item_id=item.id, meeting_id=step.meeting.id, is_open=True, reason="", audience=item.audience
        )
        db.session.add(found)
    return found


def move(step: Step, data: NewPlace) -> None:
    """Put a waiting speech at another place among the speeches; the log says who did it (L-11)."""
    step.require_running()
    entry = rows.entry(step, data.speaker_id)
    if entry.state != SpeakerState.WAITING or entry.kind != Kind.SPEECH:
        raise Conflict(_("Nur wartende Wortmeldungen lassen sich verschieben."))
    others = db.session.scalars(
        select(SpeakerEntry)
        .where(
            SpeakerEntry.item_id == entry.item_id,
            SpeakerEntry.state == SpeakerState.WAITING,
            SpeakerEntry.kind == Kind.SPEECH,
            SpeakerEntry.id != entry.id,
        )
        .order_by(SpeakerEntry.place)
    ).all()
    ahead = min(data.place - 1, len(others))
    # Places are doubled for a moment, so that there is one between any two.
    for place, other in enumerate(others, start=1):
        other.place = 2 * place
    entry.place, entry.moved = 2 * ahead + 1, True
    _reorder(step, db.session.get_one(AgendaItem, entry.item_id), entry)


ACTIONS = {
    "speakers.rules": Action("meeting.lead", NewRules, set_rules),
    "speakers.close": Action("meeting.lead", ListReason, close_list),
    "speakers.open": Action("meeting.lead", Empty, open_list),
    "speakers.limit": Action("meeting.lead", ItemLimit, set_limit),
    "speakers.move": Action("meeting.lead", NewPlace, move),
}
