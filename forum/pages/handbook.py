"""The handbook inside the forum: the same texts as in ``docs/handbuch``, chapter by chapter, and found by the search.

The chapters are German; who reads the forum in English is told so. They are our own files, yet they go through the same
rendering as everything else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, send_from_directory, url_for

from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.core.text import render
from forum.web.cache import kept_for_anonymous
from forum.web.security import public

blueprint = Blueprint("handbook", __name__)

FOLDER = Path(__file__).parents[2] / "docs" / "handbuch"
PICTURES = FOLDER / "bilder"
# The chapters in their order: what each is called, and for whom it is.
CHAPTERS = {
    "mitmachen": (lazy("Mitmachen"), lazy("Für Bürgerinnen und Bürger: Ideen, Unterstützung, Sitzungen, Suche.")),
    "von-der-idee-zum-vorhaben": (lazy("Von der Idee zum Vorhaben"), lazy("Der ganze Weg einer Idee in zehn Bildern.")),
    "stabsstelle": (lazy("Stabsstelle"), lazy("Ideen prüfen, antworten, bewerten und dem Board vorlegen.")),
    "vorsitz": (lazy("Vorsitz und Schriftführung"), lazy("Sitzungen planen, leiten und festhalten.")),
    "moderation": (lazy("Moderation"), lazy("Meldungen, Maßnahmen und Beschwerden.")),
    "verwaltung": (lazy("Technische Verwaltung"), lazy("Konten, Rollen, Betrieb und Protokoll.")),
    "datenschutz": (lazy("Datenschutz und Betrieb"), lazy("Wann was gelöscht wird.")),
}
_PICTURE = re.compile(r"!\[([^\]]*)\]\(bilder/([\w-]+)\.webp\)")
_CHAPTER = re.compile(r"\]\(([\w-]+)\.md\)")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or a picture by its name, with what it shows."""

    html: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; the beginning of a chapter has none."""

    title: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Chapter:
    """A chapter as it is read."""

    title: str
    sections: list[Section]


def chapter(name: str) -> Chapter:
    """Return a chapter by its name in the address. Raises NotFound."""
    if name not in CHAPTERS:
        raise NotFound
    title, _line, body = (FOLDER / f"{name}.md").read_text("utf-8").partition("\n")
    parts = re.split(r"^## (.+)\n", body, flags=re.MULTILINE)
    titles, texts = ["", *parts[1::2]], parts[0::2]
    sections = [Section(head, list(_pieces(text))) for head, text in zip(titles, texts, strict=True)]
    return Chapter(title.removeprefix("# "), sections)


def _pieces(text: str) -> Iterator[Piece]:
    """Yield what a section is made of; headings below it begin where rendered texts do."""
    parts = _PICTURE.split(re.sub(r"^### ", "# ", text, flags=re.MULTILINE))
    for number in range(0, len(parts), 3):
        if parts[number].strip():
            yield Piece(html=render(_CHAPTER.sub(_address, parts[number])))
        if number + 2 < len(parts):
            yield Piece(alt=parts[number + 1], picture=parts[number + 2])


def _address(match: re.Match[str]) -> str:
    """Let a link to another chapter lead to its page, in the language that the present address carries."""
    known = match[1] in CHAPTERS
    return f"]({url_for('handbook.show', name=match[1]) if known else url_for('handbook.index')})"


@blueprint.get("/hilfe/handbuch")
@public
@kept_for_anonymous
def index() -> Any:
    """List the chapters."""
    return render_template("pages/handbook.html", chapters=CHAPTERS)


@blueprint.get("/hilfe/handbuch/<name>")
@public
@kept_for_anonymous
def show(name: str) -> Any:
    """Show a chapter."""
    return render_template("pages/handbook_chapter.html", chapter=chapter(name), name=name, chapters=CHAPTERS)


@blueprint.get("/hilfe/handbuch/bilder/<name>")
@public
def picture(name: str) -> Response:
    """Return a picture of the handbook; what lies elsewhere is not found."""
    return send_from_directory(PICTURES, name, max_age=3600)
