"""Time boxes: how long items have taken, how much is left, and when the meeting will end (L-02). All functions are pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MINUTE = 60
OVER = frozenset({"resolved", "postponed", "closed"})


@dataclass(frozen=True)
class Timing:
    """The times of one item in seconds, and when it will probably begin and end."""

    planned: int
    actual: int
    begins: datetime
    ends: datetime

    @property
    def over(self) -> int:
        """How many minutes the item has taken longer than planned."""
        return max(0, self.actual - self.planned) // MINUTE if self.planned else 0


@dataclass(frozen=True)
class Forecast:
    """When the meeting was to end, when it will probably end, and the times of each item."""

    planned_end: datetime | None
    end: datetime | None
    items: Mapping[int, Timing]

    @property
    def late(self) -> int:
        """How many minutes later than planned the meeting will end."""
        if self.planned_end is None or self.end is None:
            return 0
        return max(0, round((self.end - self.planned_end).total_seconds() / MINUTE))


def forecast(items: Sequence[Mapping[str, Any]], *, begin: datetime, end: datetime | None, at: datetime) -> Forecast:
    """Return the times of an agenda at a moment; ``begin`` and ``end`` are those of the plan, or of the opening.

    Without time boxes there is no forecast. What is over takes no more time, what is called takes what is left of its box.
    """
    timings: dict[int, Timing] = {}
    clock = max(begin, at)
    planned = 0
    for top in (item for item in items if item["parent_id"] is None):
        children = [item for item in items if item["parent_id"] == top["id"]]
        inner = clock
        for child in children:
            left = _left(child, at)
            timings[child["id"]] = _timing(child, _actual(child, at), inner, left)
            inner += timedelta(seconds=left)
        actual = _actual(top, at) + sum(timings[child["id"]].actual for child in children)
        box = _box(top) or sum(_box(child) for child in children)
        left = 0 if top["state"] in OVER else max(round((inner - clock).total_seconds()), box - actual, 0)
        timings[top["id"]] = Timing(box, actual, clock, clock + timedelta(seconds=left))
        clock += timedelta(seconds=left)
        planned += box
    if not planned:
        return Forecast(end, None, timings)
    return Forecast(end or begin + timedelta(seconds=planned), clock, timings)


def _box(item: Mapping[str, Any]) -> int:
    return (item["minutes"] or 0) * MINUTE


def _actual(item: Mapping[str, Any], at: datetime) -> int:
    running = (at - item["called_at"]).total_seconds() if item["called_at"] is not None else 0
    return int(item["spent"] + max(0, round(running)))


def _left(item: Mapping[str, Any], at: datetime) -> int:
    return 0 if item["state"] in OVER else max(0, _box(item) - _actual(item, at))


def _timing(item: Mapping[str, Any], actual: int, begins: datetime, left: int) -> Timing:
    return Timing(_box(item), actual, begins, begins + timedelta(seconds=left))
