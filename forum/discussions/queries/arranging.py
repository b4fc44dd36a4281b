"""Who set what about a space and when, as the log keeps it (E-38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor, require
from forum.discussions.models import Space

MOST = 30
_ACTS = {
    "SpaceOpened": lazy("Raum eröffnet"),
    "SpaceChanged": lazy("Geändert"),
    "SpaceAudienceChanged": lazy("Für andere Menschen da"),
    "SpaceArchived": lazy("Ins Archiv gelegt"),
    "SpaceReopened": lazy("Aus dem Archiv geholt"),
}
_PARTS = {
    "title": lazy("Name"),
    "description": lazy("Beschreibung"),
    "kind": lazy("Für wen"),
    "starters": lazy("Wer Themen beginnt"),
    "writers": lazy("Wer antwortet"),
    "rules": lazy("Hausregeln"),
    "influence": lazy("Einfluss"),
    "contact": lazy("Ansprechperson"),
    "applications": lazy("Bitten um Aufnahme"),
    "slow_minutes": lazy("Langsamer Modus"),
    "holds_texts": lazy("Jeder Text wird erst gelesen"),
    "position": lazy("Reihenfolge"),
    "process": lazy("Verfahren"),
}


@dataclass(frozen=True)
class SpaceAct:
    """Something that was set about a space; without a handle the forum did it, with an empty one somebody who left."""

    at: datetime
    label: str
    handle: str | None


def settings_course(viewer: Actor, space: Space) -> Sequence[SpaceAct]:
    """Return who set what about a space, the newest first, whatever its audience was then."""
    require(viewer, "space.manage", space)
    about = LoggedEvent.subject_kind == "space", LoggedEvent.subject_id == space.id, LoggedEvent.type.in_(_ACTS)
    rows = db.session.execute(
        select(LoggedEvent, Person.handle)
        .outerjoin(Person, Person.id == LoggedEvent.actor_id)
        .where(*about)
        .order_by(LoggedEvent.id.desc())
        .limit(MOST)
    )
    return [
        SpaceAct(row.at, _label(row.type, row.data), None if row.actor_id is None else handle or "")
        for row, handle in rows
    ]


def _label(kind: str, data: dict[str, Any]) -> str:
    parts = [str(_PARTS[name]) for name in data.get("parts", ()) if name in _PARTS]
    return f"{_ACTS[kind]}: {', '.join(parts)}" if parts else str(_ACTS[kind])
