"""Finding many words in a text in one pass, whatever its case, its umlauts and its hidden characters (M-09).

The patterns become one automaton after Aho and Corasick. It goes through a text once and never back, so that no text and
no list of words makes it slow (E-33): a pattern is letters and nothing else, but for a * at its beginning or end.
"""

import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_UMLAUT = "\u0308"
_SPELLED = {f"{letter}{_UMLAUT}": f"{letter}e" for letter in "aou"}
# What is drawn over letters, and what cannot be seen at all, neither hides a word nor makes one.
_GONE = dict.fromkeys(range(768, 880)) | dict.fromkeys(
    (0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)


def fold(text: str, *, keep_case: bool = False) -> str:
    """Return a text as words are compared: small letters, ä as ae and ß as ss, without accents and hidden characters.

    With ``keep_case`` large letters stay large; everything else is the same.
    """
    text = unicodedata.normalize("NFKD", text.replace("ß", "ss") if keep_case else text.casefold())
    for composed, spelled in _SPELLED.items():
        text = text.replace(composed, spelled)
    return text.translate(_GONE)


@dataclass(frozen=True)
class Pattern:
    """A word to find: its folded letters, and whether more letters may stand before or behind them."""

    key: str
    letters: str
    open_before: bool
    open_behind: bool
    # Whether large and small letters have to be as they were typed, as with names.
    keeps_case: bool = False

    @classmethod
    def of(cls, typed: str, *, keep_case: bool = False) -> "Pattern":
        """Read a pattern as it was typed."""
        letters = " ".join(fold(typed, keep_case=keep_case).strip("*").split())
        return cls(typed, letters, typed.startswith("*"), typed.endswith("*"), keep_case)


class Words:
    """Some patterns, built once and asked for each text: one automaton for all, and one for those that keep the case."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Build both; the second is empty as long as no pattern asks for it."""
        known = list(patterns)
        self._usual = _Automaton(one for one in known if not one.keeps_case)
        self._exact = _Automaton(one for one in known if one.keeps_case)

    def found_in(self, text: str) -> list[str]:
        """Return the keys of the patterns that a text holds, each once, in the order in which they end."""
        found = self._usual.found_in(fold(text))
        if not self._exact.is_empty:
            found += self._exact.found_in(fold(text, keep_case=True))
        return list(dict.fromkeys(found))


class _Automaton:
    """The automaton of some patterns, for texts that are folded as they are."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fail = [0]
        # The patterns that end here, longest first, with those that end here too because they end a longer one.
        self._ends: list[tuple[Pattern, ...]] = [()]
        for pattern in patterns:
            if pattern.letters:
                self._add(pattern)
        self._connect()

    def _add(self, pattern: Pattern) -> None:
        node = 0
        for letter in pattern.letters:
            following = self._next[node].get(letter)
            if following is None:
                following = len(self._next)
                self._next[node][letter] = following
                self._next.append({})
                self._fail.append(0)
                self._ends.append(())
            node = following
        self._ends[node] += (pattern,)

    def _connect(self) -> None:
        """Say for each beginning of a word where to go on when the next letter does not fit."""
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for letter, child in self._next[node].items():
                self._fail[child] = self._step(self._fail[node], letter)
                self._ends[child] += self._ends[self._fail[child]]
                waiting.append(child)

    def _step(self, node: int, letter: str) -> int:
        while node and letter not in self._next[node]:
            node = self._fail[node]
        return self._next[node].get(letter, 0)

    @property
    def is_empty(self) -> bool:
        """Whether it finds nothing at all."""
        return len(self._next) == 1

    def found_in(self, folded: str) -> list[str]:
        """Return the keys of the patterns that a folded text holds, in the order in which they end."""
        return [pattern.key for pattern in self._hits(" ".join(folded.split()))]

    def _hits(self, folded: str) -> Iterator[Pattern]:
        node = 0
        for place, letter in enumerate(folded):
            node = self._step(node, letter)
            for pattern in self._ends[node]:
                before, behind = place - len(pattern.letters), place + 1
                starts = pattern.open_before or before < 0 or not folded[before].isalnum()
                ends = pattern.open_behind or behind == len(folded) or not folded[behind].isalnum()
                if starts and ends:
                    yield pattern
