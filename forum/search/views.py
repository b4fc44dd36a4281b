"""The search page."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.web.security import public

blueprint = Blueprint("search", __name__)


@blueprint.get("/suche")
@public
def find() -> Any:
    """Show what was found."""
    return render_template("search/results.html", query=request.args.get("q", ""))
