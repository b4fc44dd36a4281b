"""Reading drafts: each person only their own. The first argument is always the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.drafts.models import Draft
from forum.drafts.places import Spot, places


@dataclass(frozen=True)
class Listed:
    """A draft in the list of all: what it is, where it belongs, and its texts."""

    draft: Draft
    label: Any
    spot: Spot | None
    texts: Sequence[str]


def draft(viewer: Actor, action: str, target: str, *, lock: bool = False) -> Draft | None:
    """Return the viewer's draft for this target, or None."""
    if viewer.person_id is None:
        return None
    statement = select(Draft).where(Draft.person_id == viewer.person_id, Draft.action == action, Draft.target == target)
    if lock:
        # What was read before the lock may be older than what the lock waited for.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def own(viewer: Actor, draft_id: int) -> Draft:
    """Return a draft by its number. Raises NotFound, also when it is somebody else's."""
    found = db.session.get(Draft, draft_id)
    if found is None or found.person_id != viewer.person_id:
        raise NotFound
    return found


def drafts(viewer: Actor) -> Sequence[Listed]:
    """Return all drafts of the viewer, the newest first; one query for each kind of place, however many there are."""
    rows = db.session.scalars(select(Draft).where(Draft.person_id == viewer.person_id)).all()
    known = places()
    listed: list[Listed] = []
    for action, same in groupby(sorted(rows, key=lambda row: row.action), key=lambda row: row.action):
        group = list(same)
        if action not in known:
            continue
        spots = known[action].find(viewer, [row.target for row in group])
        listed += [Listed(row, known[action].label, spots.get(row.target), _texts(row)) for row in group]
    return sorted(listed, key=lambda one: (one.draft.changed_at, one.draft.id), reverse=True)


def _texts(row: Draft) -> list[str]:
    hidden = places()[row.action].hidden
    return [value for name, value in row.fields.items() if name not in hidden and isinstance(value, str) and value]
