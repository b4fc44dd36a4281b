"""The Stabsstelle's overview: what waits, in numbers from all packages, each with the way to the list behind it (G-12)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.ideas.lifecycle import IdeaState
from forum.moderation.queries import open_cases
from forum.office.queries import Wanted, facets
from forum.office.queries.workbench import CLOCK_LABELS, PENDING_LABELS, Clock, Pending
from forum.projects.queries import desk_figures, late, sponsor_reviews, without_update
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
        waiting=_waiting(found.counts),
        projects=[
            ("ohne-stand", _("Vorhaben ohne aktuellen Stand"), without_update(who)),
            ("verpasst", _("Vorhaben mit verpasstem Termin"), late(who)),
            ("foerderung", _("Vorhaben: Durchsicht der Förderung"), sponsor_reviews(who)),
        ],
        states=[
            Figure(state.label, found.counts["stand"][state.value], url_for("office.index", stand=state.value))
            for state in IdeaState
            if state.value in found.counts["stand"]
        ],
    )


def _waiting(counts: Any) -> list[Figure]:
    who, desk = viewer(), desk_figures(viewer())
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
        Figure(_("Vorhaben ohne aktuellen Stand"), desk.without_update, "#ohne-stand"),
        Figure(_("Vorhaben mit verpasstem Termin"), desk.late, "#verpasst"),
        Figure(_("Vorhaben: Durchsicht der Förderung"), desk.sponsor_reviews, "#foerderung"),
        Figure(_("Offene Meldungen"), open_cases(), queue),
    ]
