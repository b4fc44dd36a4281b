"""Cuts a clean text into words and into names that must not be torn apart (Q-03, Q-04, Q-10).

One compiled expression reads the text once. Its branches are tried in order, so the special forms stand
before the plain word.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST_WORD = 80  # Longer strings are no words; what follows is cut off so that the index stays small.


class Shape(Enum):
    """How a piece is made."""

    WORD = "word"  # one word
    JOINED = "joined"  # words with hyphens: also known joined, and by each word
    GENDER = "gender"  # several persons in one word: known by each form
    CODE = "code"  # a name with numbers: known as a whole
    MEASURE = "measure"  # a number with what it counts: known as a whole, by the number and by the unit


Cut = tuple[Shape, str, tuple[str, ...]]


class Piece(NamedTuple):
    """One place in the text: the whole name, the smaller names inside it, and where it stands."""

    shape: Shape
    whole: str
    parts: tuple[str, ...]
    start: int
    end: int


_LETTER = r"[^\W\d_]"
_WORD = r"[^\W_]"

# How units are written, and the one way in which the index has them; the first word is what a sign or a letter says.
_WAYS = {
    "%": "Prozent", "‰": "Promille", "€": "Euro EUR", "kmh": "Stundenkilometer km/h kmh", "km": "Kilometer Kilometern km",
    "m": "Meter Metern m", "cm": "Zentimeter Zentimetern cm", "qm": "Quadratmeter Quadratmetern qm m2",
    "ha": "Hektar ha", "kg": "Kilogramm Kilo kg", "t": "Tonnen Tonne", "kw": "Kilowatt kW",
    "kwh": "Kilowattstunden Kilowattstunde kWh",
    "ct": "Cent ct", "h": "Stunden Stunde Std h", "min": "Minuten Minute min", "db": "Dezibel dB", "°": "Grad °C",
}  # fmt: skip
_UNITS = {way.lower(): unit for unit, ways in _WAYS.items() for way in (unit, *ways.split())}
_NAMES = "|".join(
    sorted((re.escape(way) for way in _UNITS if way.isascii() and way[0].isalpha()), key=len, reverse=True)
)

# A number as German writes it: thousands in groups, then a comma. A comma with nothing but noughts behind it says nothing.
_NUMBER = r"(?:\d{1,3}(?:\ \d{3})+(?:,\d+)?|\d+(?:[.,]\d+)*)"
_UNIT = rf"(?:[%‰€]|°(?:C\b)?|(?i:{_NAMES})\b)"

# Days with the name of their month, which are also known as "3.11.2026"; and roads and paragraphs in words.
_MONTHS = {
    **{name: number for number, names in enumerate((
        "januar jänner january jan", "februar february feb", "märz maerz march mär", "april apr", "mai may",
        "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
        "november nov", "dezember december dez dec",
    ), start=1) for name in names.split()}
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_IN_WORDS = {"autobahn": "a", "bundesstraße": "b", "bundesstrasse": "b", "paragraph": "§", "paragraf": "§"}

# Forms with a space inside. The query syntax uses them too, so that "A 39" is one term there.
SPACED = rf"""
    (?<![\w.,:])\d{{1,2}}\.?\ (?i:{_MONTH})\b\.?\ \d{{4}}\b(?!-)
  | \b(?i:{"|".join(_IN_WORDS)})\ (?:[ABab]\ ?)?\d{{1,4}}(?:[a-z]|\ [a-e](?![\w.]))?\b(?![-.,:]?\d)
  | §{{1,2}}\s?\d+(?:[a-z]|\ [a-e](?![\w.]))?\b
  | (?<![\w.,:])\d{{1,2}}(?:[.:]\d{{2}})?\s?(?i:Uhr)\b
  | (?<![\w.,]){_NUMBER}\s?{_UNIT}
  | (?:€|\b(?i:EUR))\s?{_NUMBER}(?![\w%])
  | \b(?i:tempo)[\s-]?\d{{1,3}}\b(?!-?\w)
  | \b[A-Z]\ \d{{1,4}}[a-z]?\b(?![-.,:]?\d)
  | \b{_LETTER}(?:\.\ ?{_LETTER})+\.(?!\w)
"""

_PIECES = re.compile(
    rf"""
    (?P<address>\b(?:https?://|www\.)[^\s<>"'()\[\]]+)
  | (?P<mail>\b[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+)
  | (?P<spaced>{SPACED})
  | (?P<paper>\b\d{{2}}-\d{{4,6}}(?:-\d{{1,3}})*\b)
  | (?P<dotted>(?i:\bv)?(?<!\d)\d+(?:[.,:]\d+)+\b|\b{_WORD}+(?:-{_WORD}+)*(?:\.{_WORD}+(?:-{_WORD}+)*)+)
  | (?P<gender>\b(?P<base>{_LETTER}{{2,}}?)
        (?:[*:_·•]|/-?|\((?=in(?:nen)?\))|(?<=[a-zäöüß])(?=In(?:nen)?(?![a-z])|Innen))
        (?P<suffix>[Ii]nnen|[Ii]n)\)?(?P<tail>(?<=nnen)-?{_LETTER}{{3,}})?(?!{_WORD}))
  | (?P<letter>\b[USEB]\ (?=[A-ZÄÖÜ]){_LETTER}{{3,}})
  | (?P<joined>\b(?!\d+-\d+\s?(?:{_UNIT}|(?i:Uhr)\b)){_WORD}+(?:-{_WORD}+)+)
  | (?P<word>{_WORD}+)
    """,
    re.VERBOSE,
)
_WORDS = re.compile(rf"{_WORD}+")
# Points between thousands, as German writes them; a point elsewhere divides dates, versions and times.
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
_BREAK = re.compile(r"[\s-]")
_MEASURED = re.compile(r"([\d.,: ]*\d)\s?(\D+2?)")
_PRICED = re.compile(r"(?:€|EUR)\s?([\d., ]+)", re.IGNORECASE)
_NAMED_DAY = re.compile(rf"(\d{{1,2}})\.?\ ({_MONTH})\.?\ (\d{{4}})", re.IGNORECASE)
_SAID = re.compile(rf"({'|'.join(_IN_WORDS)})\ (?:[AB]\ ?)?(\d+.*)", re.IGNORECASE)
_NOUGHTS = re.compile(r"(?<=\d),0+$|(?<=\d,\d)0+$")
_DAY = re.compile(r"0?(\d{1,2})\.0?(\d{1,2})\.(\d{4})")
_TIME = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)")
_DIVIDED = re.compile(r"[\s-]+")


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a clean text in order."""
    for match in _PIECES.finditer(text):
        name = match.lastgroup or "word"
        if name == "word":
            yield Piece(Shape.WORD, match[0][:LONGEST_WORD], (), match.start(), match.end())
        else:
            shape, whole, parts = _CUT[name](match)
            yield Piece(shape, whole[:LONGEST_WORD], parts, match.start(), match.end())


def _cut_address(match: re.Match[str]) -> Cut:
    """Know an address by its host, the words of the host and of the path, never by its query (Q-10)."""
    try:
        address = urlsplit(match[0] if "://" in match[0] else f"https://{match[0]}")
    except ValueError:  # A bracket or port that no browser would take either.
        return Shape.CODE, match[0].lower(), tuple(_words(match[0]))
    host = address.netloc.rpartition("@")[2].rstrip(".,;:!?").lower()
    return Shape.CODE, host, (*_words(host), *_words(address.path))


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORDS.findall(text)]


def _cut_mail(match: re.Match[str]) -> Cut:
    """Keep a mail address whole, so that nobody finds persons by half of it."""
    return Shape.CODE, match[0].lower(), ()


def _cut_spaced(match: re.Match[str]) -> Cut:
    """Write a day, a road, a paragraph, a measure or an abbreviation in the one way that the index has."""
    if named := _NAMED_DAY.fullmatch(match[0]):
        day, month, year = named.groups()
        return Shape.JOINED, f"{int(day)}.{_MONTHS[month.lower()]}.{year}", (day, month, year)
    if said := _SAID.fullmatch(match[0]):
        word, number = said.groups()
        return Shape.JOINED, _IN_WORDS[word.lower()] + _BREAK.sub("", number).lower(), (word, *number.split())
    if priced := _PRICED.fullmatch(match[0]):
        return _cut_measure(priced[1], "€")
    if measured := _MEASURED.fullmatch(match[0]):
        return _cut_measure(*measured.groups())
    whole = _BREAK.sub("", match[0]).lower()
    if whole.startswith("tempo"):
        return Shape.JOINED, whole, ("tempo", whole.removeprefix("tempo"))
    if whole.startswith("§"):
        number = whole.lstrip("§")
        return Shape.CODE, f"§{number}", (number,)
    # "e. V." is like "e.V"; and a road is not known by its number alone (table 2b).
    return Shape.CODE, whole.rstrip("."), ()


def _cut_measure(number: str, unit: str) -> Cut:
    """Know "20 €" and "20 Euro" by each other, as "18 Uhr" and "18:00"; a sign or a letter is also a word."""
    if unit.lower() == "uhr":
        return Shape.MEASURE, _timed(number if len(number) > 2 else f"{number}:00"), (number, unit)
    short = _UNITS[unit.lower()]
    word = unit if len(unit) > 3 and unit.isalpha() else _WAYS[short].split()[0]
    amount = _NOUGHTS.sub("", _ungrouped(number.replace(" ", "")).replace(".", ","))
    return Shape.MEASURE, amount + short, (amount, word)


def _timed(number: str) -> str:
    """Write 18.00 and 08:30 like 18:00 and 8:30; what is no time stays as it is."""
    found = _TIME.fullmatch(number)
    return f"{int(found[1])}:{found[2]}" if found else number


def _cut_paper(match: re.Match[str]) -> Cut:
    """Know 21-15513-01 also by the number of the paper that it adds to."""
    number = "-".join(match[0].split("-")[:2])
    return Shape.CODE, match[0], () if number == match[0] else (number,)


def _cut_dotted(match: re.Match[str]) -> Cut:
    whole = _DAY.sub(r"\1.\2.\3", _NOUGHTS.sub("", _timed(_ungrouped(match[0].lower()))))
    # Versions, times and dates stay whole; "Abs.3" and "Ende.Anfang" are words that lack a space.
    parts = tuple(_words(match[0]))
    return Shape.CODE, whole, parts if any(len(part) > 1 and part.isalpha() for part in parts) else ()


def _ungrouped(number: str) -> str:
    """Write "1.500" like "1500", so that one is found by the other."""
    return _THOUSANDS.sub(lambda found: found[0].replace(".", ""), number)


def _cut_gender(match: re.Match[str]) -> Cut:
    base, tail = match["base"], (match["tail"] or "").lstrip("-")
    forms = [base, base + match["suffix"].lower()]
    if tail:
        forms += [tail, base + tail, f"{base}innen{tail}"]
    return Shape.GENDER, f"{base}*{match['suffix'].lower()}{tail}", tuple(forms)


def _cut_joined(match: re.Match[str]) -> Cut:
    parts = tuple(_DIVIDED.split(match[0]))
    return Shape.JOINED, "".join(parts), tuple(part[:LONGEST_WORD] for part in parts)


_CUT: dict[str, Callable[[re.Match[str]], Cut]] = {
    "address": _cut_address,
    "mail": _cut_mail,
    "spaced": _cut_spaced,
    "paper": _cut_paper,
    "dotted": _cut_dotted,
    "gender": _cut_gender,
    "letter": _cut_joined,
    "joined": _cut_joined,
}
