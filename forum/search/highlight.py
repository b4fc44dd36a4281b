"""Finds the passages of a text that show why it was found (requirement Q-31).

Passages are segments of plain text with a mark, never HTML: the template escapes each and puts `mark`
around hits.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from forum.search.analysis import (
    Kind,
    Token,
    Vocabulary,
    bare,
    exact_tokens,
    phrase_terms,
    query_terms,
    stem,
    tokens,
)
from forum.search.engines.contents import spellings
from forum.search.syntax import Query, Term, TermKind

LOOKED_AT = 2_500  # characters from the start of the text
PASSAGE = 220  # characters, about two lines
_LEAD = 60  # characters before the first hit
_LEAST_PART = 3  # letters
# Letters that a form of a word has less or more than its stem: "ß" is "ss" there, and "-innen" is the longest ending.
_MOST_SHORTER, _MOST_LONGER = 2, 7

Segment = tuple[str, bool]
Passage = tuple[Segment, ...]
Span = tuple[int, int]


class _Wanted(NamedTuple):
    """What to mark: stems, spellings of starts of words, and rows of exact words."""

    stems: frozenset[str]
    starts: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]


def highlight(
    text: str, query: Query, *, limit: int = 2, vocabulary: Vocabulary | None = None, language: str = "de"
) -> list[Passage]:
    """Return up to `limit` passages with hits, in the order of the text; without hits the beginning."""
    shown = text[:LOOKED_AT]
    spans = _spans(shown, _wanted(query), vocabulary, language)
    windows = _windows(shown, spans, limit) or [_window(shown, 0)]
    return [_segments(text, window, spans) for window in windows if window[0] < window[1]]


def says(text: str, query: Query) -> bool:
    """Tell whether anything that was asked for stands in the text, wherever it does."""
    return bool(_spans(text, _wanted(query), None, query.language))


def _wanted(query: Query) -> _Wanted:
    asked = [term for group in query.any_of for term in group]
    asked += [Term(TermKind.WORD, " ".join(query.words))]
    asked += [Term(TermKind.PHRASE, text) for text in query.phrases]
    asked += [Term(TermKind.PREFIX, text) for text in query.prefixes]
    stems: set[str] = set()
    for term in asked:
        if term.kind is TermKind.WORD:
            ways = (one.alternatives for one in query_terms(term.text, language=query.language) if not one.optional)
            stems.update(stem for way in ways for alternative in way for stem in alternative)
    starts = tuple(start for term in asked if term.kind is TermKind.PREFIX for start in spellings(term.text))
    phrases = (phrase_terms(term.text) for term in asked if term.kind is TermKind.PHRASE)
    return _Wanted(frozenset(stems), starts, tuple(row for row in phrases if row))


def _spans(text: str, wanted: _Wanted, vocabulary: Vocabulary | None, language: str) -> list[Span]:
    """Return the places to mark, in order and without overlap."""
    every = tokens(text, vocabulary, language=language)
    beside: dict[int, set[str]] = {}
    for token in every:
        beside.setdefault(token.position, set()).add(token.term)
    hits = (token for token in every if token.term in wanted.stems)
    found = {_place(text, token, frozenset(beside[token.position])) for token in hits}
    if wanted.starts or wanted.phrases:
        exact = exact_tokens(text)
        found.update((one.start, one.end) for one in exact if one.term.startswith(wanted.starts))
        for phrase in wanted.phrases:
            found.update(_rows(exact, phrase))
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _place(text: str, token: Token, beside: frozenset[str]) -> Span:
    """Return where a term stands; of a compound that was found by its part, the letters of the part.

    `beside` are all terms of the word: the part ends where the word does, or where another of them begins.
    """
    word = text[token.start : token.end]
    if token.kind is not Kind.PART or not word.isalpha():
        return token.start, token.end
    start, end = _cut(word, token.term, beside)
    return token.start + start, token.start + end


@lru_cache(maxsize=10_000)
def _cut(word: str, term: str, beside: frozenset[str]) -> Span:
    """Return the letters of a word whose stem is the term.

    A stem and its forms differ by few letters, so of a long word only pieces of about that length are looked at.
    """
    size, least = len(word), max(_LEAST_PART, len(term) - _MOST_SHORTER)
    cuts = [
        (start, end)
        for start in range(size)
        if bare(word[start].lower()) == term[0]
        for end in range(start + least, min(size, start + len(term) + _MOST_LONGER) + 1)
        if stem(word[start:end]) == term
    ]
    cuts.sort(key=lambda cut: (cut[1] != size and stem(word[cut[1] :]) not in beside, cut[1] - cut[0]))
    return cuts[0] if cuts else (0, size)


def _rows(exact: list[Token], phrase: tuple[str, ...]) -> list[Span]:
    """Return where the words of a phrase stand in a row."""
    at: dict[int, list[Token]] = {}
    for token in exact:
        at.setdefault(token.position, []).append(token)
    rows = []
    for position, here in at.items():
        row = [
            next((one for one in at.get(position + step, ()) if one.term == word), None)
            for step, word in enumerate(phrase)
        ]
        last = row[-1]
        if last is not None and all(row):
            rows.append((here[0].start, last.end))
    return rows


def _windows(text: str, spans: list[Span], limit: int) -> list[Span]:
    """Choose the passages with the most hits, in the order of the text."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    candidates = sorted(
        {_window(text, start) for start in starts},
        key=lambda window: (bisect_left(starts, window[0]) - bisect_right(ends, window[1]), window),
    )
    chosen: list[Span] = []
    for window in candidates:
        if len(chosen) < limit and all(window[1] <= other[0] or other[1] <= window[0] for other in chosen):
            chosen.append(window)
    return sorted(chosen)


def _window(text: str, hit: int) -> Span:
    """Return a passage around a hit that begins and ends between words."""
    start = max(0, min(hit - _LEAD, len(text) - PASSAGE))
    end = min(len(text), start + PASSAGE)
    if start > 0:
        space = text.find(" ", start, hit)
        start = space + 1 if space >= 0 else hit
    if end < len(text):
        space = text.rfind(" ", hit, end)
        end = space if space > hit else end
    return start, end


def _segments(text: str, window: Span, spans: list[Span]) -> Passage:
    """Return a passage in segments, with an ellipsis on each side where the text goes on."""
    segments: list[Segment] = [("… ", False)] if text[: window[0]].strip() else []
    place = window[0]
    for start, end in spans:
        first, last = max(start, place), min(end, window[1])
        if first >= last:
            continue
        if first > place:
            segments.append((text[place:first], False))
        segments.append((text[first:last], True))
        place = last
    if place < window[1]:
        segments.append((text[place : window[1]], False))
    return (*segments, (" …", False)) if text[window[1] :].strip() else tuple(segments)
