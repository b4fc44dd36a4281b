"""Summing a discussion up, reading every version of that, and asking that it be corrected."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.discussions import commands, queries
from forum.discussions.forms import CorrectionForm, SummaryForm
from forum.discussions.pages import preview
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("summaries", __name__)


@blueprint.route("/themen/<int:thread_id>/zwischenstand", methods=["GET", "POST"])
@WRITING
def summarise(thread_id: int) -> Any:
    """Write the summary above a thread, with what people wish to be corrected and its earlier versions beside it."""
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.summarise", found)
    versions = queries.summaries(viewer(), found)
    newest = versions[0] if versions else None
    said = {"text": newest.source, "against": newest.against, "affected": newest.affected} if newest else {}
    form = SummaryForm(version=newest.version if newest else 0, **said)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit() and "vorschau" not in request.form:
        try:
            commands.summarise_thread(
                viewer(),
                found,
                text=form.text.data,
                against=form.against.data or "",
                affected=form.affected.data or "",
                version=form.version.data,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            # The next click saves the own text over the version that is shown below the form.
            form.version.process_data(newest.version if newest else 0)
            form.version.raw_data = None
        else:
            return redirect(found.url, 303)
    page = render_template(
        "discussions/summarise.html",
        thread=found,
        form=form,
        versions=versions,
        wishes=queries.open_corrections(viewer(), found),
        preview=preview(form),
    )
    return page, status


@blueprint.get("/themen/<int:thread_id>/zwischenstand/fassungen")
@public
@kept_for_anonymous
def versions(thread_id: int) -> Any:
    """Show every version of a summary."""
    found = queries.thread(viewer(), thread_id)
    return render_template(
        "discussions/summaries.html",
        thread=found,
        versions=queries.summaries(viewer(), found),
        may_ask=can(viewer(), "thread.ask_correction", found),
    )


@blueprint.route("/themen/<int:thread_id>/zwischenstand/korrektur", methods=["GET", "POST"])
@WRITING
def ask(thread_id: int) -> Any:
    """Ask that a summary be corrected."""
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.ask_correction", found)
    form = CorrectionForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.ask_for_correction(viewer(), found, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Danke! Ihr Wunsch liegt der Stabsstelle vor; die nächste Fassung beantwortet ihn."), "success")
            return redirect(found.url, 303)
    return render_template("discussions/ask_correction.html", thread=found, form=form), status
