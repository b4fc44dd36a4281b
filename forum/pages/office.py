"""The Stabsstelle's overview: what waits, in numbers from all packages, each with the way to the list behind it (G-12)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, url_for

from forum.committees.queries import waiting_applications
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.ideas.lifecycle import IdeaState
from forum.moderation.queries import open_cases
from forum.office.queries import Wanted, facets
from forum.office.queries.workbench import CLOCK_LABELS, PENDING_LABELS, Clock, Pending
from forum.pages.office_figures import pictures, rows_of
from forum.projects.queries import desk_figures, late, sponsor_reviews, without_update
from forum.recommendations.queries import count_open, open_recommendations
from forum.web import sheets
from forum.web.cache import tagged
from forum.web.security import viewer

blueprint = Blueprint("overview", __name__)


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, and where the list behind it is; some lists are for others to look into."""

    label: Any
    number: int
    url: str = ""


@blueprint.get("/stabsstelle/lage")
def show() -> Any:
    """Show what waits."""
    who = viewer()
    require(who, "office.overview")
    found = facets(who, Wanted())
    return render_template(
        "pages/office.html",
        total=found.total,
        pictures=pictures(who),
        waiting=_waiting(found.counts),
        projects=[
            ("ohne-stand", _("Vorhaben ohne aktuellen Stand"), without_update(who)),
            ("verpasst", _("Vorhaben mit verpasstem Termin"), late(who)),
            ("foerderung", _("Vorhaben: Durchsicht der Förderung"), sponsor_reviews(who)),
        ],
        recommendations=open_recommendations(who),
        states=[
            Figure(state.label, found.counts["stand"][state.value], url_for("office.index", stand=state.value))
            for state in IdeaState
            if state.value in found.counts["stand"]
        ],
    )


@blueprint.get("/stabsstelle/lage.csv")
@tagged
def figures_csv() -> Response:
    """Return what the pictures show as a table."""
    who = viewer()
    require(who, "office.overview")
    return sheets.response("lage", sheets.FIGURES, rows_of(pictures(who)))


def _waiting(counts: Any) -> list[Figure]:
    who, desk = viewer(), desk_figures(viewer())
    unanswered, overdue = count_open(who)
    clocks = [
        Figure(CLOCK_LABELS[one], counts["frist"].get(one.value, 0), url_for("office.index", frist=one.value))
        for one in (Clock.OVERDUE, Clock.SOON, Clock.PAUSED)
    ]
    pending = [
        Figure(
            PENDING_LABELS[one],
            counts["ansteht"].get(one.value, 0),
            url_for("office.index", ansteht=one.value),
        )
        for one in Pending
    ]
    queue = url_for("moderation.queue") if can(who, "case.read") else ""
    return [
        *clocks,
        *pending,
        Figure(
            _("Vor dem Board"), counts["stand"].get(IdeaState.BOARD.value, 0), url_for("office.index", stand="board")
        ),
        Figure(_("Offene Empfehlungen"), unanswered, "#empfehlungen"),
        Figure(_("Überfällige Empfehlungen"), overdue, "#empfehlungen"),
        Figure(_("Bewerbungen für Fachbeiräte"), waiting_applications(), url_for("committees.index")),
        Figure(_("Vorhaben ohne aktuellen Stand"), desk.without_update, "#ohne-stand"),
        Figure(_("Vorhaben mit verpasstem Termin"), desk.late, "#verpasst"),
        Figure(_("Vorhaben: Durchsicht der Förderung"), desk.sponsor_reviews, "#foerderung"),
        Figure(_("Offene Meldungen"), open_cases(), queue),
    ]
