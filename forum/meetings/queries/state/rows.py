"""Rows as plain dictionaries."""

from typing import Any

from forum.core.db import db


def rows(statement: Any) -> list[dict[str, Any]]:
    """Return the rows of a statement by the names of their columns."""
    return [dict(row._mapping) for row in db.session.execute(statement)]  # noqa: SLF001  The documented way.
