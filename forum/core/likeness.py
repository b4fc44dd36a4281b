"""How alike two titles or texts are, by their words and letters, without any outside service (N-04, N-05)."""

import re

from forum.core.text import normalised

STEM = 7

_WORD = re.compile(r"[a-z0-9]{3,}")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STOP = frozenset(
    "aber alle als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer eines fuer "
    "gegen hat haben ich ihr ihre im in ist kann kein keine man mehr mit nach nicht noch nur oder ohne sein sich sie "
    "sind soll sollte sollten ueber um und uns unser unsere unter vom von vor was weil wenn werden wie wir wird zu zum zur "
    "braunschweig stadt idee".split()
)


def title_key(title: str) -> str:
    """Return a title in lower case and simple letters, so that both spellings of a word are one."""
    return _simple(title)[:300]


def text_stems(title: str, text: str) -> frozenset[str]:
    """Return the beginnings of the words of a title and its text that carry meaning."""
    return stems(_simple(f"{title} {text}"))


def _simple(text: str) -> str:
    text = normalised("NFC", text).casefold().translate(_LETTERS)
    text = normalised("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", text))


def stems(key: str) -> frozenset[str]:
    """Return the beginnings of the words of a title key that carry meaning."""
    return frozenset(word[:STEM] for word in _WORD.findall(key) if word not in _STOP)


def likeness(one: str, other: str) -> float:
    """Return how alike two title keys are, from 0 to 1: shared word stems and shared groups of three letters."""
    return 0.5 * _dice(stems(one), stems(other)) + 0.5 * _dice(_threes(one), _threes(other))


def sameness(titles: tuple[str, str], words: tuple[frozenset[str], frozenset[str]]) -> float:
    """Return how likely two texts mean the same, from 0 to 1: their title keys say less of it than all their words.

    The weights are those that part labelled pairs of real ideas best; see ``docs/similar-ideas.md``.
    """
    return 0.3 * likeness(*titles) + 0.7 * _dice(*words)


def _threes(key: str) -> frozenset[str]:
    return frozenset(key[place : place + 3] for place in range(len(key) - 2))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
