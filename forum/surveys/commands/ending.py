"""What time and the staff office do to a survey: opening, counting, withdrawing, and reading what was typed (B-23)."""

from itertools import islice

from sqlalchemy import delete, func, insert, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line
from forum.surveys.commands.locks import answered_by, lock, note
from forum.surveys.counting import digest_of
from forum.surveys.events import SurveyClosed, SurveyOpened, SurveyTextChecked, SurveyWithdrawn
from forum.surveys.models import Answer, Kind, Question, Stage, State, Survey, Tally, Turnout, Words
from forum.surveys.queries import questions, tallies

REASON = (10, 500)
AT_ONCE = 20


def keep_time() -> int:
    """Tell of surveys that have opened, and count those that are over; return how many.

    Answers are refused by the clock alone: a worker that comes late only lets the result wait.
    """
    published = db.session.scalars(select(Survey).where(Survey.state == State.PUBLISHED).order_by(Survey.closes_at))
    due = (row for row in published.all() if _is_due(row))
    done = 0
    for survey in islice(due, AT_ONCE):
        lock(survey)
        if survey.stage == Stage.COUNTING:
            _close(survey)
        elif survey.stage == Stage.RUNNING and survey.opened_at is None:
            survey.opened_at = now()
            note(SYSTEM, survey, SurveyOpened)
        done += 1
    return done


def withdraw_survey(actor: Actor, survey: Survey, *, reason: str) -> None:
    """End a survey without a result, because something was wrong with it; all answers are removed. Raises Conflict."""
    require(actor, "survey.manage", survey)
    lock(survey)
    reason = clean_line(reason)
    if survey.state != State.PUBLISHED:
        raise Conflict(_("Zurückziehen lässt sich eine Umfrage nur, solange sie nicht ausgezählt ist."))
    if not REASON[0] <= len(reason) <= REASON[1]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie den Grund in 10 bis 500 Zeichen.")]})
    _remove_answers(survey)
    survey.state, survey.reason, survey.closed_at = State.WITHDRAWN, reason, now()
    note(actor, survey, SurveyWithdrawn)


def check_text(actor: Actor, words: Words, *, shown: bool) -> None:
    """Let a typed answer stand in the result, or keep it back; both can be changed later."""
    survey = words.question.survey
    require(actor, "survey.check", survey)
    words.shown = shown
    note(actor, survey, SurveyTextChecked, text_id=words.id, shown=shown)


def _is_due(survey: Survey) -> bool:
    return survey.stage == Stage.COUNTING or (survey.stage == Stage.RUNNING and survey.opened_at is None)


def _close(survey: Survey) -> None:
    """Turn answers into counts and the turnout into a number; what remains names nobody and has no order of arrival."""
    numbers = select(Question.id).where(Question.survey_id == survey.id)
    typed = select(Question.id).where(Question.survey_id == survey.id, Question.kind == Kind.TEXT)
    counted = (
        select(Answer.question_id, Answer.value, func.count())
        .where(Answer.question_id.in_(numbers), Answer.question_id.not_in(typed))
        .group_by(Answer.question_id, Answer.value)
    )
    db.session.execute(insert(Tally).from_select(["question_id", "value", "number"], counted))
    texts = db.session.execute(select(Answer.question_id, Answer.value).where(Answer.question_id.in_(typed))).all()
    if texts:
        # The alphabet hides who came first.
        rows = [{"question_id": number, "text": text} for number, text in sorted((row[0], row[1]) for row in texts)]
        db.session.execute(insert(Words), rows)
    survey.participants = answered_by(survey)
    _remove_answers(survey)
    survey.state, survey.closed_at = State.CLOSED, now()
    survey.digest = digest_of(survey, questions(survey), tallies(survey))
    note(SYSTEM, survey, SurveyClosed)


def _remove_answers(survey: Survey) -> None:
    """Remove who took part and what was answered."""
    numbers = select(Question.id).where(Question.survey_id == survey.id)
    db.session.execute(delete(Answer).where(Answer.question_id.in_(numbers)))
    db.session.execute(delete(Turnout).where(Turnout.survey_id == survey.id))
