"""Minutes: drafted from the log, written by the clerk, objected to by members, approved by a vote, published (L-24)."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from forum.committees.queries import rules_of
from forum.core import chain
from forum.core.clock import end_of_day, local, now
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.i18n import _
from forum.core.permissions import SYSTEM
from forum.core.text import clean_text, render
from forum.meetings.commands.action import Action, Empty, Number, Shape
from forum.meetings.commands.approval import (
    Approval,
    approve_minutes,
    in_state,
    minutes_of,
    refuse_while_decided,
)
from forum.meetings.commands.step import Step
from forum.meetings.events import (
    MinutesDrafted,
    MinutesPublished,
    MinutesSubmitted,
    ObjectionAnswered,
    ObjectionRaised,
    ParagraphSaved,
)
from forum.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Objection,
    Paragraph,
    Redaction,
)
from forum.meetings.queries.minutes import office_holders
from forum.meetings.sealing import seal_texts

LONGEST = 20_000


class ParagraphPlace(Shape):
    """Where a paragraph is wanted: at an item, or without one after the last."""

    item_id: Number | None = None


class ParagraphText(Shape):
    """The new words of a paragraph, and the version that was seen while writing them."""

    paragraph_id: Number
    version: Number
    text: Annotated[str, Field(max_length=LONGEST)] = ""


class NewObjection(Shape):
    """What is wrong with the minutes."""

    text: Annotated[str, Field(min_length=1, max_length=5000)]


class Reply(Shape):
    """The answer to an objection, and whether the minutes were changed for it."""

    objection_id: Number
    text: Annotated[str, Field(min_length=1, max_length=5000)]
    accepted: bool = False


def draft_minutes(step: Step, _data: Empty) -> None:
    """Begin the minutes of a session that is over: seal its log, and give every part a paragraph (L-80)."""
    meeting = step.meeting
    if meeting.state != MeetingState.CLOSED:
        raise Conflict(_("Die Niederschrift beginnt, wenn die Sitzung geschlossen ist."))
    if db.session.get(Minutes, meeting.id) is not None:
        raise Conflict(_("Die Niederschrift ist schon begonnen."))
    chain.seal()
    last = db.session.scalars(
        select(LoggedEvent).where(LoggedEvent.stream == meeting.stream).order_by(LoggedEvent.seq.desc()).limit(1)
    ).one()
    if last.seal is None:
        # Only what lost its seal has none now, and minutes over a log that was tampered with would prove nothing.
        raise Conflict(
            _("Das Protokoll der Vorgänge ist beschädigt. Bitte wenden Sie sich an die Verwaltung des Forums.")
        )
    db.session.add(Minutes(meeting_id=meeting.id, seal=last.seal, seal_seq=last.seq, drafted_at=now()))
    db.session.flush()
    items = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).all()
    _add_paragraph(meeting, None, 0)
    for item in items:
        _add_paragraph(meeting, item, item.place)
    _add_paragraph(meeting, None, _after(items))
    event = MinutesDrafted(
        meeting_id=meeting.id,
        seal=last.seal,
        seal_seq=last.seq or 0,
        texts=seal_texts(meeting, meeting.last_seq + 1),
    )
    step.record(event, meeting.committee.word)


def _after(items: object) -> int:
    return 1 + max((item.place for item in items), default=0)  # type: ignore[attr-defined]


def _add_paragraph(meeting: Meeting, item: AgendaItem | None, place: int) -> Paragraph:
    paragraph = Paragraph(
        meeting_id=meeting.id,
        item_id=item.id if item else None,
        place=place,
        audience=item.audience if item else meeting.audience,
    )
    db.session.add(paragraph)
    db.session.flush()
    return paragraph


def add_paragraph(step: Step, data: ParagraphPlace) -> None:
    """Add an empty paragraph at the end of a part."""
    minutes = _open_minutes(step)
    item = step.item(data.item_id) if data.item_id is not None else None
    items = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == step.meeting.id)).all()
    paragraph = _add_paragraph(step.meeting, item, item.place if item else _after(items))
    _saved(step, minutes, paragraph)


def save_paragraph(step: Step, data: ParagraphText) -> None:
    """Write a paragraph. Raises Conflict with the stored paragraph when somebody saved it meanwhile (L-25)."""
    minutes = _open_minutes(step)
    paragraph = db.session.get(Paragraph, data.paragraph_id, populate_existing=True)
    if (
        paragraph is None
        or paragraph.meeting_id != step.meeting.id
        or paragraph.audience not in step.actor.words
        or db.session.get(Redaction, (step.meeting.id, "paragraph", paragraph.id)) is not None
    ):
        raise NotFound(_("Diesen Absatz gibt es hier nicht."))
    source = clean_text(data.text)
    if paragraph.version != data.version and paragraph.source != source:
        raise Conflict(
            _("Jemand anderes hat diesen Absatz inzwischen geändert. Hier stehen beide Fassungen."), current=paragraph
        )
    paragraph.source, paragraph.html = source, render(source) if source else ""
    paragraph.version += 1
    paragraph.edited_by, paragraph.edited_at = step.person_id, now()
    _saved(step, minutes, paragraph)


def _saved(step: Step, minutes: Minutes, paragraph: Paragraph) -> None:
    minutes.version += 1
    event = ParagraphSaved(
        meeting_id=step.meeting.id,
        paragraph_id=paragraph.id,
        version=paragraph.version,
        minutes_version=minutes.version,
    )
    step.record(event, step.meeting.committee.word)


def submit_minutes(step: Step, _data: Empty) -> None:
    """Lay the minutes before the members: from now on they may object."""
    minutes = in_state(step, MinutesState.DRAFT)
    days = rules_of(step.meeting.committee_id).objection_days
    minutes.state, minutes.submitted_at = MinutesState.OBJECTION, now()
    minutes.objections_until = end_of_day(local(now()).date() + timedelta(days=days))
    event = MinutesSubmitted(meeting_id=step.meeting.id, objections_until=minutes.objections_until)
    step.record(event, step.meeting.committee.word)


def raise_objection(step: Step, data: NewObjection) -> None:
    """Object to the minutes, as long as the period lasts."""
    minutes = in_state(step, MinutesState.OBJECTION)
    if minutes.objections_until is not None and now() > minutes.objections_until:
        raise Conflict(_("Die Frist für Einwendungen ist vorbei."))
    text = clean_text(data.text)
    if len(text) < 10:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie mindestens 10 Zeichen.")]})
    word = step.meeting.committee.word
    objection = Objection(meeting_id=step.meeting.id, person_id=step.person_id, audience=word, text=text, at=now())
    db.session.add(objection)
    db.session.flush()
    step.record(ObjectionRaised(meeting_id=step.meeting.id, objection_id=objection.id), word)


def answer_objection(step: Step, data: Reply) -> None:
    """Answer an objection, once the minutes say what they should."""
    in_state(step, MinutesState.OBJECTION)
    objection = db.session.get(Objection, data.objection_id)
    if objection is None or objection.meeting_id != step.meeting.id:
        raise NotFound(_("Diese Einwendung gibt es hier nicht."))
    if objection.accepted is not None:
        raise Conflict(_("Diese Einwendung ist schon beantwortet."))
    objection.answer = clean_text(data.text)
    objection.accepted, objection.answered_at = data.accepted, now()
    event = ObjectionAnswered(meeting_id=step.meeting.id, objection_id=objection.id, accepted=data.accepted)
    step.record(event, objection.audience)


def publish_minutes(step: Step, _data: Empty) -> None:
    """Let everybody read the minutes, but for the closed items; what the clerk wrote is sealed."""
    minutes = in_state(step, MinutesState.APPROVED)
    minutes.state, minutes.published_at = MinutesState.PUBLISHED, now()
    # Published is published: neither other rules of procedure nor another office changes later who is named.
    minutes.names_all = rules_of(step.meeting.committee_id).names_all
    minutes.named = sorted(office_holders(step.meeting))
    event = MinutesPublished(meeting_id=step.meeting.id, texts=seal_texts(step.meeting, step.meeting.last_seq + 1))
    step.record(event, step.meeting.audience)


def publish_due_minutes() -> int:
    """Publish what was approved long enough ago and nobody has published; return how many (B-05)."""
    due = select(Minutes.meeting_id).where(Minutes.state == MinutesState.APPROVED, Minutes.publish_by < now())
    numbers = db.session.scalars(due.order_by(Minutes.meeting_id)).all()
    for number in numbers:
        with transaction():
            step = Step(SYSTEM, get_or_404(Meeting, number, lock=True))
            if minutes_of(step).state == MinutesState.APPROVED:
                publish_minutes(step, Empty())
    return len(numbers)


def _open_minutes(step: Step) -> Minutes:
    minutes = minutes_of(step)
    if minutes.state not in {MinutesState.DRAFT, MinutesState.OBJECTION}:
        raise Conflict(_("Die Niederschrift ist genehmigt und wird nicht mehr geändert."))
    refuse_while_decided(step.meeting)
    return minutes


ACTIONS = {
    "minutes.draft": Action("minutes.write", Empty, draft_minutes),
    "minutes.add": Action("minutes.write", ParagraphPlace, add_paragraph),
    "minutes.save": Action("minutes.write", ParagraphText, save_paragraph),
    "minutes.submit": Action("minutes.write", Empty, submit_minutes),
    "minutes.object": Action("minutes.object", NewObjection, raise_objection),
    "minutes.answer": Action("minutes.write", Reply, answer_objection),
    "minutes.approve": Action("minutes.write", Approval, approve_minutes),
    "minutes.publish": Action("minutes.write", Empty, publish_minutes),
}
