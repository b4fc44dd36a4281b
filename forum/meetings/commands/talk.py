"""What members say: written contributions and the speakers' list."""

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.text import clean_text, render
from forum.meetings.commands import shapes
from forum.meetings.commands.step import Step
from forum.meetings.events import (
    ContributionAdded,
    ContributionHidden,
    SpeechEnded,
    SpeechLapsed,
    SpeechRequested,
    SpeechStarted,
    SpeechWithdrawn,
)
from forum.meetings.models import AgendaItem, Contribution, SpeakerEntry, SpeakerState


def add_contribution(step: Step, data: shapes.NewContribution) -> None:
    """Write a contribution to the current item."""
    step.require_running()
    item = step.current_item()
    source = clean_text(data.text)
    if not source:
        raise Invalid(fields={"text": [_("Bitte füllen Sie dieses Feld aus.")]})
    contribution = Contribution(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=step.person_id,
        source=source,
        html=render(source),
        audience=item.audience,
        created_at=now(),
    )
    db.session.add(contribution)
    db.session.flush()
    event = ContributionAdded(meeting_id=step.meeting.id, contribution_id=contribution.id, item_id=item.id)
    step.record(event, item.audience)


def hide_contribution(step: Step, data: shapes.ContributionRef) -> None:
    """Hide a contribution; the event lets every surface blank its text (L-51)."""
    found = db.session.get(Contribution, data.contribution_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diesen Beitrag gibt es hier nicht."))
    if found.hidden:
        raise Conflict(_("Der Beitrag ist schon verborgen."))
    found.hidden = True
    step.record(ContributionHidden(meeting_id=step.meeting.id, contribution_id=found.id), found.audience)


def request_speech(step: Step, data: shapes.NewSpeech) -> None:
    """Put the actor at the end of the speakers' list of the current item."""
    step.require_running()
    step.require_present()
    item = step.current_item()
    waiting = select(SpeakerEntry.id).where(
        SpeakerEntry.item_id == item.id,
        SpeakerEntry.person_id == step.person_id,
        SpeakerEntry.state.in_([SpeakerState.WAITING, SpeakerState.SPEAKING]),
    )
    if db.session.scalar(waiting) is not None:
        raise Conflict(_("Sie stehen schon auf der Redeliste."))
    entry = SpeakerEntry(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=step.person_id,
        stance=data.stance,
        audience=item.audience,
    )
    db.session.add(entry)
    db.session.flush()
    event = SpeechRequested(
        meeting_id=step.meeting.id,
        speaker_id=entry.id,
        item_id=item.id,
        person_id=step.person_id,
        stance=data.stance,
    )
    step.record(event, item.audience)


def withdraw_speech(step: Step, data: shapes.SpeakerRef) -> None:
    """Take the own wish to speak back."""
    step.require_running()
    entry = _entry(step, data.speaker_id)
    if entry.person_id != step.person_id:
        raise NotFound(_("Diese Wortmeldung ist nicht Ihre."))
    if entry.state != SpeakerState.WAITING:
        raise Conflict(_("Diese Wortmeldung wartet nicht mehr."))
    entry.state = SpeakerState.WITHDRAWN
    step.record(SpeechWithdrawn(meeting_id=step.meeting.id, speaker_id=entry.id), entry.audience)


def start_speech(step: Step, data: shapes.SpeakerRef) -> None:
    """Give somebody the floor; whoever spoke before is done."""
    step.require_running()
    entry = _entry(step, data.speaker_id)
    if entry.state != SpeakerState.WAITING or entry.item_id != step.current_item().id:
        raise Conflict(_("Diese Wortmeldung wartet nicht mehr."))
    speaking = select(SpeakerEntry).where(
        SpeakerEntry.meeting_id == step.meeting.id, SpeakerEntry.state == SpeakerState.SPEAKING
    )
    for before in db.session.scalars(speaking).all():
        _end(step, before)
    entry.state, entry.started_at = SpeakerState.SPEAKING, now()
    event = SpeechStarted(meeting_id=step.meeting.id, speaker_id=entry.id, person_id=entry.person_id)
    step.record(event, entry.audience)


def end_speech(step: Step, data: shapes.SpeakerRef) -> None:
    """Note that somebody is done speaking."""
    step.require_running()
    entry = _entry(step, data.speaker_id)
    if entry.state != SpeakerState.SPEAKING:
        raise Conflict(_("Diese Person hat gerade nicht das Wort."))
    _end(step, entry)


def end_list(step: Step, item: AgendaItem) -> None:
    """End the speakers' list of an item with the item: who speaks is done, who waits no longer waits."""
    entries = db.session.scalars(
        select(SpeakerEntry)
        .where(
            SpeakerEntry.item_id == item.id,
            SpeakerEntry.state.in_([SpeakerState.WAITING, SpeakerState.SPEAKING]),
        )
        .order_by(SpeakerEntry.id)
    ).all()
    for entry in entries:
        if entry.state == SpeakerState.SPEAKING:
            _end(step, entry)
        else:
            entry.state = SpeakerState.LAPSED
            step.record(SpeechLapsed(meeting_id=step.meeting.id, speaker_id=entry.id), entry.audience)


def _end(step: Step, entry: SpeakerEntry) -> None:
    entry.state, entry.ended_at = SpeakerState.DONE, now()
    step.record(SpeechEnded(meeting_id=step.meeting.id, speaker_id=entry.id), entry.audience)


def _entry(step: Step, speaker_id: int) -> SpeakerEntry:
    found = db.session.get(SpeakerEntry, speaker_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diese Wortmeldung gibt es hier nicht."))
    return found
