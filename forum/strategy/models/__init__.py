"""The strategy: what ``config/strategy.toml`` holds, and what the staff office has changed since.

The file is the first version of everything. The first change copies what it touches into the database, and from then on
the database has the word (G-11, G-17).
"""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum.core.clock import today
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.strategy.models.criteria import CriteriaSet, CriteriaVersion, Criterion, criterion
from forum.strategy.models.goals import Goal, IsekGoal
from forum.strategy.models.offices import Office
from forum.strategy.models.sorting import Category, District

__all__ = [
    "Category",
    "CriteriaSet",
    "CriteriaVersion",
    "Criterion",
    "District",
    "Goal",
    "IsekGoal",
    "Office",
    "Strategy",
    "strategy",
]


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """The whole strategy; ``version`` is stored with every dossier."""

    version: int
    as_of: date
    source: str
    goals: dict[str, Goal]
    # Every version of the criteria, oldest first.
    criteria_sets: tuple[CriteriaSet, ...]
    categories: dict[str, Category]
    districts: dict[int, District]
    isek: dict[int, IsekGoal]
    governance: dict[str, Office] = field(default_factory=dict)

    @property
    def criteria_set(self) -> CriteriaSet:
        """The version of the criteria that applies."""
        return self.criteria_sets[-1]

    @property
    def criteria(self) -> dict[str, Criterion]:
        """The criteria that apply, in their order."""
        return dict(self.criteria_set.criteria)

    def criteria_of(self, number: int) -> CriteriaSet:
        """Return a version of the criteria by its number; every number that was ever stored is known."""
        return next(one for one in self.criteria_sets if one.number == number)


def strategy() -> Strategy:
    """Return the strategy as it stands at this moment.

    However often it is asked for, a transaction looks only once whether anything was changed, by an event about the
    strategy; what was read stays in the process until then. So every process knows of a change with its next transaction.
    """
    kept: Strategy | None = db.session.info.get("strategy")
    if kept is None:
        kept = db.session.info["strategy"] = _newest()
    return kept


def _newest() -> Strategy:
    changed = db.session.execute(
        select(LoggedEvent.id, LoggedEvent.at)
        .where(LoggedEvent.subject_kind == "strategy")
        .order_by(LoggedEvent.id.desc())
        .limit(1)
    ).first()
    file: str = current_app.config["STRATEGY_FILE"]
    # The moment goes with the number, because SQLite gives the number of an undone event to the next one.
    key = (file, today(), tuple(changed) if changed else None)
    shelf: dict[Any, Strategy] = current_app.extensions.get("strategy", {})
    if key not in shelf:
        shelf = current_app.extensions["strategy"] = {key: _load(_read(file))}
    return shelf[key]


def _load(plan: Strategy) -> Strategy:
    """Return the file's strategy with what the database has changed."""
    return replace(plan, criteria_sets=_criteria_sets() or plan.criteria_sets)


def _criteria_sets() -> tuple[CriteriaSet, ...]:
    rows = db.session.scalars(select(CriteriaVersion).order_by(CriteriaVersion.number))
    return tuple(row.plain() for row in rows)


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def _read(path: str) -> Strategy:
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    criteria = {row["key"]: criterion(row) for row in data["criteria"]}
    return Strategy(
        version=data["version"],
        as_of=data["as_of"],
        source=data["source"],
        goals={row["key"]: Goal(**_tuples(row)) for row in data["goals"]},
        criteria_sets=(CriteriaSet(number=1, criteria=criteria, needed=data["assessments_needed"]),),
        categories={row["key"]: Category(**row) for row in data["categories"]},
        districts={row["number"]: District(**row) for row in data["districts"]},
        isek={row["number"]: IsekGoal(**row) for row in data["isek"]},
        governance={row["key"]: Office(**_tuples(row)) for row in data["governance"]},
    )
