"""Finding many words in a text in one pass, whatever its case, its umlauts and its hidden characters (M-09).

The patterns become one automaton after Aho and Corasick. It goes through a text once and never back, so that no text and
no list of words makes it slow (E-33): a pattern is letters and nothing else, but for a * at its beginning or end.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forum.core.text import normalised

_UMLAUT = "\u0308"
_SPELLED = {f"{letter}{_UMLAUT}": f"{letter}e" for letter in "aouAOU"}
# What is drawn over letters, and what cannot be seen at all, neither hides a word nor makes one.
_DRAWN = (*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100))
_UNSEEN = (
    *(0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF),
    # Letters without a shape (Hangul, Khmer, Braille), notes between lines, and signs of music that say where it begins.
    *(0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFFF9, 0xFFFC), *range(0x1D173, 0x1D17B)),
    # Signs that choose how the one before is drawn, and tags.
    *(*range(0xFE00, 0xFE10), *range(0xFE20, 0xFE30), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)),
)
_GONE = dict.fromkeys((*_DRAWN, *_UNSEEN))
# Cyrillic and Greek letters that look like Latin ones; they count as those in a word that has Latin letters, too.
_ALIKE = {
    # Cyrillic
    0x410: "A", 0x412: "B", 0x415: "E", 0x405: "S", 0x406: "I", 0x408: "J", 0x41A: "K", 0x41C: "M", 0x41D: "H",
    0x41E: "O", 0x420: "P", 0x421: "C", 0x422: "T", 0x425: "X", 0x423: "Y", 0x430: "a", 0x441: "c", 0x435: "e",
    0x4BB: "h", 0x456: "i", 0x458: "j", 0x43E: "o", 0x440: "p", 0x51B: "q", 0x455: "s", 0x51D: "w", 0x443: "y",
    0x445: "x", 0x501: "d",
    # Greek
    0x391: "A", 0x392: "B", 0x395: "E", 0x396: "Z", 0x397: "H", 0x399: "I", 0x39A: "K", 0x39C: "M", 0x39D: "N",
    0x39F: "O", 0x3A1: "P", 0x3A4: "T", 0x3A5: "Y", 0x3A7: "X", 0x3BF: "o", 0x3C1: "p", 0x3BD: "v", 0x3B9: "i",
    0x3BA: "k", 0x3B1: "a", 0x3F2: "c", 0x3F9: "C",
    # Cyrillic letters that look so in some fonts.
    0x43F: "n", 0x438: "u", 0x442: "t", 0x43A: "k", 0x43C: "m", 0x4AF: "y", 0x4CF: "l",
}  # fmt: skip
_STRANGE = frozenset(_ALIKE)
# Latin letters in a shape of their own, which Unicode does not trace back to the usual one: small capitals, without a dot.
_SHAPES = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıȷɑɡ", "abcdefghijklmnoprstuvwyzijag")
_NOTHING_UNSEEN = dict.fromkeys(_UNSEEN)
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"\w+")
# Stands where no letter or digit stands before; no text has it.
_MARK = "\0"


def fold(text: str, *, keep_case: bool = False) -> str:
    """Return a text as words are compared: small letters, ä as ae and ß as ss, without accents and hidden characters.

    With ``keep_case`` large letters stay large; everything else is the same.
    """
    text = _in_one_script(normalised("NFKD", text).translate(_SHAPES)).translate(_NOTHING_UNSEEN)
    text = normalised("NFKD", text.replace("ß", "ss") if keep_case else text.casefold())
    for composed, spelled in _SPELLED.items():
        text = text.replace(composed, spelled)
    return text.translate(_GONE)


def _in_one_script(text: str) -> str:
    """Return a text whose Latin words have no letters of other scripts that only look like theirs."""
    if _STRANGE.isdisjoint(map(ord, text)):
        return text
    return _WORD.sub(lambda word: word[0].translate(_ALIKE) if _LATIN.search(word[0]) else word[0], text)


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
    """The automaton of some patterns, for texts that are folded as they are.

    Text and patterns have a mark wherever no letter or digit stands before. So a pattern that begins a word begins with the
    mark, and where it ends nobody has to look back; it remains to be asked what stands behind. As each pattern is wanted
    once, what ends a longer one is looked at once for each text, however often and deep the patterns lie in each other.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fail = [0]
        # The patterns that end here, and where the next shorter ones end that end here too: those behind which anything
        # may stand, and those that end a word.
        self._open = _Ends()
        self._closed = _Ends()
        for pattern in patterns:
            if pattern.letters:
                self._add(pattern)
        self._connect()

    def _add(self, pattern: Pattern) -> None:
        node, in_word = 0, pattern.open_before
        for letter in pattern.letters:
            node = self._child(node, letter) if in_word else self._child(self._child(node, _MARK), letter)
            in_word = letter.isalnum()
        (self._open if pattern.open_behind else self._closed).patterns[node].append(pattern)

    def _child(self, node: int, letter: str) -> int:
        following = self._next[node].get(letter)
        if following is None:
            following = len(self._next)
            self._next[node][letter] = following
            self._next.append({})
            self._fail.append(0)
        return following

    def _connect(self) -> None:
        """Say for each beginning of a word where to go on when the next letter does not fit."""
        waiting = deque(self._next[0].values())
        order = []
        while waiting:
            node = waiting.popleft()
            order.append(node)
            for letter, child in self._next[node].items():
                self._fail[child] = self._step(self._fail[node], letter)
                waiting.append(child)
        self._open.connect(order, self._fail)
        self._closed.connect(order, self._fail)

    def _step(self, node: int, letter: str) -> int:
        while node and letter not in self._next[node]:
            node = self._fail[node]
        return self._next[node].get(letter, 0)

    @property
    def is_empty(self) -> bool:
        """Whether it finds nothing at all."""
        return len(self._next) == 1

    def found_in(self, folded: str) -> list[str]:
        """Return the keys of the patterns that a folded text holds, in the order in which they end first."""
        return [pattern.key for pattern in self._hits(" ".join(folded.replace(_MARK, " ").split()))]

    def _hits(self, folded: str) -> Iterator[Pattern]:
        node, in_word = 0, False
        seen_open, seen_closed = set[int](), set[int]()
        for place, letter in enumerate(folded, start=1):
            if not in_word:
                node = self._step(node, _MARK)
            node, in_word = self._step(node, letter), letter.isalnum()
            if node in self._open.first:
                yield from self._open.at(node, seen_open)
            if node in self._closed.first and (place == len(folded) or not folded[place].isalnum()):
                yield from self._closed.at(node, seen_closed)


class _Ends:
    """Where patterns of one sort end: from each node the way through those that end there, the longest first."""

    def __init__(self) -> None:
        self.patterns: defaultdict[int, list[Pattern]] = defaultdict(list)
        # The node itself or the next one on its way back at which a pattern ends, and from there the one after it.
        self.first: dict[int, int] = {}
        self._after: dict[int, int] = {}

    def connect(self, order: Iterable[int], fail: Sequence[int]) -> None:
        """Note the ways; ``order`` has the nodes by the number of their letters."""
        for node in order:
            behind = self.first.get(fail[node])
            if node in self.patterns:
                self.first[node] = node
                if behind is not None:
                    self._after[node] = behind
            elif behind is not None:
                self.first[node] = behind

    def at(self, node: int, seen: set[int]) -> Iterator[Pattern]:
        """Yield what ends at a node and was not seen yet; where one node was seen, so was the whole way behind it."""
        way = self.first.get(node)
        while way is not None and way not in seen:
            seen.add(way)
            yield from self.patterns[way]
            way = self._after.get(way)
