"""Reading: the spaces, one space, a thread, a post and what it said before."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.errors import Gone
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.discussions import queries
from forum.discussions.models import PostState
from forum.discussions.pages import thread_values, tombstone
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
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


@blueprint.get("/themen/<int:thread_id>")
@blueprint.get("/themen/<int:thread_id>-<slug>")
@public
@kept_for_anonymous
def thread(thread_id: int, slug: str = "") -> Any:
    """Show a page of a thread."""
    found = queries.thread(viewer(), thread_id)
    if found.idea_id is not None or slug != slug_of(found.title):
        page = number_in(request.args.get("seite"))
        return redirect(found.url + (f"?seite={page}" if page else ""), 301)
    return render_template("discussions/thread.html", **thread_values(found))


@blueprint.get("/beitraege/<int:post_id>")
@public
def permalink(post_id: int) -> Any:
    """Lead to the post on the page where it stands (T-08)."""
    found = queries.post(viewer(), post_id)
    if found.state != PostState.VISIBLE and not found.child_count:
        raise Gone(tombstone(found))
    number = queries.page_of(found)
    page = f"?seite={number}" if number > 1 else ""
    return redirect(f"{found.thread.url}{page}#beitrag-{post_id}", 302)


@blueprint.get("/beitraege/<int:post_id>/verlauf")
@public
def history(post_id: int) -> Any:
    """Show what a post said before."""
    post = queries.post(viewer(), post_id)
    if post.state != PostState.VISIBLE:
        raise Gone(tombstone(post))
    return render_template("discussions/history.html", post=post, revisions=queries.revisions(viewer(), post))
