"""How far somebody has come: going on at the first unread post, what came meanwhile, and marking what was read."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.discussions import commands, queries, tree
from forum.discussions.pages import place_in_time, place_in_tree, post_values, wanted_view
from forum.discussions.queries import View
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.limits import READING
from forum.web.paging import moment
from forum.web.security import own_path, public, viewer

blueprint = Blueprint("progress", __name__)


@blueprint.get("/themen/<int:thread_id>/weiter")
def resume(thread_id: int) -> Any:
    """Lead to the first post that the viewer has not read, on the page where it stands in their view."""
    found = queries.thread(viewer(), thread_id)
    first = queries.first_unread(viewer(), found)
    if first is None:
        return redirect(found.url, 302)
    post = queries.post(viewer(), first.id)
    in_time = wanted_view(viewer()) == View.FLAT
    return redirect(place_in_time(post) if in_time else place_in_tree(post), 302)


@blueprint.get("/themen/<int:thread_id>/neues/zahl")
@public
@tagged
@kept_for_anonymous
def arrivals_fragment(thread_id: int) -> Any:
    """Return a link that says how many posts came since, or nothing, for the script that asks again and again (T-40)."""
    found = queries.thread(viewer(), thread_id)
    after = _moment(request.args.get("nach", ""))
    count = queries.arrived(viewer(), found, after)
    return render_template("discussions/_arrived.html", thread=found, count=count, after=after.isoformat())


@blueprint.get("/themen/<int:thread_id>/neues")
@public
@kept_for_anonymous
def arrivals(thread_id: int) -> Any:
    """Show the posts that came since, in the order of time."""
    found = queries.thread(viewer(), thread_id)
    after = _moment(request.args.get("nach", ""))
    rows, more = queries.arrivals(viewer(), found, after)
    until = (rows[-1].created_at if rows else after).isoformat()
    return render_template(
        "discussions/arrivals.html",
        thread=found,
        posts=tree.flat(rows),
        until=until,
        next_url=url_for("progress.arrivals", thread_id=thread_id, nach=until) if more else None,
        **post_values(found, rows),
    )


@blueprint.post("/themen/<int:thread_id>/gelesen")
@READING
def read_thread(thread_id: int) -> Any:
    """Note which posts were on the screen, as the script reports it, or that all is read up to a moment."""
    found = queries.thread(viewer(), thread_id)
    if "gezeigt" in request.form:
        words = request.form["gezeigt"].split(",")[: commands.MOST_SHOWN]
        commands.mark_posts_read(viewer(), found, [number for word in words if (number := number_in(word))])
        return Response(status=204)
    commands.mark_thread_read(viewer(), found, _moment(request.form.get("bis", "")))
    return redirect(own_path(request.form.get("back")) or found.url, 303)


@blueprint.post("/raeume/<name>/gelesen")
@READING
def read_space(name: str) -> Any:
    """Mark everything in a space as read, up to the moment at which the viewer saw its list."""
    commands.mark_space_read(viewer(), queries.space(viewer(), name), _moment(request.form.get("bis", "")))
    flash(_("Alles in diesem Raum ist als gelesen markiert."), "success")
    return redirect(url_for("discussions.space", name=name), 303)


def _moment(word: str) -> datetime:
    try:
        return moment(word)
    except ValueError as error:
        raise Invalid(_("Das ist kein gültiger Zeitpunkt.")) from error
