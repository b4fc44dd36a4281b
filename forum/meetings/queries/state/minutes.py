"""Minutes as the viewer may know of them, and which texts were removed."""

from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.models import Meeting, Minutes, MinutesState, Objection, Redaction
from forum.meetings.queries.state.rows import rows


def minutes(viewer: Actor, of: Meeting) -> dict[str, Any] | None:
    """Return where the minutes stand: for the committee all the way, for everybody once they are published."""
    state = db.session.scalar(select(Minutes.state).where(Minutes.meeting_id == of.id))
    inside = f"committee:{of.committee_id}" in viewer.words
    if state is None or not (inside or state == MinutesState.PUBLISHED):
        return None
    objections = (
        select(Objection.id, Objection.accepted)
        .where(Objection.meeting_id == of.id, Objection.audience.in_(viewer.words))
        .order_by(Objection.id)
    )
    return {"state": str(state), "objections": {row.id: row.accepted for row in db.session.execute(objections)}}


def removed(viewer: Actor, of: Meeting) -> dict[str, str]:
    """Return the reasons for which texts were removed, by kind and number."""
    return {f"{one['kind']}:{one['text_id']}": one["reason"] for one in redacted(viewer, of)}


def redacted(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return which texts were removed, and why."""
    return rows(
        select(Redaction.kind, Redaction.text_id, Redaction.reason)
        .where(Redaction.meeting_id == of.id, Redaction.audience.in_(viewer.words))
        .order_by(Redaction.at, Redaction.kind, Redaction.text_id)
    )
