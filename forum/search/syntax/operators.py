"""The operators of the search field, `name:value`, with their German and English names (requirement Q-26)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from forum.search.analysis.normal import bare
from forum.search.syntax.query import Filter, FilterName, Sort

HERE = "here"  # what in:thema and in:bereich name; the caller puts the page's own thread or space in its place
ME = "me"  # what von:mir names; the caller puts the person's handle in its place


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What one operator asks for."""

    by: Filter | None = None
    in_title: bool = False
    after: date | None = None
    before: date | None = None
    sort: Sort | None = None


KINDS = {
    "idee": "idea", "idea": "idea", "thema": "thread", "thread": "thread", "topic": "thread",
    "beitrag": "post", "post": "post", "antwort": "answer", "answer": "answer",
    "beschluss": "decision", "decision": "decision", "empfehlung": "resolution",
    "recommendation": "resolution", "resolution": "resolution", "protokoll": "minutes",
    "niederschrift": "minutes", "minutes": "minutes", "antrag": "motion", "motion": "motion",
    "neuigkeit": "news", "neuigkeiten": "news", "news": "news", "hilfe": "help", "help": "help",
    "datei": "file", "file": "file", "top": "agenda_item", "tagesordnungspunkt": "agenda_item",
    "agenda": "agenda_item", "agenda_item": "agenda_item", "sitzung": "meeting", "meeting": "meeting", "vorhaben": "project",
    "projekt": "project", "project": "project", "ziel": "goal", "goal": "goal", "gremium": "committee",
    "committee": "committee", "raum": "space", "space": "space", "vorlage": "dossier", "dossier": "dossier",
}  # fmt: skip
_HAS = {
    "bild": "image", "image": "image", "datei": "file", "file": "file", "antwort": "answer",
    "answer": "answer",
}  # fmt: skip
_SORTS = {
    "relevanz": Sort.RELEVANCE, "relevance": Sort.RELEVANCE, "neu": Sort.NEWEST, "neueste": Sort.NEWEST,
    "new": Sort.NEWEST, "newest": Sort.NEWEST, "alt": Sort.OLDEST, "alteste": Sort.OLDEST, "old": Sort.OLDEST,
    "oldest": Sort.OLDEST, "zustimmung": Sort.VOTES, "unterstutzung": Sort.VOTES, "support": Sort.VOTES,
    "votes": Sort.VOTES,
}  # fmt: skip
MARKS = {
    "gemerkt": "bookmarked", "bookmarked": "bookmarked", "ungelesen": "unread", "unread": "unread",
    "folge-ich": "following", "following": "following",
}  # fmt: skip
_FREE_FILTERS = {
    "status": FilterName.STATE, "state": FilterName.STATE, "ziel": FilterName.GOAL, "goal": FilterName.GOAL,
    "bezirk": FilterName.DISTRICT, "district": FilterName.DISTRICT, "gremium": FilterName.COMMITTEE,
    "committee": FilterName.COMMITTEE, "raum": FilterName.SPACE, "bereich": FilterName.SPACE,
    "space": FilterName.SPACE, "thema": FilterName.THREAD, "thread": FilterName.THREAD,
}  # fmt: skip
# A point in degrees and how far around it, in metres, as in „umkreis:52.26412,10.52636,500“.
_NEAR = re.compile(r"(-?\d{1,2}\.\d{1,15}),\s*(-?\d{1,3}\.\d{1,15})(?:,\s*(\d{2,4})m?)?", re.ASCII)
NEAREST, USUAL, FARTHEST = 50, 500, 5_000
_DAYS = re.compile(r"(\d{1,4})\s*(tage?n?|days?|d|wochen?|weeks?|w|monate?n?|months?|jahre?n?|years?)", re.ASCII)
_DAYS_OF = {"t": 1, "d": 1, "w": 7, "m": 30, "j": 365, "y": 365}
_GERMAN_DAY = re.compile(r"\d{1,2}(\.\d{1,2})?\.\d{4}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def is_operator(name: str) -> bool:
    """Tell whether there is such an operator."""
    return bare(name) in _OPERATORS


def takes_a_choice(name: str, value: str) -> bool:
    """Tell whether the operator takes one of a few words or a day, so that nothing else can be meant by one of these."""
    return bare(name) in _CHOOSING or (bare(name) == "in" and bare(value) in _PLACES)


def takes_several(name: str) -> bool:
    """Tell whether values may stand in a row after this operator, as in "art:idee,beitrag"."""
    return bare(name) in _IN_A_ROW


def understand(name: str, value: str, *, excluded: bool, today: date) -> Narrowing | None:
    """Return what `name:value` asks for, or nothing if the value makes no sense there."""
    key = bare(name)
    if key in _CHOICES:
        filter_name, choose = _CHOICES[key]
        chosen = choose(value)
        return Narrowing(by=Filter(filter_name, chosen, excluded)) if chosen else None
    if key == "in":
        return _place(value, excluded=excluded)
    if excluded:  # The opposite of an order or of a day has no meaning.
        return None
    if key in _SORT_NAMES:
        sort = _SORTS.get(bare(value))
        return Narrowing(sort=sort) if sort else None
    day = _day(value, today)
    if day is None:
        return None
    return Narrowing(after=day) if key in _AFTER_NAMES else Narrowing(before=day)


_TITLES, _THREADS, _SPACES = {"titel", "title"}, {"thema", "thread", "topic"}, {"bereich", "raum", "space"}
_PLACES = _TITLES | _THREADS | _SPACES


def _place(value: str, *, excluded: bool) -> Narrowing | None:
    place = bare(value)
    if place in _TITLES:
        return None if excluded else Narrowing(in_title=True)
    if place in _THREADS:
        return Narrowing(by=Filter(FilterName.THREAD, HERE, excluded))
    here = place in _SPACES
    return Narrowing(by=Filter(FilterName.SPACE, HERE if here else value.lower(), excluded))


def near(latitude: float, longitude: float, metres: int) -> str:
    """Write a point and a distance as the value of a filter, to the metre."""
    return f"{latitude:.5f},{longitude:.5f},{metres}"


def spot(value: str) -> tuple[float, float, int]:
    """Return the point in degrees and the distance in metres that a filter by `umkreis` holds."""
    latitude, longitude, metres = value.split(",")
    return float(latitude), float(longitude), int(metres)


def _near(value: str) -> str:
    found = _NEAR.fullmatch(value)
    if found is None:
        return ""
    latitude, longitude, metres = float(found[1]), float(found[2]), int(found[3] or USUAL)
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return near(latitude, longitude, metres) if is_on_earth and NEAREST <= metres <= FARTHEST else ""


def _author(value: str) -> str:
    handle = value.lower().removeprefix("@")
    return ME if handle in {"mir", "me"} else handle


def _year(value: str) -> str:
    return value if re.fullmatch(r"\d{4}", value, re.ASCII) else ""


def _day(text: str, today: date) -> date | None:
    """Read 2026-11-23, 23.11.2026, 11.2026, 2026 or "7 Tage"; a month or year means its first day."""
    back = _DAYS.fullmatch(text.lower())
    try:
        if back:
            return today - timedelta(days=int(back[1]) * _DAYS_OF[back[2][0]])
        if _GERMAN_DAY.fullmatch(text):
            text = "-".join(part.zfill(2) for part in reversed(text.split(".")))
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat((text + "-01-01")[:10])
    except (ValueError, OverflowError):  # There is no such day.
        return None
    return None


_CHOICES: dict[str, tuple[FilterName, Callable[[str], str]]] = {
    **dict.fromkeys(("art", "kind", "type"), (FilterName.KIND, lambda value: KINDS.get(bare(value), ""))),
    **dict.fromkeys(("hat", "has"), (FilterName.HAS, lambda value: _HAS.get(bare(value), ""))),
    **dict.fromkeys(("von", "from", "by"), (FilterName.AUTHOR, _author)),
    **dict.fromkeys(("jahr", "year"), (FilterName.YEAR, _year)),
    **dict.fromkeys(("umkreis", "near", "radius"), (FilterName.NEAR, _near)),
    **{key: (name, str.lower) for key, name in _FREE_FILTERS.items()},
}
_SORT_NAMES = {"sort", "sortierung", "order"}
_AFTER_NAMES = {"nach", "after", "since"}
_IN_A_ROW = {"art", "kind", "type", "hat", "has", "jahr", "year", "von", "from", "by", "status", "state"}
_CHOOSING = {"art", "kind", "type", "hat", "has", "jahr", "year", "vor", "before", *_SORT_NAMES, *_AFTER_NAMES}
_OPERATORS = {"in", "vor", "before", *_CHOICES, *_SORT_NAMES, *_AFTER_NAMES}
