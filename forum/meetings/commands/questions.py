"""Questions from the public: asked by name or by nobody, wished for by many, and never lost in silence (L-27)."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, Nobody
from forum.core.text import clean_line
from forum.core.tokens import digest
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.contributions import GivenReason, rules_of
from forum.meetings.commands.judging import Judging
from forum.meetings.commands.step import Step
from forum.meetings.events import QuestionAsked, QuestionMoved, QuestionPinned, QuestionVoted
from forum.meetings.models import Meeting, Question, QuestionVote
from forum.meetings.written import BLANK, QUESTION_STEPS, Reason, Written
from forum.screening.commands import look_at_change, look_at_nameless

LONGEST = 500
NOBODY = Nobody()


class NewQuestion(Shape):
    """A question to the committee."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class QuestionRef(Shape):
    """A question."""

    question_id: Number


class BadQuestion(QuestionRef):
    """A question, and why it cannot stay."""

    reason: GivenReason


class Wish(QuestionRef):
    """Whether the actor wants to hear the answer."""

    wanted: bool = True


class Pin(QuestionRef):
    """Whether a question stands on top."""

    pinned: bool = True


def ask(step: Step, data: NewQuestion) -> None:
    """Ask under the own name."""
    _ask(step, data.text, Question(person_id=step.person_id, anonymous=False))


def ask_anonymously(meeting_id: int, text: str) -> int:
    """Ask as nobody: neither author nor moment nor address is stored, and the event has no actor. Returns its number.

    It does not go through the dispatcher, which notes who sent which key. The same words are the same question, so
    a repeated click asks once. Raises NotFound, Conflict, Invalid.
    """
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    if meeting.audience not in NOBODY.words:
        raise NotFound
    if not rules_of(meeting_id).anonymous:
        raise Conflict(_("In dieser Sitzung stehen Fragen mit dem Namen."))
    words = digest(f"{meeting_id}:{clean_line(text)}")
    known = db.session.scalar(select(Question).where(Question.words == words))
    if known is None:
        known = Question(person_id=None, anonymous=True, words=words)
        _ask(Step(NOBODY, meeting), text, known)
    elif known.state in BLANK:
        raise Conflict(_("Diese Frage wurde schon gestellt; sie ist zurückgehalten oder entfernt."))
    return known.id


def _ask(step: Step, text: str, question: Question) -> None:
    step.require_running()
    rules = rules_of(step.meeting.id)
    if not rules.questions:
        raise Conflict(_("Die Sitzungsleitung nimmt zurzeit keine Fragen an."))
    question.text = clean_line(text)
    if not 5 <= len(question.text) <= LONGEST:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie zwischen 5 und 500 Zeichen.")]})
    question.meeting_id, question.audience = step.meeting.id, step.meeting.audience
    question.state = Written.HELD if rules.held_first else Written.VISIBLE
    db.session.add(question)
    db.session.flush()
    event = QuestionAsked(
        meeting_id=step.meeting.id,
        question_id=question.id,
        anonymous=question.anonymous,
        state=str(question.state),
    )
    step.record(event, question.audience)
    if question.anonymous:
        look_at_nameless("question", question.id, question.audience, source=question.text)
    else:
        look_at_change(step.actor, "question", question.id, question.audience, source=question.text)


def vote(step: Step, data: Wish) -> None:
    """Say that one wants to hear the answer, or no longer; the log gives the number and not who."""
    step.require_running()
    question = JUDGING.find(step, data.question_id)
    if question.state != Written.VISIBLE:
        raise Conflict(_("Diese Frage steht gerade nicht zur Wahl."))
    mine = db.session.get(QuestionVote, (question.id, step.person_id))
    if (mine is not None) == data.wanted:
        raise Conflict(_("Das haben Sie schon gesagt."))
    if mine is None:
        db.session.add(QuestionVote(question_id=question.id, person_id=step.person_id))
        question.votes += 1
    else:
        db.session.delete(mine)
        question.votes -= 1
    event = QuestionVoted(meeting_id=step.meeting.id, question_id=question.id, votes=question.votes)
    step.record(event, question.audience, by=NOBODY)


def pin(step: Step, data: Pin) -> None:
    """Put a question on top, or let it go. Raises Conflict when the session is over."""
    step.require_running()
    question = JUDGING.find(step, data.question_id)
    if question.pinned == data.pinned:
        raise Conflict(str(JUDGING.done))
    question.pinned = data.pinned
    event = QuestionPinned(meeting_id=step.meeting.id, question_id=question.id, pinned=data.pinned)
    step.record(event, question.audience)


def hold(step: Step, data: BadQuestion) -> None:
    """Hold a question back until it is clear what becomes of it."""
    JUDGING.move(step, JUDGING.find(step, data.question_id), "hold", data.reason)


def release(step: Step, data: QuestionRef) -> None:
    """Show a question that was held."""
    JUDGING.move(step, JUDGING.find(step, data.question_id), "release")


def remove(step: Step, data: BadQuestion) -> None:
    """Remove a question; its place, the reason and the count stay, and its author gets a statement of reasons (S-02)."""
    JUDGING.remove(step, JUDGING.find(step, data.question_id), data.reason)


def answer(step: Step, data: QuestionRef) -> None:
    """Note that a question was answered in the session, for the minutes tell it (L-27). Raises Conflict when it is over."""
    step.require_running()
    question = JUDGING.find(step, data.question_id)
    JUDGING.move(step, question, "answer")
    question.answered = True


def archive(step: Step, data: QuestionRef) -> None:
    """Put a question away; it is still listed. Raises Conflict when the session is over."""
    step.require_running()
    JUDGING.move(step, JUDGING.find(step, data.question_id), "archive")


def hide_question(actor: Actor, question: Question, *, ground: str) -> None:
    """Remove a question as the moderation does; the statement of reasons says more than the word of the log."""
    JUDGING.moderate(actor, question, "remove", Reason.RULES)


def clear_question(actor: Actor, question: Question) -> None:
    """Show a question that waited, as the moderation found nothing wrong with it."""
    JUDGING.clear(actor, question)


def restore_question(
    actor: Actor, question: Question, *, state: str = Written.VISIBLE, reason: str = "", erased: str = ""
) -> None:
    """Put a question back that was removed; ``state`` and ``reason`` are those from before, ``erased`` its words."""
    JUDGING.restore(actor, question, state, reason, erased)


def _told(question: Question) -> QuestionMoved:
    """Return the event of where a question stands now; that it was answered stays true whatever comes later."""
    return QuestionMoved(
        meeting_id=question.meeting_id,
        question_id=question.id,
        state=str(question.state),
        answered=question.answered or question.state == Written.ANSWERED,
        reason=question.reason,
    )


JUDGING = Judging(
    "question",
    Question,
    QUESTION_STEPS,
    _told,
    missing=lazy("Diese Frage gibt es hier nicht."),
    done=lazy("Das ist mit dieser Frage schon geschehen."),
)
ACTIONS = {
    "question.ask": Action("question.ask", NewQuestion, ask),
    "question.vote": Action("question.ask", Wish, vote),
    "question.pin": Action("meeting.lead", Pin, pin),
    "question.answer": Action("meeting.lead", QuestionRef, answer),
    "question.archive": Action("meeting.lead", QuestionRef, archive),
    "question.hold": Action("contribution.hide", BadQuestion, hold),
    "question.release": Action("contribution.hide", QuestionRef, release),
    "question.remove": Action("contribution.hide", BadQuestion, remove),
}
