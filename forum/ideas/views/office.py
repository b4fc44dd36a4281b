"""The staff office: the list of everything that waits, and its export."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.core.permissions import require
from forum.ideas import queries
from forum.ideas.commands.imports import COLUMNS
from forum.ideas.forms import FilterForm
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.web import csv
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("office", __name__)

# The importer's columns come first, so that an export can be read back; figures and dates follow.
EXPORTED = (
    *COLUMNS, "id", "state", "state_since", "due_on", "unit", "author", "supports", "threshold", "support_deadline",
    "threshold_reached_at", "answered_at", "dossier", "url", "attribution",
)  # fmt: skip


@blueprint.get("/stabsstelle")
def index() -> Any:
    """List all ideas that were handed in, for the staff office."""
    who = viewer()
    require(who, "office.open")
    wanted = queries.filter_from(request.args)
    counts = queries.counts(who)
    page = queries.ideas(who, wanted, request.args.get("after"), limit=queries.ROWS_PER_PAGE)
    return render_template(
        "ideas/office.html",
        ideas=page.items,
        wanted=wanted,
        counts=[(state, counts[state]) for state in IdeaState if state in counts],
        form=FilterForm(wanted, counts),
        next_url=next_page(page.after),
        kept={name: value for name, value in request.args.items() if name != "after"},
    )


@blueprint.get("/stabsstelle/ideen.csv")
def export() -> Any:
    """Give the filtered list as a CSV file (N-36, X-25)."""
    found = queries.for_export(viewer(), queries.filter_from(request.args))
    return csv.response("ideen.csv", EXPORTED, (_row(idea) for idea in found))


def _row(idea: Idea) -> list[Any]:
    return [
        idea.foreign_key or f"idee-{idea.id}",
        idea.title,
        idea.source,
        idea.category,
        ";".join(idea.goal_keys),
        ";".join(str(number) for number in idea.district_numbers),
        idea.place_text,
        idea.source_url,
        idea.submitted_at,
        idea.id,
        idea.state,
        idea.state_since,
        idea.due_on,
        idea.unit,
        ", ".join(author.handle for author in idea.authors),
        idea.support_count,
        idea.threshold,
        idea.support_deadline,
        idea.threshold_reached_at,
        idea.answered_at,
        idea.dossier_number,
        idea.url,
        idea.attribution,
    ]
