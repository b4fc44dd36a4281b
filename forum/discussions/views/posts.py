"""Writing, changing and deleting posts."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from forum.accounts.units import unit_names
from forum.core.errors import Conflict, Forbidden, ForumError, Gone
from forum.core.i18n import _
from forum.core.permissions import require
from forum.core.text import plain
from forum.discussions import commands, queries
from forum.discussions.forms import EditForm, PostForm
from forum.discussions.models import PostState, ReactionKind, Stance
from forum.discussions.pages import checked, kept, preview, reply_target, tombstone
from forum.discussions.policies import marks_of
from forum.drafts.pages import Desk
from forum.files.pages import Attachments, take_in
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import receives

blueprint = Blueprint("posts", __name__)


@blueprint.post("/themen/<int:thread_id>/antworten")
@receives(take_in)
@WRITING
def reply(thread_id: int) -> Any:
    """Publish a post in a thread."""
    found = queries.thread(viewer(), thread_id)
    form = PostForm()
    form.offer_marks(marks_of(viewer()), unit_names(viewer()))
    attachments = Attachments(viewer(), form, "post")
    status, parent, valid = 422, None, checked(form, attachments)
    if form.parent.data is not None and not form.parent.errors:
        parent = queries.post(viewer(), form.parent.data)
    desk = Desk(viewer(), "post.publish", reply_target(found, parent), form)
    if desk.is_wanted:
        status = desk.keep()
        if not status:
            return kept(url_for("posts.reply_to", post_id=parent.id) if parent else found.url)
    elif valid:
        try:
            post = commands.send_post(
                viewer(),
                found,
                text=form.text.data,
                parent_id=form.parent.data,
                quoted=commands.Quoted(form.quoted.data, form.quote.data) if form.quoted.data else None,
                stance=Stance(form.stance.data),
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
            return redirect(post.url, 303)
    page = render_template(
        "discussions/reply.html",
        thread=found,
        parent=parent,
        form=form,
        desk=desk,
        attachments=attachments,
        preview=preview(form, attachments, f"thread:{found.id}"),
    )
    return page, status


@blueprint.get("/beitraege/<int:post_id>/antworten")
def reply_to(post_id: int) -> Any:
    """Show the form to answer a post."""
    parent = queries.post(viewer(), post_id)
    if parent.state != PostState.VISIBLE:
        raise Gone(tombstone(parent))
    require(viewer(), "post.publish", parent.thread)
    commands.check_branch(parent.thread, parent.path)
    quoting = "zitat" in request.args
    form = PostForm(
        formdata=None,
        parent=post_id,
        quoted=post_id if quoting else None,
        quote=plain(parent.source)[:1000] if quoting else "",
    )
    form.offer_marks(marks_of(viewer()), unit_names(viewer()))
    desk = Desk(viewer(), "post.publish", reply_target(parent.thread, parent), form)
    attachments = Attachments(viewer(), form, "post")
    return render_template(
        "discussions/reply.html",
        thread=parent.thread,
        parent=parent,
        form=form,
        desk=desk,
        attachments=attachments,
        preview="",
    )


@blueprint.route("/beitraege/<int:post_id>/bearbeiten", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def edit(post_id: int) -> Any:
    """Change an own post; a conflict shows both texts (T-13)."""
    post = queries.post(viewer(), post_id)
    if request.method == "GET" or post.author_id != viewer().person_id:
        require(viewer(), "post.edit", post)  # Whoever wrote for a while hears from the command why it comes too late.
    form = EditForm(obj=post, text=post.source)
    desk = Desk(viewer(), "post.edit", f"post:{post.id}", form)
    attachments = Attachments(viewer(), form, "post", post.id)
    stored, status = None, 422 if form.is_submitted() else 200
    if desk.restored is not None and desk.restored.base_version != post.version:
        stored = post  # The draft began with an older version: both texts are shown at once (T-13).
    if desk.is_wanted:
        status = desk.keep(base_version=form.version.data)
        if not status:
            return kept(request.path)
    elif checked(form, attachments):
        try:
            commands.edit_post(
                viewer(),
                post,
                text=form.text.data,
                version=form.version.data,
                reason=form.reason.data,
                language=form.language.data,
                files=attachments.choices,
                stance=Stance(form.stance.data) if "stance" in request.form else None,
            )
        except Forbidden:
            raise
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = post if isinstance(error, Conflict) else None
            if stored is not None:
                # The next click saves the own text over the version that is shown now beside it.
                form.version.process_data(post.version)
                form.version.raw_data = None
        else:
            desk.clear()
            return redirect(post.url, 303)
    page = render_template(
        "discussions/edit.html",
        post=post,
        form=form,
        desk=desk,
        attachments=attachments,
        stored=stored,
        preview=preview(form, attachments, f"post:{post.id}"),
    )
    return page, status


@blueprint.post("/beitraege/<int:post_id>/antwort")
def answer(post_id: int) -> Any:
    """Name a post the official answer to the question of its thread, or take that back."""
    post = queries.post(viewer(), post_id)
    commands.mark_answer(viewer(), post, on=request.form.get("an") == "1")
    return redirect(post.thread.url, 303)


@blueprint.post("/reaktionen")
@WRITING
def react() -> Any:
    """React to a post, or take a reaction back; the button says post, kind and whether it is on: ``12.helpful.1``."""
    number, _dot, rest = request.form.get("reaktion", "").partition(".")
    kind, _dot, switch = rest.partition(".")
    post_id = number_in(number)
    if post_id is None or kind not in set(ReactionKind) or switch not in {"0", "1"}:
        abort(422)
    post = queries.post(viewer(), post_id)
    act = commands.react if switch == "1" else commands.take_reaction_back
    act(viewer(), post, ReactionKind(kind))
    return redirect(post.url, 303)


@blueprint.route("/beitraege/<int:post_id>/loeschen", methods=["GET", "POST"])
def delete(post_id: int) -> Any:
    """Take an own post back, after a question."""
    post = queries.post(viewer(), post_id)
    require(viewer(), "post.delete", post)
    if request.method == "POST":
        commands.delete_post(viewer(), post)
        flash(
            _("Ihr Beitrag ist gelöscht. Wenn Antworten darunter stehen, bleibt an seiner Stelle ein Hinweis."),
            "success",
        )
        return redirect(post.thread.url, 303)
    return render_template("discussions/delete.html", post=post)
