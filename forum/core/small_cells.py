"""Hiding small numbers of people in tables, so that nobody is found by counting (G-30)."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST = 5
# A table of what people said about themselves is told from so many entries on.
LEAST_IN_ALL = 20

Key = TypeVar("Key")


def suppressed(counts: Mapping[Key, int], *, total_is_known: bool) -> dict[Key, int | None]:
    """Return the counts with None for those from 1 to 4.

    Where readers know the total of the column, one hidden cell could be worked out from the others; then the next
    smallest one is hidden with it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < LEAST}
    if len(hidden) == 1 and total_is_known:
        others: Sequence[Key] = [key for key, count in counts.items() if count >= LEAST]
        if others:
            hidden.add(min(others, key=lambda key: counts[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}


def whole(counts: Mapping[Key, int], in_all: int) -> dict[Key, int | None]:
    """Return the counts of a table about people, with None for all under five; an empty one when it is about too few.

    Nobody is told apart from none, or one new entry would say where it belongs (G-01).
    """
    if in_all < LEAST_IN_ALL:
        return {}
    return {key: count if count >= LEAST else None for key, count in counts.items()}
