"""Appointments as programs read them: iCalendar by RFC 5545, invitations by RFC 5546 (F-03).

Text is escaped and lines are folded at 75 octets, between characters and never inside one. All times are in UTC, so no
rule of summer time has to travel along.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
PRODUCT = "-//Smart City-Forum Braunschweig//Sitzungen//DE"
_UNSAFE_PARAMETER = re.compile(r'[\x00-\x1f\x7f"]')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Something that takes place: ``sequence`` rises with each change, ``uid`` stays, also when it is ``cancelled``."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    # Whom one asks, by name and mail address, and who is asked to come.
    organizer: tuple[str, str] | None = None
    attendee: tuple[str, str] | None = None


def calendar(appointments: Iterable[Appointment], *, method: str = "PUBLISH", name: str = "") -> str:
    """Return a calendar with these appointments; ``method`` says what is asked: PUBLISH, REQUEST or CANCEL."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]
    for one in appointments:
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def _event(one: Appointment) -> Sequence[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(one.uid)}",
        f"DTSTAMP:{moment(one.stamp)}",
        f"DTSTART:{moment(one.starts_at)}",
        f"DTEND:{moment(max(one.ends_at, one.starts_at + timedelta(minutes=1)))}",
        f"SEQUENCE:{one.sequence}",
        f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{escaped(one.summary)}",
    ]
    lines += [f"{word}:{escaped(text)}" for word, text in _texts(one) if text]
    if one.url:
        lines.append(f"URL:{_CONTROLS.sub('', one.url)}")
    if one.organizer is not None:
        lines.append(f"ORGANIZER;CN={parameter(one.organizer[0])}:mailto:{one.organizer[1]}")
    if one.attendee is not None:
        name = parameter(one.attendee[0])
        lines.append(f"ATTENDEE;CN={name};PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{one.attendee[1]}")
    return [*lines, "END:VEVENT"]


def _texts(one: Appointment) -> Sequence[tuple[str, str]]:
    return (("DESCRIPTION", one.description), ("LOCATION", one.location))


def moment(at: datetime) -> str:
    """Return a moment in UTC, such as 20261127T160000Z."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Return a text in which nothing ends the line or the value."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(text: str) -> str:
    """Return a quoted value of a parameter, which knows no escaping: what would end it is left out."""
    return f'"{_UNSAFE_PARAMETER.sub("", text)}"'


def folded(line: str) -> str:
    """Return a line with its end, cut into pieces of at most 75 octets; each next piece begins with a blank."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return "\r\n".join([*pieces, piece]) + "\r\n"


def said_otherwise(text: str, instead: Mapping[str, str]) -> str:
    """Return a calendar that says other words in the place of some, in that order."""
    whole = text.replace("\r\n ", "")
    said = whole
    for words, others in instead.items():
        said = said.replace(escaped(words), escaped(others))
    return text if said == whole else "".join(folded(line) for line in said.split("\r\n")[:-1])
