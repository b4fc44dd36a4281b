"""The public register of the Board's decisions."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.dossiers import queries
from forum.dossiers.forms import RegisterForm
from forum.ideas import queries as ideas
from forum.ideas.chain import chain
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import public, viewer

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/beschluesse")
@public
@kept_for_anonymous
def index() -> Any:
    """List the decisions, filtered by year, goal, district and result (G-08)."""
    wanted = queries.filter_from(request.args)
    page = queries.decisions(viewer(), wanted, request.args.get("after"))
    form = RegisterForm(wanted, queries.years(viewer()))
    return render_template(
        "dossiers/decisions.html", decisions=page.items, wanted=wanted, form=form, next_url=next_page(page.after)
    )


@blueprint.get("/beschluesse/<number>")
@public
@kept_for_anonymous
def show(number: str) -> Any:
    """Show a decision."""
    found = queries.decision(viewer(), number)
    way = chain(found.idea, ideas.timeline(viewer(), found.idea))
    return render_template("dossiers/decision.html", decision=found, chain=way)
