"""Appointments as programs read them (F-03): every line fits, every text comes back, every time is in UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.calendar import Appointment, calendar, escaped, folded
from forum.core.clock import of_city

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


def appointment(**changes: object) -> Appointment:
    values: dict[str, object] = {
        "uid": "sitzung-7@example.org",
        "sequence": 2,
        "stamp": START,
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "summary": "Sitzung des Fachbeirats",
        **changes,
    }
    return Appointment(**values)  # type: ignore[arg-type]


def unfolded(text: str) -> list[str]:
    """Read the lines as programs do: a blank at the beginning goes on with the line before."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    read, signs = "", iter(text)
    for sign in signs:
        if sign == "\\":
            after = next(signs)
            read += "\n" if after == "n" else after
        else:
            assert sign not in ";,"
            read += sign
    return read


def values(text: str) -> dict[str, str]:
    return dict(line.split(":", 1) for line in unfolded(text))


@given(st.text())
def test_any_text_comes_back_and_no_line_is_too_long(text: str) -> None:
    """RFC 5545, 3.1 and 3.3.11: 75 octets, CRLF, and nothing in a text ends its line."""
    made = calendar([appointment(summary="Kurz", description=f"x{text}", location=text)])
    assert made.endswith("END:VCALENDAR\r\n")
    for line in made.encode().removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
    kept = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign >= " " or sign in "\t\n")
    kept = kept.replace("\x7f", "")
    assert unescaped(values(made)["DESCRIPTION"]) == f"x{kept}"
    assert [line for line in unfolded(made) if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_folding_never_cuts_a_character(line: str) -> None:
    pieces = folded(line).encode().removesuffix(b"\r\n").split(b"\r\n")
    assert b"".join(piece.removeprefix(b" ") if place else piece for place, piece in enumerate(pieces)).decode() == line
    assert all(piece.decode() for piece in pieces)


@given(st.text(), st.text())
def test_names_cannot_end_their_parameter(name: str, other: str) -> None:
    """A name with quotes or line breaks adds no property and no address."""
    made = calendar([appointment(organizer=(name, "amt@example.org"), attendee=(other, "ada@example.org"))])
    lines = [line for line in unfolded(made) if line.startswith(("ORGANIZER", "ATTENDEE"))]
    assert len(lines) == 2
    assert lines[0].endswith('":mailto:amt@example.org')
    assert all(line.count('"') == 2 for line in lines)


def test_what_every_calendar_and_appointment_says() -> None:
    made = values(calendar([appointment()], method="REQUEST", name="Sitzungen"))
    assert (made["VERSION"], made["METHOD"], made["SEQUENCE"], made["STATUS"]) == ("2.0", "REQUEST", "2", "CONFIRMED")
    assert (made["DTSTART"], made["DTEND"]) == ("20261127T163000Z", "20261127T183000Z")
    assert made["UID"] == "sitzung-7@example.org"
    assert values(calendar([appointment(cancelled=True)], method="CANCEL"))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    ("shown", "utc"),
    [
        ("2026-10-24T17:00", "20261024T150000Z"),
        ("2026-10-25T17:00", "20261025T160000Z"),
        ("2027-03-27T17:00", "20270327T160000Z"),
        ("2027-03-28T17:00", "20270328T150000Z"),
    ],
)
def test_the_two_nights_of_clock_change(shown: str, utc: str) -> None:
    """E-09, F-03: five in the afternoon in Braunschweig is another hour in UTC on the day after."""
    start = of_city(datetime.fromisoformat(shown))
    assert values(calendar([appointment(starts_at=start, ends_at=start)]))["DTSTART"] == utc


def test_backslashes_before_a_break_stay_apart() -> None:
    assert escaped("a\\\nb;c,d") == "a\\\\\\nb\\;c\\,d"
