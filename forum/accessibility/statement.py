"""The accessibility statement, read from ``config/accessibility.toml`` (A-23; NBGG § 9b)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from forum.core.i18n import language


@dataclass(frozen=True)
class Gap:
    """Something that is not accessible: what, why, and what helps meanwhile."""

    what: str
    why: str
    instead: str


@dataclass(frozen=True)
class Enforcement:
    """Whom people turn to when an answer does not help them (NBGG § 9d)."""

    name: str
    address: str
    phone: str
    email: str
    url: str


@dataclass(frozen=True)
class Statement:
    """What the law wants to be said, in the reader's language."""

    made_on: date
    reviewed_on: date
    standard: str
    method: str
    gaps: Sequence[Gap]
    enforcement: Enforcement


def statement() -> Statement:
    """Return the statement of the running application in the reader's language."""
    found = _read(current_app.config["ACCESSIBILITY_FILE"])
    return Statement(
        made_on=found["made_on"],
        reviewed_on=found["reviewed_on"],
        standard=_said(found, "standard"),
        method=_said(found, "method"),
        gaps=[Gap(_said(row, "what"), _said(row, "why"), _said(row, "instead")) for row in found.get("gaps", ())],
        enforcement=Enforcement(
            name=_said(found["enforcement"], "name"),
            **{name: found["enforcement"][name] for name in ("address", "phone", "email", "url")},
        ),
    )


@cache
def _read(path: str) -> dict[str, Any]:
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def _said(row: dict[str, Any], name: str) -> str:
    found: str = row[f"{name}_en" if language() == "en" else name]
    return found
