"""The comparison of what waits for the Board."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request

from forum.assessments import queries
from forum.assessments.forms.comparing import PREFIX, kept_weights, wanted_weights
from forum.core.i18n import _
from forum.web import sheets
from forum.web.security import viewer
from forum.web.sheets import Column

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
    return sheets.response("vergleich", list(_columns(found)), found.rows)


def _columns(found: queries.Comparison) -> Iterator[Column]:
    yield Column("place", _("Platz"), lambda row: row.place, "integer")
    yield Column("idea", _("Idee"), lambda row: row.idea.title)
    yield Column("points", _("Punkte"), lambda row: row.total, "decimal")
    for one in found.criteria:
        yield Column(one.key, one.label, partial(_mean, one.key), "decimal")


def _mean(key: str, row: queries.Compared) -> float:
    return round(float(row.contender.points[key]), 2)
