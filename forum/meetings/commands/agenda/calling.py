"""Items are called, debated and ended (L-04)."""

from typing import Literal

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.meetings.commands import speakers
from forum.meetings.commands.action import Action, ItemRef
from forum.meetings.commands.step import Step
from forum.meetings.events import ItemClosed, ItemDebated, ItemOpened
from forum.meetings.models import AgendaItem, ItemState, Poll
from forum.meetings.models.agenda import CALLED, ITEM_LABELS, TRANSITIONS


class ItemEnd(ItemRef):
    """An agenda item and what came of it."""

    outcome: Literal["resolved", "postponed", "closed"] = "closed"


def open_item(step: Step, data: ItemRef) -> None:
    """Call an item; the one before ends with it. A debate that was ended is taken up again."""
    step.require_running()
    item = step.item(data.item_id)
    current_id = step.meeting.current_item_id
    if item.state == ItemState.OPEN:
        raise Conflict(_("Dieser Punkt ist schon aufgerufen."))
    if current_id is not None and current_id != item.id:
        # Whoever calls an item need not see the one before, such as one for the chair alone.
        end_item(step, db.session.get_one(AgendaItem, current_id), ItemState.CLOSED)
    _enter(item, ItemState.OPEN)
    item.called_at = item.called_at or now()
    item.first_called_at = item.first_called_at or item.called_at
    step.meeting.current_item_id = item.id
    step.record(ItemOpened(meeting_id=step.meeting.id, item_id=item.id), item.audience)


def end_debate(step: Step, data: ItemRef) -> None:
    """End the debate of the current item, with its speakers' list; what follows is the vote."""
    step.require_running()
    item = step.item(data.item_id)
    _enter(item, ItemState.DEBATED)
    speakers.end_list(step, item)
    step.record(ItemDebated(meeting_id=step.meeting.id, item_id=item.id), item.audience)


def close_item(step: Step, data: ItemEnd) -> None:
    """End the current item, or say of one that was not called that it is not dealt with today."""
    step.require_running()
    item = step.item(data.item_id)
    outcome = ItemState(data.outcome)
    if item.state not in CALLED and outcome == ItemState.RESOLVED:
        raise Conflict(_("Dieser Punkt ist nicht aufgerufen."))
    end_item(step, item, outcome)


def end_item(step: Step, item: AgendaItem, outcome: ItemState) -> None:
    """End an item with its speakers' list. Raises Conflict while a vote on it is open."""
    if db.session.scalar(select(Poll.id).where(Poll.item_id == item.id, Poll.state != "closed").limit(1)):
        raise Conflict(_("Zu diesem Punkt läuft noch eine Abstimmung."))
    _enter(item, outcome)
    speakers.end_list(step, item)
    if item.called_at is not None:
        item.spent += round((now() - item.called_at).total_seconds())
        item.called_at = None
    if step.meeting.current_item_id == item.id:
        step.meeting.current_item_id = None
    step.record(ItemClosed(meeting_id=step.meeting.id, item_id=item.id, outcome=str(outcome)), item.audience)


def _enter(item: AgendaItem, state: ItemState) -> None:
    """Let an item go where the table of transitions lets it. Raises Conflict."""
    if state not in TRANSITIONS[ItemState(item.state)]:
        raise Conflict(
            _(
                "TOP %(number)s ist %(state)s und kann nicht %(wanted)s werden.",
                number=item.number,
                state=item.state_label,
                wanted=ITEM_LABELS[state],
            )
        )
    item.state = state


ACTIONS = {
    "item.open": Action("meeting.lead", ItemRef, open_item),
    "item.debated": Action("meeting.lead", ItemRef, end_debate),
    "item.close": Action("meeting.lead", ItemEnd, close_item),
}
