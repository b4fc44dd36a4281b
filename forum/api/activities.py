"""Routes of activities and initiatives: what the pages say, for programs (G-02, G-34)."""

from datetime import date, datetime
from typing import Annotated, Any

from flask import Blueprint, request
from pydantic import Field

from forum.activities import queries
from forum.activities.models import Activity
from forum.api import shapes
from forum.api.document import READING, document, gives, require_known
from forum.web.cache import kept_for_anonymous
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_activities", __name__, url_prefix="/api/v1")

# The names of the API's filters and those of the pages' addresses.
FILTERS = {"kind": "art", "status": "stand", "district": "bezirk", "q": "q"}
# The word of the API for activities that are over as well, and that of the pages.
EVERY = {"all": "alle"}


class ActivityQuery(shapes.PageQuery):
    """Which activities; without a status those that are not over, with ``all`` every one."""

    kind: Annotated[str, Field(max_length=20)] = ""
    status: Annotated[str, Field(max_length=20)] = ""
    district: Annotated[str, Field(max_length=10)] = ""
    q: Annotated[str, Field(max_length=100)] = ""


class ActivityShape(shapes.Shape):
    """An activity as lists name it; its thread holds the description, without a district it is for the whole city."""

    id: int
    url: str
    kind: str
    status: str
    title: str
    owner: str | None
    organisation: str
    link: str
    district: int | None
    thread: int
    created_at: datetime
    told_at: datetime
    next_update_by: date | None
    without_current_update: bool


class UpdateShape(shapes.Shape):
    """What the owner said of how it stands; ``post`` is the number of the post in the thread."""

    post: int
    html: str
    status: str
    at: datetime


class WholeActivity(ActivityShape):
    """An activity with its newest updates."""

    updates: list[UpdateShape]


class Activities(shapes.Shape):
    """A collection of activities."""

    items: list[ActivityShape]
    next: str | None


@blueprint.get("/activities")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(query=ActivityQuery, resp=gives(Activities), tags=["activities"], security=READING)
def activities() -> Any:
    """List activities and initiatives, the one heard of last first."""
    query: ActivityQuery = request.context.query  # type: ignore[attr-defined]
    words = {page: getattr(query, name) for name, page in FILTERS.items()}
    wanted = queries.filter_from({**words, "stand": EVERY.get(query.status, query.status)})
    understood = {"kind": wanted.kind, "status": wanted.status or wanted.everything, "district": wanted.district}
    require_known({name for name, value in understood.items() if getattr(query, name) and not value})
    found = queries.activities(viewer(), wanted, query.after, limit=query.limit)
    items = [ActivityShape(**_listed(row)) for row in found.items]
    return shapes.plain(Activities(items=items, next=next_page(found.after)))


@blueprint.get("/activities/<int:activity_id>")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(resp=gives(WholeActivity, refusals=(404,)), tags=["activities"], security=READING)
def activity(activity_id: int) -> Any:
    """Give one activity or initiative with its newest updates."""
    found = queries.activity(viewer(), activity_id)
    updates = [
        UpdateShape(post=row.post_id, html=row.post.html, status=str(row.status), at=row.post.created_at)
        for row in queries.updates(viewer(), found)
    ]
    return shapes.plain(WholeActivity(**_listed(found), updates=updates))


def _listed(row: Activity) -> dict[str, Any]:
    same = ("id", "url", "title", "organisation", "link", "district", "created_at", "told_at")
    return {
        **{name: getattr(row, name) for name in same},
        "kind": str(row.kind),
        "status": str(row.status),
        "owner": row.owner.handle if row.owner is not None else None,
        "thread": row.thread_id,
        "next_update_by": row.due_on,
        "without_current_update": row.is_silent,
    }
