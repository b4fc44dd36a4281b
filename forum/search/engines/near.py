"""Words that are spelt nearly alike, for "did you mean": the same rule for every engine."""

from collections.abc import Iterable

from forum.search.analysis import plain

LEAST_LETTERS = 4  # shorter words are alike by chance
_LONG = 6  # letters from which two slips are forgiven
_MOST_LETTERS = 40


def asked(word: str) -> str:
    """Return a word as the index knows it, or nothing where it makes no sense to look for similar ones."""
    found = plain(word)
    return found if LEAST_LETTERS <= len(found) <= _MOST_LETTERS and found.isalpha() else ""


def slips(word: str) -> int:
    """Return how many slips of typing are forgiven in a word."""
    return 2 if len(word) >= _LONG else 1


def nearest(word: str, words: Iterable[tuple[str, int]]) -> list[str]:
    """Order words with their frequencies by nearness, then by frequency; those too far off are left out."""
    most = slips(word)
    letters = set(word)
    ranked = []
    for other, frequency in words:
        # Each slip changes two letters of the set at most, which rules most words out without counting.
        if other == word or len(letters ^ set(other)) > 2 * most or not other.isalpha():
            continue
        distance = _distance(word, other, most)
        if distance <= most:
            ranked.append((distance, -frequency, other))
    return [other for _distance, _frequency, other in sorted(ranked)]


def is_one_slip(word: str, other: str) -> bool:
    """Tell whether one slip of typing makes one word of the other; of short ones it makes many, so it says nothing."""
    return len(word) >= _LONG and _distance(word, other, 1) <= 1


def _distance(one: str, other: str, most: int) -> int:
    """Count letters put in, left out, changed or swapped with the next one (Damerau 1964, Levenshtein 1966)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one):
        before, last, row = row, before, [place + 1]
        for column, against in enumerate(other):
            cost = min(before[column] + (letter != against), before[column + 1] + 1, row[column] + 1)
            if place and column and letter == other[column - 1] and one[place - 1] == against:
                cost = min(cost, last[column - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
