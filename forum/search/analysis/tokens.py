"""Turns a text into the terms an index keeps: stems and parts for finding, exact words for phrases."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from forum.search.analysis.compounds import Vocabulary
from forum.search.analysis.lists import read_list
from forum.search.analysis.normal import clean, fold, plain
from forum.search.analysis.scan import Piece, Shape, pieces
from forum.search.analysis.stems import stem
from forum.search.analysis.suspended import completed

WEIGHT_NAME_PART = 0.6  # Bahn in U-Bahn
WEIGHT_COMPOUND_PART = 0.4  # Ampel in Fußgängerampel
FUNCTION_WORDS = frozenset(map(fold, read_list("function_words.txt")))
_LEAST_APART = 3  # letters of each of two words that may be one


class Kind(Enum):
    """What a token stands for."""

    WORD = "word"  # a whole word or name, as its stem
    PART = "part"  # a part of it, worth less
    EXACT = "exact"  # a word as it was written; one stands at each position
    VARIANT = "variant"  # another exact word for the same position


class Token(NamedTuple):
    """One term at one place; `start` and `end` are offsets in the original text."""

    term: str
    kind: Kind
    position: int
    start: int
    end: int
    weight: float = 1.0


def tokens(text: str, vocabulary: Vocabulary | None = None, *, language: str = "de") -> list[Token]:
    """Return the stems of a text and, with lower weight, the parts of its names and compounds.

    Several tokens may share a position. English texts have no compounds, so `vocabulary` is not asked for
    them.
    """
    cleaned = clean(text)
    asked = vocabulary if language == "de" else None
    found: list[Token] = []
    row = list(pieces(cleaned.text))
    whole = completed(cleaned.text, row, asked) if asked is not None else {}
    for position, piece in enumerate(row):
        start, end = cleaned.span(piece.start, piece.end)
        terms = _stems(piece, asked, language)
        if position in whole:
            terms.setdefault(stem(whole[position], language), WEIGHT_NAME_PART)
        for term, weight in terms.items():
            kind = Kind.WORD if weight == 1.0 else Kind.PART
            found.append(Token(term, kind, position, start, end, weight))
        together = _together(cleaned.text, row[position : position + 2], asked) if asked is not None else ""
        if together and (term := stem(together, language)) not in terms:
            end = cleaned.span(piece.start, row[position + 1].end)[1]
            found.append(Token(term, Kind.PART, position, start, end, WEIGHT_NAME_PART))
    return found


def _together(text: str, pair: Sequence[Piece], vocabulary: Vocabulary) -> str:
    """Return two words, folded, that texts also write as one, as "Car Sharing"; little words make no such pair."""
    if len(pair) < 2 or any(piece.shape is not Shape.WORD or len(piece.whole) < _LEAST_APART for piece in pair):
        return ""
    first, second = fold(pair[0].whole), fold(pair[1].whole)
    is_known = first + second in vocabulary.words and text[pair[0].end : pair[1].start] == " "
    return first + second if is_known and not {first, second} & FUNCTION_WORDS else ""


def _stems(piece: Piece, vocabulary: Vocabulary | None, language: str) -> dict[str, float]:
    """Return the terms of a piece with their weights; a term that occurs twice keeps the higher weight."""
    if piece.shape is Shape.WORD:
        whole: tuple[str, ...] = (piece.whole,)
        parts: tuple[str, ...] = ()
    elif piece.shape is Shape.GENDER:
        whole, parts = piece.parts, ()
    else:
        whole, parts = (piece.whole,), piece.parts
    if piece.shape in {Shape.CODE, Shape.MEASURE}:
        terms = {plain(piece.whole): 1.0}
    else:
        terms = {stem(word, language): 1.0 for word in whole}
    for part in parts:
        # A single letter is found as part of its name only; alone it would match every list "a, b, c".
        if len(part) > 1 or part.isdigit():
            terms.setdefault(stem(part, language), WEIGHT_NAME_PART)
    if vocabulary is not None and piece.shape not in {Shape.CODE, Shape.MEASURE}:
        # The joined form of a name is no word, so only its parts are looked into.
        for word in parts or whole:
            for term in vocabulary.parts(word):
                terms.setdefault(term, WEIGHT_COMPOUND_PART)
    return terms


def exact_tokens(text: str) -> list[Token]:
    """Return the words of a text as written, all of them, for phrases (requirement Q-08).

    Names with hyphens stand as their words in a row, so that a phrase finds them with hyphens and with
    spaces. At each position one token is EXACT; VARIANT tokens are other ways to say the same.
    """
    cleaned = clean(text)
    found: list[Token] = []
    position = 0
    for piece in pieces(cleaned.text):
        start, end = cleaned.span(piece.start, piece.end)
        row, variants = _spellings(piece)
        others = [Token(word, Kind.VARIANT, position, start, end) for word in variants if word != row[0]]
        placed = [Token(word, Kind.EXACT, position + step, start, end) for step, word in enumerate(row)]
        found += [placed[0], *others, *placed[1:]]
        position += len(row)
    return found


def _spellings(piece: Piece) -> tuple[list[str], list[str]]:
    whole = plain(piece.whole)
    if piece.shape is Shape.JOINED:
        return [plain(part) for part in piece.parts], [whole]
    if piece.shape in {Shape.GENDER, Shape.MEASURE}:
        return [whole], [plain(form) for form in piece.parts]
    if ".".join(piece.parts).lower() == piece.whole:  # "Ende.Anfang" is two words that lack a space.
        return [plain(part) for part in piece.parts], [whole]
    return [whole], []


def words(text: str) -> Iterator[str]:
    """Yield the plain words of a text, names taken apart; this is what a vocabulary learns from."""
    for piece in pieces(clean(text).text):
        if piece.shape is Shape.WORD:
            yield piece.whole
        elif piece.shape is not Shape.CODE:
            yield from piece.parts
