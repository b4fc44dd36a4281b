"""What a request writes, seen at the database itself: every statement that changes something, also one that is undone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from forum.core.db import db

_WRITES = re.compile(
    r"\s*(WITH\b.*?\b)?(?<!FOR )(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE | re.DOTALL
)

Written = tuple[str, Any]


@contextmanager
def writes() -> Iterator[list[Written]]:
    """Collect the statements that change something, with their values."""
    found: list[Written] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if _WRITES.match(statement):
            found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
