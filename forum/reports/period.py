"""The span of days that a report is about."""

from dataclasses import dataclass
from datetime import date, datetime, time

from forum.core.clock import CITY_ZONE, end_of_day, today

# Years that the calendar of every database knows, with a day to spare at both ends.
EARLIEST, LATEST = date(1970, 1, 2), date(9998, 12, 31)


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        """The moment at which the first day begins in Braunschweig."""
        return datetime.combine(self.first, time(), CITY_ZONE)

    @property
    def end(self) -> datetime:
        """The moment at which the last day ends in Braunschweig."""
        return end_of_day(self.last)

    @property
    def year(self) -> int | None:
        """The year, if the period is a whole one."""
        whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        return self.first.year if whole and self.first.year == self.last.year else None

    @property
    def is_over(self) -> bool:
        """Tell whether the last day has passed, so that the figures are final."""
        return self.last < today()


def of_year(year: int) -> Period:
    """Return the whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def between(first: date | None, last: date | None) -> Period:
    """Return the period between two days; the present year where they make no sense."""
    if first is None or last is None or not EARLIEST <= first <= last <= LATEST:
        return of_year(today().year)
    return Period(first, last)
