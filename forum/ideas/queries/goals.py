"""How ideas hang on the goals of the city: by goal, by version, and by what of the ISEK the goals serve."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, distinct, func, select

from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Idea, IdeaGoal
from forum.ideas.queries.lists import linked_to, listed
from forum.strategy.models import Goal, IsekPart, strategy


def ideas_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many listed ideas serve each goal, in whatever version (B-08)."""
    shown = listed(viewer).with_only_columns(Idea.id)
    rows = db.session.execute(
        select(IdeaGoal.goal, func.count()).where(IdeaGoal.idea_id.in_(shown)).group_by(IdeaGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


def ideas_on_version(viewer: Actor, version: int) -> dict[str, int]:
    """Return how many ideas, also drafts, are linked to each goal of a version; for remapping."""
    require(viewer, "strategy.edit")
    rows = db.session.execute(
        select(IdeaGoal.goal, func.count()).where(IdeaGoal.version == version).group_by(IdeaGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


@dataclass(frozen=True)
class IsekRow:
    """A part of the ISEK, how many ideas serve it, and through which goals."""

    number: Any
    label: str
    ideas: int
    goals: list[Goal]


def ideas_by_isek_field(viewer: Actor) -> list[IsekRow]:
    """Return the Arbeitsfelder of the ISEK with the ideas that serve them (G-18)."""
    return _by_part(viewer, strategy().isek_fields, "fields")


def ideas_by_isek_goal(viewer: Actor) -> list[IsekRow]:
    """Return the Leitziele of the ISEK with the ideas that serve them (G-18)."""
    return _by_part(viewer, strategy().isek, "isek")


def ideas_by_framework(viewer: Actor) -> list[IsekRow]:
    """Return the Rahmenprojekte of the ISEK that any goal names, with the ideas that serve them (G-18)."""
    goals = [goal for one in strategy().goal_sets for goal in one.goals.values()]
    names = {name: name for goal in goals for name in goal.frameworks}
    return _counted(viewer, names, {name: [goal for goal in goals if name in goal.frameworks] for name in names})


def _by_part(viewer: Actor, parts: Mapping[int, IsekPart], links: str) -> list[IsekRow]:
    goals = [goal for one in strategy().goal_sets for goal in one.goals.values()]
    labels = {number: part.label for number, part in parts.items()}
    return _counted(viewer, labels, {key: [goal for goal in goals if key in getattr(goal, links)] for key in labels})


def _counted(viewer: Actor, labels: Mapping[Any, str], goals: Mapping[Any, list[Goal]]) -> list[IsekRow]:
    """Count the ideas of all parts in one query; an idea that serves a part by two goals counts once."""
    if not labels:
        return []
    counts = [
        func.count(distinct(case((linked_to(goals[key]), IdeaGoal.idea_id)))).label(f"part_{place}")
        for place, key in enumerate(labels)
    ]
    shown = listed(viewer).with_only_columns(Idea.id)
    row = db.session.execute(select(*counts).where(IdeaGoal.idea_id.in_(shown))).one()
    newest = {key: list({goal.key: goal for goal in found}.values()) for key, found in goals.items()}
    return [IsekRow(key, label, found, newest[key]) for (key, label), found in zip(labels.items(), row, strict=True)]
