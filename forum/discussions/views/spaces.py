"""Arranging spaces, for the Stabsstelle; and asking to be let in, for everybody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.queries import person_by_handle
from forum.core.errors import Conflict, ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.discussions import commands, queries
from forum.discussions.forms import ApplicationForm, MemberForm, PartingForm, ProcessForm, SettingsForm, SpaceForm
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("spaces", __name__)


@blueprint.get("/stabsstelle/raeume")
def index() -> Any:
    """List all spaces with what can be done about them."""
    require(viewer(), "space.manage")
    return render_template("discussions/arrange_spaces.html", spaces=queries.every_space(viewer()))


@blueprint.post("/stabsstelle/raeume/reihenfolge")
def order() -> Any:
    """Move a space up or down by one place."""
    require(viewer(), "space.manage")
    rows = [row.id for row in queries.every_space(viewer()) if row.archived_at is None]
    space_id, step = number_in(request.form.get("raum")), -1 if request.form.get("richtung") == "hoch" else 1
    if space_id in rows:
        place = rows.index(space_id)
        rows.insert(max(0, place + step), rows.pop(place))
        commands.arrange_spaces(viewer(), rows)
    return redirect(url_for("spaces.index"), 303)


@blueprint.route("/stabsstelle/raeume/neu", methods=["GET", "POST"])
def new() -> Any:
    """Open a space."""
    require(viewer(), "space.manage")
    form = SpaceForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            space = commands.open_space(viewer(), form.plan(), position=len(queries.every_space(viewer())))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("discussions.space", name=space.slug), 303)
    return render_template("discussions/space_form.html", form=form, space=None), status


@blueprint.route("/stabsstelle/raeume/<name>", methods=["GET", "POST"])
def settings(name: str) -> Any:
    """Change the settings of a space."""
    require(viewer(), "space.manage")
    space = queries.space_to_arrange(viewer(), name)
    form = SettingsForm() if request.method == "POST" else SettingsForm.of(space)
    status, stored = 422 if form.is_submitted() else 200, []
    if form.validate_on_submit():
        seen = {"version": form.version.data, "confirmed": form.confirmed.data}
        try:
            commands.change_space(viewer(), space, form.plan(), **seen)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                stored = form.stored(space)
        else:
            flash(_("Die Einstellungen gelten ab jetzt, auch für die Themen des Raums."), "success")
            return redirect(url_for("spaces.settings", name=name), 303)
    course = queries.settings_course(viewer(), space)
    return render_template("discussions/space_form.html", form=form, space=space, stored=stored, course=course), status


@blueprint.route("/stabsstelle/raeume/<name>/verfahren", methods=["GET", "POST"])
def process(name: str) -> Any:
    """Make a space a process with phases, or a call of the research location."""
    require(viewer(), "space.manage")
    space = queries.space_to_arrange(viewer(), name)
    form = ProcessForm() if request.method == "POST" else ProcessForm.of(space)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.arrange_process(viewer(), space, form.plan(), version=form.version.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das Verfahren gilt ab jetzt; jede Phase beginnt von selbst."), "success")
            return redirect(url_for("discussions.space", name=name), 303)
    return render_template("discussions/process_form.html", form=form, space=space), status


@blueprint.post("/stabsstelle/raeume/<name>/archiv")
def archive(name: str) -> Any:
    """Put a space into the archive, or back on the list."""
    space = queries.space_to_arrange(viewer(), name)
    act = commands.reopen_space if space.archived_at else commands.archive_space
    act(viewer(), space)
    return redirect(url_for("spaces.index"), 303)


@blueprint.route("/stabsstelle/raeume/<name>/mitglieder", methods=["GET", "POST"])
def members(name: str) -> Any:
    """Show who takes part in a space and who asks to; let somebody in by name."""
    require(viewer(), "space.manage")
    space = queries.space_to_arrange(viewer(), name)
    form = MemberForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.let_in(viewer(), space, person_by_handle(viewer(), form.handle.data))
        except NotFound:
            form.handle.errors = [*form.handle.errors, _("Diesen Namen gibt es im Forum nicht.")]
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("spaces.members", name=name), 303)
    page = render_template(
        "discussions/space_members.html",
        space=space,
        form=form,
        members=queries.members_of(viewer(), space),
        applications=queries.open_applications(viewer(), space),
    )
    return page, status


@blueprint.route("/stabsstelle/raeume/<name>/mitglieder/<int:person_id>/entfernen", methods=["GET", "POST"])
def let_out(name: str, person_id: int) -> Any:
    """End somebody's part in a space, with a reason that the person reads."""
    require(viewer(), "space.manage")
    space = queries.space_to_arrange(viewer(), name)
    person = next((one for one in queries.members_of(viewer(), space) if one.id == person_id), None)
    if person is None:
        raise NotFound
    form = PartingForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.let_out(viewer(), space, person.id, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Person nimmt nicht mehr teil und erfährt den Grund."), "success")
            return redirect(url_for("spaces.members", name=name), 303)
    return render_template("discussions/space_parting.html", form=form, space=space, person=person), status


@blueprint.post("/stabsstelle/aufnahmen/<int:application_id>")
def decide(application_id: int) -> Any:
    """Let somebody in who asked, or say no."""
    require(viewer(), "space.manage")
    application = queries.application(application_id)
    commands.decide_application(viewer(), application, accept=request.form.get("ja") == "1")
    return redirect(url_for("spaces.members", name=application.space.slug), 303)


@blueprint.route("/raeume/<name>/aufnahme", methods=["GET", "POST"])
@WRITING
def apply(name: str) -> Any:
    """Ask to be let into a space."""
    space = queries.doorway(viewer(), name)
    require(viewer(), "space.apply", space)
    form = ApplicationForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.apply_for(viewer(), space, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Bitte ist angekommen. Die Stabsstelle antwortet Ihnen in den Mitteilungen."), "success")
            return redirect(url_for("discussions.space", name=name), 303)
    return render_template("discussions/apply.html", space=space, form=form), status


@blueprint.post("/raeume/<name>/verlassen")
def leave(name: str) -> Any:
    """Take part in a space no longer."""
    space = queries.space(viewer(), name)
    commands.let_out(viewer(), space, viewer().person_id or 0)
    flash(_("Sie nehmen an diesem Raum nicht mehr teil."), "success")
    return redirect(url_for("discussions.spaces"), 303)


@blueprint.post("/raeume/<name>/bremse")
@WRITING
def brake(name: str) -> Any:
    """Stop all talk in a space for some hours, with one activation (M-31)."""
    found = queries.space(viewer(), name)
    commands.brake_space(viewer(), found, hours=number_in(request.form.get("stunden")) or 0)
    return redirect(found.url, 303)


@blueprint.post("/raeume/<name>/bremse/loesen")
@WRITING
def release(name: str) -> Any:
    """Let the talk in a space go on."""
    found = queries.space(viewer(), name)
    commands.release_space(viewer(), found)
    return redirect(found.url, 303)
