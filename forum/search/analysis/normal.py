"""One spelling for one word: what must be equal before anything is compared.

Texts arrive in decomposed form, with soft hyphens from word processors and with the invisible signs of chat
programs. They are cleaned once, and a map back to the original text is kept so that hits can be marked in
what the person really wrote.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from forum.core.text import normalised

# Soft hyphen, zero-width signs and the marks of writing direction never belong to a word.
_INVISIBLE = frozenset(
    map(chr, chain([0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF], range(0x200B, 0x2010), range(0x202A, 0x202F)))
) | frozenset(map(chr, range(0x2060, 0x2070)))

# Signs with the same meaning and the same length, so that no offset moves.
_SAME = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\uff0a": "*",
        "\u00b2": "2",
        "\u00b3": "3",
    }
    | {chr(0x2080 + digit): str(digit) for digit in range(10)}  # CO₂
)

_KEPT_ACCENTS = frozenset("äöüß")


class Clean(NamedTuple):
    """A cleaned text and, where it differs in length from the original, the way back."""

    text: str
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original text of the cleaned text from `start` to `end`."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Clean:
    """Compose the letters of `text` and drop what cannot be seen (requirement Q-01)."""
    # What combines is looked for first: asking whether a heap of marks is composed takes the square of their number.
    if text.isascii() or (not _has_invisible(text) and unicodedata.is_normalized("NFC", text)):
        return Clean(text.translate(_SAME), None, None)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, cluster in _clusters(text):
        composed = _compose(cluster)
        letters.append(composed)
        starts.extend([start] * len(composed))
        ends.extend([end] * len(composed))
    return Clean("".join(letters).translate(_SAME), starts, ends)


def _has_invisible(text: str) -> bool:
    # A text has few different signs, however long it is.
    return any(sign in _INVISIBLE or unicodedata.combining(sign) for sign in set(text) if not sign.isascii())


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each visible letter together with the signs that combine with it."""
    start, end, cluster = 0, 0, ""
    for offset, sign in enumerate(text):
        if sign in _INVISIBLE:
            continue
        if cluster and not (unicodedata.combining(sign) or "\u1160" <= sign <= "\u11ff"):
            yield start, end, cluster
            cluster = ""
        if not cluster:
            start = offset
        cluster += sign
        end = offset + 1
    if cluster:
        yield start, end, cluster


def _compose(cluster: str) -> str:
    composed = normalised("NFC", cluster)
    return "".join(sign for sign in composed if not unicodedata.combining(sign)) or " "


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """Lower the case of a clean word and fold accents, but keep the umlauts and the sharp s."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    return "".join(sign if sign in _KEPT_ACCENTS else _without_accent(sign) for sign in lowered)


# Letters with a stroke are no composed letters, so Unicode does not take them apart.
_STROKES = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}


def _without_accent(sign: str) -> str:
    if sign in _STROKES:
        return _STROKES[sign]
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))


def fold(word: str) -> str:
    """Return the plain form of a clean word with the sharp s written as ss."""
    return plain(word).replace("ß", "ss")


_WITHOUT_UMLAUT = str.maketrans("äöü", "aou")


def bare(word: str) -> str:
    """Return the folded form without umlaut dots, which is how the stems of `stems` are written."""
    return fold(word).translate(_WITHOUT_UMLAUT)
