"""Feeds in Atom: what an entry says, and how a page of entries becomes a feed (F-01, F-08)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request, url_for

from forum.core.mail import absolute
from forum.core.text import without_controls
from forum.web.paging import Page

# When the forum began; the name of a feed of everything never changes (RFC 4151).
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An entry of a feed; ``kind`` and ``number`` name it for ever."""

    kind: str
    number: int
    title: str
    path: str
    html: str
    language: str
    author: str | None
    created_at: datetime
    updated_at: datetime


def feed(page: Page[Entry], name: str, title: str, path: str, begun: datetime = FIRST_DAY) -> Response:
    """Return the feed of a page of entries; ``path`` leads to the page that shows the same to people."""
    address = {"endpoint": request.endpoint or "", **(request.view_args or {})}
    own = url_for(**address, after=request.args.get("after"))
    following = url_for(**address, after=page.after) if page.after else None
    text = render_template(
        "feed.xml",
        id=name,
        title=title,
        page_url=absolute(path),
        own_url=absolute(own),
        next_url=absolute(following) if following else None,
        updated=max((entry.updated_at for entry in page.items), default=begun),
        entries=page.items,
        tag=lambda entry: tag(entry.kind, entry.number, entry.created_at.year),
        absolute=absolute,
    )
    # One sign that XML does not know would make the whole feed unreadable.
    return Response(without_controls(text), mimetype="application/atom+xml")


def tag(kind: str, number: int, year: int) -> str:
    """Return the name of a thing that no change of its address ever touches (RFC 4151)."""
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname
    return f"tag:{host},{year}:{kind}:{number}"
