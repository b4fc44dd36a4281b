"""Routes of projects, and what they say: what the pages say, for programs (B-09, G-21, G-22)."""

from datetime import date, datetime
from typing import Annotated, Any

from flask import Blueprint, request
from pydantic import Field

from forum.api import shapes
from forum.api.document import READING, document, gives, require_known
from forum.core.permissions import Actor
from forum.projects import queries
from forum.projects.models import Indicator, Project
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_projects", __name__, url_prefix="/api/v1")

# The names of the API's filters and those of the pages' addresses.
FILTERS = {"state": "stand", "goal": "ziel", "district": "bezirk", "category": "thema", "q": "q"}
# The word of the API for projects that are over as well, and that of the pages.
EVERY = {"all": "alle"}


class ProjectQuery(shapes.PageQuery):
    """Which projects; without a state those that are not over, with ``all`` every one."""

    state: Annotated[str, Field(max_length=20)] = ""
    goal: Annotated[str, Field(max_length=40)] = ""
    district: Annotated[str, Field(max_length=10)] = ""
    category: Annotated[str, Field(max_length=40)] = ""
    q: Annotated[str, Field(max_length=100)] = ""


class GoalShape(shapes.Shape):
    """A goal with both statements (G-19)."""

    key: str
    compatibility: str
    contribution: str


class MilestoneShape(shapes.Shape):
    """A step; ``late`` tells whether its day has passed without it."""

    title: str
    unit: str
    due_on: date | None
    done_on: date | None
    late: bool


class CostShape(shapes.Shape):
    """A line of the costs in whole euros."""

    kind: str
    year: int | None
    planned: int | None
    spent: int | None
    as_of: date
    source: str


class ValueShape(shapes.Shape):
    """A measured value; ``corrects`` is the number of the value that it replaces, which stays in the list."""

    id: int
    value: float
    measured_on: date
    note: str
    corrects: int | None


class IndicatorShape(shapes.Shape):
    """A figure by which one sees whether the goal is reached; ``overdue`` are the days that were missed."""

    id: int
    name: str
    baseline: float | None
    target: float | None
    unit: str
    source: str
    values: list[ValueShape]
    overdue: list[date]


class DataShape(shapes.Shape):
    """Data of the city that are used or produced (G-33)."""

    name: str
    purpose: str
    produced: bool
    protection: str
    legal_basis: str
    open: bool
    catalogue_url: str


class ProjectShape(shapes.Shape):
    """A project as lists name it."""

    id: int
    url: str
    title: str
    excerpt: str
    state: str
    progress: int
    unit: str
    goals: list[str]
    districts: list[int]
    lighthouse_decision: str | None
    begins_on: date | None
    ends_on: date | None
    next_news_by: date | None
    without_current_news: bool
    changed_at: datetime


class ReferenceShape(shapes.Shape):
    """Another city that has done the like, and what there is to learn from it (G-23)."""

    city: str
    url: str
    lesson: str


class WholeProject(ProjectShape):
    """A project with all that its page says."""

    html: str
    idea: int
    decisions: list[str]
    statements: list[GoalShape]
    milestones: list[MilestoneShape]
    costs: list[CostShape]
    running_cost: int | None
    staff_need: str
    resource_use: str
    benefit: str
    budget_effect: str
    next_step: str
    started_by: str
    contact: str
    participation: bool | None
    participation_form: str
    maturity: str
    references: list[ReferenceShape]
    indicators: list[IndicatorShape]
    data: list[DataShape]


class Projects(shapes.Shape):
    """A collection of projects."""

    items: list[ProjectShape]
    next: str | None


@blueprint.get("/projects")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(query=ProjectQuery, resp=gives(Projects), tags=["projects"], security=READING)
def projects() -> Any:
    """List projects, the one changed last first."""
    query: ProjectQuery = request.context.query  # type: ignore[attr-defined]
    words = {page: getattr(query, name) for name, page in FILTERS.items()}
    wanted = queries.filter_from({**words, "stand": EVERY.get(query.state, query.state)})
    understood = {name: getattr(wanted, name) for name in ("goal", "district", "category")}
    understood["state"] = wanted.state or wanted.everything
    require_known({name for name, value in understood.items() if getattr(query, name) and not value})
    found = queries.projects(viewer(), wanted, query.after, limit=query.limit)
    items = [ProjectShape(**_listed(row)) for row in found.items]
    return shapes.plain(Projects(items=items, next=next_page(found.after)))


@blueprint.get("/projects/<int:project_id>")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(resp=gives(WholeProject, refusals=(404,)), tags=["projects"], security=READING)
def project(project_id: int) -> Any:
    """Give one project."""
    return shapes.plain(whole(viewer(), queries.project(viewer(), project_id)))


def whole(who: Actor, row: Project) -> WholeProject:
    """Return a project as the API gives it, with all its parts."""
    decisions = queries.decisions_of(who, [row.idea_id]).get(row.idea_id, ())
    return WholeProject(**_listed(row), **_parts(row), decisions=[one.number for one in decisions])


def _listed(row: Project) -> dict[str, Any]:
    same = ("id", "url", "title", "excerpt", "progress", "unit", "begins_on", "ends_on", "changed_at")
    return {
        **{name: getattr(row, name) for name in same},
        "state": row.stage.value,
        "goals": [link.goal for link in row.goal_links],
        "districts": [link.district for link in row.district_links],
        "lighthouse_decision": row.lighthouse_number,
        "next_news_by": row.next_update_on,
        "without_current_news": row.lacks_update,
    }


def _parts(row: Project) -> dict[str, Any]:
    same = (
        "running_cost", "staff_need", "resource_use", "benefit", "budget_effect", "next_step", "started_by", "contact",
        "participation", "participation_form",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "html": row.summary_html,
        "idea": row.idea_id,
        "maturity": row.idea.solution.maturity,
        "references": [
            ReferenceShape(city=one.city, url=one.url, lesson=one.lesson) for one in row.idea.solution.references
        ],
        "statements": [
            GoalShape(key=link.goal, compatibility=link.compatibility, contribution=link.contribution)
            for link in row.goal_links
        ],
        "milestones": [
            MilestoneShape(
                title=one.title, unit=one.unit, due_on=one.due_on, done_on=one.done_on, late=one.is_late and row.is_open
            )
            for one in row.milestones
        ],
        "costs": [
            CostShape(
                kind=one.kind, year=one.year, planned=one.planned, spent=one.spent, as_of=one.as_of, source=one.source
            )
            for one in row.costs
        ],
        "indicators": [_indicator(one) for one in row.indicators],
        "data": [
            DataShape(
                name=one.name,
                purpose=one.purpose,
                produced=one.is_produced,
                protection=one.level.value,
                legal_basis=one.legal_basis,
                open=one.is_open,
                catalogue_url=one.catalogue_url,
            )
            for one in row.city_data
        ],
    }


def _indicator(row: Indicator) -> IndicatorShape:
    values = [
        ValueShape(id=one.id, value=one.value, measured_on=one.measured_on, note=one.note, corrects=one.corrects_id)
        for one in row.values
    ]
    names = ("id", "name", "baseline", "target", "unit", "source")
    return IndicatorShape(**{name: getattr(row, name) for name in names}, values=values, overdue=row.missed)
