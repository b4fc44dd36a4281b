"""Likely twins, for the Stabsstelle."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.i18n import _
from forum.ideas import commands, queries
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("idea_twins", __name__)


@blueprint.get("/stabsstelle/zwillinge")
def index() -> Any:
    """List pairs of ideas that seem to mean the same, and what hangs together by them."""
    page = queries.twins(viewer(), request.args.get("after"))
    return render_template(
        "ideas/twins.html", pairs=page.items, clusters=queries.clusters(page.items), next_url=next_page(page.after)
    )


@blueprint.post("/stabsstelle/zwillinge/<int:one_id>/<int:other_id>/kein-duplikat")
@WRITING
def dismiss(one_id: int, other_id: int) -> Any:
    """Say that two ideas are no duplicates."""
    commands.dismiss_twins(viewer(), one_id, other_id)
    flash(_("Gemerkt: Diese beiden sind keine Duplikate."), "success")
    return redirect(url_for("idea_twins.index"), 303)
