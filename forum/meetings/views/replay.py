"""The course of a session: its time line, the session as it stood at each event, and all of it to take away (L-34)."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from forum.core.errors import NotFound
from forum.core.permissions import can
from forum.meetings import archive, labels, queries, replay
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.limits import PRINTING
from forum.web.security import public, viewer

blueprint = Blueprint("replay", __name__)


@blueprint.get("/sitzungen/<int:meeting_id>/verlauf")
@public
@kept_for_anonymous
def show(meeting_id: int) -> Any:
    """Show the whole time line, or with ``stand`` the session as it stood at this event."""
    meeting = queries.meeting(viewer(), meeting_id)
    lines = queries.everything(viewer(), meeting)
    asked = request.args.get("stand")
    if asked is None:
        return render_template(
            "meetings/course.html",
            meeting=meeting,
            lines=lines,
            labels=labels,
            numbers=replay.numbers(lines),
            closed_items=queries.closed_items(viewer(), meeting),
            # Whoever may remove texts does so here, where all of them are listed.
            removed=queries.removed(viewer(), meeting) if can(viewer(), "text.redact", meeting) else None,
        )
    scene = replay.scene(lines, number_in(asked) or 0)
    if scene is None:
        raise NotFound
    return render_template(
        "meetings/replay.html",
        meeting=meeting,
        scene=scene,
        lines=lines,
        labels=labels,
        numbers=replay.numbers(lines),
        closed_items=queries.closed_items(viewer(), meeting),
    )


@blueprint.get("/sitzungen/<int:meeting_id>/verlauf.json")
@public
@kept_for_anonymous
def log_json(meeting_id: int) -> Response:
    """Return the log of the viewer's audience with its manifest."""
    meeting = queries.meeting(viewer(), meeting_id)
    answer = jsonify(archive.log_of(viewer(), meeting))
    answer.headers["Content-Disposition"] = f'attachment; filename="sitzung-{meeting.id}-verlauf.json"'
    return answer


@blueprint.get("/sitzungen/<int:meeting_id>/archiv.zip")
@public
@PRINTING
def package_zip(meeting_id: int) -> Response:
    """Return everything about a session that the viewer may see as one package."""
    meeting = queries.meeting(viewer(), meeting_id)
    answer = Response(archive.package_of(viewer(), meeting), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="sitzung-{meeting.id}.zip"'
    return answer
