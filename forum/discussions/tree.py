"""The materialised path: how a post's place in the tree is written so that sorting by text is reading order.

Every post is the n-th child of its parent. A path joins one word per level: the number of digits, then the digits in
base 36 – ``1a`` for 10, ``2rs`` for 1000. Thus ``1a`` sorts before ``2rs``, a parent before its children, and children
before the next sibling, without rewriting a row when the next post comes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# How many levels are indented; deeper posts say to whom they answer (T-02).
DEEPEST_INDENT = 4
# How many levels a page shows below one another before it links to the rest of a branch (T-03).
LEVELS_SHOWN = 3


def word(number: int) -> str:
    """Return the word of the n-th child; counting begins at 1."""
    if number < 1:
        raise ValueError("children are counted from 1")
    digits = ""
    while number:
        number, place = divmod(number, 36)
        digits = _DIGITS[place] + digits
    return _DIGITS[len(digits)] + digits


def ancestors(path: str) -> list[str]:
    """Return the paths of all posts above this one, from the top."""
    above: list[str] = []
    place = 0
    while place < len(path):
        place += 1 + _DIGITS.index(path[place])
        above.append(path[:place])
    return above[:-1]


class Placed(Protocol):
    """Something with a depth in a tree."""

    @property
    def depth(self) -> int:
        """How many posts lie above."""


Row = TypeVar("Row", bound=Placed)


@dataclass(frozen=True)
class Nested(Generic[Row]):
    """A row of a page and the marks around it.

    ``opens`` lists begin before it, ``closes`` lists end behind it, and its item ends when a sibling follows.
    """

    row: Row
    opens: int
    closes: int
    ends_item: bool


def nested(rows: Sequence[Row]) -> Iterable[Nested[Row]]:
    """Turn rows in reading order into nested lists; a page may begin in the middle of a branch.

    Indentation never grows by more than one level at once, and ends at level ``DEEPEST_INDENT``.
    """
    if not rows:
        return
    lowest = min(row.depth for row in rows)
    levels: list[int] = []
    for row in rows:
        level = min(row.depth - lowest, DEEPEST_INDENT)
        levels.append(min(level, levels[-1] + 1) if levels else level)
    for place, row in enumerate(rows):
        level = levels[place]
        before = levels[place - 1] if place else -1
        after = levels[place + 1] if place + 1 < len(levels) else -1
        yield Nested(row, max(0, level - before), max(0, level - after), ends_item=-1 < after <= level)


def flat(rows: Sequence[Row]) -> Iterable[Nested[Row]]:
    """Turn rows into one list without levels."""
    for place, row in enumerate(rows):
        last = place + 1 == len(rows)
        yield Nested(row, opens=int(place == 0), closes=int(last), ends_item=not last)
