"""A profile: how several people rate one thing, criterion by criterion.

Each criterion is a row with the same scale: a line from the lowest to the highest rating, a mark at the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from forum.web.charts.scales import LINE_HEIGHT, Label, Scale, Tick, labels

LEFT, RIGHT = 3.0, 84.0
TRACK = 22
GAP = 8


@dataclass(frozen=True)
class Profile:
    """A criterion with what each rater gave; ``apart`` marks where they disagree."""

    label: str
    values: Sequence[float]
    apart: bool = False


@dataclass(frozen=True)
class DrawnProfile:
    """A criterion with its places; nobody has rated it when ``mean_at`` is missing."""

    row: Profile
    lines: list[Label]
    y: int
    least_at: float | None = None
    most_at: float | None = None
    mean_at: float | None = None
    mean: float | None = None

    @property
    def least(self) -> float | None:
        """The lowest rating."""
        return min(self.row.values, default=None)

    @property
    def most(self) -> float | None:
        """The highest rating."""
        return max(self.row.values, default=None)


@dataclass(frozen=True)
class ProfileChart:
    """Criteria below each other, and the scale that all of them share."""

    height: int
    left: float
    right: float
    ticks: list[Tick]
    rows: list[DrawnProfile]


def profile(rows: Sequence[Profile], most: int = 5) -> ProfileChart:
    """Return the profile on a scale of whole points from 0 to ``most``."""
    scale = Scale(0, most, LEFT, RIGHT)
    ticks = [Tick(value, scale(value)) for value in range(most + 1)]
    drawn, y = [], LINE_HEIGHT + GAP
    for row in rows:
        lines = labels(row.label, y)
        y += len(lines) * LINE_HEIGHT
        drawn.append(_drawn(row, lines, y + TRACK // 2, scale))
        y += TRACK + GAP
    return ProfileChart(y, LEFT, RIGHT, ticks, drawn)


def _drawn(row: Profile, lines: list[Label], y: int, scale: Scale) -> DrawnProfile:
    if not row.values:
        return DrawnProfile(row, lines, y)
    middle = mean(row.values)
    return DrawnProfile(
        row, lines, y, scale(min(row.values)), scale(max(row.values)), scale(middle), round(float(middle), 1)
    )
