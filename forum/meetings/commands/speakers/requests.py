"""Asking for the floor, and no longer asking."""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import clean_line
from forum.meetings.commands.action import Action, Empty, Number, Shape
from forum.meetings.commands.speakers import rows
from forum.meetings.commands.speakers.rows import SpeakerRef
from forum.meetings.commands.step import Step
from forum.meetings.events import SpeechRemoved, SpeechRequested, SpeechWithdrawn
from forum.meetings.models import STILL_THERE, AgendaItem, ItemState, SpeakerEntry, SpeakerState
from forum.meetings.queries.entitled import is_voter
from forum.meetings.speaking import Kind, Point

LONGEST_NOTE = 250


class NewSpeech(Shape):
    """A wish to speak; the desk may put a member on the list who cannot do it, on the phone for instance (L-31)."""

    stance: Literal["", "pro", "contra"] = ""
    person_id: Number | None = None


class NewPoint(Shape):
    """A point of order: what it asks for, and why (L-09)."""

    point: Literal["quorum", "break", "postpone", "refer", "end_debate", "end_list", "limit", "voting", "other"]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


def request_speech(step: Step, data: NewSpeech) -> None:
    """Put the actor, or for the desk a member, on the speakers' list of the current item.

    Raises Conflict when it is closed, with the reason; Forbidden, NotFound.
    """
    person_id = _whom(step, data.person_id)
    item = may_ask(step, person_id)
    require_debate(item)
    set_for_item = rows.list_of(step, item.id)
    if set_for_item is not None and not set_for_item.is_open:
        reason = set_for_item.reason
        raise Conflict(
            _("Die Redeliste ist geschlossen: %(reason)s", reason=reason)
            if reason
            else _("Die Redeliste ist geschlossen.")
        )
    _not_yet(item, person_id, Kind.SPEECH)
    noted_by = step.person_id if person_id != step.person_id else None
    _add(step, item, SpeakerEntry(person_id=person_id, kind=Kind.SPEECH, stance=data.stance, noted_by=noted_by))


def request_point(step: Step, data: NewPoint) -> None:
    """Ask for the floor for a point of order; a closed list does not stand in its way."""
    item = may_ask(step, step.person_id)
    _not_yet(item, step.person_id, Kind.POINT)
    wish = SpeakerEntry(person_id=step.person_id, kind=Kind.POINT, point=Point(data.point), note=clean_line(data.note))
    _add(step, item, wish)


def request_question(step: Step, _data: Empty) -> None:
    """Ask to put a question to whoever speaks now (L-12)."""
    item = may_ask(step, step.person_id)
    require_debate(item)
    speech = next((one for one in rows.on_the_floor(step) if one.kind != Kind.QUESTION), None)
    if speech is None:
        raise Conflict(_("Zurzeit spricht niemand, den Sie fragen könnten."))
    if speech.person_id == step.person_id:
        raise Conflict(_("Sie haben selbst das Wort."))
    _not_yet(item, step.person_id, Kind.QUESTION)
    _add(step, item, SpeakerEntry(person_id=step.person_id, kind=Kind.QUESTION, speech_id=speech.id))


def _whom(step: Step, person_id: int | None) -> int:
    """Return who is put on the list: the actor, who needs a vote for it, or for the desk any member with one."""
    if person_id is None or person_id == step.person_id:
        if not can(step.actor, "meeting.vote", step.meeting):
            raise Forbidden(_("Zu Wort melden sich die stimmberechtigten Mitglieder."))
        return step.person_id
    if not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    if not is_voter(step.meeting.committee_id, person_id):
        raise NotFound(_("Diese Person gehört dem Gremium nicht an."))
    return person_id


def may_ask(step: Step, person_id: int) -> AgendaItem:
    """Return the item that is called, to which somebody may speak now. Raises Conflict, with the reason."""
    step.require_running()
    if rows.rules_of(step).present_only and step.presence(person_id) is None:
        raise Conflict(
            _("Bitte melden Sie sich zuerst anwesend.")
            if person_id == step.person_id
            else _("Diese Person ist nicht anwesend gemeldet.")
        )
    item = step.current_item()
    step.require_taking_part(item, person_id)
    step.require_seat(person_id)
    return item


def require_debate(item: AgendaItem) -> None:
    """Refuse a speech or a question when the debate is over and the vote comes next; a point of order is heard."""
    if item.state == ItemState.DEBATED:
        raise Conflict(_("Die Beratung zu diesem Punkt ist beendet. Zur Geschäftsordnung können Sie sich noch melden."))


def _not_yet(item: AgendaItem, person_id: int, kind: Kind) -> None:
    there = select(SpeakerEntry.id).where(
        SpeakerEntry.item_id == item.id,
        SpeakerEntry.person_id == person_id,
        SpeakerEntry.kind == kind,
        SpeakerEntry.state.in_(STILL_THERE),
    )
    if db.session.scalar(there.limit(1)) is not None:
        raise Conflict(_("Diese Wortmeldung steht schon auf der Redeliste."))


def _add(step: Step, item: AgendaItem, wish: SpeakerEntry) -> None:
    wish.meeting_id, wish.item_id, wish.audience = step.meeting.id, item.id, item.audience
    wish.state = SpeakerState.WAITING
    db.session.add(wish)
    db.session.flush()
    event = SpeechRequested(
        meeting_id=step.meeting.id,
        speaker_id=wish.id,
        item_id=item.id,
        person_id=wish.person_id,
        on_behalf_of=wish.person_id if wish.noted_by is not None else None,
        kind=str(wish.kind),
        stance=wish.stance,
        point=wish.point,
        speech_id=wish.speech_id,
        order=rows.reorder(step, item.id),
    )
    step.record(event, item.audience)


def readd_last(step: Step, _data: Empty) -> None:
    """Put whoever spoke last at the head of the list once more (L-14)."""
    step.require_running()
    item = step.current_item()
    last = db.session.scalar(
        select(SpeakerEntry)
        .where(
            SpeakerEntry.item_id == item.id,
            SpeakerEntry.state == SpeakerState.DONE,
            SpeakerEntry.kind == Kind.SPEECH,
        )
        .order_by(SpeakerEntry.ended_at.desc(), SpeakerEntry.id.desc())
        .limit(1)
    )
    if last is None:
        raise Conflict(_("Zu diesem Punkt hat noch niemand gesprochen."))
    may_ask(step, last.person_id)
    require_debate(item)
    _not_yet(item, last.person_id, Kind.SPEECH)
    _add(step, item, SpeakerEntry(person_id=last.person_id, kind=Kind.SPEECH, stance=last.stance, moved=True))


def withdraw_speech(step: Step, data: SpeakerRef) -> None:
    """Take the own wish to speak back."""
    step.require_running()
    found = rows.entry(step, data.speaker_id)
    if found.person_id != step.person_id:
        raise NotFound(_("Diese Wortmeldung ist nicht Ihre."))
    _leave(step, found, SpeakerState.WITHDRAWN, SpeechWithdrawn)


def remove_speech(step: Step, data: SpeakerRef) -> None:
    """Take somebody off the list; the log says who did it."""
    step.require_running()
    _leave(step, rows.entry(step, data.speaker_id), SpeakerState.REMOVED, SpeechRemoved)


def _leave(step: Step, found: SpeakerEntry, state: SpeakerState, kind: type[SpeechWithdrawn]) -> None:
    if found.state != SpeakerState.WAITING:
        raise Conflict(_("Diese Wortmeldung wartet nicht mehr."))
    found.state = state
    if state == SpeakerState.REMOVED:
        found.note = ""
    order = rows.reorder(step, found.item_id)
    event = kind(meeting_id=step.meeting.id, speaker_id=found.id, item_id=found.item_id, order=order)
    step.record(event, found.audience)


ACTIONS = {
    "speech.request": Action("meeting.contribute", NewSpeech, request_speech),
    "speech.point": Action("meeting.vote", NewPoint, request_point),
    "speech.question": Action("meeting.vote", Empty, request_question),
    "speech.withdraw": Action("meeting.vote", SpeakerRef, withdraw_speech),
    "speech.remove": Action("meeting.lead", SpeakerRef, remove_speech),
    "speech.readd": Action("meeting.lead", Empty, readd_last),
}
