"""Taking part in a survey: once for each account, and without a way back from the answers to it (B-23)."""

from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db, dialect
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.tokens import random_key
from forum.surveys.answers import Given, stored_answer
from forum.surveys.commands.locks import lock, questions_of
from forum.surveys.models import Answer, Kind, Question, Survey, Turnout


def field_of(question: Question) -> str:
    """Return the name under which a refusal complains about a question."""
    return f"q{question.id}-0" if question.kind == Kind.ORDER else f"q{question.id}"


def answer_survey(actor: Actor, survey: Survey, given: Mapping[int, Given], *, version: int) -> None:
    """Take part, with answers by the number of their question. Raises Conflict, Invalid.

    Turnout and answers are written together, and nothing else is: no event, no key of a form, no time. The lock is shared
    by all who answer, so they do not wait for each other; the key of the turnout lets only one of several through.
    """
    require(actor, "survey.answer", survey)
    lock(survey, shared=True)
    if not survey.takes_answers:
        raise Conflict(_("An dieser Umfrage können Sie zurzeit nicht teilnehmen."))
    if version != survey.version:
        raise Conflict(_("Die Fragen wurden inzwischen geändert. Bitte sehen Sie sie noch einmal durch."))
    rows = _rows(questions_of(survey), given)
    take_turn = (postgresql.insert if dialect() == "postgresql" else sqlite.insert)(Turnout)
    values = {"survey_id": survey.id, "person_id": actor.person_id}
    mine = take_turn.values(**values).on_conflict_do_nothing().returning(Turnout.person_id)
    if db.session.scalar(mine) is None:
        raise Conflict(_("Sie haben schon teilgenommen. Gezählt ist, was Sie zuerst abgesendet haben."))
    if rows:
        db.session.execute(insert(Answer), rows)


def _rows(questions: list[Question], given: Mapping[int, Given]) -> list[dict[str, object]]:
    """Return a row for each answer. Raises Invalid with all complaints at once, and for an empty sheet."""
    wrong: dict[str, list[str]] = {}
    rows: list[dict[str, object]] = []
    for question in questions:
        try:
            value = stored_answer(question, given.get(question.id))
        except ValueError as error:
            wrong[field_of(question)] = [str(error)]
            continue
        if value:
            rows.append({"id": random_key(), "question_id": question.id, "value": value})
        elif question.required:
            wrong[field_of(question)] = [_("Bitte beantworten Sie diese Frage.")]
    if wrong:
        raise Invalid(fields=wrong)
    if not rows:
        raise Invalid(_("Bitte beantworten Sie mindestens eine Frage."))
    return rows
