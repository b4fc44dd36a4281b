"""The tour for who is here for the first time: five short steps, each with the way to where it happens.

It is a page like any other: nobody has to take it, it remembers nothing (P-04), and it works without scripts.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.web.cache import kept_for_anonymous
from forum.web.security import public

blueprint = Blueprint("tour", __name__)


@dataclass(frozen=True)
class Stop:
    """One step: what it is called, what one does there, and where that is."""

    name: Any
    text: Any
    endpoint: str
    way: Any


STOPS = (
    Stop(
        lazy("Umsehen"),
        lazy(
            "Hier stehen die Ideen der Menschen aus Braunschweig. Lesen können Sie alles ohne Konto. Mit der "
            "Suche oben finden Sie Ideen, Themen und Beschlüsse, auch wenn Sie sich vertippen."
        ),
        "ideas.index",
        lazy("Ideen ansehen"),
    ),
    Stop(
        lazy("Mitreden und unterstützen"),
        lazy(
            "Unter jeder Idee wird gesprochen. Gefällt Ihnen eine, unterstützen Sie sie: Hat sie genug "
            "Unterstützung, muss sich die Stadt mit ihr befassen. Dafür brauchen Sie ein Konto mit Ihrer "
            "E-Mail-Adresse; im Forum steht nur der Name, den Sie wählen."
        ),
        "accounts.register",
        lazy("Konto anlegen"),
    ),
    Stop(
        lazy("Eine Idee einreichen"),
        lazy(
            "Überschrift und ein paar Sätze genügen. Das Forum zeigt Ihnen ähnliche Ideen, damit Sie sich "
            "zusammentun können. Mit einem Konto bleibt als Entwurf erhalten, was Sie tippen."
        ),
        "idea_writing.new",
        lazy("Idee einreichen"),
    ),
    Stop(
        lazy("Sitzungen verfolgen"),
        lazy(
            "Fachbeiräte und das Smart City-Board beraten öffentlich. Sie lesen live mit, stellen Fragen und "
            "sehen, wie abgestimmt wird; danach stehen Niederschrift und Verlauf hier."
        ),
        "meetings.index",
        lazy("Sitzungen ansehen"),
    ),
    Stop(
        lazy("Sehen, was daraus wird"),
        lazy(
            "Jeder Beschluss hat Gründe, und jedes Vorhaben zeigt, wie weit es ist. Wer mitgemacht hat, hört von "
            "jedem Schritt, so oft wie gewünscht."
        ),
        "decisions.index",
        lazy("Beschlüsse ansehen"),
    ),
)


@blueprint.get("/rundgang", defaults={"step": 1})
@blueprint.get("/rundgang/<int:step>")
@public
@kept_for_anonymous
def show(step: int) -> Any:
    """Show one step of the tour."""
    if not 1 <= step <= len(STOPS):
        raise NotFound
    states = ["done"] * (step - 1) + ["current"] + ["todo"] * (len(STOPS) - step)
    return render_template(
        "pages/tour.html",
        number=step,
        stop=STOPS[step - 1],
        steps=[
            {"label": stop.name, "state": state, "url": url_for("tour.show", step=place)}
            for place, (stop, state) in enumerate(zip(STOPS, states, strict=True), start=1)
        ],
        last=step == len(STOPS),
    )
