"""What all charts measure with: scales, round steps of an axis, lines of a label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from textwrap import wrap

# So many letters of the small size fit into a phone's 320 pixels.
LETTERS_PER_LINE = 28
LINE_HEIGHT = 20
# From the bottom of a line of text up to where its letters stand.
DESCENT = 6
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """A way from values to places: ``least`` lies at ``start``, ``most`` at ``end``, all others in between."""

    least: float
    most: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; values beyond the scale lie at its ends."""
        if self.most == self.least:
            return round((self.start + self.end) / 2, 2)
        part = (min(max(value, self.least), self.most) - self.least) / (self.most - self.least)
        return round(self.start + part * (self.end - self.start), 2)


@dataclass(frozen=True)
class Tick:
    """A value of an axis and its place."""

    value: float
    at: float


@dataclass(frozen=True)
class Label:
    """A line of text and where its letters stand."""

    text: str
    y: int


def round_steps(least: float, most: float, about: int = 4) -> list[float]:
    """Return about so many round values that hold ``least`` and ``most`` between the first and the last of them."""
    reach = (most - least) or abs(most) or 1
    power = 10 ** floor(log10(reach / about))
    step = next(factor * power for factor in STEPS if factor * power * about >= reach * (1 - 1e-9))
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]


def labels(text: str, top: int) -> list[Label]:
    """Return the lines of a text below ``top``, never wider than a phone."""
    lines = wrap(text, LETTERS_PER_LINE) or [""]
    return [Label(line, top + LINE_HEIGHT * (place + 1) - DESCENT) for place, line in enumerate(lines)]


def spread_apart(places: Sequence[float], gap: float, least: float, most: float) -> list[float]:
    """Return the places moved so that none is nearer to another than ``gap``, in the same order.

    Each moves as little as its neighbours allow. What has no room between ``least`` and ``most`` shares it evenly.
    """
    if not places:
        return []
    gap = min(gap, (most - least) / max(1, len(places) - 1))
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = _pushed((places[index] for index in order), gap, least)
    # What was pushed out at the end comes back, and pushes those before it.
    back = _pushed((-place for place in reversed(moved)), gap, -most)
    found = dict(zip(order, (-place for place in reversed(back)), strict=True))
    return [round(found[index], 2) for index in range(len(places))]


def _pushed(places: Iterable[float], gap: float, least: float) -> list[float]:
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap if moved else least))
    return moved
