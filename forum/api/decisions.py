"""Routes of the register of decisions: reading only, since a decision is taken by people in a session (G-08)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from flask import Blueprint, request
from pydantic import Field

from forum.api import shapes
from forum.api.document import READING, document, gives, require_known
from forum.dossiers import models, queries
from forum.terms.models import PageText
from forum.terms.things import easy_texts
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_decisions", __name__, url_prefix="/api/v1")

# The names of the API's filters and those of the page's addresses.
FILTERS = {"q": "q", "body": "gremium", "year": "jahr", "goal": "ziel", "district": "bezirk", "result": "ergebnis"}


class DecisionQuery(shapes.PageQuery):
    """Which decisions."""

    q: Annotated[str, Field(max_length=100)] = ""
    body: Annotated[str, Field(max_length=10)] = ""
    year: Annotated[str, Field(max_length=4)] = ""
    goal: Annotated[str, Field(max_length=40)] = ""
    district: Annotated[str, Field(max_length=6)] = ""
    result: Annotated[str, Field(max_length=20)] = ""


class Subject(shapes.Shape):
    """What was decided on."""

    title: str
    idea_id: int | None
    dossier: str | None
    dossier_version: int | None
    project_id: int | None
    resolution_id: int | None


class Duty(shapes.Shape):
    """A condition, and when it was fulfilled."""

    text: str
    unit: str
    due_on: date
    fulfilled_on: date | None


class Decision(shapes.Shape):
    """A line of the register; ``digest`` proves that it is the one that was recorded.

    ``text_easy_html`` stands beside it in Leichte Sprache, where that is written; it is no part of the record.
    """

    id: int
    url: str
    number: str
    title: str
    body: str
    decided_on: date
    meeting_id: int | None
    minutes_seq: int | None
    subjects: list[Subject]
    result: str
    unanimity: str
    text_html: str
    reasons_html: str
    conditions_html: str
    text_easy_html: str
    duties: list[Duty]
    rule: str
    present: int
    entitled: int
    yes: int
    no: int
    abstain: int
    recused: list[str]
    binding: bool
    binding_basis: str
    criteria_version: int
    assessments: dict[str, Any]
    goals: list[str]
    districts: list[int]
    next_on: date | None
    replaces: str | None
    digest: str
    recorded_at: datetime


class Decisions(shapes.Shape):
    """A collection of decisions, the newest first."""

    items: list[Decision]
    next: str | None


# What goes out under the name it has in the register.
_ALIKE = (
    "id", "url", "number", "title", "body", "decided_on", "meeting_id", "minutes_seq", "text_html", "reasons_html",
    "conditions_html", "rule", "present", "entitled", "yes", "no", "abstain", "recused", "binding", "binding_basis",
    "assessments", "next_on", "replaces", "digest", "recorded_at",
)  # fmt: skip


def recorded(rows: Sequence[models.Decision]) -> list[Decision]:
    """Return decisions as the API gives them; what is withheld in a record is not told beside it either (L-51)."""
    easily = easy_texts("beschluss", [row.number for row in rows if row.is_whole])
    return [_line(row, easily) for row in rows]


def _line(row: models.Decision, easily: Mapping[str, PageText]) -> Decision:
    return Decision(
        text_easy_html=easily[row.number].text_html if row.number in easily else "",
        **{name: getattr(row, name) for name in _ALIKE},
        result=str(row.result),
        unanimity=str(row.unanimity),
        criteria_version=row.assessments.get("criteria_version") or row.strategy_version,
        goals=[link.goal for link in row.goal_links],
        districts=[link.district for link in row.district_links],
        subjects=[
            Subject(
                title=one.title,
                idea_id=one.idea_id,
                dossier=one.dossier.number if one.dossier else None,
                dossier_version=one.dossier.version if one.dossier else None,
                project_id=one.project_id,
                resolution_id=one.resolution_id,
            )
            for one in row.subjects
            if one.idea is None or one.idea.audience in viewer().words
        ],
        duties=[
            Duty(
                text=duty.text,
                unit=duty.unit,
                due_on=duty.due_on,
                fulfilled_on=duty.fulfilment.fulfilled_on if duty.fulfilment else None,
            )
            for duty in row.duties
        ],
    )


@blueprint.get("/decisions")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(query=DecisionQuery, resp=gives(Decisions), tags=["decisions"], security=READING)
def decisions() -> Any:
    """List the register of decisions, filtered like the page."""
    query: DecisionQuery = request.context.query  # type: ignore[attr-defined]
    wanted = queries.filter_from({page: getattr(query, name) for name, page in FILTERS.items()})
    understood = {name: getattr(wanted, name) for name in ("body", "year", "goal", "district", "result")}
    require_known({name for name, value in understood.items() if getattr(query, name) and not value})
    found = queries.whole_decisions(viewer(), wanted, query.after, limit=query.limit)
    return shapes.plain(Decisions(items=recorded(found.items), next=next_page(found.after)))


@blueprint.get("/decisions/<number>")
@public
@by_token("read")
@document.validate(resp=gives(Decision, refusals=(404,)), tags=["decisions"], security=READING)
def decision(number: str) -> Any:
    """Give one decision by its number."""
    return shapes.plain(recorded([queries.decision(viewer(), number)])[0])
