"""How a line of the templates begins, and how what stands in its cells is computed (S-21)."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from forum.moderation.yearly import Year

Row = list[Any]
SERVICE = "Smart City-Forum"
TOTAL = "TOTAL"
_HOUR = timedelta(hours=1)


def middle(spans: Sequence[timedelta]) -> float | None:
    """Return the middle of some spans in hours; None when there is none."""
    return round(median(span / _HOUR for span in spans), 1) if spans else None


def front(rows: Year, applicability: str) -> Row:
    """Return the cells with which a line begins: for whom it is, the service, and the time."""
    return [applicability, SERVICE, f"{rows.year}-01-01/{rows.year}-12-31"]


def said(rows: Year, applicability: str, section: str, indicator: str, scope: str, value: Any) -> Row:
    """Return a line of a part in which each line is one indicator."""
    return [*front(rows, applicability), section, indicator, scope, value]


def share(done: Sequence[bool]) -> float | None:
    """Return how many of some are so, in percent; None when there is none."""
    return round(100 * sum(done) / len(done), 1) if done else None
