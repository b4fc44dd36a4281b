"""Routes of meetings: list, state, events with long poll, commands."""

from time import monotonic
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from forum.api import shapes
from forum.api.document import READING, WRITING, answers, document, gives
from forum.core import events as log
from forum.core.db import db
from forum.meetings import commands, queries
from forum.meetings.models import Meeting
from forum.meetings.policies import ACT_SCOPES, READ_SCOPES
from forum.web.cache import kept_for_anonymous
from forum.web.limits import IN_SESSION
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_meetings", __name__, url_prefix="/api/v1")

# How long a request that waits for news looks away between two looks at the log, in seconds.
GLANCE = 0.25


def _meeting(row: Meeting) -> shapes.Meeting:
    return shapes.Meeting(
        id=row.id,
        url=row.url,
        title=row.title,
        committee=row.committee.title,
        starts_at=row.starts_at,
        place=row.place,
        state=str(row.state),
    )


@blueprint.get("/meetings")
@public
@by_token(*READ_SCOPES)
@kept_for_anonymous
@document.validate(query=shapes.MeetingQuery, resp=gives(shapes.Meetings), tags=["meetings"], security=READING)
def meetings() -> Any:
    """List meetings, the latest first."""
    query: shapes.MeetingQuery = request.context.query  # type: ignore[attr-defined]
    page = queries.meetings(viewer(), query.after, committee_slug=query.committee, limit=query.limit)
    return shapes.plain(shapes.Meetings(items=[_meeting(row) for row in page.items], next=next_page(page.after)))


@blueprint.get("/meetings/<int:meeting_id>/state")
@public
@by_token(*READ_SCOPES)
@kept_for_anonymous
@document.validate(resp=gives(shapes.Anything, refusals=(404,)), tags=["meetings"], security=READING)
def state(meeting_id: int) -> Any:
    """Give the state of a meeting and the number of the event it stands at."""
    return queries.as_json(queries.state(viewer(), meeting_id))


@blueprint.get("/meetings/<int:meeting_id>/events")
@public
@by_token(*READ_SCOPES)
@document.validate(query=shapes.EventQuery, resp=gives(shapes.Events), tags=["meetings"], security=READING)
def events(meeting_id: int) -> Any:
    """Give the events after a number; with ``wait`` as soon as there is one, at most 25 s later."""
    query: shapes.EventQuery = request.context.query  # type: ignore[attr-defined]
    batch = _events(meeting_id, query.after)
    until, seen = monotonic() + query.wait, log.wakes()
    while not batch and (left := until - monotonic()) > 0:
        # Nobody waits with a connection of the database in hand, nor with words that may have ended.
        db.session.rollback()
        db.session.info.clear()
        seen = log.wait_for_news(seen, min(left, GLANCE))
        batch = _events(meeting_id, query.after)
    following = None
    if len(batch) >= queries.BATCH:
        following = url_for("api_meetings.events", meeting_id=meeting_id, after=batch[-1]["seq"])
    response: Response = jsonify(items=batch, next=following)
    if viewer().person_id is None:
        response.headers["Cache-Control"] = "public, max-age=1"
    return response


def _events(meeting_id: int, after: int) -> list[dict[str, Any]]:
    meeting = queries.meeting(viewer(), meeting_id)
    return queries.events_after(meeting.stream, queries.audience_of(viewer(), meeting), after)


@blueprint.post("/meetings/<int:meeting_id>/commands")
@by_token(*ACT_SCOPES)
@IN_SESSION
@document.validate(
    json=shapes.Command,
    resp=answers(shapes.CommandAnswer, refusals=(401, 403, 404, 409, 422, 429)),
    tags=["meetings"],
    security=WRITING,
)
def command(meeting_id: int) -> Any:
    """Carry out a command of a meeting, once per key."""
    body: shapes.Command = request.context.json  # type: ignore[attr-defined]
    answer = commands.perform(viewer(), meeting_id, body.type, body.data, body.idempotency_key)
    return shapes.plain(shapes.CommandAnswer(ok=True, seq=answer.seq, duplicate=answer.duplicate))
