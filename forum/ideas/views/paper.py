"""Signatures on paper, for the Stabsstelle: entering, confirming, correcting."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.db import get_or_404
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.files.pages import Attachments, take_in
from forum.files.queries import attached
from forum.ideas import commands, queries
from forum.ideas.forms import CorrectionForm, PaperForm
from forum.ideas.models import Idea, PaperBatch
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import receives

blueprint = Blueprint("idea_paper", __name__)


@blueprint.route("/ideen/<int:idea_id>/papier", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def batches(idea_id: int) -> Any:
    """List the batches of an idea, and enter another one."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "paper.enter", found)
    form = PaperForm()
    attachments = Attachments(viewer(), form, "paper")
    status = 200
    if form.is_submitted():
        status = 422
        attachments.tell()
        if form.validate() and not form.form_errors:
            try:
                commands.enter_paper(viewer(), found, _sheets(form, attachments))
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Die Liste ist eingetragen. Sie zählt, sobald eine zweite Person sie bestätigt."), "success")
                return redirect(url_for("idea_paper.batches", idea_id=found.id), 303)
    rows = queries.paper_batches(viewer(), found)
    scans = attached("paper", [batch.id for batch in rows])
    page = render_template(
        "ideas/paper.html", idea=found, batches=rows, scans=scans, form=form, attachments=attachments
    )
    return page, status


def _sheets(form: PaperForm, attachments: Attachments) -> commands.Sheets:
    return commands.Sheets(
        source=form.source.data or "",
        since=form.since.data,
        until=form.until.data,
        desk=form.desk.data or "",
        on_paper=form.on_paper.data or 0,
        valid=form.valid.data or 0,
        scan=attachments.choices,
    )


@blueprint.post("/papierlisten/zahlen/<int:figure_id>/bestaetigen")
@WRITING
def confirm(figure_id: int) -> Any:
    """Confirm what somebody else entered."""
    figure = commands.confirm_paper(viewer(), figure_id)
    flash(_("Bestätigt. Die gültigen Unterschriften zählen jetzt."), "success")
    return redirect(url_for("idea_paper.batches", idea_id=figure.batch.idea_id), 303)


@blueprint.route("/papierlisten/<int:batch_id>/berichtigen", methods=["GET", "POST"])
@WRITING
def correct(batch_id: int) -> Any:
    """Enter another figure for a batch."""
    batch = get_or_404(PaperBatch, batch_id)
    found: Idea = queries.idea(viewer(), batch.idea_id)
    require(viewer(), "paper.enter", found)
    form = CorrectionForm(data={"on_paper": batch.newest.on_paper, "valid": batch.newest.valid})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        values = {"on_paper": form.on_paper.data, "valid": form.valid.data, "reason": form.reason.data}
        try:
            commands.correct_paper(viewer(), batch.id, **values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die neue Zahl gilt, sobald eine zweite Person sie bestätigt."), "success")
            return redirect(url_for("idea_paper.batches", idea_id=found.id), 303)
    return render_template("ideas/paper_correction.html", idea=found, batch=batch, form=form), status
