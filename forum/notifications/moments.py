"""When a message is mailed: rhythms, quiet hours and the moments of digests. Nothing here knows the database.

Quiet hours and digests follow the clocks of Braunschweig, also in the two nights in which these are changed (E-09). Both
begin and end with full hours: the hour that spring leaves out then ends where it would have begun.
"""

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from forum.core.clock import CITY_ZONE, local
from forum.core.i18n import lazy

MONDAY = 0


class Rhythm(enum.StrEnum):
    """How soon a message is mailed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


RHYTHM_LABELS = {
    Rhythm.AT_ONCE: lazy("sofort"),
    Rhythm.DAILY: lazy("einmal am Tag gesammelt"),
    Rhythm.WEEKLY: lazy("einmal in der Woche gesammelt"),
    Rhythm.OFF: lazy("gar nicht"),
}


@dataclass(frozen=True)
class QuietHours:
    """From which hour to which nothing is mailed; it may span midnight."""

    begin: int
    end: int

    def hold(self, hour: int) -> bool:
        """Tell whether this hour of the clock is quiet."""
        if self.begin <= self.end:
            return self.begin <= hour < self.end
        return hour >= self.begin or hour < self.end

    def over(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours in which it lies."""
        here = local(moment)
        if not self.hold(here.hour):
            return moment
        day = here.date() if here.hour < self.end else here.date() + timedelta(days=1)
        return datetime.combine(day, time(self.end), CITY_ZONE).astimezone(UTC)


def next_digest(moment: datetime, rhythm: Rhythm, hour: int) -> datetime:
    """Return when the next digest after this moment is due: every day or every Monday at this hour."""
    day = local(moment).date()
    while True:
        due = datetime.combine(day, time(hour), CITY_ZONE).astimezone(UTC)
        if due > moment and (rhythm == Rhythm.DAILY or day.weekday() == MONDAY):
            return due
        day += timedelta(days=1)


def due_at(moment: datetime, rhythm: Rhythm, quiet: QuietHours | None, hour: int) -> datetime | None:
    """Return when something that happened at this moment is mailed, or None when it is not mailed at all."""
    if rhythm == Rhythm.OFF:
        return None
    due = moment if rhythm == Rhythm.AT_ONCE else next_digest(moment, rhythm, hour)
    return quiet.over(due) if quiet else due
