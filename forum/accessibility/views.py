"""The statement, the form for barriers, and the office's pages about both."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from forum.accessibility import commands, queries
from forum.accessibility.forms import BarrierAnswerForm, BarrierForm, ReviewForm
from forum.accessibility.models import ReviewKind
from forum.accessibility.statement import statement
from forum.core.errors import ForumError
from forum.core.i18n import _, lazy
from forum.core.permissions import require
from forum.terms.wording import wording
from forum.web import sheets
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import NOTIFYING, WRITING
from forum.web.security import public, viewer
from forum.web.sheets import Column

blueprint = Blueprint("accessibility", __name__)

REVIEWS = [
    Column("day", lazy("Tag"), lambda row: row.reviewed_on, "date"),
    Column("kind", lazy("Was es war"), lambda row: row.kind),
    Column("pages", lazy("Seiten"), lambda row: row.pages),
    Column("tools", lazy("Womit"), lambda row: row.tools),
    Column("results", lazy("Ergebnis"), lambda row: row.results),
]


@blueprint.get("/barrierefreiheit")
@public
@kept_for_anonymous
def statement_page() -> Any:
    """Show the accessibility statement (A-23)."""
    said = statement()
    reviewed_on = max(said.reviewed_on, queries.last_reviewed() or said.reviewed_on)
    own = wording("barrierefreiheit")
    return render_template("accessibility/statement.html", said=said, reviewed_on=reviewed_on, wording=own)


@blueprint.route("/barrierefreiheit/melden", methods=["GET", "POST"])
@public
@NOTIFYING
def report() -> Any:
    """Take in a report of a barrier; the page that somebody comes from is filled in (A-24)."""
    form = BarrierForm()
    if not form.is_submitted():
        form.page.data = _came_from()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            values = {"page": form.page.data or "", "text": form.text.data, "email": form.email.data or ""}
            receipt = commands.report_barrier(viewer(), **values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("accessibility.state", token=receipt.token), 303)
    return render_template("accessibility/report.html", form=form), status


def _came_from() -> str:
    """Return the page of this forum from which somebody comes, as a path; nothing for visitors from elsewhere."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or came.path == request.path:
        return ""
    return came.path[: commands.LONGEST_PAGE]


@blueprint.get("/barrierefreiheit/meldungen/<token>")
@public
def state(token: str) -> Any:
    """Show a report with its answer to whoever holds its secret link."""
    return render_template("accessibility/state.html", report=queries.report_by_token(token), said=statement())


@blueprint.get("/stabsstelle/barrieren")
def barriers() -> Any:
    """Show the office what waits for an answer, and what was answered."""
    waiting, answered = queries.open_reports(viewer()), queries.answered_reports(viewer(), request.args.get("after"))
    next_url = url_for("accessibility.barriers", after=answered.after) if answered.after else None
    return render_template("accessibility/barriers.html", waiting=waiting, answered=answered.items, next_url=next_url)


@blueprint.route("/stabsstelle/barrieren/<int:report_id>", methods=["GET", "POST"])
@WRITING
def barrier(report_id: int) -> Any:
    """Show a report, and take in its answer."""
    found = queries.report(viewer(), report_id)
    form = BarrierAnswerForm(obj=None if request.method == "POST" else found)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.answer_report(viewer(), found, text=form.answer.data, version=form.version.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Antwort ist unterwegs."), "success")
            return redirect(url_for("accessibility.barriers"), 303)
    return render_template("accessibility/barrier.html", report=found, form=form), status


@blueprint.route("/stabsstelle/barrieren/pruefungen", methods=["GET", "POST"])
@WRITING
def reviews() -> Any:
    """Show the reviews, and take in one that took place (A-26, A-32)."""
    require(viewer(), "accessibility.review")
    form = ReviewForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        texts = {"pages": form.pages.data, "tools": form.tools.data, "results": form.results.data}
        try:
            commands.add_review(viewer(), ReviewKind(form.kind.data), reviewed_on=form.reviewed_on.data, **texts)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Prüfung ist eingetragen; ihr Datum steht in der Erklärung."), "success")
            return redirect(url_for("accessibility.reviews"), 303)
    return render_template("accessibility/reviews.html", reviews=queries.reviews(viewer()), form=form), status


@blueprint.get("/stabsstelle/barrieren/pruefungen.csv")
def reviews_csv() -> Response:
    """Return all reviews as a table (A-26)."""
    return sheets.response("accessibility-reviews", REVIEWS, queries.reviews(viewer()))
