"""What became of the inputs of a space (B-10)."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.discussions import queries as discussions
from forum.projects import queries
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import public, viewer

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/raeume/<name>/was-wurde-daraus")
@public
@kept_for_anonymous
def of_space(name: str) -> Any:
    """Show input by input what was recommended and decided, and why something was not adopted."""
    space = discussions.space(viewer(), name)
    page = queries.outcomes(viewer(), space, request.args.get("after"))
    return render_template("projects/outcomes.html", space=space, outcomes=page.items, next_url=next_page(page.after))
