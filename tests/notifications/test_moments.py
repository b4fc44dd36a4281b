"""When mails leave: quiet hours and digests by the clocks of Braunschweig, also when these are changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.clock import CITY_ZONE, local
from forum.notifications.moments import QuietHours, Rhythm, due_at, next_digest

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
HOURS = st.integers(0, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "quiet", "expected"),
    [
        # An ordinary night that spans midnight.
        (here("2026-06-01T21:59"), QuietHours(22, 7), here("2026-06-01T21:59")),
        (here("2026-06-01T22:00"), QuietHours(22, 7), here("2026-06-02T07:00")),
        (here("2026-06-02T06:59"), QuietHours(22, 7), here("2026-06-02T07:00")),
        (here("2026-06-02T07:00"), QuietHours(22, 7), here("2026-06-02T07:00")),
        # Within one day.
        (here("2026-06-02T13:30"), QuietHours(12, 14), here("2026-06-02T14:00")),
        # Spring: 2:00 becomes 3:00 on 29 March 2026, so this night lasts one hour less.
        (utc("2026-03-28T23:00"), QuietHours(22, 7), utc("2026-03-29T05:00")),
        # Quiet until two, an hour that does not exist that night: over when the clock jumps.
        (utc("2026-03-29T00:59"), QuietHours(22, 2), utc("2026-03-29T01:00")),
        (utc("2026-03-29T01:00"), QuietHours(22, 2), utc("2026-03-29T01:00")),
        (utc("2026-03-29T00:30"), QuietHours(22, 3), utc("2026-03-29T01:00")),
        # Autumn: 3:00 becomes 2:00 on 25 October 2026, so this night lasts one hour more.
        (utc("2026-10-24T21:00"), QuietHours(22, 7), utc("2026-10-25T06:00")),
        # Two o'clock comes twice; quiet until three holds both times, quiet until two ends the first time.
        (utc("2026-10-25T00:30"), QuietHours(22, 3), utc("2026-10-25T02:00")),
        (utc("2026-10-25T01:30"), QuietHours(22, 3), utc("2026-10-25T02:00")),
        (utc("2026-10-24T23:30"), QuietHours(22, 2), utc("2026-10-25T00:00")),
        (utc("2026-10-25T01:30"), QuietHours(22, 2), utc("2026-10-25T01:30")),
    ],
)
def test_quiet_hours_hold_by_the_clock_of_the_wall(moment: datetime, quiet: QuietHours, expected: datetime) -> None:
    """E-09, T-18: both nights of clock change, and ordinary ones."""
    assert quiet.over(moment) == expected


@given(MOMENTS, HOURS, HOURS)
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_a_day(moment: datetime, begin: int, end: int) -> None:
    """E-44: whatever the hours, the mail leaves outside of them, never earlier, and within a day and an hour."""
    quiet = QuietHours(begin, end)
    over = quiet.over(moment)
    assert moment <= over <= moment + timedelta(hours=25)
    assert not quiet.hold(local(over).hour)
    assert over == moment or quiet.hold(local(moment).hour)


@given(MOMENTS, st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]), HOURS)
def test_the_next_digest_comes_in_time(moment: datetime, rhythm: Rhythm, hour: int) -> None:
    """T-19: at the hour of the wall clock, each day or each Monday, strictly later."""
    due = next_digest(moment, rhythm, hour)
    days = 1 if rhythm == Rhythm.DAILY else 7
    assert moment < due <= moment + timedelta(days=days, hours=1)
    # The hour that spring leaves out is the next one.
    assert local(due).hour in {hour, hour + 1}
    assert rhythm == Rhythm.DAILY or local(due).weekday() == 0


def test_rhythms_and_quiet_hours_go_together() -> None:
    """A digest that falls into quiet hours waits for their end; what is off never leaves."""
    tuesday = here("2026-06-02T12:00")
    late = QuietHours(23, 9)
    assert due_at(tuesday, Rhythm.OFF, None, 7) is None
    assert due_at(tuesday, Rhythm.AT_ONCE, None, 7) == tuesday
    assert due_at(tuesday, Rhythm.DAILY, None, 7) == here("2026-06-03T07:00")
    assert due_at(tuesday, Rhythm.DAILY, late, 7) == here("2026-06-03T09:00")
    assert due_at(tuesday, Rhythm.WEEKLY, None, 7) == here("2026-06-08T07:00")
