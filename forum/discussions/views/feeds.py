"""Feeds in Atom: a thread, a space, and everything public (F-01, F-08)."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from forum.core.i18n import _
from forum.discussions import queries
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.feeds import FIRST_DAY, feed, tag
from forum.web.security import public, viewer

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/raeume.atom")
@public
@tagged
@kept_for_anonymous
def everything() -> Any:
    """Tell of the newest threads of all public spaces."""
    page = queries.feed_of_threads(viewer(), after=request.args.get("after"))
    return feed(page, tag("spaces", 0, FIRST_DAY.year), _("Neue Themen in allen Räumen"), url_for("discussions.spaces"))


@blueprint.get("/raeume/<name>.atom")
@public
@tagged
@kept_for_anonymous
def space(name: str) -> Any:
    """Tell of the newest threads of a space."""
    found = queries.space(viewer(), name)
    page = queries.feed_of_threads(viewer(), found, request.args.get("after"))
    return feed(page, tag("space", found.id, found.created_at.year), found.title, found.url, found.created_at)


@blueprint.get("/themen/<int:thread_id>.atom")
@public
@tagged
@kept_for_anonymous
def thread(thread_id: int) -> Any:
    """Tell of the newest posts of a thread; one that was merged leads to the other."""
    found = queries.thread(viewer(), thread_id)
    if found.merged_into_id is not None:
        other = queries.thread(viewer(), found.merged_into_id)
        return redirect(url_for("feeds.thread", thread_id=other.id), 302)
    page = queries.feed_of_thread(viewer(), found, request.args.get("after"))
    name = tag("thread-posts", found.id, found.created_at.year)
    return feed(page, name, found.title, found.url, found.created_at)
