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

# Forms with a space inside. The query syntax uses them too, so that "A 39" is one term there.
SPACED = r"""
    §{1,2}\s?\d+[a-z]?\b
  | (?<![\w.,])\d+(?:[.,]\d+)*\s?(?:[%‰€]|(?i:km/h|kmh)\b)
  | \b(?i:tempo)[\s-]?\d{1,3}\b(?!-?\w)
  | \b[A-Z]\ \d{1,4}[a-z]?\b(?![-.,:]?\d)
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
  | (?P<joined>\b{_WORD}+(?:-{_WORD}+)+)
  | (?P<word>{_WORD}+)
    """,
    re.VERBOSE,
)
_WORDS = re.compile(rf"{_WORD}+")
# Points between thousands, as German writes them; a point elsewhere divides dates, versions and times.
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
_BREAK = re.compile(r"[\s-]")
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
    whole = _ungrouped(_BREAK.sub("", match[0]).lower().replace("km/h", "kmh").replace("§§", "§"))
    if whole.startswith("tempo"):
        return Shape.JOINED, whole, ("tempo", whole.removeprefix("tempo"))
    number = whole.strip("§%‰€").removesuffix("kmh")
    # A road is not known by its number alone (table 2b).
    return Shape.CODE, whole, () if number == whole else (number,)


def _cut_paper(match: re.Match[str]) -> Cut:
    """Know 21-15513-01 also by the number of the paper that it adds to."""
    number = "-".join(match[0].split("-")[:2])
    return Shape.CODE, match[0], () if number == match[0] else (number,)


def _cut_dotted(match: re.Match[str]) -> Cut:
    whole = _ungrouped(match[0].lower())
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
