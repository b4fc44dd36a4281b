"""The access log: for the data protection officer all of it, for everybody what concerns the own address (P-14)."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from forum.administration import queries
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("looks", __name__)
# A page of one's own account, and no part of the administration.
own_blueprint = Blueprint("own_looks", __name__)


@blueprint.get("/verwaltung/zugriffe")
def index() -> Any:
    """List who read whose address, when and why."""
    page = queries.looks(viewer(), request.args.get("after"))
    return render_template("administration/looks.html", looks=page.items, next_url=next_page(page.after))


@blueprint.get("/verwaltung/zugriffe/dateien")
def files() -> Any:
    """List who opened signatures on paper and files that are evidence, and when."""
    page = queries.file_looks(viewer(), request.args.get("after"))
    return render_template("administration/file_looks.html", looks=page.items, next_url=next_page(page.after))


@own_blueprint.get("/konto/zugriffe", endpoint="index")
def index_of_own() -> Any:
    """Tell when and why the administration read the viewer's own address."""
    days = current_app.config["ACCESS_KEEP_DAYS"]
    return render_template("administration/own_looks.html", looks=queries.own_looks(viewer()), days=days)
