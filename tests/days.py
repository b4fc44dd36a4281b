"""Days to come, for tests with a fake clock: what they set up must have happened before, whenever they run."""

import enum
from datetime import date, timedelta

from forum.core.clock import today

NEXT_YEAR = today().year + 1


class Weekday(enum.IntEnum):
    """The days of the week as ``date.weekday`` counts them."""

    MONDAY, TUESDAY, WEDNESDAY = range(3)


def coming(weekday: Weekday, least: int, *, after: date | None = None) -> date:
    """Return the first such day of the week that is at least so many days after a day; after today, if none is given."""
    day = (after or today()) + timedelta(days=least)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
