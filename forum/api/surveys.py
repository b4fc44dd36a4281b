"""Routes of surveys: what is asked, and once a survey is closed what was answered, for programs (B-23)."""

from datetime import datetime
from typing import Annotated, Any

from flask import Blueprint, request
from pydantic import Field

from forum.api import shapes
from forum.api.document import READING, document, gives
from forum.core.errors import NotFound
from forum.discussions import queries as discussions
from forum.surveys import queries
from forum.surveys.counting import Outcome
from forum.surveys.models import Question, Stage, Survey
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_surveys", __name__, url_prefix="/api/v1")


class SurveyQuery(shapes.PageQuery):
    """The surveys of which space; without one those of all."""

    space: Annotated[str, Field(max_length=60)] = ""


class SurveyShape(shapes.Shape):
    """A survey as lists name it; the stage is coming, running, counting, closed or withdrawn."""

    id: int
    url: str
    title: str
    space: str
    phase: str
    stage: str
    begins_at: datetime
    ends_at: datetime


class Surveys(shapes.Shape):
    """A collection of surveys."""

    items: list[SurveyShape]
    next: str | None


class QuestionShape(shapes.Shape):
    """What is asked; ``options`` are what can be chosen, of a scale its points."""

    kind: str
    text: str
    hint: str
    required: bool
    options: list[str]
    at_most: int | None
    about_person: bool


class OptionShape(shapes.Shape):
    """How often something was chosen, null for groups of one to four; of an order how often it came first."""

    label: str
    count: int | None
    mean_place: float | None


class OutcomeShape(shapes.Shape):
    """What was answered to one question; texts are those that somebody let pass."""

    text: str
    answered: int | None
    mean: float | None
    options: list[OptionShape]
    texts: list[str]


class ResultShape(shapes.Shape):
    """What came of a survey; with fewer than five people neither their number nor anything else is told."""

    participants: int | None
    outcomes: list[OutcomeShape]


class WholeSurvey(SurveyShape):
    """A survey with its questions; there is no result before it is closed."""

    html: str
    reason: str
    questions: list[QuestionShape]
    result: ResultShape | None


@blueprint.get("/surveys")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(query=SurveyQuery, resp=gives(Surveys), tags=["surveys"], security=READING)
def surveys() -> Any:
    """List surveys, the one that ends last first."""
    query: SurveyQuery = request.context.query  # type: ignore[attr-defined]
    within = discussions.space(viewer(), query.space) if query.space else None
    found = queries.surveys(viewer(), within, query.after, limit=query.limit)
    items = [SurveyShape(**_listed(row)) for row in found.items]
    return shapes.plain(Surveys(items=items, next=next_page(found.after)))


@blueprint.get("/surveys/<int:survey_id>")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(resp=gives(WholeSurvey, refusals=(404,)), tags=["surveys"], security=READING)
def survey(survey_id: int) -> Any:
    """Give one survey with its questions, and with its result once it is closed."""
    found = queries.survey(viewer(), survey_id)
    if found.stage == Stage.DRAFT:
        raise NotFound
    result = queries.result(viewer(), found)
    whole = WholeSurvey(
        **_listed(found),
        html=found.text_html,
        reason=found.reason,
        questions=[_question(row) for row in queries.questions(found)],
        result=None
        if result is None
        else ResultShape(participants=result.participants, outcomes=[_outcome(one) for one in result.outcomes]),
    )
    return shapes.plain(whole)


def _listed(row: Survey) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "space": row.space.slug,
        "phase": str(row.phase),
        "stage": str(row.stage),
        "begins_at": row.begins,
        "ends_at": row.ends,
    }


def _question(row: Question) -> QuestionShape:
    return QuestionShape(
        kind=str(row.kind),
        text=row.text,
        hint=row.hint,
        required=row.required,
        options=row.marks,
        at_most=row.most or None,
        about_person=row.about_person,
    )


def _outcome(one: Outcome) -> OutcomeShape:
    return OutcomeShape(
        text=one.question.text,
        answered=one.answered,
        mean=one.mean,
        options=[OptionShape(label=row.label, count=row.number, mean_place=row.mean_place) for row in one.rows],
        texts=list(one.texts),
    )
