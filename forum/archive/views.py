"""Pages of closed processes, and their packages."""

from typing import Any

from flask import Blueprint, render_template, request, send_file

from forum.archive import queries
from forum.archive.packing import packed
from forum.core.permissions import require
from forum.meetings import queries as meetings
from forum.web.limits import PRINTING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("archive", __name__)


@blueprint.get("/stabsstelle/archiv")
def index() -> Any:
    """List the ideas that came to an end, each with its package."""
    found = queries.closed_ideas(viewer(), request.args.get("after"))
    return render_template("archive/index.html", ideas=found.items, next_url=next_page(found.after))


@blueprint.get("/stabsstelle/archiv/sitzungen")
def sessions() -> Any:
    """List the sessions that are over, each with its package (L-34)."""
    require(viewer(), "archive.take")
    found = meetings.meetings(viewer(), request.args.get("after"), over=True)
    return render_template("archive/index.html", meetings=found.items, next_url=next_page(found.after))


@blueprint.get("/stabsstelle/archiv/ideen/<int:idea_id>.zip")
@PRINTING
def idea_zip(idea_id: int) -> Any:
    """Give the package of an idea that came to an end."""
    found = queries.closed_idea(viewer(), idea_id)
    return send_file(
        packed(viewer(), found), "application/zip", as_attachment=True, download_name=f"idee-{found.id}.zip"
    )
