"""Planning a meeting with its agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.committees.models import Committee, State
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Gone, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.ideas.queries import idea as find_idea
from forum.meetings.commands.step import Step
from forum.meetings.events import ItemAdded, MeetingCancelled, MeetingPlanned
from forum.meetings.models import AgendaItem, Meeting, MeetingState

MOST_ITEMS = 60


@dataclass(frozen=True)
class PlannedItem:
    """An item of the agenda as it is planned; one that is not public is only for the committee."""

    title: str
    text: str = ""
    idea_id: int | None = None
    public: bool = True


def plan_meeting(
    actor: Actor,
    committee: Committee,
    *,
    title: str,
    starts_at: datetime,
    place: str = "",
    quorum: int = 0,
    items: Sequence[PlannedItem] = (),
) -> Meeting:
    """Plan a public meeting of a committee with its agenda. Raises Invalid, Conflict."""
    require(actor, "meeting.plan", committee)
    # A committee is dissolved under the same lock, and then nothing may be planned that nobody would cancel.
    committee = get_or_404(Committee, committee.id, lock=True)
    if committee.state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    title, place = clean_line(title), clean_line(place)
    problems: dict[str, list[str]] = {}
    if not 5 <= len(title) <= 160:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 160 Zeichen.")]
    if len(place) > 160:
        problems["place"] = [_("Bitte schreiben Sie höchstens 160 Zeichen.")]
    if not items or len(items) > MOST_ITEMS:
        problems["items"] = [_("Die Tagesordnung braucht zwischen 1 und 60 Punkte.")]
    if any(not 3 <= len(clean_line(item.title)) <= 160 for item in items):
        problems["items"] = [_("Jeder Tagesordnungspunkt braucht einen Titel mit 3 bis 160 Zeichen.")]
    if any(item.idea_id is not None and not _is_known(actor, item.idea_id) for item in items):
        problems["items"] = [_("Eine der genannten Ideen gibt es nicht.")]
    if problems:
        raise Invalid(fields=problems)
    meeting = Meeting(
        committee_id=committee.id,
        title=title,
        starts_at=starts_at,
        place=place,
        quorum=max(0, quorum),
        audience=committee.audience,
        created_at=now(),
    )
    db.session.add(meeting)
    db.session.flush()
    step = Step(actor, meeting)
    step.record(MeetingPlanned(meeting_id=meeting.id))
    for number, item in enumerate(items, start=1):
        _add_item(step, committee, number, item)
    return meeting


def cancel_meeting(actor: Actor, meeting_id: int) -> None:
    """Cancel a meeting that has not begun; one that was opened or cancelled meanwhile stays as it is."""
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    require(actor, "meeting.plan", meeting)
    if meeting.state == MeetingState.PLANNED:
        meeting.state = MeetingState.CANCELLED
        Step(actor, meeting).record(MeetingCancelled(meeting_id=meeting.id))


def _is_known(actor: Actor, idea_id: int) -> bool:
    try:
        return not find_idea(actor, idea_id).is_draft
    except (NotFound, Gone):
        return False


def _add_item(step: Step, committee: Committee, number: int, planned: PlannedItem) -> None:
    text = clean_text(planned.text)
    item = AgendaItem(
        meeting_id=step.meeting.id,
        number=number,
        title=clean_line(planned.title),
        text=text,
        text_html=render(text) if text else "",
        idea_id=planned.idea_id,
        audience=step.meeting.audience if planned.public else committee.word,
    )
    db.session.add(item)
    db.session.flush()
    event = ItemAdded(meeting_id=step.meeting.id, item_id=item.id, number=number, idea_id=item.idea_id)
    step.record(event, item.audience)
