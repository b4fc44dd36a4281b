"""Collects the best hits among the allowed documents within the time allowed.

Whoosh has a collector for filters and one for a time limit, but put together each skips the other: with the
time limit outside, the filter lets everything through. Since the filter here is the permission of the
viewer, one collector of our own does both.
"""

from time import monotonic

from whoosh import collectors
from whoosh import query as ask
from whoosh.searching import Searcher

_LOOK_AT_CLOCK = 64  # documents between two looks


class AllowedCollector(collectors.WrappingCollector):  # type: ignore[misc]
    """Passes on allowed documents only, and stops when the time is over."""

    def __init__(self, child: collectors.Collector, allowed: frozenset[int], end: float) -> None:
        super().__init__(child)
        self.allowed = allowed
        self.end = end
        self.is_late = False

    def collect_matches(self) -> None:
        """Collect from one segment of the index."""
        if self.is_late:
            return
        for number, place in enumerate(self.child.matches()):
            if self.offset + place in self.allowed:
                self.child.collect(place)
            if number % _LOOK_AT_CLOCK == 0 and monotonic() > self.end:
                self.is_late = True
                return


def best(
    searcher: Searcher, wanted: ask.Query, allowed: frozenset[int], *, most: int, end: float
) -> tuple[list[tuple[int, float]], bool]:
    """Return up to `most` places with their scores, in no order, and whether the time ran out.

    `end` is the time of the monotonic clock at which the search stops.
    """
    top = collectors.TopCollector(limit=most)
    collector = AllowedCollector(top, allowed, end)
    searcher.search_with_collector(wanted, collector)
    return [(place, score) for score, place in top.results().top_n], collector.is_late
