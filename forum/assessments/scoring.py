"""From points to a figure: pure arithmetic on criteria and scores (B-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from forum.strategy.models.criteria import MOST_POINTS, Criterion


@dataclass(frozen=True)
class Score:
    """What an assessment comes to: 0 to 100, and the knock-out criteria that were answered with no."""

    points: float
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """How several assessments of one idea lie."""

    number: int
    mean: float | None
    least: float | None
    most: float | None


def score(criteria: Iterable[Criterion], given: Mapping[str, Any]) -> Score:
    """Return the weighted share of all points that could be given; a criterion without points counts as 0."""
    total = reached = 0.0
    failed: list[str] = []
    for criterion in criteria:
        if criterion.knock_out:
            if given.get(criterion.key) is not True:
                failed.append(criterion.key)
            continue
        total += criterion.weight * MOST_POINTS
        reached += criterion.weight * min(MOST_POINTS, max(0, int(given.get(criterion.key) or 0)))
    return Score(round(100 * reached / total, 1) if total else 0.0, tuple(failed))


def spread(points: Sequence[float]) -> Spread:
    """Return mean, least and most of several assessments."""
    if not points:
        return Spread(0, None, None, None)
    return Spread(len(points), round(mean(points), 1), min(points), max(points))
