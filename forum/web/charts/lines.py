"""Lines: a number over time with its target, and straight lines that cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from string import ascii_uppercase

from forum.web.charts.scales import LINE_HEIGHT, Scale, Tick, round_steps, spread_apart

TOP, BOTTOM = 24, 224
HEIGHT = BOTTOM + LINE_HEIGHT + 8
LEFT, RIGHT = 6.0, 92.0
# With more readings than this only the first and the last say their number beside them.
LABELLED = 6


@dataclass(frozen=True)
class Reading:
    """A value of a day; ``value`` is None where one was due and nobody measured."""

    on: date
    value: float | None


@dataclass(frozen=True)
class Dot:
    """A reading with its place; missing ones lie on the axis."""

    reading: Reading
    x: float
    y: float
    labelled: bool
    below: bool


@dataclass(frozen=True)
class Stretch:
    """A straight piece of a line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class TimeChart:
    """Readings over time. The line is broken where a reading is missing."""

    readings: Sequence[Reading]
    ticks: list[Tick]
    dots: list[Dot]
    stretches: list[Stretch]
    target: float | None
    target_at: float | None
    height: int = HEIGHT
    bottom: int = BOTTOM

    @property
    def has_missing(self) -> bool:
        """Whether the sign of a missing reading needs an explanation."""
        return any(reading.value is None for reading in self.readings)

    @property
    def target_below(self) -> bool:
        """Whether the target's name stands below its line, because the last reading lies above it."""
        last = next((dot for dot in reversed(self.dots) if dot.reading.value is not None), None)
        return last is not None and not last.below


def over_time(readings: Sequence[Reading], target: float | None = None) -> TimeChart:
    """Return the readings, oldest first, with the target as a level line. The axis begins at 0 if nothing is below."""
    readings = sorted(readings, key=lambda reading: reading.on)
    values = [value for value in (*(reading.value for reading in readings), target) if value is not None] or [1.0]
    steps = round_steps(min(0, *values), max(0, *values))
    up = Scale(steps[0], steps[-1], BOTTOM, TOP)
    days = [reading.on.toordinal() for reading in readings] or [0]
    along = Scale(days[0], days[-1], LEFT, RIGHT)
    ends = _ends(readings)
    dots = [
        Dot(
            reading,
            along(day),
            float(BOTTOM) if reading.value is None else up(reading.value),
            reading.value is not None and (len(readings) <= LABELLED or place in ends),
            reading.value is not None and target is not None and reading.value < target,
        )
        for place, (reading, day) in enumerate(zip(readings, days, strict=False))
    ]
    stretches = [
        Stretch(one.x, one.y, two.x, two.y)
        for one, two in pairwise(dots)
        if one.reading.value is not None and two.reading.value is not None
    ]
    ticks = [Tick(step, up(step)) for step in steps]
    return TimeChart(readings, ticks, dots, stretches, target, None if target is None else up(target))


def _ends(readings: Sequence[Reading]) -> set[int]:
    known = [place for place, reading in enumerate(readings) if reading.value is not None]
    return {known[0], known[-1]} if known else set()


@dataclass(frozen=True)
class Crossline:
    """A straight line by its values at the left and right end."""

    label: str
    start: float
    end: float


@dataclass(frozen=True)
class DrawnCrossline:
    """A line with its places; its letter stands at both ends, moved where others are too near."""

    line: Crossline
    letter: str
    kind: int
    y1: float
    y2: float
    letter_y1: float
    letter_y2: float


@dataclass(frozen=True)
class CrossingChart:
    """Lines between two ends, with where we are now and the places where lines cross."""

    left: float
    right: float
    lines: list[DrawnCrossline]
    now: float
    now_at: float
    marks: list[tuple[float, float]]
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM


def crossing(
    lines: Sequence[Crossline], now: float, marks: Sequence[tuple[float, float]] = (), most: float = 100
) -> CrossingChart:
    """Return lines from 0 to 100 per cent across and 0 to ``most`` up; ``marks`` are pairs of both."""
    along, up = Scale(0, 100, LEFT, RIGHT), Scale(0, most, BOTTOM, TOP)
    starts, ends = [up(line.start) for line in lines], [up(line.end) for line in lines]
    apart = [spread_apart(side, LINE_HEIGHT - 4, TOP, BOTTOM) for side in (starts, ends)]
    drawn = [
        DrawnCrossline(line, ascii_uppercase[place % 26], place, starts[place], ends[place], *(y[place] for y in apart))
        for place, line in enumerate(lines)
    ]
    return CrossingChart(LEFT, RIGHT, drawn, now, along(now), [(along(x), up(y)) for x, y in marks])
