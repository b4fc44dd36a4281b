"""What the committee adopted."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.models import Idea
from forum.meetings.models import Meeting, Resolution, ResolutionIdea
from forum.meetings.queries.state.rows import rows


def resolutions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return what was adopted in this meeting; of what was announced, whoever was not there learns no item and no vote."""
    found = Resolution
    inside = f"committee:{of.committee_id}" in viewer.words
    told = rows(
        select(
            found.id, found.number, found.kind, found.item_id, found.poll_id, found.html,
            found.reasons_html, found.decision_number, found.yes, found.no, found.abstain, found.adopted_at,
            found.audience, found.reasons_audience, found.announced_at,
        )
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id)
    )  # fmt: skip
    for one in told:
        if (one.pop("reasons_audience") or one["audience"]) not in viewer.words:
            one["reasons_html"] = ""
        if one["announced_at"] is not None and not inside:
            one["item_id"] = one["poll_id"] = None
    about = _ideas(viewer, [one["id"] for one in told])
    return [one | {"idea_ids": about[one["id"]]} for one in told]


def _ideas(viewer: Actor, resolution_ids: list[int]) -> dict[int, list[int]]:
    """Return the numbers of the ideas that these resolutions are about and the viewer may read, by one query for all."""
    about: dict[int, list[int]] = defaultdict(list)
    if resolution_ids:
        link = ResolutionIdea
        found = select(link.resolution_id, link.idea_id).join(Idea, Idea.id == link.idea_id)
        mine = (link.resolution_id.in_(resolution_ids), Idea.audience.in_(viewer.words))
        for row in db.session.execute(found.where(*mine).order_by(link.resolution_id, link.position)):
            about[row.resolution_id].append(row.idea_id)
    return about
