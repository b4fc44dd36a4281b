"""The strategy: what ``config/strategy.toml`` holds, and what the staff office has changed since.

The file is the first version of everything. The first change copies what it touches into the database, and from then on
the database has the word (G-11, G-14, G-17).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.core.clock import today
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.strategy.models.criteria import CriteriaSet, CriteriaVersion, Criterion, criterion
from forum.strategy.models.goals import LINKS, WORDS, Goal, GoalSet, GoalVersion, IsekPart, StoredGoal
from forum.strategy.models.offices import Holder, Office, OfficeTerm, StoredOffice, office_of
from forum.strategy.models.outline import Outline, Point, outline
from forum.strategy.models.sorting import Category, District

__all__ = [
    "LINKS",
    "WORDS",
    "Category",
    "CriteriaSet",
    "CriteriaVersion",
    "Criterion",
    "District",
    "Goal",
    "GoalSet",
    "GoalVersion",
    "Holder",
    "IsekPart",
    "Office",
    "OfficeTerm",
    "Outline",
    "Point",
    "StoredGoal",
    "StoredOffice",
    "Strategy",
    "outline",
    "strategy",
]


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """The whole strategy on one day; ``version`` is stored with every dossier."""

    version: int
    as_of: date
    source: str
    # Every version of the criteria, oldest first.
    criteria_sets: tuple[CriteriaSet, ...]
    categories: dict[str, Category]
    districts: dict[int, District]
    isek: dict[int, IsekPart]
    isek_fields: dict[int, IsekPart]
    # Every published version of the goals, oldest first, and the day for which the strategy is read.
    goal_sets: tuple[GoalSet, ...]
    day: date | None = None
    # Every body and office there ever was.
    offices: dict[str, Office] = field(default_factory=dict)

    @property
    def goal_set(self) -> GoalSet:
        """The version of the goals that applies."""
        return self.goal_sets[-1]

    @cached_property
    def goals(self) -> dict[str, Goal]:
        """The goals in force, in their order; new links go to these."""
        return {key: goal for key, goal in self.goal_set.goals.items() if self.day is None or goal.holds_on(self.day)}

    @cached_property
    def known_goals(self) -> dict[str, Goal]:
        """Every goal there ever was, in its newest wording; for filters and for what is linked without a version."""
        newest: dict[str, Goal] = {}
        for one in self.goal_sets:
            newest.update(one.goals)
        return newest

    @cached_property
    def governance(self) -> dict[str, Office]:
        """The bodies and offices that there are."""
        return {key: office for key, office in self.offices.items() if office.ended_on is None}

    def holders_on(self, day: date) -> list[tuple[Office, Holder]]:
        """Return the offices that somebody held on a day; for records of that day (G-14)."""
        held = ((office, office.holder_on(day)) for office in self.offices.values())
        return [(office, holder) for office, holder in held if holder is not None]

    def goal(self, key: str, version: int) -> Goal | None:
        """Return a goal in the wording of a version."""
        found: Mapping[str, Goal] = next((one.goals for one in self.goal_sets if one.number == version), {})
        return found.get(key)

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
    return replace(
        plan,
        day=today(),
        goal_sets=_goal_sets() or plan.goal_sets,
        offices=_offices() or plan.offices,
        criteria_sets=_criteria_sets() or plan.criteria_sets,
    )


def _goal_sets() -> tuple[GoalSet, ...]:
    rows = db.session.scalars(
        select(StoredGoal)
        .join(GoalVersion)
        .where(GoalVersion.published_at.is_not(None))
        .order_by(StoredGoal.version, StoredGoal.position)
    )
    by_version: dict[int, dict[str, Goal]] = {}
    for row in rows:
        by_version.setdefault(row.version, {})[row.key] = row.plain()
    versions = db.session.scalars(
        select(GoalVersion).where(GoalVersion.published_at.is_not(None)).order_by(GoalVersion.number)
    )
    return tuple(
        GoalSet(number=one.number, goals=by_version.get(one.number, {}), published_at=one.published_at, note=one.note)
        for one in versions
    )


def _offices() -> dict[str, Office]:
    rows = db.session.scalars(
        select(StoredOffice).options(selectinload(StoredOffice.terms)).order_by(StoredOffice.position)
    )
    return {row.key: row.plain() for row in rows}


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
        goal_sets=(GoalSet(number=1, goals={row["key"]: Goal(**_tuples(row)) for row in data["goals"]}),),
        criteria_sets=(CriteriaSet(number=1, criteria=criteria, needed=data["assessments_needed"]),),
        categories={row["key"]: Category(**row) for row in data["categories"]},
        districts={row["number"]: District(**row) for row in data["districts"]},
        isek={row["number"]: IsekPart(**row) for row in data["isek"]},
        isek_fields={row["number"]: IsekPart(**row) for row in data["isek_fields"]},
        offices={row["key"]: office_of(row) for row in data["governance"]},
    )
