"""Rows as plain dictionaries."""

from typing import Any

from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.models import Meeting


def rows(statement: Any) -> list[dict[str, Any]]:
    """Return the rows of a statement by the names of their columns."""
    return [dict(row._mapping) for row in db.session.execute(statement)]  # noqa: SLF001  The documented way.


def reads_blank(viewer: Actor, of: Meeting) -> bool:
    """Tell whether somebody reads what is held or removed: the desk of the session, which decides about it (L-26)."""
    return bool(viewer.words & {f"{of.committee.word}:chair", f"{of.committee.word}:clerk"})
