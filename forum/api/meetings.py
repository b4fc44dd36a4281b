"""Routes of meetings: list, state, events with long poll, commands."""

from time import monotonic
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from forum.api import shapes
from forum.api.document import READING, WRITING, answers, document, gives
from forum.core import events as log
from forum.core.clock import now
from forum.core.db import db
from forum.meetings import commands, queries
from forum.meetings.models import Meeting
from forum.meetings.policies import ACT_SCOPES, READ_SCOPES
from forum.web.cache import kept_for_anonymous
from forum.web.limits import IN_SESSION, caller, check_command
from forum.web.paging import next_page
from forum.web.realtime import AGAIN, place_to_wait
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
    seen, answer = log.wakes(), _events(meeting_id, query)
    has_place = True
    if query.wait and not _tells(answer):
        with place_to_wait() as has_place:
            until = monotonic() + query.wait
            while has_place and not _tells(answer) and (left := until - monotonic()) > 0:
                # Nobody waits with a connection of the database in hand, nor with words that may have ended.
                db.session.rollback()
                db.session.info.clear()
                seen = log.wait_for_news(seen, min(left, GLANCE))
                answer = _events(meeting_id, query)
    response: Response = jsonify(answer)
    if not has_place:
        # Too many wait already; whoever asks again in a moment misses nothing.
        response.headers["Retry-After"] = str(AGAIN)
    if not request.cookies and viewer().person_id is None:
        # The same for everybody without an account, so a proxy asks once a second for all of them (L-49).
        response.headers["Cache-Control"] = "public, max-age=1"
        response.headers["Vary"] = "Cookie, Authorization"
    return _timed(response)


def _tells(answer: dict[str, Any]) -> bool:
    return bool(answer["items"] or answer["state"])


def _events(meeting_id: int, query: shapes.EventQuery) -> dict[str, Any]:
    meeting = queries.meeting(viewer(), meeting_id)
    here: dict[str, Any] = {"epoch": meeting.epoch, "next": None, "state": None}
    if query.after > meeting.last_seq or query.epoch not in {None, meeting.epoch}:
        return {**here, "items": [], "state": url_for("api_meetings.state", meeting_id=meeting_id)}
    batch = queries.events_for(viewer(), meeting, query.after)
    if len(batch) >= queries.BATCH:
        epoch = query.epoch
        here["next"] = url_for("api_meetings.events", meeting_id=meeting_id, after=batch[-1]["seq"], epoch=epoch)
    return {**here, "items": batch}


def _timed(response: Response) -> Response:
    """Say the server's time beside the answer, so that pages without a socket know it too (L-55)."""
    response.headers["X-Server-Time"] = now().isoformat()
    return response


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
    check_command(caller(), body.type)
    answer = commands.perform(viewer(), meeting_id, body.type, body.data, body.idempotency_key)
    return shapes.plain(shapes.CommandAnswer(ok=True, seq=answer.seq, duplicate=answer.duplicate))
