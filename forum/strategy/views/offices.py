"""Keeping bodies and offices, for the Stabsstelle; the page of the strategy shows them to everybody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.strategy import commands, queries
from forum.strategy.forms import HolderForm, OfficeForm, VacancyForm, seen_in
from forum.strategy.models import Office, strategy
from forum.strategy.models.offices import StoredOffice
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("offices", __name__)


def _office(key: str) -> Office:
    require(viewer(), "strategy.edit")
    found = strategy().governance.get(key)
    if found is None:
        raise NotFound
    return found


@blueprint.route("/strategie/aemter/neu", methods=["GET", "POST"], defaults={"key": ""})
@blueprint.route("/strategie/aemter/<key>", methods=["GET", "POST"])
@WRITING
def edit(key: str) -> Any:
    """Change a body or office, or add one."""
    require(viewer(), "strategy.edit")
    office = _office(key) if key else None
    is_sent, stored = request.method == "POST", None
    form = OfficeForm(key=key)
    if office is not None and not is_sent:
        form = OfficeForm.of(office, queries.changes_of_office(viewer(), key))
    status = 422 if is_sent else 200
    if form.validate_on_submit():
        try:
            commands.write_office(viewer(), form.plan(), key=key, seen=seen_in(form.seen))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict) and isinstance(error.current, StoredOffice):
                # The page shows what is stored now; whoever saves again has seen it.
                form.seen.data, form.seen.raw_data = error.current.changes, None
                stored = error.current
        else:
            flash(_("Text und Schaubild zeigen die Änderung ab jetzt."), "success")
            return redirect(url_for("strategy.overview", _anchor="governance"), 303)
    return render_template("strategy/office_form.html", form=form, office=office, stored=stored), status


@blueprint.route("/strategie/aemter/<key>/besetzung", methods=["GET", "POST"])
@WRITING
def fill(key: str) -> Any:
    """Give an office a new holder."""
    office, form = _office(key), HolderForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.appoint_holder(
                viewer(), key, name=form.name.data, since=form.since.data, note=form.note.data or ""
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(
                _("Das Amt ist besetzt. Was vorher beschlossen wurde, nennt weiter, wer es damals innehatte."),
                "success",
            )
            return redirect(url_for("strategy.overview", _anchor="governance"), 303)
    return render_template("strategy/office_holder.html", form=form, office=office), status


@blueprint.route("/strategie/aemter/<key>/ende", methods=["GET", "POST"])
@WRITING
def vacate(key: str) -> Any:
    """Say until when somebody holds an office, without a successor."""
    office, form = _office(key), VacancyForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.vacate_office(viewer(), key, until=form.until.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("strategy.overview", _anchor="governance"), 303)
    return render_template("strategy/office_vacancy.html", form=form, office=office), status


@blueprint.post("/strategie/aemter/<key>/aufheben")
def end(key: str) -> Any:
    """Let a body or office end today."""
    commands.end_office(viewer(), key)
    flash(_("Das Amt ist aufgehoben. In früheren Beschlüssen bleibt es stehen."), "success")
    return redirect(url_for("strategy.overview", _anchor="governance"), 303)
