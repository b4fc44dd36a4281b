"""Finds the parts of compounds: Fußgängerampel is also an Ampel.

No word list from elsewhere is used. The parts are learnt from the words of the site itself, and three short
lists in `forum/search/data` correct what the counting gets wrong (requirement Q-07). A vocabulary never
changes; the next rebuild of the index learns a new one, so that erased words leave it (Q-18).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from forum.search.analysis.lists import read_list
from forum.search.analysis.normal import bare, clean, fold
from forum.search.analysis.stems import singular, stem

LEAST_LETTERS = 4
LONG_HEAD = 10  # A frequent word of this length explains the start of a longer word, whatever follows.
LEAST_TEXTS = 3  # A word counts as a part if it occurs in this many texts.
LONGEST_COMPOUND = 60  # Longer strings are no words; looking for parts in them would only cost time.
LINKS = ("", "s", "n", "en", "er", "es", "e")
_CACHED = 100_000


@dataclass(frozen=True, slots=True)
class WordLists:
    """What editors say about parts: always, never, and never at this place."""

    allowed: frozenset[str]
    denied: frozenset[str]
    denied_splits: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, allow: Iterable[str], deny: Iterable[str]) -> "WordLists":
        """Read lines in the form that `allow.txt` and `deny.txt` explain."""
        lines = [fold(clean(line).text) for line in deny]
        splits = (line.partition("|") for line in lines if "|" in line)
        return cls(
            allowed=frozenset(fold(clean(line).text) for line in allow),
            denied=frozenset(line for line in lines if "|" not in line),
            denied_splits=frozenset((left, right) for left, _, right in splits),
        )


@lru_cache(maxsize=1)
def standard_lists() -> WordLists:
    """Return the lists that come with the platform."""
    return WordLists.of(read_list("allow.txt"), read_list("deny.txt"))


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words that may be parts of other words; made by `learn`, kept as plain words."""

    words: frozenset[str] = frozenset()
    lists: WordLists = field(default_factory=standard_lists)
    _stems: set[str] = field(init=False, default_factory=set, repr=False)
    _starts: set[str] = field(init=False, default_factory=set, repr=False)
    _short: set[str] = field(init=False, default_factory=set, repr=False)
    _found: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        denied = {stem(word) for word in self.lists.denied}
        known = {word: stem(word) for word in map(fold, self.words) if len(word) >= LEAST_LETTERS}
        self._stems.update(set(known.values()) - denied, map(stem, self.lists.allowed))
        self._starts.update(known_stem[:LEAST_LETTERS] for known_stem in self._stems)
        self._short.update(word for word, its_stem in known.items() if len(its_stem) < LEAST_LETTERS)

    @classmethod
    def learn(
        cls, texts: Iterable[Iterable[str]], *, least: int = LEAST_TEXTS, lists: WordLists | None = None
    ) -> "Vocabulary":
        """Take as parts the words that stand in at least `least` of the texts, each given as its words."""
        counts: Counter[str] = Counter()
        for words in texts:
            counts.update({word for word in map(fold, words) if len(word) >= LEAST_LETTERS and word.isalpha()})
        frequent = frozenset(word for word, count in counts.items() if count >= least)
        return cls(frequent, lists or standard_lists())

    @property
    def known(self) -> Iterable[str]:
        """All words that may be parts, also those that editors allow, as they are written in lower case."""
        return self.words | {word for word in self.lists.allowed if len(word) >= LEAST_LETTERS}

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the stems of the parts of a clean word; empty if it is no compound."""
        folded = singular(fold(word))
        found = self._found.get(folded)
        if found is None:
            found = self._split(folded)
            if len(self._found) >= _CACHED:
                self._found.clear()
            self._found[folded] = found
        return found

    def halves(self, word: str) -> tuple[str, ...]:
        """Return the two words of which a clean word is made, without what links them; empty if it is no compound."""
        folded = fold(word)
        if not 6 <= len(folded) <= LONGEST_COMPOUND or not folded.isalpha():
            return ()
        return self._cut(folded) or self._cut(folded, inside=True) or ()

    def letters(self, word: str) -> tuple[str, str]:
        """Return a clean word that is known to be a compound as its start and its end, folded; empty if neither is known."""
        folded, halves = fold(word), self.halves(word)
        if halves:
            return folded.removesuffix(halves[1]), halves[1]
        ends = (folded[cut:] for cut in range(3, min(len(folded), LONGEST_COMPOUND) - 2))
        end = next(filter(self._is_part, ends), "")
        return (folded.removesuffix(end), end) if end else ("", "")

    def _split(self, folded: str) -> tuple[str, ...]:
        if not 6 <= len(folded) <= LONGEST_COMPOUND or not folded.isalpha():
            return ()
        stems = dict.fromkeys(self._parts_of(folded, depth=3))
        stems.pop(stem(folded), None)
        return tuple(stems)

    def _parts_of(self, word: str, depth: int) -> list[str]:
        """Cut where both sides are known and the shorter one is longest, then look into both sides again."""
        best = (self._cut(word) or self._cut(word, inside=True)) if depth else None
        long_head = self._long_head(word) if depth else []
        if best is None:
            return long_head
        deeper = [part for side in best for part in self._parts_of(side, depth - 1)]
        return [*map(stem, best), *long_head, *deeper]

    def _cut(self, word: str, *, inside: bool = False) -> tuple[str, str] | None:
        """Return the two sides of a word; ``inside`` also knows sides that are compounds themselves, as "Parkhaus"."""
        middle = len(word) / 2
        for cut in sorted(range(3, len(word) - 2), key=lambda place: abs(place - middle)):
            head, tail = word[:cut], word[cut:]
            if not (self._is_part(tail) or (inside and self._cut(tail))):
                continue
            if first := self._head(head, tail, inside=inside):
                return self._with_its_s(head, tail) or (first, tail)
        return None

    def _with_its_s(self, head: str, tail: str) -> tuple[str, str] | None:
        """Give a tail the s before it where both are words: "haupts|trasse" is a Hauptstraße."""
        longer = head[-1] + tail
        if head[-1] != "s" or not self._is_part(longer):
            return None
        first = self._head(head[:-1], longer)
        return (first, longer) if first else None

    def _head(self, head: str, tail: str, *, inside: bool = False) -> str:
        """Return the known word at the start, without the letters that link it to the next, or nothing."""
        for link in LINKS:
            first = head[: len(head) - len(link)]
            if not head.endswith(link) or (first, tail) in self.lists.denied_splits:
                continue
            if self._is_part(first) or (inside and self._cut(first)):
                return first
        return ""

    def _long_head(self, word: str) -> list[str]:
        for cut in range(len(word) - LEAST_LETTERS, LONG_HEAD - 1, -1):
            head = word[:cut]
            if (head, word[cut:]) not in self.lists.denied_splits and self._is_part(head):
                return [stem(head), *self._parts_of(head, 1)]
        return []

    def _is_part(self, word: str) -> bool:
        if len(word) < LEAST_LETTERS:
            return word in self.lists.allowed
        # The first letters rule out most cuts without asking for a stem; the stemmer changes ae, oe and ue. Of a short
        # stem any ending would make a word ("spuren" is no "puren"), so only forms count that texts have.
        start = bare(word[:LEAST_LETTERS])
        is_likely = start in self._starts or word in self._short or start[:3] in self.lists.allowed
        if not is_likely and not any(pair in start for pair in ("ae", "oe", "ue")):
            return False
        return stem(word) in self._stems
