"""What ``config/strategy.toml`` holds; read once, never changed while the site runs."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from forum.strategy.models.criteria import Criterion
from forum.strategy.models.goals import Goal, IsekGoal
from forum.strategy.models.offices import Office
from forum.strategy.models.sorting import Category, District

__all__ = ["Category", "Criterion", "District", "Goal", "IsekGoal", "Office", "Strategy", "strategy"]


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
