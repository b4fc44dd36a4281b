"""Leichte Sprache: what a text still has in it that makes it hard to read, as a list for whoever writes it (A-25).

The rules are those of the BITV 2.0, Anlage 2, as far as a program can see them. It warns and never refuses: whether a text
is easy, people of a test group say, who read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from forum.core.i18n import lazy

MOST_WORDS = 12
MOST_LETTERS = 14
# A text of more words tells somebody what to do, and so has to speak to them.
INSTRUCTIONS = 40
# More than this many characters of a word or sentence say no more about where it stands.
MOST_SHOWN = 80

Weight = Literal["error", "warning", "hint"]
WEIGHTS = {"error": lazy("Fehler"), "warning": lazy("Warnung"), "hint": lazy("Hinweis")}
SAID = {
    "long_sentence": lazy("Dieser Satz hat mehr als 12 Wörter. Machen Sie zwei daraus."),
    "commas": lazy("Dieser Satz hat mehr als ein Komma. Sagen Sie einen Gedanken nach dem anderen."),
    "abbreviation": lazy("Schreiben Sie die Abkürzung aus."),
    "capitals": lazy("Erklären Sie diese Abkürzung oder schreiben Sie sie aus."),
    "number": lazy("Große Zahlen sind schwer. Schreiben Sie „viele“ oder erklären Sie die Zahl mit einem Vergleich."),
    "compound": lazy("Trennen Sie lange Wörter mit einem Bindestrich, zum Beispiel Stadt-Verwaltung."),
    "passive": lazy("Sagen Sie, wer etwas tut: „Wir lesen die Idee“ statt „Die Idee wird gelesen“."),
    "genitive": lazy("Schreiben Sie „von der Stadt“ statt „der Stadt“ und „vom Amt“ statt „des Amtes“."),
    "subjunctive": lazy("Schreiben Sie, was ist, und nicht, was sein könnte."),
    "address": lazy("Sprechen Sie die Leserinnen und Leser mit „Sie“ an."),
}

_SENTENCE = re.compile(r"[^.!?:\n]+[.!?:]?")
_WORD = re.compile(r"[^\W\d_]+(?:[-·][^\W\d_]+)*")
_SHORT = re.compile(
    r"(?<!\w)(?:[A-Za-zÄÖÜäöü]\.\s?){2,}|(?<!\w)(?:bzw|usw|etc|ggf|inkl|ca|evtl|vgl|sog|max|min|Nr|Abs|Art|Str|Tel)\.",
)
_CAPITALS = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{2,}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:[. ]\d{3})+(?!\d)|(?<![\w.])\d{4,}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurden?|worden)\b[^,]*\b(?:\w*ge\w{2,}(?:t|en)|\w+iert|(?:be|er|ver|ent)\w+t)\b"
)
_GENITIVE = re.compile(r"\b(?:des|eines)\s+(?:\w+\s+)?[A-ZÄÖÜ]\w*s\b")
_SUBJUNCTIVE = re.compile(r"\b(?:würde|könnte|hätte|wäre|müsste|dürfte)(?:n|st|t)?\b", re.IGNORECASE)
_MARKS = re.compile(r"\]\([^)\s]*\)|https?://\S+|[*_#>`\[\]()]")


@dataclass(frozen=True)
class Finding:
    """What is hard, how much it matters, and where it stands; ``rule`` is a key of ``SAID``."""

    rule: str
    weight: Weight
    place: str


def findings(text: str) -> list[Finding]:
    """Return what makes a text hard to read, in the order of the text; addresses and marks of Markdown do not count."""
    plain = _MARKS.sub(" ", text)
    # The full stops of abbreviations and of thousands end no sentence.
    whole = _NUMBER.sub(
        lambda found: found[0].replace(".", ""), _SHORT.sub(lambda found: found[0].replace(".", ""), plain)
    )
    found = [*_short_forms(plain), *(one for sentence in _SENTENCE.findall(whole) for one in _of(sentence.strip()))]
    if len(_WORD.findall(plain)) > INSTRUCTIONS and not re.search(r"\b(?:Sie|Ihr\w*|Ihnen)\b", plain):
        found.append(Finding("address", "hint", ""))
    return list(dict.fromkeys(found))


def _short_forms(text: str) -> Iterator[Finding]:
    for match in _SHORT.finditer(text):
        yield Finding("abbreviation", "error", match[0].strip())
    for match in _CAPITALS.finditer(text):
        yield Finding("capitals", "hint", match[0])
    for match in _NUMBER.finditer(text):
        if not _YEAR.fullmatch(match[0]):
            yield Finding("number", "hint", match[0])


def _of(sentence: str) -> Iterator[Finding]:
    words = _WORD.findall(sentence)
    place = sentence if len(sentence) <= MOST_SHOWN else sentence[: MOST_SHOWN - 1].rstrip() + "…"
    if len(words) > MOST_WORDS:
        yield Finding("long_sentence", "warning", place)
    if sentence.count(",") > 1:
        yield Finding("commas", "hint", place)
    for word in words:
        if any(len(part) > MOST_LETTERS for part in re.split(r"[-·]", word)):
            yield Finding("compound", "warning", word[:MOST_SHOWN])
    for rule, pattern in (("passive", _PASSIVE), ("genitive", _GENITIVE), ("subjunctive", _SUBJUNCTIVE)):
        if pattern.search(sentence):
            yield Finding(rule, "hint", place)
