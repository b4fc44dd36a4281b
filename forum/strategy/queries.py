"""Reading the versions of the goals, and what forms need. What applies now is read by ``models.strategy``."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.difference import Change, Piece, difference
from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.core.permissions import Actor, require
from forum.strategy.models import Goal, GoalSet, GoalVersion, StoredGoal, StoredOffice, strategy


def goal_version(_viewer: Actor, number: int) -> GoalSet:
    """Return a published version; everybody may read each. Raises NotFound."""
    found = next((one for one in strategy().goal_sets if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def goal_before(of: GoalSet) -> GoalSet | None:
    """Return the version before a version."""
    return next((one for one in strategy().goal_sets if one.number == of.number - 1), None)


@dataclass(frozen=True)
class Making:
    """The version in the making: its goals with the count of changes of each, for the forms."""

    goals: GoalSet
    rows: dict[str, StoredGoal]

    @property
    def is_begun(self) -> bool:
        """Tell whether anybody has begun to change anything."""
        return bool(self.rows)


def changes_of_office(viewer: Actor, key: str) -> int | None:
    """Return how often an office was changed, for its form; None while it stands only in the file."""
    require(viewer, "strategy.edit")
    return db.session.scalar(select(StoredOffice.changes).where(StoredOffice.key == key))


def goals_in_the_making(viewer: Actor) -> Making:
    """Return the next version; as long as nobody has begun it, it says what the present one says."""
    require(viewer, "strategy.edit")
    present = strategy().goal_set
    number = present.number + 1
    rows = db.session.scalars(
        select(StoredGoal)
        .join(GoalVersion)
        .where(StoredGoal.version == number, GoalVersion.published_at.is_(None))
        .order_by(StoredGoal.position)
    )
    by_key = {row.key: row for row in rows}
    goals = {key: row.plain() for key, row in by_key.items()} or present.goals
    return Making(GoalSet(number=number, goals=goals), by_key)


class Fate(enum.StrEnum):
    """What becomes of a goal from one version to the next."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _FATES[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return {"added": "success", "dropped": "danger"}.get(self.value, "info")


_FATES = {Fate.ADDED: lazy("neu"), Fate.CHANGED: lazy("geändert"), Fate.DROPPED: lazy("entfällt")}


@dataclass(frozen=True)
class Changed:
    """A goal that is not what it was, and how its words differ, by the name of the field."""

    goal: Goal
    fate: Fate
    fields: Sequence[tuple[Any, Sequence[Piece]]] = ()


def changes(before: GoalSet, after: GoalSet) -> list[Changed]:
    """Return what differs between two versions, in the order of the later one; what fell away stands last."""
    found: list[Changed] = []
    for key, goal in after.goals.items():
        old = before.goals.get(key)
        fields = _differing(old, goal) if old is not None else ()
        if old is None or fields:
            found.append(Changed(goal, Fate.ADDED if old is None else Fate.CHANGED, fields))
    gone = (goal for key, goal in before.goals.items() if key not in after.goals)
    return [*found, *(Changed(goal, Fate.DROPPED) for goal in gone)]


def is_reordered(before: GoalSet, after: GoalSet) -> bool:
    """Tell whether goals that stand in both versions stand in another order."""
    kept = [key for key in after.goals if key in before.goals]
    return kept != [key for key in before.goals if key in after.goals]


def _differing(old: Goal, new: Goal) -> list[tuple[Any, Sequence[Piece]]]:
    pairs = [(label, _said(old, name), _said(new, name)) for name, label in FIELDS.items()]
    return [(label, _pieces(before, after)) for label, before, after in pairs if before != after]


def _pieces(before: str, after: str) -> Sequence[Piece]:
    return difference(before, after) if before else [Piece(Change.ADDED, after)]


def _said(goal: Goal, name: str) -> str:
    """Return what a field of a goal says, as people read it."""
    known, value = strategy(), getattr(goal, name)
    if name in {"isek", "fields"}:
        parts = known.isek if name == "isek" else known.isek_fields
        return ", ".join(parts[number].label for number in value if number in parts)
    if name == "frameworks":
        return ", ".join(value)
    if name == "verified":
        return str(_VERIFIED[value])
    return value.strftime("%d.%m.%Y") if name in {"since", "until"} and value else value or ""


_VERIFIED = {True: lazy("bestätigt"), False: lazy("nicht bestätigt")}
FIELDS = {
    "title": lazy("Titel"),
    "text": lazy("Wortlaut"),
    "title_en": lazy("Titel auf Englisch"),
    "text_en": lazy("Wortlaut auf Englisch"),
    "title_easy": lazy("Titel in Leichter Sprache"),
    "text_easy": lazy("Wortlaut in Leichter Sprache"),
    "isek": lazy("Leitziele des ISEK"),
    "fields": lazy("Arbeitsfelder des ISEK"),
    "frameworks": lazy("Rahmenprojekte des ISEK"),
    "since": lazy("Gilt ab"),
    "until": lazy("Gilt bis"),
    "verified": lazy("Wortlaut"),
}
