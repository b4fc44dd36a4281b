"""What every search engine promises, so that one setting changes the engine and nothing else does.

An engine keeps documents and answers queries. It never decides who may see what: each document carries one
audience word, a viewer has a set of them, and only documents with a word of that set are found or counted.
The caller still checks each hit in the database, because an index may lag behind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from forum.search.analysis import Vocabulary
from forum.search.syntax import FilterName, Query, Sort

MOST_HITS = 1_000  # beyond this a person is asked to narrow the query


# What hits can be counted by, and the counts: how many hits have each value, none for those without any.
FACETED = (
    FilterName.KIND, FilterName.STATE, FilterName.GOAL, FilterName.DISTRICT, FilterName.SPACE, FilterName.YEAR,
)  # fmt: skip
Facets = Mapping[FilterName, Mapping[str, int]]


class IndexUnavailable(Exception):
    """The index is missing or broken; search plainly in the database and rebuild the index."""


class IndexBusy(Exception):
    """Another process holds the lock of the one who writes (requirement Q-13)."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one readable thing. Texts are plain text; empty facets mean "none"."""

    key: str  # kind and id, like "post:12"
    kind: str
    audience: str  # one word, as in the column of the row
    created: datetime
    title: str = ""
    official: str = ""  # answers of the city, decisions: above the body in weight
    body: str = ""
    comments: str = ""
    files: str = ""  # text of attached files: below everything else
    language: str = "de"
    author: str = ""
    co_authors: tuple[str, ...] = ()
    space: str = ""
    thread: str = ""
    state: str = ""
    goals: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    committee: str = ""
    has: tuple[str, ...] = ()  # "image", "file", "answer"
    votes: int = 0
    is_open: bool = False  # still under way: found a little earlier


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document; a higher score is better."""

    key: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """A page of hits. `truncated` tells that not everything was looked at, or that there are more than `MOST_HITS`.

    `is_late` tells that it was for the time. Otherwise more words begin so than are looked for, or of a phrase only the
    documents that have its words best were read.
    """

    hits: tuple[Hit, ...] = ()
    approximate_total: int = 0
    truncated: bool = False
    is_late: bool = False


class Engine(Protocol):
    """A search engine. Reading raises `IndexUnavailable`; writing that and `IndexBusy`."""

    def apply(self, puts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        """Put and remove documents in one batch with one commit; of two with one key the last counts."""

    def find(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        limit: int = 20,
        offset: int = 0,
        sort: Sort | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Result:
        """Return a page of the documents that match and that `audiences` may see.

        Those `without` are left out, wherever they would stand or count: the index has an old state of them (Q-16).
        No `kinds` means all kinds, no `sort` the one that the query names. Filters of the query that need the
        person who asks (`FilterName.MARK`, the values HERE and ME) are the caller's to put in or to apply.
        """

    def similar(
        self,
        title: str,
        text: str = "",
        *,
        audiences: frozenset[str],
        kind: str = "idea",
        limit: int = 5,
        exclude: frozenset[str] = frozenset(),
        language: str = "de",
    ) -> tuple[Hit, ...]:
        """Return what resembles a title that may still be in the writing; the same title comes first."""

    def facets(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> Facets:
        """Return how many of the hits that `audiences` may see have each value of each facet (Q-32).

        A facet is counted as if the query did not narrow by it, so that a person sees what else they could choose.
        """

    def alike(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words that are spelt nearly so in texts that `audiences` may see, the nearest first (Q-30)."""

    def longer(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words of which this one is the start or the end in texts that `audiences` may see, the frequent first."""

    def vocabulary(self) -> Vocabulary:
        """Return the words that the last rebuild learnt as parts of others, so that what was found by one can be marked."""

    def count(self) -> int:
        """Return the number of documents in the index."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the old one, check it, switch to it; return its number of documents."""

    def healthy(self) -> bool:
        """Tell whether the index can be read."""

    def close(self) -> None:
        """Give back files and the lock."""
