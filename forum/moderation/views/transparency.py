"""Pages that show everybody what the moderation does: figures of a year, and the log without names."""

from datetime import datetime
from typing import Any

from babel.dates import get_month_names
from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for

from forum.accounts import visits
from forum.core.clock import local, of_city
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _, german, language, lazy
from forum.core.permissions import can
from forum.moderation import annex, annex_figures, commands, export, transparency, yearly
from forum.moderation.forms import OUTCOMES
from forum.moderation.measures import MEASURES
from forum.moderation.models import Outcome
from forum.moderation.rules import RULES
from forum.moderation.targets import KINDS
from forum.web import sheets
from forum.web.cache import kept_for_anonymous
from forum.web.charts import Bar, bars
from forum.web.limits import WRITING
from forum.web.security import public, viewer
from forum.web.sheets import Column

blueprint = Blueprint("transparency", __name__)

COLUMNS = [
    Column("day", lazy("Tag"), lambda row: local(row.created_at).date(), "date"),
    Column("content", lazy("Was"), lambda row: row.kind),
    Column("measure", lazy("Maßnahme"), lambda row: row.measure),
    Column("rule", lazy("Regel"), lambda row: row.rule),
    Column("space", lazy("Raum"), lambda row: row.space),
    Column("reason", lazy("Öffentlicher Grund"), lambda row: german(RULES[row.rule].text)),
    Column("bulk_items", lazy("Zahl der Inhalte in einem Schritt"), lambda row: row.items, "integer"),
    Column("automated", lazy("automatisch"), lambda row: row.automated_decision, "boolean"),
    Column("reverted", lazy("zurückgenommen"), lambda row: row.reverted_at is not None, "boolean"),
    Column("reversals", lazy("wie oft zurückgenommen"), lambda row: row.reversals, "integer"),
]


@blueprint.get("/transparenz")
@public
@kept_for_anonymous
def index() -> Any:
    """Show the figures of a year and the log of measures."""
    years = transparency.years()
    year = request.args.get("jahr", years[0], type=int)
    if year not in years:
        raise NotFound
    page = transparency.log(request.args.get("after"))
    figures = transparency.figures(year)
    months = get_month_names("abbreviated", locale=language())
    story = [Bar(months[month], told, done) for month, told, done in transparency.by_month(year)]
    return render_template(
        "moderation/transparency.html",
        figures=figures,
        # What did not happen at all needs no bar; the short table has its zeros.
        by_rule=bars([Bar(str(RULES[key].label), number) for key, number in figures.measures.items() if number]),
        by_kind=bars([Bar(str(MEASURES[key].label), number) for key, number in figures.kinds.items() if number]),
        by_outcome=bars([Bar(str(OUTCOMES[Outcome(key)]), number) for key, number in figures.outcomes.items()]),
        by_month=bars(story),
        sections=yearly.TITLES,
        parts=PARTS,
        published=transparency.published_on(year),
        active=visits.lately(),
        known=MEASURES,
        years=years,
        log=page.items,
        brakes=transparency.brakes(),
        next_url=url_for("transparency.index", jahr=year, after=page.after) if page.after else None,
        rules=RULES,
        kinds=KINDS,
        outcomes=OUTCOMES,
    )


@blueprint.get("/transparenz.csv")
@public
def log_csv() -> Response:
    """Return the whole log as a table."""
    return sheets.response("moderation", COLUMNS, transparency.whole_log())


# What the parts of the templates are called; the keys are those of the templates and stand in the addresses.
PARTS = {
    "1_report_identification": lazy("Angaben zum Bericht"),
    "2_categories_names": lazy("Namen der Kategorien"),
    "3_member_states_orders": lazy("Anordnungen von Behörden"),
    "4_notices": lazy("Meldungen"),
    "5_own_initiative_illegal": lazy("Aus eigenem Antrieb: rechtswidrige Inhalte"),
    "6_own_initiative_TC": lazy("Aus eigenem Antrieb: Regeln des Forums"),
    "7_appeals_and_recidivism": lazy("Beschwerden, Streitfälle und Missbrauch"),
    "8_automated_means": lazy("Programme, die mitwirken"),
    "9_human_resources": lazy("Menschen in der Moderation"),
    "10_AMAR": lazy("Konten, die im Monat da waren"),
    "11_qualitative": lazy("Erläuterungen"),
}


@blueprint.get("/transparenz/<int:year>/<part>.csv")
@public
def part_csv(year: int, part: str) -> Response:
    """Return a part of the yearly report in the template of the implementing regulation (S-21)."""
    if year not in transparency.years() or part not in annex.HEADERS:
        raise NotFound
    answer = Response(annex_figures.part_of(year, part), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{year}_{part}.csv"'
    return answer


@blueprint.post("/moderation/berichte/<int:year>/veroeffentlichen")
@WRITING
def publish(year: int) -> Any:
    """Publish the report of a year that is over; from then on it stays as it is (S-21)."""
    try:
        commands.publish_report(viewer(), year)
    except Conflict as error:
        flash(error.message, "danger")
    else:
        flash(_("Der Bericht ist veröffentlicht."), "success")
    return redirect(url_for("transparency.team"), 303)


REPORT = [
    Column("section", lazy("Abschnitt"), lambda row: row.section),
    Column("indicator", lazy("Was gezählt wird"), lambda row: row.indicator),
    Column("scope", lazy("Worin"), lambda row: row.scope),
    Column("value", lazy("Wert"), lambda row: row.value),
]


@blueprint.get("/transparenz/<int:year>.csv")
@public
def report_csv(year: int) -> Response:
    """Return the figures of a year, or one section of them, as one short table (S-05)."""
    section = request.args.get("abschnitt", "")
    if year not in transparency.years() or section not in {"", *yearly.SECTIONS, yearly.QUALITATIVE}:
        raise NotFound
    return sheets.response(f"moderation-{year}", REPORT, yearly.lines(year, section))


@blueprint.get("/moderation/begruendungen/<int:year>.json")
def statements_json(year: int) -> Any:
    """Return the statements of a year for the transparency database (S-03)."""
    if year not in transparency.years():
        raise NotFound
    since, until = of_city(datetime(year, 1, 1)), of_city(datetime(year + 1, 1, 1))  # noqa: DTZ001
    answer = jsonify({"statements": export.statements_of(viewer(), since, until)})
    answer.headers["Content-Disposition"] = f'attachment; filename="statements-{year}.json"'
    return answer


@blueprint.get("/moderation/zahlen")
def team() -> Any:
    """Show how the moderation keeps up, without a word about who did what (M-30)."""
    return render_template(
        "moderation/team.html",
        backlog=transparency.backlog(viewer()),
        rules=RULES,
        years=transparency.years(),
        reports=transparency.reports(),
        may_publish=can(viewer(), "yearly_report.publish"),
    )
