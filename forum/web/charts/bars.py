"""Bars: one number per row, perhaps with a second one marked, or the shares of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.web.charts.scales import LINE_HEIGHT, Label, Scale, labels

BAR_HEIGHT = 18
GAP = 14
# A bar ends before the number that stands behind it.
LONGEST = 80.0
# A share narrower than this, in per cent, has no room for its number; the legend and the table have it.
READABLE = 9.0


@dataclass(frozen=True)
class Bar:
    """A number with its name, and a second number to compare it with: a threshold, last year's."""

    label: str
    value: float
    second: float | None = None


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place; ``second_at`` is where the second number is marked."""

    bar: Bar
    lines: list[Label]
    y: int
    width: float
    second_at: float | None


@dataclass(frozen=True)
class BarChart:
    """Bars below each other; ``has_second`` says whether the mark needs an explanation."""

    height: int
    rows: list[DrawnBar]
    bar_height: int = BAR_HEIGHT

    @property
    def has_second(self) -> bool:
        """Whether any bar has a second number."""
        return any(row.second_at is not None for row in self.rows)


def bars(rows: Sequence[Bar], most: float | None = None) -> BarChart:
    """Return bars on one scale from 0 to ``most``, by default the greatest number. Nothing lies left of 0."""
    numbers = [number for row in rows for number in (row.value, row.second) if number is not None]
    scale = Scale(0, max(most or 0, *numbers, 0) or 1, 0, LONGEST)
    drawn, y = [], 0
    for row in rows:
        lines = labels(row.label, y)
        y += len(lines) * LINE_HEIGHT
        second = None if row.second is None else scale(row.second)
        drawn.append(DrawnBar(row, lines, y, scale(row.value), second))
        y += BAR_HEIGHT + GAP
    return BarChart(max(0, y - GAP) + 4, drawn)


@dataclass(frozen=True)
class Share:
    """A whole with its parts, in the order of the chart's names."""

    label: str
    parts: Sequence[float]


@dataclass(frozen=True)
class Segment:
    """One part of a whole; ``kind`` is the number of its pattern."""

    kind: int
    value: float
    percent: float
    x: float
    width: float

    @property
    def readable(self) -> bool:
        """Whether its number fits into it."""
        return self.width >= READABLE

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class DrawnShare:
    """A whole with the places of its parts; without any parts it stays an empty frame."""

    share: Share
    lines: list[Label]
    y: int
    segments: list[Segment]


@dataclass(frozen=True)
class ShareChart:
    """Wholes below each other, all of the same length, with what their patterns mean."""

    height: int
    names: Sequence[str]
    rows: list[DrawnShare]
    bar_height: int = BAR_HEIGHT + 6


def shares(names: Sequence[str], rows: Sequence[Share]) -> ShareChart:
    """Return each row as a bar of full length, cut into its parts. Parts below 0 count as 0."""
    drawn, y = [], 0
    for row in rows:
        lines = labels(row.label, y)
        y += len(lines) * LINE_HEIGHT
        drawn.append(DrawnShare(row, lines, y, _segments(row)))
        y += BAR_HEIGHT + 6 + GAP
    return ShareChart(max(0, y - GAP) + 4, names, drawn)


def _segments(row: Share) -> list[Segment]:
    parts = [max(0, part) for part in row.parts]
    whole = sum(parts)
    found, before = [], 0.0
    for kind, part in enumerate(parts):
        if part:
            percent = 100 * part / whole
            found.append(Segment(kind, part, round(percent, 1), round(before, 2), round(percent, 2)))
            before += percent
    return found
