"""Reads where terms stand, a block at a time, and keeps it for as long as the segment is in use.

Whoosh steps through postings one by one, and each step is a few calls of Python. Its blocks of 128 postings are read
here as a whole, which costs a tenth of it. A segment never changes, except that documents in it are deleted: those are
in no set of allowed documents, so nobody is shown them. What was read of one segment therefore serves every later state
of the index that has it, too.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate, islice
from pickle import loads
from time import monotonic
from typing import Any, NamedTuple, cast

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import IndexReader

_MOST_KEPT = 8_000_000  # numbers of 4 to 8 bytes
_SIZE = 4  # bytes of a number
_LOOK_AT_CLOCK = 32  # blocks between two looks


class TooLate(Exception):
    """The time of the question is over."""


class Postings(NamedTuple):
    """The documents of one segment that have a term, by their numbers in it, and how much it weighs in each."""

    places: Sequence[int]
    weights: Sequence[float]


class Memory:
    """What was read of segments; the least recently used goes first. Who asks holds the lock of the engine."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[str, ...], read: Callable[[], Any]) -> Any:
        """Return what is kept under a key, and read it first if need be."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = read()
        self._kept[key] = found
        self._size += _size(found)
        while self._size > _MOST_KEPT and len(self._kept) > 1:
            _key, gone = self._kept.popitem(last=False)
            self._size -= _size(gone)
        return found


def _size(found: Any) -> int:
    return 2 * len(found.places) if isinstance(found, Postings) else len(found)


class Segment:
    """One part of the index, as one commit wrote it."""

    def __init__(self, reader: IndexReader, offset: int, memory: Memory) -> None:
        self.reader = reader
        self.offset = offset
        self.deleted = frozenset(reader.deleted_docs_set)
        self._memory = memory
        self._name = str(reader.segment().segment_id())

    def postings(self, field: str, term: str, end: float) -> Postings:
        """Return the postings of a term. Raises TooLate."""
        if (field, term) not in self.reader:
            return Postings((), ())
        found = self._memory.get((self._name, field, term), lambda: self._read(field, term, end))
        return cast(Postings, found)

    def _read(self, field: str, term: str, end: float) -> Postings:
        places, weights = array("I"), array("f")
        for block in self._blocks(field, term, end):
            places.extend(block.places)
            weights.extend(block.weights)
        return Postings(places, weights)

    def _blocks(self, field: str, term: str, end: float) -> Iterator["_Block"]:
        matcher = self.reader.postings(field, term)
        # Deleted documents are left out by who asks, for all terms at once.
        matcher = getattr(matcher, "child", matcher)
        number = 0
        while matcher.is_active():
            if number % _LOOK_AT_CLOCK == 0 and monotonic() > end:
                raise TooLate
            yield _Block(matcher)
            number += 1
            if not isinstance(matcher, W3LeafMatcher):  # A term of one document stands in the list of terms itself.
                return
            matcher._next_block()  # noqa: SLF001  There is no other way to step by blocks.

    def columns(self, name: str, kind: str) -> Sequence[Any]:
        """Return a number of each document."""

        def read() -> Sequence[Any]:
            column = self.reader.column_reader(name)
            return array(kind, (column[place] for place in range(self.reader.doc_count_all())))

        return cast(Sequence[Any], self._memory.get((self._name, "column", name), read))

    def keys(self) -> Sequence[str]:
        """Return the key of each document."""

        def read() -> list[str]:
            column = self.reader.column_reader("key")
            return [str(column[place]) for place in range(self.reader.doc_count_all())]

        return cast(Sequence[str], self._memory.get((self._name, "column", "key"), read))

    def lengths(self, field: str) -> Sequence[int]:
        """Return how many terms each document has in a field."""

        def read() -> Sequence[int]:
            length, every = self.reader.doc_field_length, range(self.reader.doc_count_all())
            return array("I", (length(place, field, 1) or 1 for place in every))

        return cast(Sequence[int], self._memory.get((self._name, "length", field), read))

    def positions(self, field: str, term: str, wanted: Collection[int], end: float) -> dict[int, list[int]]:
        """Return where a term stands in these documents. Raises TooLate."""
        if (field, term) not in self.reader:
            return {}
        found: dict[int, list[int]] = {}
        for block in self._blocks(field, term, end):
            here = [(number, place) for number, place in enumerate(block.places) if place in wanted]
            if here:
                values = block.values
                found.update((place, _unpacked(values[number])) for number, place in here)
        return found

    def begun(self, field: str, start: str, most: int) -> Sequence[tuple[str, int]]:
        """Return up to so many words that begin so, with the number of documents that have them."""

        def read() -> list[tuple[str, int]]:
            words = islice(self.reader.expand_prefix(field, start), most)
            return [(word.decode(), self.reader.doc_frequency(field, word)) for word in words]

        return cast(Sequence[tuple[str, int]], self._memory.get((self._name, "begun", field, start), read))


def _unpacked(value: bytes) -> list[int]:
    """Return positions as Whoosh packs them: their number, and a pickle of the steps from each to the next."""
    return list(accumulate(loads(value[_SIZE:])))  # noqa: S301  The folder belongs to the service alone (Q-22).


class _Block:
    """The postings that lie together, unpacked as far as they are asked for."""

    def __init__(self, matcher: Any) -> None:
        self._matcher = matcher

    @property
    def places(self) -> Sequence[int]:
        """The documents."""
        self._matcher.id()  # This unpacks them.
        return cast(Sequence[int], self._matcher._ids)  # noqa: SLF001

    @property
    def weights(self) -> Sequence[float]:
        """How much the term weighs in each."""
        self._matcher.weight()
        return cast(Sequence[float], self._matcher._weights)  # noqa: SLF001

    @property
    def values(self) -> Sequence[bytes]:
        """Where the term stands in each, packed."""
        self._matcher.value()
        return cast(Sequence[bytes], self._matcher._values)  # noqa: SLF001
