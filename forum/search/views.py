"""The search page."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from forum.search import queries
from forum.search.sources import SOURCES
from forum.web.limits import SEARCHING
from forum.web.security import public, viewer

blueprint = Blueprint("search", __name__)


@blueprint.get("/suche")
@public
@SEARCHING
def find() -> Any:
    """Show what was found, page by page."""
    text, kind = request.args.get("q", ""), request.args.get("art", "")
    asked = request.args.get("seite", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    answer = queries.find(viewer(), text, kind=kind, number=number)

    def page_url(place: int) -> str:
        return url_for("search.find", q=text, art=kind or None, seite=place if place > 1 else None)

    return render_template(
        "search/results.html",
        text=text,
        kind=kind if kind in SOURCES else "",
        answer=answer,
        sources=SOURCES,
        previous_url=page_url(answer.number - 1) if answer.number > 1 else None,
        next_url=page_url(answer.number + 1) if answer.has_more else None,
    )
