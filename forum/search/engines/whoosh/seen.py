"""What the one who asks may see of one state of the index, and how common words are in it.

How rare a word is decides the order of hits. Were it counted over all texts, an order would tell who can write two texts
of their own which of two words closed rooms speak of (requirement Q-16); so all counts are of what the viewer may see.
"""

from collections.abc import Sequence
from math import inf, log

from whoosh.reading import IndexReader

from forum.search.engines.whoosh.postings import Segment


class Seen:
    """Documents by their numbers, with counts of words that are taken once; safe for who holds the lock of the engine."""

    def __init__(self, reader: IndexReader, segments: Sequence[Segment], places: frozenset[int]) -> None:
        self._reader = reader
        self._segments = segments
        self.places = places
        self.is_all = len(places) == reader.doc_count_all()
        self._frequencies: dict[tuple[str, str], int] = {}
        self._averages: dict[str, float] = {}

    def frequency(self, field: str, word: str, end: float = inf) -> int:
        """Return how many documents have a word in a field. Raises TooLate at the `end`, by the monotonic clock."""
        if self.is_all:
            return int(self._reader.doc_frequency(field, word))
        key = (field, word)
        if key not in self._frequencies:
            self._frequencies[key] = sum(self._of(segment, field, word, end) for segment in self._segments)
        return self._frequencies[key]

    def rarity(self, field: str, word: str, end: float = inf) -> float:
        """Return what a word says: 1 if every document has it, more the fewer have it. Raises TooLate like `frequency`."""
        return log((len(self.places) + 1) / (self.frequency(field, word, end) + 1)) + 1

    def _of(self, segment: Segment, field: str, word: str, end: float) -> int:
        here = segment.postings(field, word, end).places
        return len(self.places.intersection(map(segment.offset.__add__, here) if segment.offset else here))

    def average(self, field: str) -> float:
        """Return how many terms a document has in a field on average."""
        if field not in self._averages:
            total = sum(self._lengths(segment, field) for segment in self._segments)
            self._averages[field] = total / (len(self.places) or 1) or 1.0
        return self._averages[field]

    def _lengths(self, segment: Segment, field: str) -> int:
        lengths, first = segment.lengths(field), segment.offset
        if self.is_all:
            return sum(lengths)
        return sum(length for place, length in enumerate(lengths, first) if place in self.places)
