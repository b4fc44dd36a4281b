"""A session to take away: its log with a manifest, and the package of everything (L-34). See docs/session-archive.md."""

import io
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import force_locale

from forum.core.mail import absolute
from forum.core.permissions import Actor
from forum.meetings import labels, minutes, queries, replay
from forum.meetings.models import Meeting
from forum.meetings.queries.polls import all_published
from forum.web.packages import as_json, write_package

LOG_FORMAT = "smart-city-forum/session-log/1"
PACKAGE_FORMAT = "smart-city-forum/session-archive/1"


def minutes_of(viewer: Actor, meeting: Meeting) -> dict[str, Any]:
    """Return all that page, PDF and package show of the minutes."""
    found = queries.minutes_of(viewer, meeting)
    paragraphs = queries.paragraphs(viewer, meeting) if found else {}
    return {
        "meeting": meeting,
        "minutes": found,
        "leaders": queries.leaders(meeting),
        "writers": sorted(
            {one.editor.handle or "" for part in paragraphs.values() for one in part if one.editor} - {""}
        ),
        "closed_items": queries.closed_items(viewer, meeting),
        "skeleton": minutes.draft(queries.everything(viewer, meeting)),
        "named": queries.named_in_minutes(viewer, meeting),
        "movers": queries.movers(meeting),
        "paragraphs": paragraphs,
        "objections": queries.objections(viewer, meeting) if found else [],
        "removed": queries.removed(viewer, meeting),
        "first_sessions": queries.first_sessions(viewer, meeting),
        "labels": labels,
    }


def log_of(viewer: Actor, meeting: Meeting) -> dict[str, Any]:
    """Return the log of the viewer's audience with its manifest."""
    events = queries.everything(viewer, meeting)
    return {"format": LOG_FORMAT, "manifest": _manifest(viewer, meeting, events), "events": events}


def _manifest(viewer: Actor, meeting: Meeting, events: list[dict[str, Any]]) -> dict[str, Any]:
    found = queries.minutes_of(viewer, meeting)
    return {
        "meeting_id": meeting.id,
        "title": meeting.title,
        "committee": meeting.committee.title,
        "starts_at": meeting.starts_at.isoformat(),
        "state": str(meeting.state),
        "url": absolute(meeting.url),
        "audience": sorted(queries.audience_of(viewer, meeting)),
        "events": len(events),
        "last_seq": events[-1]["seq"] if events else 0,
        "sha256": replay.digest(events),
        "seal": {"seq": found.seal_seq, "sha256": found.seal} if found else None,
    }


def package_of(viewer: Actor, meeting: Meeting) -> bytes:
    """Return a ZIP file with the log, the votes, the papers and, once they may be read, the minutes."""
    log = log_of(viewer, meeting)
    files: dict[str, bytes | Path] = {
        "verlauf.json": as_json(log),
        "abstimmungen.json": as_json(all_published(viewer, meeting)),
        "unterlagen.json": as_json(_papers(viewer, meeting)),
    }
    if queries.minutes_of(viewer, meeting) is not None:
        with force_locale("de"):
            page = render_template("meetings/minutes/paper.html", **minutes_of(viewer, meeting))
        files["niederschrift.html"] = page.encode()
    made = io.BytesIO()
    write_package(made, {"format": PACKAGE_FORMAT, **log["manifest"]}, files)
    return made.getvalue()


def _papers(viewer: Actor, meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "number": item.number,
            "title": item.title,
            "text": item.text,
            "idea": absolute(f"/ideen/{item.idea_id}") if item.idea_id else None,
        }
        for item in queries.items(viewer, meeting)
    ]
