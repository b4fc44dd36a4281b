"""Curation: splitting, merging, moving and closing branches, for moderation and Stabsstelle."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import ForumError, Invalid
from forum.core.i18n import _, ngettext
from forum.core.permissions import require
from forum.discussions import commands, queries
from forum.discussions.forms import BranchForm, CloseForm, MoveForm, SpaceChoiceForm, SplitForm, TargetForm, UndoForm
from forum.discussions.models import Move, Thread
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import choices
from forum.web.security import viewer

blueprint = Blueprint("curation", __name__)


@blueprint.route("/themen/<int:thread_id>/ordnen", methods=["GET", "POST"])
def posts(thread_id: int) -> Any:
    """Choose posts and make a new thread of them, or take them to another one."""
    thread = _thread(thread_id)
    to_new = request.form.get("wohin", "neu") == "neu"
    split, target = SplitForm(), TargetForm()
    _offer_spaces(split, thread)
    form: MoveForm = split if to_new else target
    chosen = [number for word in request.form.getlist("beitrag") if (number := number_in(word))]
    status = 200
    if request.method == "POST":
        act = _split if to_new else _take_to
        moved, status = _try(form, lambda: act(form, thread, chosen))
        if moved is not None:
            return _told(moved)
    found, number, of = queries.choices(viewer(), thread, number_in(request.args.get("seite")) or 1)
    values = {"thread": thread, "split": split, "target": target, "form": form, "to_new": to_new}
    pages = {"posts": found, "chosen": set(chosen), "number": number, "of": of}
    return render_template("discussions/curate.html", **values, **pages), status


def _split(form: Any, thread: Thread, chosen: list[int]) -> Move:
    space = queries.space_by_id(viewer(), form.space.data)
    values = {"title": form.title.data, "reason": form.reason.data, "confirmed": form.confirmed.data}
    return commands.split_thread(viewer(), thread, chosen, space=space, **values)


def _take_to(form: Any, thread: Thread, chosen: list[int]) -> Move:
    values = {"reason": form.reason.data, "confirmed": form.confirmed.data}
    return commands.move_posts(viewer(), thread, chosen, target=_target(form), **values)


@blueprint.route("/themen/<int:thread_id>/zusammenfuehren", methods=["GET", "POST"])
def merge(thread_id: int) -> Any:
    """Take all posts of a thread to another one."""
    thread, form = _thread(thread_id), TargetForm()

    def act() -> Move:
        values = {"reason": form.reason.data, "confirmed": form.confirmed.data}
        return commands.merge_threads(viewer(), thread, target=_target(form), **values)

    moved, status = _try(form, act) if request.method == "POST" else (None, 200)
    if moved is not None:
        return _told(moved)
    return render_template("discussions/merge.html", thread=thread, form=form), status


@blueprint.route("/themen/<int:thread_id>/verschieben", methods=["GET", "POST"])
def move(thread_id: int) -> Any:
    """Take a thread to another space."""
    thread, form = _thread(thread_id), SpaceChoiceForm()
    _offer_spaces(form, thread)

    def act() -> Move:
        space = queries.space_by_id(viewer(), form.space.data)
        values = {"reason": form.reason.data, "confirmed": form.confirmed.data}
        return commands.move_thread(viewer(), thread, space=space, **values)

    moved, status = _try(form, act) if request.method == "POST" else (None, 200)
    if moved is not None:
        return _told(moved)
    return render_template("discussions/move.html", thread=thread, form=form), status


@blueprint.route("/beitraege/<int:post_id>/schliessen", methods=["GET", "POST"])
def close_branch(post_id: int) -> Any:
    """Close a branch with a reason, now or at a time."""
    post, form = queries.post(viewer(), post_id), BranchForm()
    require(viewer(), "branch.close", post)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.close_branch(viewer(), post, reason=form.reason.data, at=form.moment)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(post.url, 303)
    return render_template("discussions/close_branch.html", post=post, form=form), status


@blueprint.route("/beitraege/<int:post_id>/oeffnen", methods=["GET", "POST"])
def reopen_branch(post_id: int) -> Any:
    """Open a closed branch again, with a reason."""
    post, form = queries.post(viewer(), post_id), CloseForm()
    require(viewer(), "branch.close", post)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.reopen_branch(viewer(), post, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(post.url, 303)
    return render_template("discussions/reopen.html", thread=post.thread, post=post, form=form), status


@blueprint.route("/verschiebungen/<int:move_id>/zuruecknehmen", methods=["GET", "POST"])
def undo(move_id: int) -> Any:
    """Put back what was moved; shortly afterwards the button alone is enough (T-23)."""
    found, form = queries.move(viewer(), move_id), UndoForm()
    require(viewer(), "thread.curate", found.to_thread)
    status = 200
    if request.method == "POST":
        status = _undone(found, form)
        if status == 303:
            flash(_("Alles steht wieder dort, wo es war."), "success")
            return redirect(found.from_thread.url, 303)
    return render_template("discussions/undo.html", move=found, form=form), status


def _undone(found: Move, form: UndoForm) -> int:
    """Undo a move and return the status of the answer."""
    if not form.validate():
        return 422
    try:
        commands.undo_move(viewer(), found, reason=form.reason.data or "", confirmed=form.confirmed.data)
    except ForumError as error:
        form.show(error)
        return status_of(error)
    return 303


def _thread(thread_id: int) -> Thread:
    found = queries.thread(viewer(), thread_id)
    require(viewer(), "thread.curate", found)
    return found


def _target(form: TargetForm) -> Thread:
    try:
        return queries.thread(viewer(), form.target_id)
    except Invalid:
        raise
    except ForumError as error:
        raise Invalid(fields={"target": [_("Dieses Thema gibt es nicht.")]}) from error


def _offer_spaces(form: Any, thread: Thread) -> None:
    form.space.choices = choices(queries.spaces_to_move_to(viewer()))
    if request.method == "GET" and thread.space_id is not None:
        form.space.data = thread.space_id


def _try(form: MoveForm, act: Callable[[], Move]) -> tuple[Move | None, int]:
    """Return the move, or the status of the page that says what is wrong, with everything still typed in."""
    if not form.validate():
        return None, 422
    try:
        return act(), 303
    except ForumError as error:
        form.show(error)
        return None, status_of(error)


def _told(move: Move) -> Any:
    sentence = ngettext("%(num)s Beitrag wurde verschoben.", "%(num)s Beiträge wurden verschoben.", move.post_count)
    flash(sentence, "success")
    return redirect(move.to_thread.url, 303)
