"""What a person asks with the search field and with the controls beside it; both say the same things (Q-26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from forum.core.clock import today
from forum.core.text import clean_line
from forum.search.syntax import MOST_LETTERS, Filter, FilterName, Note, NoteCode, Query, Sort, parse
from forum.search.syntax.operators import MARKS, understand
from forum.search.syntax.writing import NAMES, written, written_filter, written_term

# The names of the controls that may be given several times; each is the operator of the same name.
SEVERAL = (*NAMES.values(), "nur")
ONCE = ("nach", "vor", "sortierung", "titel")
_MOST_VALUES = 40  # of one control; more than there are kinds, goals or districts to choose from
_LONGEST_VALUE = 120  # more letters than any title has

Thing = TypeVar("Thing")
Choices = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Chip:
    """One thing that was understood: what it is, and the question without it."""

    about: Filter | None
    words: str
    kind: str
    text: str
    choices: Choices


@dataclass(frozen=True)
class Asked:
    """A question: the text, the controls, and what both mean together."""

    text: str
    choices: Choices
    typed: Query
    query: Query

    def without(self, one: Filter) -> tuple[str, Choices]:
        """Return text and controls without a filter, wherever it was said."""
        left = {name: [value for value in values if _read(name, value) != one] for name, values in self.choices.items()}
        filters = tuple(other for other in self.typed.filters if other != one)
        left = {name: values for name, values in left.items() if values}
        return (self.text, left) if filters == self.typed.filters else _said(replace(self.typed, filters=filters), left)

    def chips(self) -> list[Chip]:
        """Return what was understood, in the order of reading."""
        typed = self.typed
        found = [
            *(("word", text, replace(typed, words=_less(typed.words, text))) for text in typed.words),
            *(("phrase", text, replace(typed, phrases=_less(typed.phrases, text))) for text in typed.phrases),
            *(("prefix", text, replace(typed, prefixes=_less(typed.prefixes, text))) for text in typed.prefixes),
            *(
                ("any", " OR ".join(map(written_term, group)), replace(typed, any_of=_less(typed.any_of, group)))
                for group in typed.any_of
            ),
            *(
                ("not", written_term(term), replace(typed, excluded=_less(typed.excluded, term)))
                for term in typed.excluded
            ),
        ]
        chips = [Chip(None, words, kind, *_said(rest, self.choices)) for kind, words, rest in found]
        chips += [Chip(one, written_filter(one), "filter", *self.without(one)) for one in self.query.filters]
        return [*chips, *self._single_chips()]

    def _single_chips(self) -> list[Chip]:
        query, typed = self.query, self.typed
        singles = [
            ("titel", "title", "in:titel", query.in_title, replace(typed, in_title=False)),
            ("nach", "after", str(query.after), query.after, replace(typed, after=None)),
            ("vor", "before", str(query.before), query.before, replace(typed, before=None)),
            (
                "sortierung",
                "sort",
                query.sort.value,
                query.sort is not Sort.RELEVANCE,
                replace(typed, sort=Sort.RELEVANCE),
            ),
        ]
        return [
            Chip(None, words, kind, *self._without_single(name, rest))
            for name, kind, words, is_asked, rest in singles
            if is_asked
        ]

    def _without_single(self, name: str, rest: Query) -> tuple[str, Choices]:
        left = {control: values for control, values in self.choices.items() if control != name}
        return (self.text, left) if rest == self.typed else _said(rest, left)


def asked(text: str, choices: Choices, language: str) -> Asked:
    """Read text and controls; what a control cannot mean is named in a note and left out."""
    typed = parse(text, today=today(), language=language)
    query = typed
    taken: dict[str, Sequence[str]] = {}
    for name in (*SEVERAL, *ONCE):
        values = [
            value for given in choices.get(name, ())[:_MOST_VALUES] if (value := clean_line(given)[:_LONGEST_VALUE])
        ]
        if len(choices.get(name, ())) > _MOST_VALUES:
            query = replace(query, notes=(*query.notes, Note(NoteCode.TOO_MANY_VALUES, name)))
        for value in values:
            query = _with(query, name, value)
        if values:
            taken[name] = values
    return Asked(text, taken, typed, query)


def means(name: str, value: str) -> bool:
    """Tell whether a control can mean this value."""
    if name == "titel" or _read(name, value) is not None:
        return True
    return name in ONCE and understand(name, value, excluded=False, today=today()) is not None


def _said(query: Query, choices: Choices) -> tuple[str, Choices]:
    """Return a question as text and controls; what makes the text too long to be read again goes to the controls."""
    text = written(query)
    if len(text) <= MOST_LETTERS:
        return text, choices
    more: dict[str, list[str]] = {}
    for one in query.filters:
        if one.name in NAMES and not one.excluded:
            more.setdefault(NAMES[one.name], []).append(one.value)
    left = tuple(one for one in query.filters if one.name not in NAMES or one.excluded)
    merged = {**choices, **{name: [*choices.get(name, ()), *values] for name, values in more.items()}}
    return written(replace(query, filters=left)), merged


def _read(name: str, value: str) -> Filter | None:
    if name == "nur":
        return Filter(FilterName.MARK, MARKS[value]) if value in MARKS else None
    narrowing = understand(name, value, excluded=False, today=today())
    return narrowing.by if narrowing else None


def _with(query: Query, name: str, value: str) -> Query:
    if name == "titel":
        return replace(query, in_title=True)
    one = _read(name, value)
    if one is not None:
        return query if one in query.filters else replace(query, filters=(*query.filters, one))
    narrowing = understand(name, value, excluded=False, today=today()) if name in ONCE else None
    if narrowing is None:
        return replace(query, notes=(*query.notes, Note(NoteCode.UNKNOWN_VALUE, f"{name}:{value}"[:60])))
    return replace(
        query,
        after=narrowing.after or query.after,
        before=narrowing.before or query.before,
        sort=narrowing.sort or query.sort,
    )


def _less(things: tuple[Thing, ...], one: Thing) -> tuple[Thing, ...]:
    place = things.index(one)
    return things[:place] + things[place + 1 :]
