"""How two versions of a paper differ, section by section and word by word (B-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from forum.core.difference import Change, Piece, difference

# Where a line ends when the words of a paper are read without its marks.
_BLOCKS = frozenset({"p", "li", "tr", "h2", "h3", "h4", "blockquote", "pre", "div", "dt", "dd"})


@dataclass(frozen=True)
class Section:
    """A section in two versions; ``pieces`` are its words, marked as kept, removed or added."""

    title: str
    pieces: Sequence[Piece]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything in it differs."""
        return any(piece.change != Change.KEPT for piece in self.pieces)


def compared(before: dict[str, Any], after: dict[str, Any], *, html_before: str, html_after: str) -> list[Section]:
    """Return the sections of both versions in the order of the newer one, followed by those that it lacks.

    Papers from before there were sections are compared as a whole.
    """
    if "sections" not in before or "sections" not in after:
        return [Section("", difference(words_of(html_before), words_of(html_after)))]
    old = {one["key"]: one for one in before["sections"]}
    new = {one["key"]: one for one in after["sections"]}
    return [
        Section((new.get(key) or old[key])["title"], _pieces(old.get(key), new.get(key)))
        for key in [*new, *(key for key in old if key not in new)]
    ]


def _pieces(before: dict[str, str] | None, after: dict[str, str] | None) -> Sequence[Piece]:
    if before is None:
        return [Piece(Change.ADDED, words_of(after["html"] if after else ""))]
    if after is None:
        return [Piece(Change.REMOVED, words_of(before["html"]))]
    return difference(words_of(before["html"]), words_of(after["html"]))


def words_of(html: str) -> str:
    """Return the words of clean HTML, a line for each block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep words; blanks of the source are no ends of lines."""
        self.words.append(data.replace("\n", " "))

    def handle_endtag(self, tag: str) -> None:
        """End a line where a block ends, and keep cells of a table apart."""
        self.words.append("\n" if tag in _BLOCKS else " " if tag in {"td", "th"} else "")
