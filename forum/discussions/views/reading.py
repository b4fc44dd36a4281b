"""Reading: the spaces, one space, a thread, a post and what it said before."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from forum.core.clock import now
from forum.core.errors import Gone
from forum.core.i18n import _
from forum.core.mail import absolute
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.discussions import commands, queries, tree
from forum.discussions.commands import Act
from forum.discussions.forms import ReadingForm
from forum.discussions.models import PostState, SpaceKind
from forum.discussions.pages import pager, place_in_tree, post_values, thread_values, tombstone
from forum.files.queries import attached
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.limits import LISTING
from forum.web.security import own_path, public, viewer

blueprint = Blueprint("discussions", __name__)

# One part of a thread on paper: some eighty sheets.
POSTS_ON_PAPER = 300


@blueprint.get("/raeume")
@public
@kept_for_anonymous
def spaces() -> Any:
    """List the spaces."""
    who = viewer()
    return render_template(
        "discussions/spaces.html",
        spaces=queries.spaces(who),
        archived=queries.archived_spaces(who),
        pinned=(pinned := queries.pinned_threads(who)),
        unread=queries.unread(who, pinned),
        may_manage=can(who, "space.manage"),
    )


@blueprint.get("/raeume/<name>")
@public
@kept_for_anonymous
def space(name: str) -> Any:
    """Show a space and its threads, or the door to it for those who may ask to be let in."""
    who = viewer()
    found = queries.doorway(who, name)
    if found.audience not in who.words:
        return render_template("discussions/doorway.html", space=found, applied=queries.applied(who, found))
    page = queries.threads(who, found, request.args.get("after"))
    next_url = url_for("discussions.space", name=name, after=page.after) if page.after else None
    pinned = [] if "after" in request.args else queries.pinned_threads(who, found)
    return render_template(
        "discussions/space.html",
        space=found,
        pinned=pinned,
        threads=page.items,
        unread=queries.unread(who, [*pinned, *page.items]),
        seen_at=now(),
        next_url=next_url,
        may_start=can(who, "thread.start", found) and found.course.takes_threads and not found.is_braked,
        may_brake=can(who, "space.brake", found),
        braked=commands.why_braked(found) if found.is_braked else "",
        may_manage=can(who, "space.manage", found),
        acts=Act if can(who, "thread.curate", found) else (),
        may_leave=found.kind == SpaceKind.MEMBERS and can(who, "space.leave", found),
    )


@blueprint.get("/themen/<int:thread_id>")
@blueprint.get("/themen/<int:thread_id>-<slug>")
@public
@kept_for_anonymous
def thread(thread_id: int, slug: str = "") -> Any:
    """Show a page of a thread; one that was merged leads to the other."""
    found = queries.thread(viewer(), thread_id)
    if found.merged_into_id is not None:
        return redirect(queries.thread(viewer(), found.merged_into_id).url, 302)
    if found.idea_id is not None or slug != slug_of(found.title):
        words = request.query_string.decode("ascii", errors="replace")
        return redirect(found.url + (f"?{words}" if words else ""), 301)
    return render_template("discussions/thread.html", **thread_values(found))


@blueprint.get("/themen/<int:thread_id>/druck")
@public
@kept_for_anonymous
def printed(thread_id: int) -> Any:
    """Show a thread for paper, in the order of time; a long one comes in parts, so that none is too much at once."""
    found = queries.thread(viewer(), thread_id)
    if found.merged_into_id is not None:
        other = queries.thread(viewer(), found.merged_into_id)
        return redirect(url_for("discussions.printed", thread_id=other.id), 302)
    page = queries.posts_in_time(viewer(), found, number_in(request.args.get("seite")) or 1, size=POSTS_ON_PAPER)
    here = url_for("discussions.printed", thread_id=thread_id)
    return render_template(
        "discussions/print.html",
        thread=found,
        posts=page.posts,
        files=attached("post", [row.id for row in page.posts if row.state == PostState.VISIBLE]),
        whole_address=absolute(found.url),
        base_url=absolute(""),
        pager=pager(here, page),
    )


@blueprint.get("/beitraege/<int:post_id>")
@public
def permalink(post_id: int) -> Any:
    """Lead to the post on the page where it stands (T-08)."""
    found = queries.post(viewer(), post_id)
    if not queries.is_listed(found):
        raise Gone(tombstone(found))
    return redirect(place_in_tree(found), 302)


@blueprint.get("/beitraege/<int:post_id>/zweig")
@public
@kept_for_anonymous
def branch(post_id: int) -> Any:
    """Show a post with what stands above it, and a page of the answers to it (T-02, T-03)."""
    found = queries.post(viewer(), post_id)
    if not queries.is_listed(found):
        raise Gone(tombstone(found))
    page = queries.branch(viewer(), found, number_in(request.args.get("seite")) or 1)
    above = queries.above(viewer(), found)
    root = queries.post_row(found)
    here = url_for("discussions.branch", post_id=post_id)
    return render_template(
        "discussions/branch.html",
        thread=found.thread,
        above=tree.nested([*above, root]),
        posts=tree.nested(page.rows),
        pager=pager(here, page),
        **post_values(found.thread, [*above, root, *page.posts]),
    )


@blueprint.get("/beitraege/<int:post_id>/verlauf")
@public
@LISTING
def history(post_id: int) -> Any:
    """Show what a post said before, with every change marked word by word (T-11)."""
    post = queries.post(viewer(), post_id)
    if post.state != PostState.VISIBLE:
        raise Gone(tombstone(post))
    return render_template(
        "discussions/history.html",
        post=post,
        versions=queries.versions(viewer(), post),
        may_moderate=can(viewer(), "post.hide", post),
    )


@blueprint.post("/lesen")
def remember() -> Any:
    """Keep how the viewer lays out and sorts threads, and lead back."""
    form = ReadingForm()
    if not form.validate_on_submit():
        abort(422)
    commands.remember_reading(viewer(), view=form.ansicht.data, sorting=form.ordnung.data)
    flash(_("Gemerkt: So zeigen wir Ihnen Themen von nun an."), "success")
    return redirect(own_path(request.form.get("back")) or url_for("discussions.spaces"), 303)
