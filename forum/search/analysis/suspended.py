"""Completes words of which a hyphen leaves half to another: "Geh- und Radweg" speaks of a Gehweg too (Q-07).

German writes what two compounds share once. About one in ten of the citizens' ideas has such a pair, most often for
ways and for crossings, so whoever looks for one of the words would miss them.
"""

import re
from collections.abc import Iterator, Sequence

from forum.search.analysis.compounds import Vocabulary
from forum.search.analysis.normal import fold
from forum.search.analysis.scan import Piece, Shape

_LINKS = frozenset({"und", "oder", "sowie", "bzw", "beziehungsweise", "bis", "u", "als", "wie", "auch"})
_HANGING = re.compile(r"-[\s,/]|[\s/]-")
_FURTHEST = 8  # pieces between the hyphen and the word that it waits for, as in "Rad-, Fuß-, Reit- und Wanderwege"


def completed(text: str, found: Sequence[Piece], vocabulary: Vocabulary) -> dict[int, str]:
    """Return the whole words, folded, of the pieces of a clean text that are only half of one, by their place."""
    return dict(_completed(text, found, vocabulary)) if _HANGING.search(text) else {}


def _completed(text: str, found: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    for place, piece in enumerate(found):
        if _lacks_end(text, piece):
            tail = vocabulary.letters(_donor_of_end(text, found, place))[1]
            if tail:
                yield place, fold(piece.whole) + tail
        elif _lacks_start(text, piece):
            head = vocabulary.letters(_donor_of_start(text, found, place))[0]
            if head:
                yield place, head + fold(piece.whole)


def _lacks_end(text: str, piece: Piece) -> bool:
    return piece.shape is Shape.WORD and bool(_HANGING.match(text, piece.end, piece.end + 2))


def _lacks_start(text: str, piece: Piece) -> bool:
    return piece.shape is Shape.WORD and bool(_HANGING.fullmatch(text, max(piece.start - 2, 0), piece.start))


def _says_and(text: str, place: int) -> bool:
    return text[place : place + 4].lstrip("- ")[:1] in {"/", "&"}


def _donor_of_end(text: str, found: Sequence[Piece], place: int) -> str:
    """Return the word whose end is meant: the first whole one after "und", behind others that wait for it too."""
    # "Geh-/Radweg" and "Geh- & Radweg" say "und" by a sign.
    is_linked = _says_and(text, found[place].end)
    for piece in found[place + 1 : place + 1 + _FURTHEST]:
        if piece.shape is Shape.WORD and fold(piece.whole) in _LINKS:
            is_linked = True
        elif not _lacks_end(text, piece):
            return piece.whole if is_linked and piece.shape is Shape.WORD else ""
    return ""


def _donor_of_start(text: str, found: Sequence[Piece], place: int) -> str:
    """Return the word whose start is meant: "Radwege" in "Radwege und -straßen"."""
    if place and _says_and(text, found[place - 1].end):
        donor = found[place - 1]
    elif place > 1 and fold(found[place - 1].whole) in _LINKS:
        donor = found[place - 2]
    else:
        return ""
    return donor.whole if donor.shape is Shape.WORD else ""
