"""Blackening words of a text: what stands there is taken out and nothing else is changed (M-13).

One way for all texts that are kept in versions. Of a version ``texts`` are what every version has, such as title and
wording; ``beside`` are other texts of the same thing that have no versions of their own, as they were when words in them
were blackened. Whose texts these are, and where they lie, is the business of their packages.
"""

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from html import unescape
from typing import Any, Protocol
from unicodedata import category

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import clean_line

BLACK = "█████"
# The signs of Markdown that may stand within words.
_STRESS = re.compile(r"[*_~`\\]")
# What a reader does not see of a source, or sees as another letter: comments, letters by their number or name, addresses
# of links, signs of Markdown; then each letter by itself.
SPELLED = r"<!--.*?-->|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);"
# A number to call: with the prefix of the country or a zero before it, and signs between its digits.
_NUMBER = re.compile(r"(?:\+|\(?0)[\d\s()/.\-–]{5,30}")
_COUNTRY = re.compile(r"^(?:(?:\+|00)\s?49[\s/.-]*(?:\(0\))?|\(?0)")
_BETWEEN, _LEAST_DIGITS = r"[\s()/.\-–]{0,3}", 6
_PIECES = re.compile(SPELLED + r"|\]\([^)\s]*\)|[*_~`\\\[]|.", re.DOTALL)


class VersionKind(enum.StrEnum):
    """How a version of a text came about; the history tells it, so that no reason of an author can imitate it (M-13)."""

    WRITTEN = "written"
    # The moderation blackened passages, or gave back what it had blackened.
    BLACKENED = "blackened"
    GIVEN_BACK = "given_back"


class Version(Protocol):
    """An earlier version of a text; ``blackened`` are the words that were taken out of it, one a line."""

    version: Any
    kind: Any
    reason: Any
    hidden_at: Any
    blackened: Any

    @property
    def texts(self) -> Mapping[str, str]:
        """What every version has, by name."""

    @property
    def beside(self) -> Mapping[str, str]:
        """The texts without versions in which words were blackened, as they were before."""


def passages_in(texts: Mapping[str, str], named: Sequence[str]) -> list[str]:
    """Return the passages that are to be blackened. Raises Invalid for one that stands nowhere, or is black already.

    Only what stands in a text can be named, so no word changes but those.
    """
    wanted = words_of(named)
    if not wanted or not all(any(says(text, word) for text in texts.values()) for word in wanted):
        sentence = _("Bitte nennen Sie Stellen, die genau so im Text stehen, und immer ganze Wörter.")
        raise Invalid(fields={"passages": [sentence]})
    if any(BLACK in word for word in wanted):
        raise Invalid(fields={"passages": [_("Bitte nennen Sie nur Stellen, die noch zu lesen sind.")]})
    return wanted


def words_of(passages: Iterable[str]) -> list[str]:
    """Return passages as they are looked for and kept."""
    return [word for passage in passages if (word := clean_line(passage))]


def blackened(text: str, words: Iterable[str]) -> str:
    """Return a text without these words, however large their letters are; a longer passage goes before a part of it.

    What ``says`` finds goes, neither more nor less: otherwise nobody could edit a text in which the words still stand.
    """
    for word in sorted(words, key=len, reverse=True):
        for as_read in (False, True):
            text = _barred(text, word, as_read=as_read)
    return text


def says(text: str, words: str) -> bool:
    """Tell whether a reader finds these words in a text, however large its letters are and however they are written."""
    return any(_found(text, words, as_read=way) for way in (False, True))


def _barred(text: str, words: str, *, as_read: bool) -> str:
    """Return a text with a bar where the words are found in one of the two ways; signs of stress between them stay."""
    for start, end in reversed(_found(text, words, as_read=as_read)):
        # An open sign of stress is closed behind the bar, and of a link nothing is left.
        signs = "".join(_STRESS.findall(text[start:end])) if as_read and not _STRESS.search(words) else ""
        before = text[:start].removesuffix("[") if "](" in text[start:end] else text[:start]
        text = before + BLACK + signs + text[end:]
    return text


def _found(text: str, words: str, *, as_read: bool) -> list[tuple[int, int]]:
    """Return from where to where words stand in a text, as they are written or as they are read."""
    wanted = "".join(letters for letters, _start, _end in _letters(words, as_read=as_read)).strip()
    if not wanted:
        return []
    # Folding may make two letters of one, and others fall away, so each says where it stood.
    found = list(_letters(text, as_read=as_read))
    places = [(start, end) for letters, start, end in found for _letter in letters]
    folded = "".join(letters for letters, _start, _end in found)
    spans = (one.span() for one in _whole(wanted).finditer(folded))
    return [(places[start][0], places[end - 1][1]) for start, end in spans]


def _letters(text: str, *, as_read: bool) -> Iterator[tuple[str, int, int]]:
    """Yield the letters of a text, folded, each with where it begins and ends."""
    if not as_read:
        yield from ((one.casefold(), place, place + 1) for place, one in enumerate(text))
        return
    for piece in _PIECES.finditer(text):
        yield (_read(piece.group()), *piece.span())


def spelled(piece: str) -> str:
    """Return the letters that an entity, a comment, the address of a link or a single sign stands for."""
    if len(piece) > 1:
        return unescape(piece) if piece.startswith("&") else ""
    return "" if category(piece) == "Cf" else piece


def _read(piece: str) -> str:
    """Return what a reader sees of a piece of a source."""
    return "" if piece in "*_~`\\[" else spelled(piece).casefold()


def _whole(words: str) -> re.Pattern[str]:
    """Return what finds these words, and not a longer one that they are a part of; a line may break between them.

    A telephone number is found however its digits are grouped, with and without the prefix of the country.
    """
    before = "(?<![^\\W_])" if words[0].isalnum() else ""
    behind = "(?![^\\W_])" if words[-1].isalnum() else ""
    exactly = before + r"\s+".join(map(re.escape, words.split())) + behind
    return re.compile(f"{exactly}|{called}" if (called := _called(words)) else exactly)


def _called(words: str) -> str:
    """Return a pattern for a telephone number in any grouping; empty where the words are none.

    Between two digits stand a few signs at most, so that no text makes it slow (E-33).
    """
    if not _NUMBER.fullmatch(words):
        return ""
    digits = _COUNTRY.sub("", words)
    own = "".join(one for one in digits if one.isdecimal())
    if len(own) < _LEAST_DIGITS:
        return ""
    prefix = rf"(?:(?:\+|00){_BETWEEN}49{_BETWEEN}(?:\(0\){_BETWEEN})?|\(?0{_BETWEEN})"
    return rf"(?<![\w+])(?<!\d[\s/.-]){prefix}{_BETWEEN.join(own)}(?![\s/.-]?\d)(?![^\W_])"


def that_say(versions: Sequence[Version], words: Sequence[str]) -> list[int]:
    """Return the numbers of the versions in whose texts, or in whose reasons, these words stand."""
    return [row.version for row in versions if any(says(text, word) for text in _all_of(row) for word in words)]


def _all_of(row: Version) -> list[str]:
    return [*row.texts.values(), *row.beside.values(), row.reason]


def said_before(versions: Sequence[Version]) -> dict[str, str]:
    """Return what earlier versions say, with their reasons, by names of their own; of hidden ones what is not black yet."""
    shown = {row.version: [*row.texts.values(), row.reason] for row in versions if row.hidden_at is None}
    said = {**shown, **said_beside_bars(versions)}
    return {f"version-{number}-{place}": text for number, texts in said.items() for place, text in enumerate(texts)}


def said_beside_bars(versions: Sequence[Version]) -> dict[int, list[str]]:
    """Return what hidden versions say, by their numbers, without the words that any of the decisions took."""
    taken = [row.blackened for row in versions]
    hidden = [row for row in versions if row.hidden_at is not None]
    return {row.version: [without(text, taken) for text in (*row.texts.values(), row.reason)] for row in hidden}


def said_only_before(texts: Iterable[str], versions: Sequence[Version], words: Sequence[str]) -> Version | None:
    """Return the newest version whose words they are where no text of today has any of them; it keeps what is taken out.

    None where a text of today has them: then the present version keeps it, and the next one has the bars. A version that is
    hidden already can keep the words of several decisions.
    """
    if any(says(text, word) for text in texts for word in words):
        return None
    return next((row for row in reversed(versions) if that_say([row], words)), None)


def keep(version: Version, words: Sequence[str]) -> None:
    """Let a version keep words of one more decision."""
    version.blackened = "\n".join([*version.blackened.splitlines(), *words])


def release(version: Version, words: Sequence[str]) -> None:
    """Let a version keep no more the words of one decision; those of others stay."""
    version.blackened = _left(version.blackened, words)


def _left(taken: str, words: Sequence[str]) -> str:
    left = taken.splitlines()
    for word in words:
        if word in left:
            left.remove(word)
    return "\n".join(left)


def given_back(
    kind: str,
    texts: Mapping[str, str],
    beside: Mapping[str, str],
    versions: Sequence[Version],
    falling: tuple[Version, Sequence[str]] | None,
) -> tuple[dict[str, str], bool]:
    """Return the present texts as they are once a blackening falls, and whether all its words can be read there.

    ``versions`` are the earlier ones, the oldest first, ``kind`` is that of the present one; ``falling`` says which of them
    keeps the words of the blackening, and which words these are. Each blackening falls by
    itself, also the older one of two: a text is written anew from the last that somebody wrote, without the words of those
    that stand still. Where somebody wrote something else since, that stays: no text changes behind anybody's back.
    """
    back: dict[str, str] = {}
    version, words = falling if falling is not None else (None, ())
    written = _since_written(kind, versions)
    for name, text in (*texts.items(), *beside.items()):
        since = written if name in texts else _since_same(name, text, versions)
        if since:
            left = [_left(row.blackened, words) if row is version else row.blackened for row in since]
            back[name] = without(_text_of(since[0], name), left)
    if version is None or not _was_present(kind, versions, version):
        return back, version is not None
    taken = _that_have(version, words)
    since_then = [written if name in texts else _since_same(name, beside.get(name, ""), versions) for name in taken]
    return back, all(version in since for since in since_then)


def _was_present(kind: str, versions: Sequence[Version], falling: Version) -> bool:
    """Tell whether a version was the present one when words were taken out of it: the next one has the bars."""
    place = versions.index(falling) + 1
    return (versions[place].kind if place < len(versions) else kind) == VersionKind.BLACKENED


def _since_written(kind: str, versions: Sequence[Version]) -> Sequence[Version]:
    """Return the versions from the last that somebody wrote, all but the present one; none where that is the present."""
    if kind == VersionKind.WRITTEN:
        return ()
    written = [place for place, row in enumerate(versions) if row.kind == VersionKind.WRITTEN]
    return versions[written[-1] if written else 0 :]


def _since_same(name: str, text: str, versions: Sequence[Version]) -> Sequence[Version]:
    """Return the versions from the one on in which a text without versions was the present one but for its bars."""
    for place, row in enumerate(versions):
        if name in row.beside and _without(row.beside[name], versions[place:]) == text:
            return versions[place:]
    return ()


def _that_have(version: Version, words: Sequence[str]) -> list[str]:
    """Return the names of the texts of a version that have some of these words."""
    named = {**version.texts, **version.beside}
    return [name for name, text in named.items() if blackened(text, words) != text]


def _text_of(version: Version, name: str) -> str:
    return version.texts[name] if name in version.texts else version.beside[name]


def _without(text: str, versions: Iterable[Version]) -> str:
    return without(text, [row.blackened for row in versions])


def without(text: str, taken: Iterable[str]) -> str:
    """Return a text without the words that were taken out of its versions, in their order; each has one a line."""
    return reduce(lambda said, words: blackened(said, words.splitlines()), taken, text)


def refuse_words(texts: Mapping[str, str], gone: Iterable[str]) -> None:
    """Refuse texts in which something stands again that is blackened; they go by their fields. Raises Invalid.

    A letter or two say nothing, wherever they stand.
    """
    words = [word for passages in gone for word in passages.splitlines() if len(word) > 2]
    wrong = [name for name, text in texts.items() if any(says(text, word) for word in words)]
    if wrong:
        sentence = _("Hier steht wieder etwas, das die Moderation geschwärzt hat.")
        raise Invalid(fields={name: [sentence] for name in wrong})


def turn(versions: Sequence[Version], numbers: Collection[int], *, hidden_at: datetime | None) -> list[int]:
    """Hide these versions, or show them again; return the numbers of those that were not so before."""
    turned = [row for row in versions if row.version in numbers]
    turned = [row for row in turned if (row.hidden_at is None) == (hidden_at is not None)]
    for row in turned:
        row.hidden_at = hidden_at
    return [row.version for row in turned]
