"""The items of the agenda."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.core.db import db
from forum.core.permissions import Actor
from forum.dossiers.models import Dossier
from forum.dossiers.queries import readable
from forum.meetings.models import (
    AgendaItem,
    Circle,
    Meeting,
)
from forum.meetings.queries.state.rows import rows


def items(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the items that the viewer may see."""
    found = rows(
        select(
            AgendaItem.id,
            AgendaItem.number,
            AgendaItem.title,
            AgendaItem.text_html,
            AgendaItem.state,
            AgendaItem.idea_id,
            AgendaItem.dossier_id,
            AgendaItem.parent_id,
            AgendaItem.minutes,
            AgendaItem.spent,
            AgendaItem.called_at,
            AgendaItem.version,
            AgendaItem.audience,
            AgendaItem.again_of.is_not(None).label("again"),
            AgendaItem.added_late.label("late"),
            (AgendaItem.audience == of.audience).label("public"),
        )
        .where(AgendaItem.meeting_id == of.id, AgendaItem.audience.in_(viewer.words))
        .order_by(AgendaItem.place)
    )
    papers = _dossiers(viewer, {item["dossier_id"] for item in found} - {None})
    for item in found:
        item["level"] = str(Circle.of(item.pop("audience")))
        item["dossier"] = papers.get(item["dossier_id"])
    return found


def _dossiers(viewer: Actor, numbers: set[int]) -> dict[int, dict[str, Any]]:
    """Return what to say of the papers that items are about, as far as the viewer may read them."""
    if not numbers:
        return {}
    found = select(Dossier).where(Dossier.id.in_(numbers), readable(viewer))
    columns = load_only(Dossier.number, Dossier.version, Dossier.title)
    return {
        row.id: {"number": row.number, "version": row.version, "title": row.title, "url": row.url}
        for row in db.session.scalars(found.options(columns))
    }
