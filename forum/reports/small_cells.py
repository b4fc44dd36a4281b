"""Hiding small numbers of people in tables, so that nobody is found by counting (G-30)."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST = 5

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
