"""Plain text: tidied at the border, cut for excerpts, made into addresses. Nothing here knows any markup."""

import re
import unicodedata
from typing import Literal

MOST_MARKS = 4
# No script has so many signs in a row that are drawn on one letter (UAX #15, stream-safe text).
_LONGEST_PILE = 30
# Such signs, with those between them that cannot be seen; two of the narrow katakana become such signs.
_PILE = re.compile(rf"(?:[^\w\s\x00-\x7f]|[\uff9e\uff9f]){{{_LONGEST_PILE + 1},}}")
_NARROW = "\uff9e\uff9f"
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean_line(text: str) -> str:
    """Return one line of plain text: NFC, no control or direction signs, single spaces, trimmed (E-10, X-13)."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Return text as it is stored: NFC, line feeds only, no control or direction signs, few stacked marks (E-10, X-15)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI_OVERRIDES.sub("", _CONTROLS.sub("", text))
    return _few_marks(normalised("NFC", text)).strip()


def normalised(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode, in a time that grows with its length and no faster (E-33).

    Signs on one letter are sorted, and sorting takes the square of their number; so a letter keeps thirty of them.
    """
    return unicodedata.normalize(form, text if text.isascii() else _PILE.sub(_shorter, text))


def _shorter(pile: re.Match[str]) -> str:
    """Return signs in a row with thirty marks at most after each sign that stands for itself."""
    kept, marks = [], 0
    for sign in pile[0]:
        kind = unicodedata.category(sign)
        is_mark = kind[0] == "M" or sign in _NARROW
        if is_mark:
            marks += 1
        elif kind not in {"Cf", "Cn"}:
            marks = 0
        if not is_mark or marks <= _LONGEST_PILE:
            kept.append(sign)
    return "".join(kept)


def _few_marks(text: str) -> str:
    """Keep at most four marks on one letter, in any script; signs without a look of their own do not count (X-15)."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in {"Mn", "Me"}:
            marks += 1
        elif kind != "Cf":
            marks = 0
        if marks <= MOST_MARKS or kind not in {"Mn", "Me"}:
            kept.append(sign)
    return "".join(kept)


_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def without_controls(text: str) -> str:
    """Return text without the signs that XML does not know."""
    return _NO_XML.sub("", text)


def excerpt(text: str, length: int = 200) -> str:
    """Return the beginning of a plain text, cut between words and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


_SLUG_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(title: str, longest: int = 60) -> str:
    """Return the part of an address that speaks: lower case, umlauts as ae, oe, ue, ss, words joined by hyphens (N-32)."""
    text = normalised("NFC", title).lower().translate(_SLUG_LETTERS)
    text = normalised("NFKD", text).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(text) > longest:
        text = text[:longest].rsplit("-", 1)[0]
    return text.strip("-") or "-"
