"""The stem of a word, German or English, with our own exceptions to the Snowball rules.

Snowball's German rules already treat ü, ue and u alike where that is safe (requirement Q-06). They do not
know foreign plurals such as Kitas and Autos; these are listed in `data/exceptions.txt`, where editors can
add to them.
"""

from functools import lru_cache
from threading import Lock

import snowballstemmer

from forum.search.analysis.lists import read_list
from forum.search.analysis.normal import bare, fold

LANGUAGES = {"de": "german", "en": "english"}

# A stemmer holds the word it works on, so two threads may not use it at once; the cache makes waiting rare.
_stemmers = {code: snowballstemmer.stemmer(name) for code, name in LANGUAGES.items()}
_lock = Lock()


def _read_exceptions() -> tuple[dict[str, str], dict[str, str]]:
    """Return whole words and word endings with what stands for them."""
    words: dict[str, str] = {}
    endings: dict[str, str] = {}
    for line in read_list("exceptions.txt"):
        form, base = fold(line).split()
        if form.startswith("*"):
            endings[form[1:]] = base[1:]
        else:
            words[form] = base
    return words, endings


_words, _endings = _read_exceptions()
_ending_lengths = sorted({len(ending) for ending in _endings}, reverse=True)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "de") -> str:
    """Return the stem of a clean word; words with a digit are names and stay whole.

    An unknown language is treated as German, the language of the site.
    """
    folded = fold(word)
    if any(sign.isdigit() for sign in folded):
        return bare(folded)
    if language != "en":
        folded = singular(folded)
    stemmer = _stemmers.get(language, _stemmers["de"])
    with _lock:
        return str(stemmer.stemWord(folded)) or folded


def singular(folded: str) -> str:
    """Return the word that stands for a folded German one by our own list, which is mostly the word itself."""
    if folded in _words:
        return _words[folded]
    for length in _ending_lengths:
        base = _endings.get(folded[-length:])
        if base is not None:
            return folded[:-length] + base
    return folded
