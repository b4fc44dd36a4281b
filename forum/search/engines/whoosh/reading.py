"""One state of the index, open for reading, with the sets of documents that filters allow in it."""

from array import array
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from heapq import nlargest
from itertools import chain, islice
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from whoosh import index
from whoosh import query as ask

from forum.search.analysis import Vocabulary
from forum.search.engines import FACETED, MOST_HITS, Facets, Hit, Result
from forum.search.engines.contents import CASE_COUNTS, LEAST_MORE, same_title
from forum.search.engines.near import nearest, slips
from forum.search.engines.whoosh.asking import Asker
from forum.search.engines.whoosh.fields import schema
from forum.search.engines.whoosh.postings import Memory, Segment, TooLate
from forum.search.engines.whoosh.scoring import Scorer, Scores
from forum.search.engines.whoosh.seen import Seen
from forum.search.engines.whoosh.storage import load_vocabulary
from forum.search.syntax import FilterName, Query, Sort

TIME_LIMIT = 0.3  # seconds
_FILTERS = {
    FilterName.KIND: "kind", FilterName.AUTHOR: "author", FilterName.SPACE: "space",
    FilterName.THREAD: "thread", FilterName.STATE: "state", FilterName.GOAL: "goal",
    FilterName.DISTRICT: "district", FilterName.COMMITTEE: "committee", FilterName.YEAR: "year",
    FilterName.HAS: "has", FilterName.LANGUAGE: "language",
}  # fmt: skip
_MOST_SETS = 500  # remembered filters; people can ask for any name
_MOST_LONGER = 2_000  # words that begin or end alike; of these the most frequent are taken
_MOST_ANSWERS = 3  # remembered for the facets and the next page of the same question


class Reading:
    """A searcher of one generation.

    A new state is a new Reading: Whoosh's own `refresh` goes on to show documents that were replaced or
    deleted, and with them what was hidden from the viewer.
    """

    def __init__(self, path: Path, memory: Memory) -> None:
        self.path = path
        self.index = index.open_dir(str(path))
        if set(self.index.schema.names()) != set(schema().names()):
            raise ValueError(f"{path} was written by another version")
        self.reader = self.index.reader()
        self.vocabulary: Vocabulary = load_vocabulary(path)
        self._segments = [
            Segment(part, offset, memory)
            for part, offset in self.reader.leaf_readers()
            if part.segment() is not None  # An index without documents has none.
        ]
        self._sets: dict[tuple[str, frozenset[str]], frozenset[int]] = {}
        self._seen: dict[frozenset[str], Seen] = {}
        self._columns: dict[str, Sequence[Any]] = {}
        self._answers: OrderedDict[tuple[ask.Query, frozenset[str]], tuple[Scores, bool]] = OrderedDict()

    def _asker(self, audiences: frozenset[str]) -> Asker:
        return Asker(self.reader, self._segments, self._seen_by(audiences), monotonic() + TIME_LIMIT)

    def _seen_by(self, audiences: frozenset[str]) -> Seen:
        if audiences not in self._seen:
            if len(self._seen) >= _MOST_SETS:
                self._seen.clear()
            self._seen[audiences] = Seen(self.reader, self._segments, self._having("audience", audiences))
        return self._seen[audiences]

    def is_current(self) -> bool:
        """Tell whether nothing was committed since."""
        return bool(self.index.latest_generation() == self.reader.generation())

    def close(self) -> None:
        """Close the files."""
        self.reader.close()

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
        without: frozenset[str],
    ) -> Result:
        """Return the hits from `window[0]` to `window[1]`."""
        asker = self._asker(audiences)
        wanted = asker.build(query)
        allowed = self._allowed(query, audiences, kinds) - self._places(without)
        if not allowed or wanted == ask.NullQuery:
            return Result(truncated=asker.is_cut)
        if sort is Sort.RELEVANCE and not query.asks_for_text:
            sort = Sort.NEWEST
        found, late = self._answer(wanted, audiences)
        matching = found if len(allowed) == self.reader.doc_count_all() else _only(found, allowed)
        if sort is Sort.RELEVANCE:
            prior = self._numbers("prior", "f")
            worth: Mapping[int, float] = {place: score * prior[place] for place, score in matching.items()}
        else:
            numbers = self._numbers("votes", "i") if sort is Sort.VOTES else self._numbers("created", "q")
            sign = -1 if sort is Sort.OLDEST else 1
            worth = {place: sign * numbers[place] for place in matching}
        first = self._best(worth, window[1])[window[0] :]
        is_ranked = sort is Sort.RELEVANCE
        hits = tuple(self._hit(place, score if is_ranked else 0.0) for place, score in first)
        return Result(hits, len(matching), late or asker.is_cut or len(matching) > MOST_HITS, late)

    def _answer(self, wanted: ask.Query, audiences: frozenset[str]) -> tuple[Scores, bool]:
        """Return all that matches and that these audiences may see, with scores, and whether the time ran out."""
        key = (wanted, audiences)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        seen = self._seen_by(audiences)
        scorer = Scorer(self.reader, self._segments, seen, monotonic() + TIME_LIMIT)
        found = scorer.scores(wanted, None if seen.is_all else seen.places)
        if not scorer.is_late:
            self._answers[key] = (found, False)
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)
        return found, scorer.is_late

    def _best(self, worth: Mapping[int, float], most: int) -> list[tuple[int, float]]:
        """Return the best places, best first, ties by key."""
        if not worth or most <= 0:
            return []
        # To the sixth digit, so that the order of adding decides nothing.
        least = round(nlargest(most, worth.values())[-1], 6) - 1e-6
        near = [(place, round(value, 6)) for place, value in worth.items() if value >= least]
        near.sort(key=lambda one: (-one[1], self._key(one[0])))
        return near[:most]

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
        wanted = self._asker(audiences).resemble(title, text, language, self.vocabulary)
        if not allowed or wanted == ask.NullQuery:
            return ()
        same = sorted(self._having("same", frozenset({same_title(title)})) & allowed)
        scorer = Scorer(self.reader, self._segments, self._seen_by(audiences), monotonic() + TIME_LIMIT)
        scores = dict(self._best(scorer.scores(wanted, allowed), limit + len(exclude)))
        places = dict.fromkeys((*same[:MOST_HITS], *scores))
        found = (self._hit(place, scores.get(place, 0.0)) for place in places)
        return tuple(islice((hit for hit in found if hit.key not in exclude), limit))

    def facets(self, query: Query, audiences: frozenset[str], kinds: frozenset[str], without: frozenset[str]) -> Facets:
        """Return how many of the hits have each value of each facet."""
        narrowed = query.narrowed(FilterName.KIND, *query.values(FilterName.KIND), *kinds)
        open_query = narrowed
        for name in FACETED:
            open_query = open_query.narrowed(name)
        wanted = self._asker(audiences).build(query)
        if query.is_empty or wanted == ask.NullQuery:
            return {name: {} for name in FACETED}
        matching, _late = self._answer(wanted, audiences)
        found = self._allowed(open_query, audiences, frozenset()).intersection(matching) - self._places(without)
        chosen = {
            name: self._having(_FILTERS[name], frozenset(values))
            for name in FACETED
            if (values := narrowed.values(name))
        }
        return {name: self._counts(name, found.intersection(*_others(chosen, name))) for name in FACETED}

    def _counts(self, name: FilterName, found: frozenset[int]) -> dict[str, int]:
        field = _FILTERS[name]
        values = (raw.decode() for raw in self.reader.lexicon(field)) if found else ()
        counts = {value: len(found & self._having(field, frozenset({value}))) for value in values}
        return {value: count for value, count in counts.items() if count}

    def alike(self, word: str, audiences: frozenset[str], limit: int, without: frozenset[str]) -> tuple[str, ...]:
        """Return words that are spelt nearly so in texts that these audiences may see."""
        allowed = self._having("audience", audiences) - self._places(without)
        terms = self.reader.terms_within("exact", word, slips(word), prefix=1) if word and allowed else ()
        near = nearest(word, ((term, 0) for term in terms))
        left = Seen(self.reader, self._segments, allowed)
        counts = ((term, left.frequency("exact", term)) for term in near)
        return tuple(nearest(word, ((term, count) for term, count in counts if count))[:limit])

    def longer(self, word: str, audiences: frozenset[str], limit: int, without: frozenset[str]) -> tuple[str, ...]:
        """Return words of which this one is the start or the end, in texts that these audiences may see."""
        allowed = self._having("audience", audiences) - self._places(without)
        if not word or not allowed:
            return ()
        term, least = word.encode(), len(word) + LEAST_MORE
        every = (raw.decode() for raw in self.reader.lexicon("exact") if raw.startswith(term) or raw.endswith(term))
        likely = islice((one for one in every if len(one) >= least and one.isalpha()), _MOST_LONGER)
        left, end = Seen(self.reader, self._segments, allowed), monotonic() + TIME_LIMIT
        counts: list[tuple[int, str]] = []
        # What is not counted in time is not proposed.
        with suppress(TooLate):
            counts.extend((left.frequency("exact", one, end), one) for one in likely if monotonic() < end)
        return tuple(one for count, one in nlargest(limit, counts) if count)

    def _hit(self, place: int, score: float) -> Hit:
        key = self._key(place)
        return Hit(key, key.rpartition(":")[0], score)

    def _key(self, place: int) -> str:
        segment = next(one for one in reversed(self._segments) if one.offset <= place)
        return segment.keys()[place - segment.offset]

    def _numbers(self, name: str, kind: str) -> Sequence[Any]:
        """Return a number of every document."""
        if name not in self._columns:
            every = array(kind)
            for segment in self._segments:
                every.extend(segment.columns(name, kind))
            self._columns[name] = every
        return self._columns[name]

    def _allowed(self, query: Query, audiences: frozenset[str], kinds: frozenset[str]) -> frozenset[int]:
        """Return the documents that the viewer and the filters leave."""
        allowed = self._having("audience", audiences)
        if kinds:
            allowed &= self._having("kind", kinds)
        for name, field in _FILTERS.items():
            values = query.values(name)
            if values:
                allowed &= self._having(field, frozenset(values))
            if unwanted := query.unwanted(name):
                allowed -= self._having(field, frozenset(unwanted))
        if query.after or query.before:
            first = f"{query.after:%Y%m%d}".zfill(8) if query.after else ""
            end = f"{query.before:%Y%m%d}".zfill(8) if query.before else "~"
            days = frozenset(day for raw in self.reader.lexicon("day") if first <= (day := raw.decode()) < end)
            allowed &= self._having("day", days)
        return allowed

    def _places(self, keys: frozenset[str]) -> frozenset[int]:
        """Return where documents lie that the index has; remembered by nobody, since each question has its own."""
        found = (
            segment.offset + place
            for key in keys
            for segment in self._segments
            for place in segment.postings("key", key, inf).places
        )
        return frozenset(found)

    def _having(self, field: str, words: frozenset[str]) -> frozenset[int]:
        """Return the documents with one of these words in the field; counted once for each state (Q-17)."""
        key = (field, words)
        if key not in self._sets:
            if len(self._sets) >= _MOST_SETS:
                self._sets.clear()
            asked = words if field in CASE_COUNTS else {word.lower() for word in words}
            places: set[int] = set()
            for segment in self._segments:
                here = [segment.postings(field, word, inf).places for word in asked]
                there = {*chain.from_iterable(here)} - segment.deleted
                places.update(map(segment.offset.__add__, there) if segment.offset else there)
            self._sets[key] = frozenset(places)
        return self._sets[key]


def _only(found: Scores, allowed: Collection[int]) -> Scores:
    return {place: score for place, score in found.items() if place in allowed}


def _others(chosen: dict[FilterName, frozenset[int]], name: FilterName) -> list[frozenset[int]]:
    """Return what the other facets leave."""
    return [places for other, places in chosen.items() if other is not name]
