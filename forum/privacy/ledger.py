"""The list of who was erased, beside the database: a backup brings people back, and this takes them away again (P-06).

It holds numbers and moments, no names. It is not part of a backup.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from forum.core.errors import Invalid

NAME = "erased.jsonl"


def place() -> Path:
    """Return where the list lies."""
    return Path(current_app.config["INSTANCE"]) / NAME


def note(person_id: int, *, with_texts: bool, at: datetime) -> None:
    """Write somebody on the list, after the commit."""
    line = json.dumps({"person": person_id, "with_texts": with_texts, "at": at.isoformat()})
    with place().open("a", encoding="utf-8") as target:
        target.write(line + "\n")


def listed(source: Path) -> Iterator[tuple[int, bool, datetime]]:
    """Go through a list: who, whether the texts went too, and when. Raises Invalid for what is no such list."""
    try:
        for line in source.read_text("utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            yield int(row["person"]), bool(row["with_texts"]), datetime.fromisoformat(row["at"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{source} is no list of erased accounts: {type(error).__name__}.") from error
