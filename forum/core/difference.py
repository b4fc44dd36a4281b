"""How two texts differ, word by word, so that a reader sees at once what was changed (T-11)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

# Words and the blanks between them; both are compared, so that nothing of a text is lost.
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing takes time that grows with the pairs of equal pieces, which are many where one is said again and again. With more
# of them whole lines are compared, and where these are as many, the whole of what was changed.
MOST_PAIRS = 400_000


class Change(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Some words that stand together in a version."""

    change: Change
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order; joined without the added ones they are the text before.

    A first version, before which there was nothing, is one piece that was kept.
    """
    if not before:
        return [Piece(Change.KEPT, after)]
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start, old, new, end = _middle(old, new)
    if _pairs(old, new) > MOST_PAIRS:
        old, new = "".join(old).splitlines(keepends=True), "".join(new).splitlines(keepends=True)
    if _pairs(old, new) > MOST_PAIRS:
        old, new = ["".join(old)], ["".join(new)]
    pieces = [Piece(Change.KEPT, start)]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(old[i:j])))
            continue
        pieces += [Piece(Change.REMOVED, "".join(old[i:j])), Piece(Change.ADDED, "".join(new[k:m]))]
    return _joined([*pieces, Piece(Change.KEPT, end)])


def _middle(old: Sequence[str], new: Sequence[str]) -> tuple[str, list[str], list[str], str]:
    """Return what both begin with, what is between in each, and what both end with."""
    first = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    old, new = list(old), list(new)
    start, old, new = "".join(old[:first]), old[first:], new[first:]
    last = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old[::-1], new[::-1], strict=False)))
    end = "".join(old[len(old) - last :])
    return start, old[: len(old) - last], new[: len(new) - last], end


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    there = Counter(new)
    return sum(there[piece] for piece in old)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without empty ones, neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change == piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found
