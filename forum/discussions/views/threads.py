"""Starting, closing and opening threads."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.accounts.units import unit_names
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.discussions import commands, queries
from forum.discussions.forms import ArrangementForm, CloseForm, ThreadForm
from forum.discussions.models import Thread, ThreadKind
from forum.discussions.pages import checked, kept, preview
from forum.discussions.policies import marks_of
from forum.discussions.similar import related_threads, similar_threads, very_similar_threads
from forum.drafts.pages import Desk
from forum.files.pages import Attachments, take_in
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer
from forum.web.transaction import receives

blueprint = Blueprint("threads", __name__)


@blueprint.route("/raeume/<name>/neu", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def start(name: str) -> Any:
    """Start a thread in a space."""
    found = queries.space(viewer(), name)
    require(viewer(), "thread.start", found)
    form = ThreadForm()
    form.offer(announcements=can(viewer(), "thread.announce", found))
    form.offer_marks(marks_of(viewer()), unit_names(viewer()))
    desk = Desk(viewer(), "thread.start", f"space:{found.id}", form)
    attachments = Attachments(viewer(), form, "post")
    status = 422 if form.is_submitted() else 200
    similar: Sequence[Thread] = ()
    if desk.is_wanted:
        status = desk.keep()
        if not status:
            return kept(request.path)
    elif checked(form, attachments) and not (similar := _to_be_seen(form)):
        try:
            thread = commands.send_thread(
                viewer(),
                found,
                title=form.title.data,
                text=form.text.data,
                kind=ThreadKind(form.kind.data),
                mark=form.voice,
                language=form.language.data,
                files=attachments.choices,
                seconds=desk.seconds,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            desk.clear()
            return redirect(thread.url, 303)
    page = render_template(
        "discussions/start_thread.html",
        similar=similar or (similar_threads(viewer(), form.title.data or "") if "vorschau" in request.form else ()),
        asks=bool(similar),
        space=found,
        form=form,
        desk=desk,
        attachments=attachments,
        preview=preview(form, attachments, f"space:{found.id}"),
    )
    return page, status


def _to_be_seen(form: ThreadForm) -> Sequence[Thread]:
    """Return threads that are nearly the same, unless the form has shown such already, by its script or once before."""
    return () if request.form.get("similar_seen") else very_similar_threads(viewer(), form.title.data)


@blueprint.get("/themen/<int:thread_id>/verwandt")
@public
@kept_for_anonymous
def related(thread_id: int) -> Any:
    """Show threads that are about the same; the page of the thread fetches them when somebody wishes to see them."""
    found = queries.thread(viewer(), thread_id)
    return render_template("discussions/related.html", thread=found, related=related_threads(viewer(), found))


@blueprint.route("/themen/<int:thread_id>/schliessen", methods=["GET", "POST"])
def close(thread_id: int) -> Any:
    """Close a thread with a reason."""
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.close", found)
    form = CloseForm()
    if form.validate_on_submit():
        commands.close_thread(viewer(), found, reason=form.reason.data)
        return redirect(found.url, 303)
    return render_template("discussions/close.html", thread=found, form=form), 422 if form.is_submitted() else 200


@blueprint.route("/themen/<int:thread_id>/oeffnen", methods=["GET", "POST"])
def reopen(thread_id: int) -> Any:
    """Open a closed thread again, with a reason."""
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.close", found)
    form = CloseForm()
    if form.validate_on_submit():
        commands.reopen_thread(viewer(), found, reason=form.reason.data)
        return redirect(found.url, 303)
    return render_template("discussions/reopen.html", thread=found, form=form), 422 if form.is_submitted() else 200


@blueprint.route("/themen/<int:thread_id>/einrichten", methods=["GET", "POST"])
def arrange(thread_id: int) -> Any:
    """Pin a thread, slow it down, set when it opens and closes, or archive it."""
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.arrange", found)
    form = ArrangementForm() if request.method == "POST" else ArrangementForm.of(found)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.arrange_thread(viewer(), found, form.plan())
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                # The next click saves what was filled in over what is shown now beside it.
                stored = found
                form.version.process_data(found.arrangement)
                form.version.raw_data = None
        else:
            flash(_("Die Einstellungen des Themas sind gespeichert."), "success")
            return redirect(found.url, 303)
    return render_template("discussions/arrange.html", thread=found, form=form, stored=stored), status


@blueprint.post("/themen/<int:thread_id>/bremse")
@WRITING
def brake(thread_id: int) -> Any:
    """Stop the talk in a thread for some hours, with one activation (M-31)."""
    found = queries.thread(viewer(), thread_id)
    commands.brake_thread(viewer(), found, hours=number_in(request.form.get("stunden")) or 0)
    return redirect(found.url, 303)


@blueprint.post("/themen/<int:thread_id>/bremse/loesen")
@WRITING
def release(thread_id: int) -> Any:
    """Let the talk in a thread go on."""
    found = queries.thread(viewer(), thread_id)
    commands.release_thread(viewer(), found)
    return redirect(found.url, 303)
