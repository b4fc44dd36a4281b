"""The list of projects in its three views and as files, and the page of one."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.ideas import queries as ideas
from forum.ideas.chain import chain
from forum.projects import queries
from forum.projects.drawing import drawing
from forum.projects.forms import FilterForm
from forum.projects.models import Project
from forum.projects.sheet import COLUMNS, lines
from forum.web import sheets
from forum.web.addresses import here
from forum.web.cache import kept_for_anonymous
from forum.web.charts import over_time
from forum.web.limits import LISTING
from forum.web.paging import next_page
from forum.web.security import public, viewer
from forum.web.sheets import Format

blueprint = Blueprint("projects", __name__)

VIEWS = ("liste", "zeitleiste", "tabelle")


@blueprint.get("/vorhaben")
@public
@kept_for_anonymous
def index() -> Any:
    """List the projects: as cards, along the time, or as a table of the same rows (B-09)."""
    who, wanted = viewer(), queries.filter_from(request.args)
    shape = request.args.get("ansicht", "")
    shape = shape if shape in VIEWS else VIEWS[0]
    page = queries.projects(who, wanted, request.args.get("after"))
    labels = {"liste": _("Liste"), "zeitleiste": _("Zeitleiste"), "tabelle": _("Tabelle")}
    return render_template(
        f"projects/index_{shape}.html",
        projects=page.items,
        wanted=wanted,
        form=FilterForm(wanted),
        shape=shape,
        tabs=[
            {"label": labels[name], "url": here(ansicht=name, after=None), "current": name == shape} for name in VIEWS
        ],
        file_urls={kind.value: _file_url(kind) for kind in Format},
        drawing=drawing(page.items) if shape == "zeitleiste" else None,
        decisions=queries.decisions_of(who, [row.idea_id for row in page.items]) if shape == "tabelle" else {},
        promises=queries.promises_of(who, page.items) if shape == "tabelle" else {},
        keeps_list=can(who, "project.start"),
        next_url=next_page(page.after),
    )


def _file_url(kind: Format) -> str:
    """Return the address of the file with the same filter."""
    words = urlencode(
        [(name, word) for name, word in request.args.items(multi=True) if name not in {"after", "ansicht"}]
    )
    address = url_for("projects.export", kind=kind.value)
    return f"{address}?{words}" if words else address


@blueprint.get("/vorhaben.<any(csv, xlsx, ods):kind>")
@public
@LISTING
def export(kind: str) -> Any:
    """Serve the list with the same filter as a file; ``?excel=1`` for Excel (B-09, F-04, X-25)."""
    rows = lines(viewer(), queries.filter_from(request.args))
    return sheets.response("vorhaben", COLUMNS, rows, Format(kind), excel=request.args.get("excel") == "1")


@blueprint.get("/vorhaben.csv-metadata.json")
@public
def description() -> Any:
    """Say what each column of the file means, by CSVW (F-04)."""
    return jsonify(sheets.description(url_for("projects.export", kind="csv"), COLUMNS))


@blueprint.get("/vorhaben/<int:project_id>")
@blueprint.get("/vorhaben/<int:project_id>-<slug>")
@public
@kept_for_anonymous
def show(project_id: int, slug: str = "") -> Any:
    """Show a project; a wrong or old slug leads to the right address."""
    found = queries.project(viewer(), project_id)
    if slug != slug_of(found.title):
        return redirect(found.url, 301)
    return render_template("projects/show.html", **page_values(found))


def page_values(found: Project) -> dict[str, Any]:
    """Return what the page of a project shows."""
    who = viewer()
    page = queries.news(who, found, request.args.get("after"))
    return {
        "project": found,
        "news": page.items,
        "next_url": next_page(page.after),
        "chain": chain(found.idea, ideas.timeline(who, found.idea)),
        "decisions": queries.decisions_of(who, [found.idea_id]).get(found.idea_id, ()),
        "history": queries.history(who, found),
        "may_manage": can(who, "project.manage", found),
        "charts": {row.id: over_time(row.readings, row.target) for row in found.indicators if row.values},
        "may_stop": can(who, "project.stop", found),
    }
