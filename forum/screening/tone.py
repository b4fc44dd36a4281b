"""Hints before somebody publishes: a friendly word about the tone, and about data that everybody would read.

They suggest and never keep anybody from anything. The text is looked at on the own server by a list of words and three
counts, and nothing of it is kept, counted or shown to anybody else.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from forum.core.i18n import _
from forum.screening.words import Pattern, Words

# Longer texts are looked at as far as this; it is what a post can hold.
LONGEST = 20_000
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
_PHONE = re.compile(r"(?<![\d/.-])(?:\+49|0)[\d /()-]{7,20}\d(?!\d)")
# Days and months in figures, which look like numbers of telephones beside each other.
_DATE = re.compile(r"(?<!\d)(?:[0-3]?\d[/-]){1,2}(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"\b[^\W\d_]{4,40}\b")
# Short names of offices and companies have no vowel often, or stand between many other words.
_VOWELS = frozenset("AEIOUÄÖÜY")
_MARKS = re.compile(r"[!?]{3,}")
SHOUTED_WORDS, SHOUTED_SHARE = 3, 1 / 3


@cache
def _hurting() -> Words:
    lines = (Path(__file__).parent / "data" / "tone.txt").read_text(encoding="utf-8").splitlines()
    return Words(Pattern.of(line) for line in lines if line and not line.startswith("#"))


def _hurts(text: str) -> str | None:
    found = _hurting().found_in(text)
    if not found:
        return None
    words = ", ".join(f"„{word.strip('*')}…“" if "*" in word else f"„{word}“" for word in found[:3])
    sentence: str = _(
        "Das kann jemanden verletzen: %(words)s. Was stört Sie genau? Schreiben Sie das, dann wird Ihr Text eher gelesen.",
        words=words,
    )
    return sentence


def _shouts(text: str) -> str | None:
    words = _WORD.findall(text)
    shouted = [word for word in words if word.isupper() and not _VOWELS.isdisjoint(word)]
    if len(shouted) < SHOUTED_WORDS or len(shouted) < SHOUTED_SHARE * len(words):
        return None
    sentence: str = _(
        "Viele Wörter in Großbuchstaben lesen sich wie Schreien. Mit **Sternchen** wird ein Wort wichtig."
    )
    return sentence


def _insists(text: str) -> str | None:
    sentence: str = _("Ein Satzzeichen genügt: Viele hintereinander wirken schnell ungeduldig.")
    return sentence if _MARKS.search(text) else None


def _shows_data(text: str) -> str | None:
    if not _MAIL.search(text) and not _PHONE.search(_DATE.sub("", text)):
        return None
    sentence: str = _(
        "Im Text steht eine Telefonnummer oder E-Mail-Adresse. Alle können sie lesen. Soll sie wirklich dort stehen?"
    )
    return sentence


CHECKS: tuple[Callable[[str], str | None], ...] = (_hurts, _shouts, _insists, _shows_data)


def hints(text: str) -> list[str]:
    """Return what might be said more kindly or better left out, in the reader's language; often nothing."""
    return [sentence for check in CHECKS if (sentence := check(text[:LONGEST]))]
