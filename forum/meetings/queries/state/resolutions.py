"""What the committee adopted."""

from typing import Any

from sqlalchemy import select

from forum.core.permissions import Actor
from forum.meetings.models import (
    Meeting,
    Resolution,
)
from forum.meetings.queries.state.rows import rows


def resolutions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return what was adopted in this meeting."""
    found = Resolution
    return rows(
        select(
            found.id, found.number, found.kind, found.item_id, found.poll_id, found.idea_id, found.html,
            found.reasons_html, found.yes, found.no, found.abstain, found.adopted_at,
        )
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id)
    )  # fmt: skip
