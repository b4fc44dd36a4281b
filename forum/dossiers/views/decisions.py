"""The public register of the Board's decisions: pages, feed, table and print (G-08)."""

from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from forum.core.clock import today
from forum.core.errors import ForumError
from forum.core.i18n import _, lazy
from forum.core.mail import absolute
from forum.core.pdf import make_pdf
from forum.core.permissions import can, require
from forum.core.text import without_controls
from forum.dossiers import commands, queries
from forum.dossiers.forms import FulfilForm, RegisterForm
from forum.dossiers.models import Decision
from forum.ideas import queries as ideas
from forum.ideas.chain import chain
from forum.web import sheets
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.errors import status_of
from forum.web.limits import PRINTING, WRITING
from forum.web.paging import next_page
from forum.web.security import public, viewer
from forum.web.sheets import Column, Format

blueprint = Blueprint("decisions", __name__)


def _dossier(decision: Decision) -> str:
    first = next((one.dossier for one in decision.subjects if one.dossier is not None), None)
    return first.number if first is not None else ""


def _open_duties(decision: Decision) -> int:
    return sum(duty.fulfilment is None for duty in decision.duties)


COLUMNS = (
    Column("number", lazy("Nummer"), attrgetter("number")),
    Column("body", lazy("Gremium"), attrgetter("body")),
    Column("decided_on", lazy("Beschlossen am"), attrgetter("decided_on"), "date"),
    Column("title", lazy("Titel"), attrgetter("titles")),
    Column("result", lazy("Ergebnis"), lambda row: str(row.result)),
    Column("unanimity", lazy("Abstimmung"), lambda row: str(row.unanimity)),
    Column("yes", lazy("Ja-Stimmen"), attrgetter("yes"), "integer"),
    Column("no", lazy("Nein-Stimmen"), attrgetter("no"), "integer"),
    Column("abstain", lazy("Enthaltungen"), attrgetter("abstain"), "integer"),
    Column("present", lazy("Anwesende Mitglieder"), attrgetter("present"), "integer"),
    Column("entitled", lazy("Stimmberechtigte Mitglieder"), attrgetter("entitled"), "integer"),
    Column("binding", lazy("Verbindlich"), attrgetter("binding"), "boolean"),
    Column("binding_basis", lazy("Worauf stützt sich das?"), attrgetter("binding_basis")),
    Column("open_duties", lazy("Offene Auflagen"), _open_duties, "integer"),
    Column("goals", lazy("Ziele der Stadt"), lambda row: " ".join(link.goal for link in row.goal_links)),
    Column("districts", lazy("Stadtbezirke"), lambda row: " ".join(str(link.district) for link in row.district_links)),
    Column("dossier", lazy("Vorlage"), _dossier),
    Column("idea_id", lazy("Idee"), attrgetter("idea_id"), "integer"),
    Column("replaces", lazy("Ändert den Beschluss"), attrgetter("replaces")),
    Column("url", lazy("Adresse"), lambda row: absolute(row.url), "anyURI"),
)


@blueprint.get("/beschluesse")
@public
@kept_for_anonymous
def index() -> Any:
    """List the decisions, filtered by word, body, year, goal, district and result."""
    wanted = queries.filter_from(request.args)
    page = queries.decisions(viewer(), wanted, request.args.get("after"))
    form = RegisterForm(wanted, queries.years(viewer()), queries.bodies(viewer()))
    return render_template(
        "dossiers/decisions.html",
        decisions=page.items,
        wanted=wanted,
        form=form,
        next_url=next_page(page.after),
        taken_away={name: value for name, value in request.args.items() if name in form},
    )


@blueprint.get("/beschluesse.csv")
@public
@kept_for_anonymous
def index_csv() -> Any:
    """Give the register as a table, narrowed like the page."""
    rows = queries.every_decision(viewer(), queries.filter_from(request.args))
    return sheets.response("beschluesse", COLUMNS, rows, Format.CSV)


@blueprint.get("/beschluesse.atom")
@public
@tagged
@kept_for_anonymous
def index_atom() -> Any:
    """Tell of the newest decisions."""
    rows = queries.whole_decisions(viewer(), queries.filter_from(request.args)).items
    narrowed: dict[str, Any] = dict(request.args.items())
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname
    text = render_template(
        "dossiers/decisions.xml",
        decisions=rows,
        updated=max((row.recorded_at for row in rows), default=None),
        own_url=absolute(url_for("decisions.index_atom", **narrowed)),
        page_url=absolute(url_for("decisions.index", **narrowed)),
        tag=lambda year, kind, number: f"tag:{host},{year}:{kind}:{number}",
        absolute=absolute,
    )
    return Response(without_controls(text), mimetype="application/atom+xml")


@blueprint.get("/beschluesse/<number>")
@public
@kept_for_anonymous
def show(number: str) -> Any:
    """Show a decision."""
    return render_template("dossiers/decision.html", **_page_values(number))


def _page_values(number: str) -> dict[str, Any]:
    found = queries.decision(viewer(), number)
    words = viewer().words
    shown = [one for one in found.subjects if one.idea and one.idea.hidden_at is None and one.idea.audience in words]
    first = next((one.idea for one in shown), None)
    return {
        "decision": found,
        "subjects": shown,
        "chain": chain(first, ideas.timeline(viewer(), first)) if first is not None else [],
        "stations": ideas.stations(viewer(), [one.idea for one in shown if one.idea is not None]),
        "replaced_by": queries.replacing(viewer(), found),
        "may_fulfil": can(viewer(), "decision.fulfil_duty"),
    }


@blueprint.get("/beschluesse/<number>.pdf")
@public
@PRINTING
def show_pdf(number: str) -> Any:
    """Give a decision as tagged PDF; the page says the same (A-22)."""
    html = render_template("dossiers/decision_paper.html", **_page_values(number))
    return Response(make_pdf(html), mimetype="application/pdf")


@blueprint.route("/beschluesse/<number>/auflagen/<int:position>", methods=["GET", "POST"])
@WRITING
def fulfil(number: str, position: int) -> Any:
    """Say that a condition was fulfilled."""
    duty = queries.duty(viewer(), number, position)
    require(viewer(), "decision.fulfil_duty", duty)
    form = FulfilForm(fulfilled_on=today())
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.fulfil_duty(viewer(), duty, fulfilled_on=form.fulfilled_on.data, note=form.note.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Auflage ist als erfüllt vermerkt."), "success")
            return redirect(duty.decision.url, 303)
    return render_template("dossiers/fulfil.html", duty=duty, form=form), status
