"""What the committee adopted."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.models import Meeting, Resolution, ResolutionIdea
from forum.meetings.queries.state.rows import rows


def resolutions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return what was adopted in this meeting."""
    found = Resolution
    told = rows(
        select(
            found.id, found.number, found.kind, found.item_id, found.poll_id, found.html,
            found.reasons_html, found.decision_number, found.yes, found.no, found.abstain, found.adopted_at,
        )
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id)
    )  # fmt: skip
    about = _ideas([one["id"] for one in told])
    return [one | {"idea_ids": about[one["id"]]} for one in told]


def _ideas(resolution_ids: list[int]) -> dict[int, list[int]]:
    """Return the numbers of the ideas that these resolutions are about, by one query for all."""
    about: dict[int, list[int]] = defaultdict(list)
    if resolution_ids:
        link = ResolutionIdea
        found = select(link.resolution_id, link.idea_id).where(link.resolution_id.in_(resolution_ids))
        for row in db.session.execute(found.order_by(link.resolution_id, link.position)):
            about[row.resolution_id].append(row.idea_id)
    return about
