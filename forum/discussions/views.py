"""Pages of spaces, threads and posts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError, Gone
from forum.core.i18n import _, spoken
from forum.core.permissions import can, require
from forum.core.text import render, slug
from forum.discussions import commands, queries
from forum.discussions.forms import CloseForm, EditForm, PostForm, ThreadForm
from forum.discussions.models import Post, PostState, Thread
from forum.discussions.pages import thread_values
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("discussions", __name__)


@blueprint.get("/raeume")
@public
@kept_for_anonymous
def spaces() -> Any:
    """List the spaces."""
    return render_template("discussions/spaces.html", spaces=queries.spaces(viewer()))


@blueprint.get("/raeume/<name>")
@public
@kept_for_anonymous
def space(name: str) -> Any:
    """Show a space and its threads."""
    found = queries.space(viewer(), name)
    page = queries.threads(viewer(), found, request.args.get("after"))
    next_url = url_for("discussions.space", name=name, after=page.after) if page.after else None
    may_start = can(viewer(), "thread.start", found)
    return render_template(
        "discussions/space.html", space=found, threads=page.items, next_url=next_url, may_start=may_start
    )


@blueprint.route("/raeume/<name>/neu", methods=["GET", "POST"])
@WRITING
def start_thread(name: str) -> Any:
    """Start a thread in a space."""
    found = queries.space(viewer(), name)
    require(viewer(), "thread.start", found)
    form = ThreadForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit() and "vorschau" not in request.form:
        try:
            thread = commands.start_thread(viewer(), found, title=form.title.data, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(thread.url, 303)
    return render_template("discussions/start_thread.html", space=found, form=form, preview=_preview(form)), status


def _preview(form: Any) -> str:
    """Return the rendered text when a preview was asked for; it equals what would be stored (X-01)."""
    if "vorschau" not in request.form or form.text.errors:
        return ""
    return render(form.text.data)


@blueprint.get("/themen/<int:thread_id>")
@blueprint.get("/themen/<int:thread_id>-<slug>")
@public
@kept_for_anonymous
def thread(thread_id: int, slug: str = "") -> Any:
    """Show a page of a thread."""
    found = queries.thread(viewer(), thread_id)
    if found.idea_id is not None or slug != _slug(found):
        page = number_in(request.args.get("seite"))
        return redirect(found.url + (f"?seite={page}" if page else ""), 301)
    return render_template("discussions/thread.html", **thread_values(found))


def _slug(found: Thread) -> str:
    return slug(found.title)


@blueprint.post("/themen/<int:thread_id>/antworten")
@WRITING
def reply(thread_id: int) -> Any:
    """Publish a post in a thread."""
    found = queries.thread(viewer(), thread_id)
    form = PostForm()
    status, parent, valid = 422, None, form.validate()
    if form.parent.data is not None and not form.parent.errors:
        parent = queries.post(viewer(), form.parent.data)
    if valid and "vorschau" not in request.form:
        try:
            post = commands.publish_post(viewer(), found, text=form.text.data, parent_id=form.parent.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(post.url, 303)
    page = render_template("discussions/reply.html", thread=found, parent=parent, form=form, preview=_preview(form))
    return page, status


@blueprint.get("/beitraege/<int:post_id>")
@public
def permalink(post_id: int) -> Any:
    """Lead to the post on the page where it stands (T-08)."""
    found = queries.post(viewer(), post_id)
    if found.state != PostState.VISIBLE and not found.child_count:
        raise Gone(_tombstone(found))
    number = queries.page_of(found)
    page = f"?seite={number}" if number > 1 else ""
    return redirect(f"{found.thread.url}{page}#beitrag-{post_id}", 302)


def _tombstone(found: Post) -> str:
    if found.state == PostState.HIDDEN:
        return _("Die Moderation hat diesen Beitrag verborgen. Grund: %(ground)s", ground=spoken(found.state_ground))
    return _("Die Verfasserin oder der Verfasser hat diesen Beitrag gelöscht.")


@blueprint.get("/beitraege/<int:post_id>/antworten")
def reply_to(post_id: int) -> Any:
    """Show the form to answer a post."""
    parent = queries.post(viewer(), post_id)
    if parent.state != PostState.VISIBLE:
        raise Gone(_tombstone(parent))
    require(viewer(), "post.publish", parent.thread)
    form = PostForm(formdata=None, parent=post_id)
    return render_template("discussions/reply.html", thread=parent.thread, parent=parent, form=form, preview="")


@blueprint.route("/beitraege/<int:post_id>/bearbeiten", methods=["GET", "POST"])
@WRITING
def edit(post_id: int) -> Any:
    """Change an own post; a conflict shows both texts (T-13)."""
    post = queries.post(viewer(), post_id)
    require(viewer(), "post.edit", post)
    form = EditForm(obj=post, text=post.source)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit() and "vorschau" not in request.form:
        try:
            commands.edit_post(viewer(), post, text=form.text.data, version=form.version.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = post if isinstance(error, Conflict) else None
            if stored is not None:
                # The next click saves the own text over the version that is shown now beside it.
                form.version.process_data(post.version)
                form.version.raw_data = None
        else:
            return redirect(post.url, 303)
    page = render_template("discussions/edit.html", post=post, form=form, stored=stored, preview=_preview(form))
    return page, status


@blueprint.get("/beitraege/<int:post_id>/verlauf")
@public
def history(post_id: int) -> Any:
    """Show what a post said before."""
    post = queries.post(viewer(), post_id)
    if post.state != PostState.VISIBLE:
        raise Gone(_tombstone(post))
    return render_template("discussions/history.html", post=post, revisions=queries.revisions(viewer(), post))


@blueprint.route("/beitraege/<int:post_id>/loeschen", methods=["GET", "POST"])
def delete(post_id: int) -> Any:
    """Take an own post back, after a question."""
    post = queries.post(viewer(), post_id)
    require(viewer(), "post.delete", post)
    if request.method == "POST":
        commands.delete_post(viewer(), post)
        flash(_("Ihr Beitrag ist gelöscht. An seiner Stelle steht ein Hinweis."), "success")
        return redirect(post.thread.url, 303)
    return render_template("discussions/delete.html", post=post)


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


@blueprint.post("/themen/<int:thread_id>/oeffnen")
def reopen(thread_id: int) -> Any:
    """Open a closed thread again."""
    found = queries.thread(viewer(), thread_id)
    commands.reopen_thread(viewer(), found)
    return redirect(found.url, 303)
