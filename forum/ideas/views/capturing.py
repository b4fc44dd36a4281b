"""Ideas told at a desk: the Stabsstelle puts them down and hands codes out, people claim them (N-16)."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import CaptureForm, ClaimForm
from forum.web.errors import status_of
from forum.web.limits import CLAIMING, WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_capturing", __name__)


@blueprint.route("/stabsstelle/idee-aufnehmen", methods=["GET", "POST"])
@WRITING
def capture() -> Any:
    """Put an idea down that somebody told."""
    require(viewer(), "idea.capture")
    form = CaptureForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            idea = commands.capture_idea(viewer(), form.content(()), **form.telling)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Idee ist aufgenommen. Drucken Sie jetzt den Code für die Person aus."), "success")
            return redirect(idea.url, 303)
    return render_template("ideas/capture.html", form=form), status


@blueprint.post("/ideen/<int:idea_id>/code")
@WRITING
def code(idea_id: int) -> Any:
    """Show a fresh one-time code, this once, on a page to print."""
    found = queries.idea(viewer(), idea_id)
    fresh = commands.issue_code(viewer(), found)
    days = current_app.config["CLAIM_CODE_DAYS"]
    address = str(current_app.config["BASE_URL"]).rstrip("/") + url_for("idea_capturing.claim", _external=False)
    return render_template("ideas/claim_code.html", idea=found, code=fresh, days=days, address=address)


@blueprint.route("/ideen/einloesen", methods=["GET", "POST"])
@CLAIMING
def claim() -> Any:
    """Claim an idea with a one-time code."""
    form = ClaimForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            idea = commands.claim_idea(viewer(), form.code.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das ist jetzt Ihre Idee. Sie hören von jedem Schritt."), "success")
            return redirect(idea.url, 303)
    return render_template("ideas/claim.html", form=form), status
