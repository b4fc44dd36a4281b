"""The list of what a person keeps for later, and the buttons that put something on it (Q-27)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request

from forum.core.i18n import _
from forum.discussions import commands, queries
from forum.web.addresses import number_in
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import own_path, viewer

blueprint = Blueprint("bookmarks", __name__)


@blueprint.get("/merkliste")
def index() -> Any:
    """Show what the viewer keeps, what was kept last first."""
    page = queries.bookmarks(viewer(), request.args.get("after"))
    return render_template("discussions/bookmarks.html", kept=page.items, next_url=next_page(page.after))


@blueprint.post("/merkliste")
@WRITING
def keep() -> Any:
    """Keep a thread or a post, or take it off again; the button says what, and whether it is on: ``beitrag.12.1``."""
    kind, _dot, rest = request.form.get("merken", "").partition(".")
    word, _dot, switch = rest.partition(".")
    number = number_in(word)
    if number is None or kind not in {"thema", "beitrag"} or switch not in {"0", "1"}:
        abort(422)
    found = queries.thread(viewer(), number) if kind == "thema" else queries.post(viewer(), number)
    act = commands.bookmark if switch == "1" else commands.take_bookmark_back
    act(viewer(), found)
    flash(
        _("Das steht jetzt auf Ihrer Merkliste.") if switch == "1" else _("Das steht nicht mehr auf Ihrer Merkliste."),
        "success",
    )
    return redirect(own_path(request.form.get("back")) or found.url, 303)
