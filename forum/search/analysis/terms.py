"""What to look for: the words of a query with all the ways in which a text may say them."""

from typing import NamedTuple

from forum.search.analysis.normal import clean, fold, plain
from forum.search.analysis.scan import Piece, Shape, pieces
from forum.search.analysis.stems import stem
from forum.search.analysis.tokens import FUNCTION_WORDS, Kind, exact_tokens

# Any of these says the same; inside one of them all terms must be there.
Alternatives = tuple[tuple[str, ...], ...]


class QueryTerm(NamedTuple):
    """One word or name of a query."""

    alternatives: Alternatives
    exact: tuple[str, ...]  # spellings that rank first where stems collide (requirement Q-05)
    optional: bool  # function words may be missing in a hit if the query has other words


def query_terms(text: str, *, language: str = "de") -> list[QueryTerm]:
    """Return what a text must contain to match the words of `text`, in order."""
    found = list(pieces(clean(text).text))
    joined = _joined_neighbours(found, language)
    terms = []
    for piece, together in zip(found, joined, strict=True):
        alternatives = dict.fromkeys((*_alternatives(piece, language), *together))
        optional = piece.shape is Shape.WORD and fold(piece.whole) in FUNCTION_WORDS
        terms.append(QueryTerm(tuple(alternatives), _exact(piece), optional))
    if all(term.optional for term in terms):
        return [term._replace(optional=False) for term in terms]
    return terms


def is_function_word(word: str) -> bool:
    """Tell whether a word may be missing in a hit of a question that has other words."""
    return fold(clean(word).text) in FUNCTION_WORDS


def _alternatives(piece: Piece, language: str) -> Alternatives:
    if piece.shape is Shape.WORD:
        return ((stem(piece.whole, language),),)
    if piece.shape is Shape.GENDER:
        return tuple((stem(form, language),) for form in piece.parts)
    parts = tuple(stem(part, language) for part in piece.parts)
    if piece.shape is Shape.JOINED:
        return ((stem(piece.whole, language),), parts)
    return ((plain(piece.whole),), parts) if len(parts) > 1 else ((plain(piece.whole),),)


def _exact(piece: Piece) -> tuple[str, ...]:
    if piece.shape is Shape.GENDER:
        return tuple(plain(form) for form in (piece.whole, *piece.parts))
    return (plain(piece.whole),)


def _joined_neighbours(found: list[Piece], language: str) -> list[list[tuple[str, ...]]]:
    """Let "U Bahn", "Smart City Board" and "Rad Weg" also find the joined word, for each of the words."""
    together: list[list[tuple[str, ...]]] = [[] for _ in found]
    for size in (2, 3):
        for first in range(len(found) - size + 1):
            run = found[first : first + size]
            if any(piece.shape is not Shape.WORD or len(piece.whole) > 30 for piece in run):
                continue
            term = stem("".join(piece.whole for piece in run), language)
            for place in range(first, first + size):
                together[place].append((term,))
    return together


def phrase_terms(text: str) -> tuple[str, ...]:
    """Return the exact words of a phrase, one for each position."""
    return tuple(token.term for token in exact_tokens(text) if token.kind is Kind.EXACT)
