"""The workbench: the list of everything that waits, its saved views, and its export."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.i18n import _
from forum.core.permissions import require
from forum.office import commands, exports, queries
from forum.office.forms import ViewForm, WorkbenchForm
from forum.office.models import SavedView
from forum.office.queries.workbench import MINE, NOBODY, Clock
from forum.web import sheets
from forum.web.addresses import here
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer
from forum.web.sheets import Format

blueprint = Blueprint("office", __name__)


@blueprint.get("/stabsstelle")
def index() -> Any:
    """Show all ideas that were handed in; without any word in the address, as the person's own view wants it."""
    who = viewer()
    require(who, "office.open")
    if not request.args and (own := queries.default_view(who)) is not None:
        return redirect(_address(own))
    wanted = queries.wanted_from(request.args)
    found = queries.facets(who, wanted)
    page = queries.rows(who, wanted, request.args.get("after"))
    return render_template(
        "office/workbench.html",
        rows=page.items,
        wanted=wanted,
        found=found,
        form=WorkbenchForm(wanted, found),
        is_choosing="offen" in request.args,
        days_waited=queries.days_waited,
        view_form=ViewForm(formdata=None),
        views=_tabs(wanted),
        acts=commands.Act,
        next_url=next_page(page.after),
        sorted_by=lambda word: here(sortierung=word, after=None, ansicht=None),
        formats=Format,
    )


def _tabs(wanted: queries.Wanted) -> list[dict[str, Any]]:
    """Return the views that everybody has, and the person's own ones."""
    usual = [
        (_("Alle"), {"sortierung": "neu"}),
        (_("Meine"), {"bei": MINE}),
        (_("Überfällig"), {"frist": Clock.OVERDUE.value}),
        (_("Noch bei niemandem"), {"bei": NOBODY, "sortierung": "wartet"}),
    ]
    words = {**wanted.words, **({} if wanted.words else {"sortierung": "neu"})}
    tabs = [{"label": label, "url": _address(words=own), "current": own == words} for label, own in usual]
    for view in queries.saved_views(viewer()):
        address = _address(view)
        tabs.append({"label": view.name, "url": address, "current": view.words == wanted.words, "view": view})
    return tabs


def _address(view: SavedView | None = None, words: Mapping[str, Any] | None = None) -> str:
    """Return the address of the workbench as a view, or these words, want it."""
    if view is not None:
        words = {**view.words, "ansicht": view.id}
    return f"{url_for('office.index')}?{urlencode(words or {})}"


@blueprint.post("/stabsstelle/ansichten")
@WRITING
def save_view() -> Any:
    """Keep what the workbench shows under a name."""
    form, wanted = ViewForm(), queries.wanted_from(request.args)
    if not form.validate():
        flash(_("Bitte geben Sie der Ansicht einen Namen mit höchstens 60 Zeichen."), "danger")
        return redirect(_address(words={"sortierung": "neu", **wanted.words}), 303)
    view = commands.save_view(viewer(), form.name.data or "", wanted, is_default=form.is_default.data)
    flash(_("Die Ansicht ist gespeichert."), "success")
    return redirect(_address(view), 303)


@blueprint.post("/stabsstelle/ansichten/<int:view_id>/loeschen")
@WRITING
def remove_view(view_id: int) -> Any:
    """Forget a view."""
    commands.remove_view(viewer(), queries.saved_view(viewer(), view_id))
    flash(_("Die Ansicht ist gelöscht."), "success")
    return redirect(url_for("office.index", sortierung="neu"), 303)


@blueprint.get("/stabsstelle/ideen.<any(csv, xlsx, ods):kind>")
def export(kind: str) -> Any:
    """Give the filtered list as a file (N-36, X-25)."""
    found = exports.worked(viewer(), queries.wanted_from(request.args))
    excel = request.args.get("excel") == "1"
    return sheets.response("ideen", exports.COLUMNS, found, Format(kind), excel=excel)
