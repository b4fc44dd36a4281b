"""Reads the words of a PDF or an office document, in a process of its own that may fail or be ended (Q-09, X-20).

It is run by its path and knows nothing of the forum: ``python -I extracting.py KIND PATH``. What it prints is the text,
cut at a length; before it opens anything it gives up most memory and time that a hostile file could ask for.
"""

import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

MOST_LETTERS = 200_000
MEMORY = 768 * 1024 * 1024
SECONDS = 20
MOST_PART = 40 * 1024 * 1024  # bytes of one unpacked part of a document
# The parts of a document that hold its words.
_PARTS = {
    "docx": r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml",
    "xlsx": r"xl/(sharedStrings|worksheets/sheet\d+)\.xml",
    "pptx": r"ppt/(slides|notesSlides)/[A-Za-z]+\d+\.xml",
    "odt": r"content\.xml",
    "ods": r"content\.xml",
    "odp": r"content\.xml",
}
# Where one of these ends, a word ends, too.
_ENDS = {"p", "h", "br", "tab", "si", "is", "table-cell", "tc", "line-break", "s"}


def _of_pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  Only this kind of file needs it.

    for page in PdfReader(path, strict=False).pages:
        yield page.extract_text()


def _of_office(kind: str, path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not re.fullmatch(_PARTS[kind], entry.filename) or entry.file_size > MOST_PART:
                continue
            with archive.open(entry) as file:
                data = file.read(MOST_PART)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                continue  # No office program writes these; they are how small files become large.
            yield from _words(ET.fromstring(data))  # noqa: S314  There is no entity left to expand.


def _words(element: ET.Element) -> Iterator[str]:
    for _event, one in _walk(element):
        name = one.tag.rpartition("}")[2]
        if _event == "start" and one.text and name != "v":
            yield one.text
        if _event == "end":
            if name in _ENDS:
                yield " "
            if one.tail:
                yield one.tail


def _walk(element: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    """Go through a tree without recursion, however deep it is."""
    waiting = [("start", element)]
    while waiting:
        event, one = waiting.pop()
        yield event, one
        if event == "start":
            waiting.append(("end", one))
            waiting.extend(("start", child) for child in reversed(one))


def main(kind: str, path: Path) -> None:
    """Print the words of a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    left = MOST_LETTERS
    for piece in _of_pdf(path) if kind == "pdf" else _of_office(kind, path):
        clean = piece.encode("utf-8", "replace").decode()[:left]
        sys.stdout.write(clean + (" " if kind == "pdf" else ""))
        left -= len(clean)
        if left <= 0:
            break


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(sys.argv[1], Path(sys.argv[2]))
