"""Removing a text of a session, whatever it is: one command for chair and clerk (L-51)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal, get_args

from flask import current_app
from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import SYSTEM
from forum.holds.queries import free_of_holds
from forum.meetings import handover, texts
from forum.meetings.commands import contributions, questions
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.approval import refuse_while_decided
from forum.meetings.commands.judging import Judging
from forum.meetings.commands.motions import require_settled
from forum.meetings.commands.step import Step
from forum.meetings.course import Course
from forum.meetings.events import TextRedacted
from forum.meetings.models import (
    BY_TIME,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Motion,
    Poll,
    PollState,
    Redaction,
    Resolution,
)
from forum.meetings.written import BY_RULE

Grounds = Literal["personal_data", "insult", "unlawful", "mistake"]
REASONS = frozenset(get_args(Grounds))
# What people write to a session; of these words of others go only with reasons, and may come back (S-02, S-04).
_JUDGED: Mapping[str, Judging[Any]] = {"contribution": contributions.JUDGING, "question": questions.JUDGING}
# What is said and not adopted: of it the minutes tell what matters.
_TALK = ("contribution", "question", "wish", "list")
# So many texts of a kind go at once.
AT_ONCE = 200


class TextRef(Shape):
    """A text of the session, and why it is removed."""

    kind: Literal[
        "item",
        "contribution",
        "motion",
        "question",
        "poll",
        "void",
        "consent_objection",
        "wish",
        "list",
        "resolution",
        "paragraph",
        "objection",
        "paper",
        "interest",
        "cancellation",
    ]
    text_id: Number
    reason: Grounds


def redact_text(step: Step, data: TextRef) -> None:
    """Remove a text, and what was copied from it. Its number, its place and its votes stay. Raises NotFound, Conflict."""
    row = db.session.get(texts.TEXTS[data.kind].model, data.text_id)
    if row is None or not _stands_here(step, data.kind, row):
        raise NotFound(_("Diesen Text gibt es hier nicht."))
    if db.session.get(Redaction, (step.meeting.id, data.kind, data.text_id)) is not None:
        raise Conflict(_("Dieser Text ist schon entfernt."))
    if data.kind == "poll" and row.state != PollState.CLOSED:
        # Nothing of a vote changes while it is open (L-73).
        raise Conflict(_("Diese Abstimmung läuft noch. Beenden Sie sie, oder erklären Sie sie für ungültig."))
    if data.kind == "motion":
        _require_not_voted_on(row)
    if data.kind == "paragraph":
        # What the committee approves is what it read (L-24).
        refuse_while_decided(step.meeting)
        _count_version(step.meeting)
    if data.kind in _JUDGED and row.person_id != step.actor.person_id:
        if data.reason not in BY_RULE:
            raise Invalid(fields={"reason": [_("Bitte wählen Sie einen Grund, der eine Regel des Forums nennt.")]})
        _JUDGED[data.kind].erase(step, row, BY_RULE[data.reason])
    _redact(step, data.kind, row, data.reason)
    for kind, copy in _copies(data.kind, row):
        if db.session.get(Redaction, (step.meeting.id, kind, copy.id)) is None:
            _redact(step, kind, copy, data.reason)


def _stands_here(step: Step, kind: str, row: Any) -> bool:
    """Tell whether a text stands in this session, where the actor may read it."""
    if (kind == "interest" and row.item_id is None) or (kind == "cancellation" and row.state != MeetingState.CANCELLED):
        return False
    meeting_id, audience = texts.place_of(kind, row)
    return meeting_id == step.meeting.id and audience in step.actor.words


def _count_version(meeting: Meeting) -> None:
    """Let minutes that wait for their approval be another version without these words."""
    minutes = db.session.get(Minutes, meeting.id)
    if minutes is not None and minutes.state in {MinutesState.DRAFT, MinutesState.OBJECTION}:
        minutes.version += 1


def _require_not_voted_on(motion: Motion) -> None:
    """Refuse while it is voted on, or an amendment to it: what would be adopted has no words (L-73). Raises Conflict."""
    if motion.state == Course.VOTED:
        raise Conflict(_("Diese Abstimmung läuft noch. Beenden Sie sie, oder erklären Sie sie für ungültig."))
    require_settled(motion)


def _redact(step: Step, kind: str, row: Any, reason: str) -> None:
    if kind == "resolution":
        take_words(row)
    texts.blank(kind, row)
    audience = texts.place_of(kind, row)[1]
    if kind == "cancellation" or (kind == "item" and audience == step.meeting.audience):
        # Titles stand in calendars, and so does why a session is off (L-29).
        step.meeting.agenda_version += 1
    number = texts.number_of(kind, row)
    redaction = Redaction(
        meeting_id=step.meeting.id, kind=kind, text_id=number, reason=reason, audience=audience, at=now()
    )
    db.session.add(redaction)
    db.session.flush()
    event = TextRedacted(meeting_id=step.meeting.id, kind=kind, text_id=number, reason=reason)
    step.record(event, audience)


def forget_closed_talk() -> int:
    """Remove what was said in closed parts when its time is over; return how many texts (P-10, live_private_log).

    That is some time after nobody may object to the minutes any more. Items, motions, votes and minutes are records and
    stay, and so does the log, which names texts by number.
    """
    before = now() - timedelta(days=current_app.config["CLOSED_TALK_KEEP_DAYS"])
    over = select(Minutes.meeting_id).where(Minutes.state == MinutesState.PUBLISHED, Minutes.objections_until < before)
    found: dict[int, list[tuple[str, int]]] = {}
    for kind in _TALK:
        model = texts.TEXTS[kind].model
        key, words = getattr(model, texts.TEXTS[kind].key), getattr(model, texts.TEXTS[kind].written[0])
        left = select(model.meeting_id, key).where(model.audience != "public", words != "", model.meeting_id.in_(over))
        if hasattr(model, "person_id"):
            left = left.where(free_of_holds(model.person_id))
        for meeting_id, number in db.session.execute(left.order_by(model.meeting_id, key).limit(AT_ONCE)):
            found.setdefault(meeting_id, []).append((kind, number))
    for meeting_id, gone in found.items():
        with transaction():
            step = Step(SYSTEM, get_or_404(Meeting, meeting_id, lock=True))
            for kind, number in gone:
                row = db.session.get(texts.TEXTS[kind].model, number)
                if row is not None and db.session.get(Redaction, (meeting_id, kind, number)) is None:
                    _redact(step, kind, row, BY_TIME)
    return sum(map(len, found.values()))


def take_words(resolution: Resolution) -> None:
    """Remove the words of what was adopted, here and wherever they were handed over."""
    handover.take_back(resolution)
    resolution.text = resolution.html = resolution.reasons_html = ""


def _copies(kind: str, row: Any) -> Iterator[tuple[str, Any]]:
    """Go through what repeats the words of a motion: the question of its votes, and what was adopted."""
    if kind != "motion":
        return
    polls = db.session.scalars(select(Poll).where(Poll.motion_id == row.id).order_by(Poll.id)).all()
    yield from (("poll", poll) for poll in polls)
    adopted = select(Resolution).where(Resolution.poll_id.in_([poll.id for poll in polls])).order_by(Resolution.id)
    yield from (("resolution", one) for one in db.session.scalars(adopted).all())


ACTIONS = {
    "text.redact": Action("text.redact", TextRef, redact_text),
}
