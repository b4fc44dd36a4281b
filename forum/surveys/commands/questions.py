"""The questions of a survey: they can be changed until the first answer is in, and never after it (B-23)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.surveys.commands.locks import lock_to_change, note, questions_of
from forum.surveys.events import SurveyChanged
from forum.surveys.models import GROUPING, LISTED, Kind, Question, State, Survey

MOST_QUESTIONS = 30
OPTIONS = (2, 20)
LONGEST_OPTION = 150
TEXT = (5, 300)
POINTS = (2, 10)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as the staff office writes it; what its kind does not need is left out."""

    kind: Kind
    text: str
    hint: str = ""
    required: bool = True
    options: Sequence[str] = ()
    most: int = 0
    points: int = 5
    low: str = ""
    high: str = ""
    about_person: bool = False


def add_question(actor: Actor, survey: Survey, asked: Asked, *, version: int) -> Question:
    """Ask one more question, behind the others. Raises Conflict, Invalid."""
    require(actor, "survey.manage", survey)
    lock_to_change(survey, version)
    known = questions_of(survey)
    if len(known) >= MOST_QUESTIONS:
        raise Invalid(_("Mehr als %(most)d Fragen beantwortet kaum jemand bis zum Ende.", most=MOST_QUESTIONS))
    question = Question(survey_id=survey.id, position=len(known))
    _keep(question, asked)
    db.session.add(question)
    _changed(actor, survey)
    return question


def change_question(actor: Actor, survey: Survey, question: Question, asked: Asked, *, version: int) -> None:
    """Ask something else. Raises Conflict, Invalid."""
    require(actor, "survey.manage", survey)
    lock_to_change(survey, version)
    _keep(question, asked)
    _changed(actor, survey)


def move_question(actor: Actor, survey: Survey, question: Question, *, up: bool, version: int) -> None:
    """Ask a question one place earlier or later. Raises Conflict."""
    require(actor, "survey.manage", survey)
    lock_to_change(survey, version)
    rows = questions_of(survey)
    place = rows.index(question)
    rows.insert(max(0, place + (-1 if up else 1)), rows.pop(place))
    _count_places(rows)
    _changed(actor, survey)


def remove_question(actor: Actor, survey: Survey, question: Question, *, version: int) -> None:
    """Leave a question out. Raises Conflict, also for the last one of what everybody can read."""
    require(actor, "survey.manage", survey)
    lock_to_change(survey, version)
    rows = [row for row in questions_of(survey) if row is not question]
    if not rows and survey.state != State.DRAFT:
        raise Invalid(_("Eine Umfrage braucht mindestens eine Frage."))
    db.session.execute(delete(Question).where(Question.id == question.id))
    _count_places(rows)
    _changed(actor, survey)


def _count_places(rows: Sequence[Question]) -> None:
    for place, row in enumerate(rows):
        row.position = place


def _changed(actor: Actor, survey: Survey) -> None:
    survey.version += 1
    note(actor, survey, SurveyChanged)


def _keep(question: Question, asked: Asked) -> None:
    options = [line for option in asked.options if (line := clean_line(option))] if asked.kind in LISTED else []
    text, hint = clean_line(asked.text), clean_line(asked.hint)
    scaled = asked.kind == Kind.SCALE
    wrong = _option_problems(asked, options) | _scale_problems(asked)
    if not TEXT[0] <= len(text) <= TEXT[1]:
        wrong["text"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TEXT[0], most=TEXT[1])]
    if asked.about_person and asked.kind not in GROUPING:
        wrong["about_person"] = [_("Angaben zur Person fragen Sie mit einer Liste ab, damit niemand zu erkennen ist.")]
    if wrong:
        raise Invalid(fields=wrong)
    question.kind, question.text, question.hint = asked.kind, text, hint[:500]
    question.required, question.about_person, question.options = asked.required, asked.about_person, options
    question.most = asked.most if asked.kind == Kind.SEVERAL else 0
    question.points = asked.points if scaled else 0
    question.low, question.high = (clean_line(asked.low)[:60], clean_line(asked.high)[:60]) if scaled else ("", "")


def _option_problems(asked: Asked, options: Sequence[str]) -> dict[str, list[str]]:
    if asked.kind not in LISTED:
        return {}
    wrong: dict[str, list[str]] = {}
    if not OPTIONS[0] <= len(options) <= OPTIONS[1]:
        wrong["options"] = [
            _("Bitte nennen Sie %(least)d bis %(most)d Antworten, jede in einer Zeile.", least=2, most=OPTIONS[1])
        ]
    elif len({option.casefold() for option in options}) < len(options):
        wrong["options"] = [_("Eine Antwort steht zweimal da.")]
    elif any(len(option) > LONGEST_OPTION for option in options):
        wrong["options"] = [_("Eine Antwort hat höchstens %(most)d Zeichen.", most=LONGEST_OPTION)]
    if asked.kind == Kind.SEVERAL and not 0 <= asked.most <= len(options):
        wrong["most"] = [_("So viele Antworten stehen nicht zur Wahl.")]
    return wrong


def _scale_problems(asked: Asked) -> dict[str, list[str]]:
    if asked.kind != Kind.SCALE or POINTS[0] <= asked.points <= POINTS[1]:
        return {}
    return {"points": [_("Eine Skala hat %(least)d bis %(most)d Stufen.", least=POINTS[0], most=POINTS[1])]}
