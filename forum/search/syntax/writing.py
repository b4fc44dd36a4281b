"""Writes a query down again, so that a page can offer the same question with one thing less or more."""

from collections.abc import Sequence
from datetime import date

from forum.search.syntax.operators import HERE, KINDS, MARKS, ME
from forum.search.syntax.parser import parse
from forum.search.syntax.query import Filter, FilterName, Query, Sort, Term, TermKind

NAMES = {
    FilterName.KIND: "art",
    FilterName.AUTHOR: "von",
    FilterName.SPACE: "raum",
    FilterName.THREAD: "thema",
    FilterName.STATE: "status",
    FilterName.GOAL: "ziel",
    FilterName.DISTRICT: "bezirk",
    FilterName.COMMITTEE: "gremium",
    FilterName.YEAR: "jahr",
    FilterName.HAS: "hat",
    FilterName.NEAR: "umkreis",
}
SORTS = {Sort.RELEVANCE: "relevanz", Sort.NEWEST: "neu", Sort.OLDEST: "alt", Sort.VOTES: "zustimmung"}
_PLACES = {FilterName.SPACE: "in:bereich", FilterName.THREAD: "in:thema"}


def _first(table: dict[str, str], meant: str) -> str:
    return next((word for word, value in table.items() if value == meant), meant)


def _value(one: Filter) -> str:
    if one.name is FilterName.KIND:
        return _first(KINDS, one.value)
    if one.name is FilterName.AUTHOR and " " not in one.value:
        return "mir" if one.value == ME else f"@{one.value}"
    return f'"{one.value}"' if " " in one.value else one.value


def written_filter(one: Filter) -> str:
    """Return the operator that asks for this."""
    minus = "-" if one.excluded else ""
    if one.name is FilterName.MARK:
        return minus + _first(MARKS, one.value)
    if one.value == HERE and one.name in _PLACES:
        return minus + _PLACES[one.name]
    return f"{minus}{NAMES[one.name]}:{_value(one)}"


def written_term(term: Term) -> str:
    """Return a word, phrase or start of a word as people type it."""
    if term.kind is TermKind.PHRASE:
        return f'"{term.text}"'
    return f"{term.text}*" if term.kind is TermKind.PREFIX else _written_word(term.text)


def _apart(parts: Sequence[str]) -> list[str]:
    """Return what is written one after the other, with AND between what would be read as one, such as A and 39.

    No name is read that has more than three words, as a day has.
    """
    found: list[str] = []
    for part in parts:
        if found and not _is_read_apart(" ".join(found[-2:]), part):
            found.append("AND")
        found.append(part)
    return found


def _is_read_apart(one: str, other: str) -> bool:
    # The day matters to operators alone.
    first, second, both = (parse(text, today=date.min) for text in (one, other, f"{one} {other}"))
    return (both.words, both.any_of, both.filters) == (
        first.words + second.words,
        first.any_of + second.any_of,
        first.filters + second.filters,
    )


def _written_word(text: str) -> str:
    """Return a word; of what looked like an operator with a value of several words, these stand in quotes again.

    A word that would be read as something else gets a sign in front that is no part of any word: of „?UND“ the „?“ stays.
    """
    name, colon, value = text.partition(":")
    ways = [text, *([f'{name}:"{value}"'] if colon and " " in value else [])]
    return next((way for way in ways if _is_read_as(way, text)), f"?{text}")


def _is_read_as(written_word: str, text: str) -> bool:
    return parse(written_word, today=date.min).words == (text,)


def written(query: Query) -> str:
    """Return what a person could type to ask this; reading it gives the query again."""
    parts = [
        *map(_written_word, query.words),
        *(f'"{text}"' for text in query.phrases),
        *(f"{text}*" for text in query.prefixes),
    ]
    parts += [" OR ".join(written_term(term) for term in group) for group in query.any_of]
    parts = _apart(parts)
    parts += [f"-{written_term(term)}" for term in query.excluded]
    parts += [written_filter(one) for one in query.filters]
    parts += ["in:titel"] if query.in_title else []
    parts += [f"nach:{query.after.isoformat()}"] if query.after else []
    parts += [f"vor:{query.before.isoformat()}"] if query.before else []
    parts += [f"sort:{SORTS[query.sort]}"] if query.sort is not Sort.RELEVANCE else []
    return " ".join(parts)
