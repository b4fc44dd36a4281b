"""The one source of the present moment, so that tests and the demo can travel in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Europe/Berlin")

_shift: ContextVar[timedelta | None] = ContextVar("shift", default=None)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment in UTC."""
    frozen = _frozen.get()
    return frozen if frozen is not None else datetime.now(UTC) + (_shift.get() or timedelta())


def today() -> date:
    """Return the present day in Braunschweig; deadlines are days of that zone (E-09)."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return the moment as the clocks in Braunschweig show it."""
    return moment.astimezone(CITY_ZONE)


def of_city(shown: datetime) -> datetime:
    """Return the moment at which the clocks in Braunschweig show this; what people type has no zone (E-09)."""
    return shown.replace(tzinfo=CITY_ZONE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment at which a day ends in Braunschweig (E-09)."""
    return datetime.combine(day + timedelta(days=1), time(), CITY_ZONE).astimezone(UTC)


def last_day(end: datetime) -> date:
    """Return the day in Braunschweig on which something that ends at this moment can last be done; midnight ends a day."""
    return local(end - timedelta(microseconds=1)).date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Make ``now`` answer this very moment inside the block; the moment needs a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def shifted_by(distance: timedelta) -> Iterator[None]:
    """Let time run on inside the block, shifted by this distance."""
    token = _shift.set(distance)
    try:
        yield
    finally:
        _shift.reset(token)
