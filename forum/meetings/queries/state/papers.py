"""The papers of items and motions."""

from typing import Any

from sqlalchemy import select

from forum.core.permissions import Actor
from forum.files.queries import attached
from forum.meetings.models import Circle, Meeting, SessionPaper
from forum.meetings.queries.state.rows import rows


def papers(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the papers that the viewer may see, each with its files."""
    found = rows(
        select(SessionPaper.id, SessionPaper.item_id, SessionPaper.motion_id, SessionPaper.title, SessionPaper.audience)
        .where(SessionPaper.meeting_id == of.id, SessionPaper.audience.in_(viewer.words))
        .order_by(SessionPaper.id)
    )
    files = attached("session_paper", [one["id"] for one in found]) if found else {}
    for one in found:
        one["level"] = str(Circle.of(one.pop("audience")))
        one["files"] = [
            {"url": file.url, "name": file.name, "size": file.size, "alt": file.alt, "kind": file.kind}
            for file in files.get(one["id"], ())
        ]
    return found
