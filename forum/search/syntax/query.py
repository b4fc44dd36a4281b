"""What a query means once it is read; the form controls of the search page make the same."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum


class Sort(Enum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    VOTES = "votes"


class FilterName(Enum):
    """What hits can be narrowed by; the engine knows these by the fields of a document."""

    KIND = "kind"
    AUTHOR = "author"
    SPACE = "space"
    THREAD = "thread"
    STATE = "state"
    GOAL = "goal"
    DISTRICT = "district"
    COMMITTEE = "committee"
    YEAR = "year"
    HAS = "has"
    LANGUAGE = "language"  # nobody types it: a question in the other language is for texts in that one alone
    NEAR = "near"  # around a point: the caller knows which ideas lie there
    MARK = "mark"  # bookmarked, unread, following: the caller knows these, by the person who asks


class NoteCode(Enum):
    """What was changed or not understood."""

    TOO_LONG = "too-long"
    TOO_MANY_TERMS = "too-many-terms"
    PREFIX_TOO_SHORT = "prefix-too-short"
    WILDCARD_NOT_AT_END = "wildcard-not-at-end"
    OPEN_QUOTE = "open-quote"
    UNKNOWN_OPERATOR = "unknown-operator"
    UNKNOWN_VALUE = "unknown-value"
    ONLY_EXCLUDED = "only-excluded"
    TOO_MANY_VALUES = "too-many-values"
    PHRASE_CUT = "phrase-cut"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell the person, with the part of the query it is about."""

    code: NoteCode
    about: str = ""


class TermKind(Enum):
    """How a term is looked for."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Term:
    """One word, phrase or start of a word."""

    kind: TermKind
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One operator with its value: `status:offen`, or with a minus in front the opposite."""

    name: FilterName
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """An understood query. All words, phrases, prefixes and groups must match, and of each group one term."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    any_of: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    in_title: bool = False
    after: date | None = None  # this day or later
    before: date | None = None  # earlier than this day
    sort: Sort = Sort.RELEVANCE
    language: str = "de"
    notes: tuple[Note, ...] = ()

    @property
    def asks_for_text(self) -> bool:
        """Tell whether there is anything to look for in texts, beyond filters."""
        return bool(self.words or self.phrases or self.prefixes or self.any_of)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was asked."""
        return not (self.asks_for_text or self.filters or self.after or self.before)

    def values(self, name: FilterName) -> tuple[str, ...]:
        """Return what the person asked this filter to be."""
        return tuple(one.value for one in self.filters if one.name is name and not one.excluded)

    def unwanted(self, name: FilterName) -> tuple[str, ...]:
        """Return what the person asked this filter not to be."""
        return tuple(one.value for one in self.filters if one.name is name and one.excluded)

    def narrowed(self, name: FilterName, *values: str) -> "Query":
        """Return the query with this filter set anew, as form controls and the caller's own rules need it."""
        others = tuple(one for one in self.filters if one.name is not name or one.excluded)
        return replace(self, filters=(*others, *(Filter(name, value) for value in values)))
