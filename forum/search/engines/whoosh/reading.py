"""One state of the index, open for reading, with the sets of documents that filters allow in it."""

from collections.abc import Callable, Collection
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from whoosh import index, scoring
from whoosh import query as ask

from forum.search.analysis import Vocabulary
from forum.search.engines import MOST_HITS, Hit, Result
from forum.search.engines.whoosh.asking import Asker
from forum.search.engines.whoosh.collecting import best
from forum.search.engines.whoosh.fields import same_title
from forum.search.engines.whoosh.storage import load_vocabulary
from forum.search.syntax import FilterName, Query, Sort

TIME_LIMIT = 0.3  # seconds
_FILTERS = {
    FilterName.KIND: "kind", FilterName.AUTHOR: "author", FilterName.SPACE: "space",
    FilterName.THREAD: "thread", FilterName.STATE: "state", FilterName.GOAL: "goal",
    FilterName.DISTRICT: "district", FilterName.COMMITTEE: "committee", FilterName.YEAR: "year",
    FilterName.HAS: "has",
}  # fmt: skip
_CASE_COUNTS = {"kind", "audience"}
_MOST_SETS = 500  # remembered filters; people can ask for any name


class Reading:
    """A searcher of one generation.

    A new state is a new Reading: Whoosh's own `refresh` goes on to show documents that were replaced or
    deleted, and with them what was hidden from the viewer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = index.open_dir(str(path))
        self.searcher = self.index.searcher(weighting=scoring.BM25F(B=0.6, K1=1.6))
        self.reader = self.searcher.reader()
        self.asker = Asker(self.reader)
        self.vocabulary: Vocabulary = load_vocabulary(path)
        self._sets: dict[tuple[str, frozenset[str]], frozenset[int]] = {}
        self._columns: dict[str, Any] = {}

    def is_current(self) -> bool:
        """Tell whether nothing was committed since."""
        return bool(self.index.latest_generation() == self.reader.generation())

    def close(self) -> None:
        """Close the files."""
        self.searcher.close()

    def count(self) -> int:
        """Return the number of documents that are not deleted."""
        return int(self.reader.doc_count())

    def find(
        self,
        query: Query,
        audiences: frozenset[str],
        kinds: frozenset[str],
        window: tuple[int, int],
        sort: Sort,
    ) -> Result:
        """Return the hits from `window[0]` to `window[1]`."""
        allowed = self._allowed(query, audiences, kinds)
        if not allowed:
            return Result()
        wanted = self.asker.build(query)
        if wanted == ask.NullQuery:
            return Result()
        if sort is Sort.RELEVANCE and not query.asks_for_text:
            sort = Sort.NEWEST
        if sort is Sort.RELEVANCE:
            ranked, total, truncated = self._ranked(wanted, allowed)
        else:
            ranked, total, truncated = self._sorted(wanted, allowed, sort)
        hits = tuple(self._hit(*place) for place in ranked[window[0] : window[1]])
        return Result(hits, total, truncated)

    def similar(
        self,
        title: str,
        text: str,
        *,
        audiences: frozenset[str],
        kind: str,
        limit: int,
        exclude: frozenset[str],
        language: str,
    ) -> tuple[Hit, ...]:
        """Return the best hits of one kind, first those with the same title."""
        allowed = self._allowed(Query(), audiences, frozenset({kind}))
        wanted = self.asker.resemble(title, text, language, self.vocabulary)
        if not allowed or wanted == ask.NullQuery:
            return ()
        same = sorted(self._having("same", frozenset({same_title(title)})) & allowed)
        ranked, _total, _cut = self._ranked(wanted, allowed, most=limit + len(exclude))
        scores = dict(ranked)
        places = dict.fromkeys((*same[:MOST_HITS], *scores))
        found = (self._hit(place, scores.get(place, 0.0)) for place in places)
        return tuple(islice((hit for hit in found if hit.key not in exclude), limit))

    def _hit(self, place: int, score: float) -> Hit:
        kind = self._column("kind_column")(place)
        return Hit(self._column("key")(place), bytes(kind).decode(), score)

    def _column(self, name: str) -> Callable[[int], Any]:
        if name not in self._columns:
            self._columns[name] = self.reader.column_reader(name)
        reader = self._columns[name]
        return reader.__getitem__

    def _allowed(self, query: Query, audiences: frozenset[str], kinds: frozenset[str]) -> frozenset[int]:
        """Return the documents that the viewer and the filters leave."""
        allowed = self._having("audience", audiences)
        if kinds:
            allowed &= self._having("kind", kinds)
        for name, field in _FILTERS.items():
            values = query.values(name)
            if values:
                allowed &= self._having(field, frozenset(values))
        for one in query.filters:
            if one.excluded and one.name in _FILTERS:
                allowed -= self._having(_FILTERS[one.name], frozenset({one.value}))
        if query.after or query.before:
            first = query.after.strftime("%Y%m%d") if query.after else ""
            end = query.before.strftime("%Y%m%d") if query.before else "~"
            days = frozenset(day for raw in self.reader.lexicon("day") if first <= (day := raw.decode()) < end)
            allowed &= self._having("day", days)
        return allowed

    def _having(self, field: str, words: frozenset[str]) -> frozenset[int]:
        """Return the documents with one of these words in the field; counted once for each state (Q-17)."""
        key = (field, words)
        if key not in self._sets:
            if len(self._sets) >= _MOST_SETS:
                self._sets.clear()
            asked = words if field in _CASE_COUNTS else {word.lower() for word in words}
            places: set[int] = set()
            for word in asked:
                if (field, word) in self.reader:
                    places.update(self.reader.postings(field, word).all_ids())
            self._sets[key] = frozenset(places)
        return self._sets[key]

    def _ranked(
        self, wanted: ask.Query, allowed: frozenset[int], most: int = MOST_HITS
    ) -> tuple[list[tuple[int, float]], int, bool]:
        """Return places with scores, best first, ties by key; how many match; whether something was cut."""
        end = monotonic() + TIME_LIMIT
        ranked, late = best(self.searcher, wanted, allowed, most=most, end=end)
        key = self._column("key")
        ranked.sort(key=lambda one: (-round(one[1], 6), key(one[0])))
        if late or len(ranked) < most or most < MOST_HITS:
            return ranked, len(ranked), late
        places, late = self._matching(wanted, allowed, end)
        return ranked, max(len(places), len(ranked)), late or len(places) > most

    def _matching(self, wanted: ask.Query, allowed: frozenset[int], end: float) -> tuple[Collection[int], bool]:
        """Return all matching places, as many as the time allows."""
        if isinstance(wanted, ask.Every):
            return allowed, False
        places: list[int] = []
        for number, place in enumerate(self.searcher.docs_for_query(wanted)):
            if place in allowed:
                places.append(place)
            if number % 256 == 0 and monotonic() > end:
                return places, True
        return places, False

    def _sorted(
        self, wanted: ask.Query, allowed: frozenset[int], sort: Sort
    ) -> tuple[list[tuple[int, float]], int, bool]:
        """Return places in the asked order, ties by key."""
        places, late = self._matching(wanted, allowed, monotonic() + TIME_LIMIT)
        count = len(places)
        column, key = self._column("votes" if sort is Sort.VOTES else "created"), self._column("key")
        sign = 1 if sort is Sort.OLDEST else -1
        first = nsmallest(MOST_HITS, places, key=lambda place: (sign * column(place), key(place)))
        return [(place, 0.0) for place in first], count, late or count > MOST_HITS
