"""How pages say when something begins and ends, so that nobody comes a day late."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from forum.core.clock import end_of_day, last_day
from forum.web.language import beginning, ending


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (datetime(2026, 12, 20, 23, 0, tzinfo=UTC), date(2026, 12, 20)),  # midnight in Braunschweig
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 6, 30)),  # the same in summer
        (datetime(2026, 12, 20, 23, 1, tzinfo=UTC), date(2026, 12, 21)),
    ],
)
def test_midnight_belongs_to_the_day_that_it_ends(end: datetime, day: date) -> None:
    """E-09: the last day is the one on which something can still be done."""
    assert last_day(end) == day
    assert last_day(end_of_day(day)) == day


def test_a_beginning_at_midnight_is_a_day_and_an_end_is_the_evening_before(app: Flask) -> None:
    """E-09, A-04: in both languages; other moments are said with their hour."""
    midnight, noon = datetime(2026, 12, 20, 23, 0, tzinfo=UTC), datetime(2026, 12, 20, 11, 0, tzinfo=UTC)
    with app.test_request_context():
        assert beginning(midnight).replace("\xa0", " ") == "21. Dezember 2026"
        assert ending(midnight).replace("\xa0", " ") == "20. Dezember 2026, 24:00 Uhr"
        assert beginning(noon) == ending(noon)
        assert ending(noon).replace("\xa0", " ") == "20. Dezember 2026, 12:00 Uhr"
        assert beginning(None) == ending(None) == ""
    with app.test_request_context("/?sprache=en"), force_locale("en"):
        assert ending(midnight).replace("\xa0", " ") == "20 December 2026, 24:00"
