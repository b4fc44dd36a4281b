"""Feeds in Atom: a thread, a space, and everything public (F-01, F-08)."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from forum.core.i18n import _
from forum.core.mail import absolute
from forum.core.text import without_controls
from forum.discussions import queries
from forum.discussions.queries import Entry
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.paging import Page
from forum.web.security import public, viewer

blueprint = Blueprint("feeds", __name__)

# When the forum began; the name of the feed of everything never changes (RFC 4151).
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@blueprint.get("/raeume.atom")
@public
@tagged
@kept_for_anonymous
def everything() -> Any:
    """Tell of the newest threads of all public spaces."""
    page = queries.feed_of_threads(viewer(), after=request.args.get("after"))
    return _feed(
        page, _tag("spaces", 0, FIRST_DAY.year), _("Neue Themen in allen Räumen"), url_for("discussions.spaces")
    )


@blueprint.get("/raeume/<name>.atom")
@public
@tagged
@kept_for_anonymous
def space(name: str) -> Any:
    """Tell of the newest threads of a space."""
    found = queries.space(viewer(), name)
    page = queries.feed_of_threads(viewer(), found, request.args.get("after"))
    return _feed(page, _tag("space", found.id, found.created_at.year), found.title, found.url, found.created_at)


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
    name = _tag("thread-posts", found.id, found.created_at.year)
    return _feed(page, name, found.title, found.url, found.created_at)


def _feed(page: Page[Entry], name: str, title: str, path: str, begun: datetime = FIRST_DAY) -> Response:
    address = {"endpoint": request.endpoint or "", **(request.view_args or {})}
    own = url_for(**address, after=request.args.get("after"))
    following = url_for(**address, after=page.after) if page.after else None
    text = render_template(
        "discussions/feed.xml",
        id=name,
        title=title,
        page_url=absolute(path),
        own_url=absolute(own),
        next_url=absolute(following) if following else None,
        updated=max((entry.updated_at for entry in page.items), default=begun),
        entries=page.items,
        tag=lambda entry: _tag(entry.kind, entry.number, entry.created_at.year),
        absolute=absolute,
    )
    # One sign that XML does not know would make the whole feed unreadable.
    return Response(without_controls(text), mimetype="application/atom+xml")


def _tag(kind: str, number: int, year: int) -> str:
    """Return the name of a thing that no change of its address ever touches (RFC 4151)."""
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname
    return f"tag:{host},{year}:{kind}:{number}"
