"""Texts that are put to the vote."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.permissions import Actor
from forum.meetings.conditions import as_rows, conditions_of
from forum.meetings.models import Meeting, Motion, MotionSupport, MotionVersion
from forum.meetings.queries.state.rows import rows


def motions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the motions that the viewer may see; drafts are for the committee."""
    supporters = select(func.count()).where(MotionSupport.motion_id == Motion.id).correlate(Motion).scalar_subquery()
    found = rows(
        select(
            Motion.id, Motion.item_id, Motion.kind, Motion.html, Motion.reasons_html, Motion.against_html,
            Motion.addressee, Motion.due_on, Motion.state, Motion.version, Motion.source, Motion.parent_id,
            Motion.paragraph, Motion.before, Motion.person_id, Motion.against, Motion.referred_to,
            Motion.ruling, Motion.next_on, Motion.duties,
            Person.handle, supporters.label("supporters"),
        )
        .outerjoin(Person, Person.id == Motion.person_id)
        .where(Motion.meeting_id == of.id, Motion.audience.in_(viewer.words))
        .order_by(Motion.id)
    )  # fmt: skip
    earlier = _versions([one["id"] for one in found if one["version"] > 1])
    return [one | {"versions": earlier[one["id"]], "duties": as_rows(conditions_of(one["duties"]))} for one in found]


def _versions(motion_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the earlier texts of these motions, the first one first, and which amendment ended each."""
    versions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if motion_ids:
        found = MotionVersion
        for row in rows(
            select(found.motion_id, found.version, found.source, found.amendment_id, found.ended_at)
            .where(found.motion_id.in_(motion_ids))
            .order_by(found.motion_id, found.version)
        ):
            versions[row.pop("motion_id")].append(row)
    return versions
