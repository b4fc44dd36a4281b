"""Working days of Niedersachsen, in which the administration's deadlines are counted (N-20)."""

from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def easter(year: int) -> date:
    """Return Easter Sunday, by the rule of Gauss in the form of Meeus and Jones."""
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * leap_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the public holidays of Niedersachsen."""
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))}
    # Good Friday, Easter Monday, Ascension Day, Whit Monday.
    return frozenset(fixed | {easter(year) + timedelta(days=distance) for distance in (-2, 1, 39, 50)})


def is_working_day(day: date) -> bool:
    """Tell whether offices work on this day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie behind ``start`` up to and with ``end``; none when it is no later."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def after_working_days(start: date, number: int) -> date:
    """Return the day that lies this many working days behind ``start``."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
