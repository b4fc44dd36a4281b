"""Removing a text of a session, whatever it is: one command for chair and clerk (L-51)."""

from collections.abc import Iterator
from typing import Any, Literal, get_args

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _
from forum.meetings import handover, texts
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.motions import require_settled
from forum.meetings.commands.step import Step
from forum.meetings.course import Course
from forum.meetings.events import TextRedacted
from forum.meetings.models import Motion, Poll, PollState, Redaction, Resolution

Grounds = Literal["personal_data", "insult", "unlawful", "mistake"]
REASONS = frozenset(get_args(Grounds))


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
    ]
    text_id: Number
    reason: Grounds


def redact_text(step: Step, data: TextRef) -> None:
    """Remove a text, and what was copied from it. Its number, its place and its votes stay. Raises NotFound, Conflict."""
    row = db.session.get(texts.TEXTS[data.kind].model, data.text_id)
    if row is None or row.meeting_id != step.meeting.id or row.audience not in step.actor.words:
        raise NotFound(_("Diesen Text gibt es hier nicht."))
    if db.session.get(Redaction, (step.meeting.id, data.kind, data.text_id)) is not None:
        raise Conflict(_("Dieser Text ist schon entfernt."))
    if data.kind == "poll" and row.state != PollState.CLOSED:
        # Nothing of a vote changes while it is open (L-73).
        raise Conflict(_("Diese Abstimmung läuft noch. Beenden Sie sie, oder erklären Sie sie für ungültig."))
    if data.kind == "motion":
        _require_not_voted_on(row)
    _redact(step, data.kind, row, data.reason)
    for kind, copy in _copies(data.kind, row):
        if db.session.get(Redaction, (step.meeting.id, kind, copy.id)) is None:
            _redact(step, kind, copy, data.reason)


def _require_not_voted_on(motion: Motion) -> None:
    """Refuse while it is voted on, or an amendment to it: what would be adopted has no words (L-73). Raises Conflict."""
    if motion.state == Course.VOTED:
        raise Conflict(_("Diese Abstimmung läuft noch. Beenden Sie sie, oder erklären Sie sie für ungültig."))
    require_settled(motion)


def _redact(step: Step, kind: str, row: Any, reason: str) -> None:
    if kind == "resolution":
        take_words(row)
    texts.blank(kind, row)
    number = texts.number_of(kind, row)
    redaction = Redaction(
        meeting_id=step.meeting.id, kind=kind, text_id=number, reason=reason, audience=row.audience, at=now()
    )
    db.session.add(redaction)
    db.session.flush()
    event = TextRedacted(meeting_id=step.meeting.id, kind=kind, text_id=number, reason=reason)
    step.record(event, row.audience)


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
