"""Routes of spaces, threads and posts."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for

from forum.api import shapes
from forum.api.document import READING, WRITING, document, gives, takes_in, waiting
from forum.api.files import chosen, shown
from forum.core.text import excerpt
from forum.discussions import commands, queries
from forum.discussions import models as rows
from forum.files.models import File
from forum.files.queries import attached
from forum.screening.models import HeldText
from forum.terms.things import easy_texts
from forum.web.limits import WRITING as OFTEN
from forum.web.paging import decode, encode, next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_discussions", __name__, url_prefix="/api/v1")


def _thread(row: rows.Thread) -> shapes.Thread:
    return shapes.Thread(
        id=row.id,
        url=row.url,
        title=row.title,
        posts=row.post_count,
        created_at=row.created_at,
        last_post_at=row.last_post_at,
        closed=not row.is_open,
    )


def written(row: queries.PostRow, files: Sequence[File] = (), *, closed: bool = False) -> shapes.Post:
    """Return a post as the API gives it."""
    return shapes.Post(
        id=row.id,
        url=url_for("discussions.permalink", post_id=row.id),
        parent_id=row.parent_id,
        depth=row.depth,
        author=row.author.handle if row.author else None,
        html=row.html,
        language=row.language,
        state=row.state,
        closed=closed,
        files=[shown(file) for file in files],
        created_at=row.created_at,
        edited_at=row.edited_at,
    )


@blueprint.get("/spaces")
@public
@by_token("read")
@document.validate(resp=gives(shapes.Spaces), tags=["discussions"], security=READING)
def spaces() -> Any:
    """List the spaces the caller may read."""
    rows = queries.spaces(viewer())
    easily = easy_texts("raum", [row.id for row in rows])
    items = [
        shapes.Space(
            id=row.id,
            url=url_for("discussions.space", name=row.slug),
            slug=row.slug,
            title=row.title,
            description=excerpt(row.description, 500),
            text_easy_html=easily[row.id].text_html if row.id in easily else "",
            threads=row.thread_count,
        )
        for row in rows
    ]
    return shapes.plain(shapes.Spaces(items=items, next=None))


@blueprint.get("/spaces/<slug>/threads")
@public
@by_token("read")
@document.validate(query=shapes.PageQuery, resp=gives(shapes.Threads), tags=["discussions"], security=READING)
def threads(slug: str) -> Any:
    """List a space's threads, the most recently active first."""
    query: shapes.PageQuery = request.context.query  # type: ignore[attr-defined]
    page = queries.threads(viewer(), queries.space(viewer(), slug), query.after, limit=query.limit)
    return shapes.plain(shapes.Threads(items=[_thread(row) for row in page.items], next=next_page(page.after)))


@blueprint.post("/spaces/<slug>/threads")
@by_token("write")
@OFTEN
@document.validate(
    json=shapes.NewThread,
    resp=takes_in(shapes.Thread, refusals=(401, 403, 404, 409, 422, 429)),
    tags=["discussions"],
    security=WRITING,
)
def start_thread(slug: str) -> Any:
    """Start a thread."""
    body: shapes.NewThread = request.context.json  # type: ignore[attr-defined]
    within = queries.space(viewer(), slug)
    row = commands.send_thread(
        viewer(), within, title=body.title, text=body.text, language=body.language, files=chosen(body.files)
    )
    if isinstance(row, HeldText):
        return waiting(row)
    return shapes.plain(_thread(row)), 201


@blueprint.get("/threads/<int:thread_id>")
@public
@by_token("read")
@document.validate(resp=gives(shapes.Thread), tags=["discussions"], security=READING)
def thread(thread_id: int) -> Any:
    """Give one thread."""
    return shapes.plain(_thread(queries.thread(viewer(), thread_id)))


@blueprint.get("/threads/<int:thread_id>/posts")
@public
@by_token("read")
@document.validate(query=shapes.PageQuery, resp=gives(shapes.Posts), tags=["discussions"], security=READING)
def posts(thread_id: int) -> Any:
    """List a thread's posts in reading order."""
    query: shapes.PageQuery = request.context.query  # type: ignore[attr-defined]
    path = str(decode(query.after, 1)[0]) if query.after else None
    within = queries.thread(viewer(), thread_id)
    found, after = queries.posts_after(viewer(), within, path, query.limit)
    closed = queries.closed_above(queries.closed_branches([within]), found)
    files = attached("post", [row.id for row in found if row.state == rows.PostState.VISIBLE])
    items = [written(row, files.get(row.id, ()), closed=row.id in closed) for row in found]
    return shapes.plain(shapes.Posts(items=items, next=next_page(encode([after]) if after else None)))


@blueprint.post("/threads/<int:thread_id>/posts")
@by_token("write")
@OFTEN
@document.validate(
    json=shapes.NewPost,
    resp=takes_in(shapes.Post, refusals=(401, 403, 404, 409, 422, 429)),
    tags=["discussions"],
    security=WRITING,
)
def publish(thread_id: int) -> Any:
    """Write a post in a thread, or an answer to another post."""
    body: shapes.NewPost = request.context.json  # type: ignore[attr-defined]
    within = queries.thread(viewer(), thread_id)
    row = commands.send_post(
        viewer(),
        within,
        text=body.text,
        parent_id=body.parent_id,
        language=body.language,
        files=chosen(body.files),
    )
    if isinstance(row, HeldText):
        return waiting(row)
    return shapes.plain(written(queries.post_row(row), attached("post", [row.id]).get(row.id, ()))), 201
