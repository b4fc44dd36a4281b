"""Giving the floor and taking it: a speech begins, stands still, goes on and ends."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import LoggedEvent
from forum.core.i18n import _
from forum.meetings.commands.action import Action, Empty
from forum.meetings.commands.speakers import requests, rows
from forum.meetings.commands.speakers.rows import SpeakerRef
from forum.meetings.commands.step import Step
from forum.meetings.events import (
    SpeechEnded,
    SpeechHalted,
    SpeechLapsed,
    SpeechResumed,
    SpeechStarted,
    SpeechUndone,
)
from forum.meetings.models import ON_THE_FLOOR, STILL_THERE, AgendaItem, SpeakerEntry, SpeakerState
from forum.meetings.speaking import Clock, Kind

UNDO_WITHIN = timedelta(seconds=10)


def start_speech(step: Step, data: SpeakerRef) -> None:
    """Give somebody the floor. Whoever spoke before is done, but for a question, which makes the speech stand still."""
    step.require_running()
    entry = rows.entry(step, data.speaker_id)
    if entry.state != SpeakerState.WAITING or entry.item_id != step.current_item().id:
        raise Conflict(_("Diese Wortmeldung wartet nicht mehr."))
    at = now()
    for before in reversed(rows.on_the_floor(step)):
        if entry.kind != Kind.QUESTION or before.kind == Kind.QUESTION:
            _end(step, before, at)
        elif before.state == SpeakerState.SPEAKING:
            _halt(step, before, at)
    override = _passes_somebody(entry)
    entry.state, entry.clock, entry.limit_seconds = SpeakerState.SPEAKING, Clock(at), _limit(step, entry)
    event = SpeechStarted(
        meeting_id=step.meeting.id,
        speaker_id=entry.id,
        item_id=entry.item_id,
        person_id=entry.person_id,
        started_at=at,
        limit_seconds=entry.limit_seconds,
        override=override,
        order=rows.reorder(step, entry.item_id),
    )
    step.record(event, entry.audience)


def _passes_somebody(entry: SpeakerEntry) -> bool:
    """Say whether somebody waits before this wish; a question is admitted or not, whoever waits."""
    before = select(SpeakerEntry.id).where(
        SpeakerEntry.item_id == entry.item_id,
        SpeakerEntry.state == SpeakerState.WAITING,
        SpeakerEntry.kind != Kind.QUESTION,
        SpeakerEntry.place < entry.place,
    )
    return entry.kind != Kind.QUESTION and db.session.scalar(before.limit(1)) is not None


def _limit(step: Step, entry: SpeakerEntry) -> int | None:
    of_item = rows.list_of(step, entry.item_id)
    if of_item is not None and of_item.limit_seconds is not None:
        return of_item.limit_seconds
    return rows.rules_of(step).limit_seconds


def halt_speech(step: Step, data: SpeakerRef) -> None:
    """Let the time of a speech stand still, for instance until it is quiet again."""
    step.require_running()
    entry = rows.entry(step, data.speaker_id)
    if entry.state != SpeakerState.SPEAKING:
        raise Conflict(_("Diese Person hat gerade nicht das Wort."))
    _halt(step, entry, now())


def _halt(step: Step, entry: SpeakerEntry, at: datetime) -> None:
    entry.state, entry.clock = SpeakerState.HALTED, entry.clock.halt(at)
    step.record(SpeechHalted(meeting_id=step.meeting.id, speaker_id=entry.id, halted_at=at), entry.audience)


def resume_speech(step: Step, data: SpeakerRef) -> None:
    """Let the time of a speech go on; a question that is still being asked ends with it (L-12)."""
    step.require_running()
    entry = rows.entry(step, data.speaker_id)
    if entry.state != SpeakerState.HALTED:
        raise Conflict(_("Die Redezeit dieser Person steht gerade nicht still."))
    at = now()
    for other in rows.on_the_floor(step):
        if other.speech_id == entry.id:
            _end(step, other, at)
    entry.state, entry.clock = SpeakerState.SPEAKING, entry.clock.go_on(at)
    event = SpeechResumed(meeting_id=step.meeting.id, speaker_id=entry.id, stood_still=entry.stood_still)
    step.record(event, entry.audience)


def end_speech(step: Step, data: SpeakerRef) -> None:
    """Note that somebody is done speaking."""
    step.require_running()
    entry = rows.entry(step, data.speaker_id)
    if entry.state not in ON_THE_FLOOR:
        raise Conflict(_("Diese Person hat gerade nicht das Wort."))
    _end(step, entry, now())


def _end(step: Step, entry: SpeakerEntry, at: datetime) -> None:
    """End a speech; whoever wanted to ask about it asks no more."""
    for question in db.session.scalars(
        select(SpeakerEntry).where(SpeakerEntry.speech_id == entry.id, SpeakerEntry.state.in_(STILL_THERE))
    ).all():
        if question.state == SpeakerState.WAITING:
            _lapse(step, question)
        else:
            _end(step, question, at)
    entry.state, entry.clock = SpeakerState.DONE, entry.clock.stop(at)
    event = SpeechEnded(
        meeting_id=step.meeting.id,
        speaker_id=entry.id,
        item_id=entry.item_id,
        seconds=round(entry.clock.used(at).total_seconds()),
        ended_at=at,
        stood_still=entry.stood_still,
        order=rows.reorder(step, entry.item_id),
    )
    step.record(event, entry.audience)


def _lapse(step: Step, entry: SpeakerEntry) -> None:
    entry.state = SpeakerState.LAPSED
    order = rows.reorder(step, entry.item_id)
    event = SpeechLapsed(meeting_id=step.meeting.id, speaker_id=entry.id, item_id=entry.item_id, order=order)
    step.record(event, entry.audience)


def end_list(step: Step, item: AgendaItem) -> None:
    """End the speakers' list of an item with the item: who speaks is done, who waits no longer waits."""
    _end_all(step, SpeakerEntry.item_id == item.id)


def leave_list(step: Step, person_id: int) -> None:
    """End whatever somebody asked or speaks about who takes part no more; the others move up."""
    _end_all(step, SpeakerEntry.person_id == person_id)


def leave_list_of(step: Step, item: AgendaItem, person_id: int) -> None:
    """End what somebody asked or speaks about one item, or below it, because they take no part in it (B-15)."""
    below = select(AgendaItem.id).where(or_(AgendaItem.id == item.id, AgendaItem.parent_id == item.id))
    _end_all(step, and_(SpeakerEntry.person_id == person_id, SpeakerEntry.item_id.in_(below)))


def _end_all(step: Step, which: ColumnElement[bool]) -> None:
    there = SpeakerEntry.meeting_id == step.meeting.id, SpeakerEntry.state.in_(STILL_THERE), which
    at = now()
    for entry in db.session.scalars(select(SpeakerEntry).where(*there).order_by(SpeakerEntry.id)).all():
        if entry.state in ON_THE_FLOOR:
            _end(step, entry, at)
        elif entry.state == SpeakerState.WAITING:
            _lapse(step, entry)


def undo(step: Step, _data: Empty) -> None:
    """Take the last step back within ten seconds: who got the floor waits again, and who was done speaks again (L-14).

    Raises Conflict, also when who was done may not speak any more: they left or are biased, or the debate has ended.
    """
    step.require_running()
    item, entry = step.current_item(), SpeakerEntry
    of_item = db.session.scalars(
        select(entry).where(entry.item_id == item.id, entry.started_at.is_not(None)).order_by(entry.id)
    ).all()
    moments = [at for one in of_item for at in (one.started_at, one.ended_at) if at is not None]
    last = max(moments, default=None)
    if last is None or now() - last > UNDO_WITHIN:
        raise Conflict(_("Zurücknehmen geht nur in den ersten zehn Sekunden."))
    again = [one for one in of_item if one.ended_at == last and one.started_at != last]
    for one in again:
        requests.may_ask(step, one.person_id)
        if one.kind != Kind.POINT:
            requests.require_debate(item)
    # Who began first waits again, then who was done speaks again: never do two have the floor.
    interrupted = [one for one in rows.on_the_floor(step) if one.halted_at == last]
    for one in of_item:
        if one.started_at == last:
            _take_back(step, one, SpeakerState.WAITING)
    for one in again:
        _make_room(step)
        _take_back(step, one, SpeakerState.SPEAKING)
        if _stood_still(step, one):
            _halt(step, one, last)
        interrupted = []
    for one in interrupted:
        resume_speech(step, SpeakerRef(speaker_id=one.id))


def _make_room(step: Step) -> None:
    """Let the speech stand still that went on after the question that now comes back."""
    for other in rows.on_the_floor(step):
        if other.state == SpeakerState.SPEAKING:
            _halt(step, other, now())


def _stood_still(step: Step, entry: SpeakerEntry) -> bool:
    """Tell whether the time of a speech stood still when it ended; the log knows, the stopped clock no longer."""
    told = select(LoggedEvent.type, LoggedEvent.data).where(
        LoggedEvent.stream == step.meeting.stream,
        LoggedEvent.type.in_([kind.__name__ for kind in (SpeechStarted, SpeechHalted, SpeechResumed)]),
    )
    latest_first = db.session.execute(told.order_by(LoggedEvent.seq.desc()))
    last = next((row.type for row in latest_first if row.data["speaker_id"] == entry.id), "")
    return last == SpeechHalted.__name__


def _take_back(step: Step, entry: SpeakerEntry, state: SpeakerState) -> None:
    if state == SpeakerState.WAITING:
        entry.started_at = entry.halted_at = entry.ended_at = entry.limit_seconds = None
        entry.stood_still = entry.place = 0
        entry.moved = entry.kind == Kind.SPEECH
    else:
        entry.ended_at = None
    entry.state = state
    event = SpeechUndone(
        meeting_id=step.meeting.id,
        speaker_id=entry.id,
        item_id=entry.item_id,
        state=str(state),
        order=rows.reorder(step, entry.item_id),
    )
    step.record(event, entry.audience)


ACTIONS = {
    "speech.start": Action("meeting.lead", SpeakerRef, start_speech),
    "speech.halt": Action("meeting.lead", SpeakerRef, halt_speech),
    "speech.resume": Action("meeting.lead", SpeakerRef, resume_speech),
    "speech.end": Action("meeting.lead", SpeakerRef, end_speech),
    "speech.undo": Action("meeting.lead", Empty, undo),
}
