"""The comparison of what waits for the Board."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template, request

from forum.assessments import queries
from forum.assessments.forms.comparing import PREFIX, kept_weights, wanted_weights
from forum.core.i18n import _
from forum.web import csv
from forum.web.security import viewer

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/board/vergleich")
def index() -> Any:
    """Rank the pending ideas by the criteria; other weights are looked at and never stored."""
    found = queries.comparison(viewer(), wanted_weights(request.args))
    sensitivities = found.sensitivities
    chosen = request.args.get("kriterium", "")
    if chosen not in found.weights:
        # What can change the ranking at all is more worth a look than what cannot.
        moving = [row.key for row, one in sensitivities if not one.is_stable]
        chosen = next(iter([*moving, *found.weights]))
    return render_template(
        "assessments/comparison.html",
        found=found,
        sensitivities=sensitivities,
        chosen=found.criteria_set.criteria[chosen],
        chart=found.chart(chosen),
        prefix=PREFIX,
        kept=kept_weights(found),
    )


@blueprint.get("/board/vergleich.csv")
def as_csv() -> Any:
    """Give the comparison as a table for spreadsheets."""
    found = queries.comparison(viewer(), wanted_weights(request.args))
    header = [_("Platz"), _("Idee"), _("Punkte"), *(row.label for row in found.criteria)]
    return csv.response("vergleich.csv", [str(csv.safe_cell(cell)) for cell in header], _lines(found))


def _lines(found: queries.Comparison) -> Iterator[list[Any]]:
    for row in found.rows:
        means = (float(row.contender.points[criterion.key]) for criterion in found.criteria)
        yield [row.place, row.idea.title, row.total, *(round(mean, 2) for mean in means)]
