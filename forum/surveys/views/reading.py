"""Reading surveys: the list, the page of one in each of its stages, and the result as a table."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.errors import NotFound
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.discussions.models import Space
from forum.surveys import queries
from forum.surveys.forms import answer_form
from forum.surveys.models import Kind, Stage, Survey
from forum.surveys.queries import Result
from forum.surveys.sheet import COLUMNS, rows_of
from forum.web import sheets
from forum.web.cache import kept_for_anonymous
from forum.web.charts import Bar, bars
from forum.web.forms import Form
from forum.web.paging import next_page
from forum.web.security import public, viewer

blueprint = Blueprint("surveys", __name__)


@blueprint.app_template_global("surveys_of")
def surveys_of(space: Space) -> Any:
    """Return what the page of a process says about its surveys."""
    return {"rows": queries.surveys_of(viewer(), space), "may_draft": can(viewer(), "survey.draft", space)}


@blueprint.get("/umfragen")
@public
@kept_for_anonymous
def index() -> Any:
    """List surveys, the one that ends last first."""
    page = queries.surveys(viewer(), None, request.args.get("after"))
    return render_template(
        "surveys/index.html",
        surveys=page.items,
        next_url=next_page(page.after),
        may_arrange=can(viewer(), "survey.arrange"),
    )


@blueprint.get("/umfragen/<int:survey_id>")
@blueprint.get("/umfragen/<int:survey_id>-<slug>")
@public
@kept_for_anonymous
def show(survey_id: int, slug: str = "") -> Any:
    """Show a survey; a wrong or old slug leads to the right address, a draft to where it is written."""
    found = queries.survey(viewer(), survey_id)
    if found.stage == Stage.DRAFT:
        return redirect(url_for("survey_desk.desk", survey_id=found.id), 303)
    if slug != slug_of(found.title):
        return redirect(found.url, 301)
    return page_of(found)


def page_of(found: Survey, form: Form | None = None, *, typed: list[tuple[str, str]] | None = None) -> str:
    """Return the page of a survey as its stage wants it; ``typed`` is what has no field any more."""
    asked, stage = queries.questions(found), found.stage
    result = queries.result(viewer(), found)
    has_answered = stage == Stage.RUNNING and queries.has_answered(viewer(), found)
    answers = can(viewer(), "survey.answer", found) and found.takes_answers and not has_answered
    return render_template(
        "surveys/show.html",
        survey=found,
        stage=stage,
        questions=asked,
        form=(form or answer_form(found, asked)) if answers else None,
        has_answered=has_answered,
        may_manage=can(viewer(), "survey.manage", found),
        may_check=found.is_told and can(viewer(), "survey.check", found),
        result=result,
        charts=charts_of(result) if result else {},
        typed=typed or [],
    )


def charts_of(result: Result) -> dict[int, Any]:
    """Return a chart for each question that was answered by choosing; groups that are not told have no bar."""
    charts = {}
    for one in result.outcomes:
        ordered = one.question.kind == Kind.ORDER
        told = [(row.label, row.mean_place if ordered else row.number) for row in one.rows]
        rows = [Bar(label, round(value, 2)) for label, value in told if value is not None]
        if rows and one.answered:
            charts[one.question.id] = bars(rows, most=None if ordered else one.answered)
    return charts


@blueprint.get("/umfragen/<int:survey_id>/ergebnis.csv")
@public
def result_csv(survey_id: int) -> Any:
    """Give the result of a closed survey as a table; before the end there is none."""
    found = queries.survey(viewer(), survey_id)
    result = queries.result(viewer(), found)
    if result is None:
        raise NotFound
    return sheets.response(f"umfrage-{found.id}", COLUMNS, rows_of(result), excel=request.args.get("excel") == "1")
