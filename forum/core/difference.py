"""How two texts differ, word by word, so that a reader sees at once what was changed (T-11)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Words and the blanks between them; both are compared, so that nothing of a text is lost.
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing word by word takes time that grows with the square; longer texts are compared by lines.
MOST_WORDS = 4000


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
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece(Change.REMOVED, "".join(old[i:j])))
        if k < m:
            pieces.append(Piece(Change.ADDED, "".join(new[k:m])))
    return pieces
