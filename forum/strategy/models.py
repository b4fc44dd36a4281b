"""What ``config/strategy.toml`` holds; read once, never changed while the site runs."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from forum.core.i18n import language


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something with a key and a title in both languages."""

    key: str
    title: str
    title_en: str = ""
    verified: bool = True

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title


@dataclass(frozen=True, kw_only=True)
class Goal(Named):
    """A strategic goal that ideas and projects are measured by (G-17)."""

    text: str
    text_en: str = ""
    isek: tuple[int, ...] = ()

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text


@dataclass(frozen=True, kw_only=True)
class Criterion(Named):
    """A standard criterion of the assessment: yes or no, or 0 to 5 points with a weight (B-07)."""

    weight: int
    knock_out: bool = False
    anchors: tuple[str, ...] = ()
    anchors_en: tuple[str, ...] = ()

    @property
    def scale(self) -> tuple[str, ...]:
        """What 0, the middle and 5 points mean, in the reader's language."""
        return self.anchors_en if language() == "en" and self.anchors_en else self.anchors


@dataclass(frozen=True, kw_only=True)
class Category(Named):
    """A field of life by which ideas are sorted; may have its own threshold (N-09)."""

    threshold: int | None = None


@dataclass(frozen=True, kw_only=True)
class District:
    """A Stadtbezirk; its number is the stable key."""

    number: int
    name: str
    threshold: int | None = None


@dataclass(frozen=True, kw_only=True)
class IsekGoal:
    """A Leitziel of the integrated urban development concept."""

    number: int
    title: str
    title_en: str = ""
    verified: bool = True

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title


@dataclass(frozen=True, kw_only=True)
class Office(Named):
    """A body or office of the governance, with its lines in the picture."""

    text: str
    place: tuple[int, int]
    text_en: str = ""
    holder: str = ""
    holder_as_of: str = ""
    holder_as_of_en: str = ""
    reports_to: tuple[str, ...] = ()
    exchanges_with: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text

    @property
    def holder_note(self) -> str:
        """As of when the holder is known, in the reader's language."""
        return self.holder_as_of_en if language() == "en" and self.holder_as_of_en else self.holder_as_of


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """The whole file; ``version`` is stored with every assessment and dossier."""

    version: int
    as_of: date
    source: str
    goals: dict[str, Goal]
    criteria: dict[str, Criterion]
    categories: dict[str, Category]
    districts: dict[int, District]
    isek: dict[int, IsekGoal]
    governance: dict[str, Office] = field(default_factory=dict)


def strategy() -> Strategy:
    """Return the strategy of the running application."""
    return _read(current_app.config["STRATEGY_FILE"])


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def _read(path: str) -> Strategy:
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return Strategy(
        version=data["version"],
        as_of=data["as_of"],
        source=data["source"],
        goals={row["key"]: Goal(**_tuples(row)) for row in data["goals"]},
        criteria={row["key"]: Criterion(**_tuples(row)) for row in data["criteria"]},
        categories={row["key"]: Category(**row) for row in data["categories"]},
        districts={row["number"]: District(**row) for row in data["districts"]},
        isek={row["number"]: IsekGoal(**row) for row in data["isek"]},
        governance={row["key"]: Office(**_tuples(row)) for row in data["governance"]},
    )
