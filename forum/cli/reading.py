"""Reading files with ideas: every row is checked before any is taken, and every fault is named with its line (X-26).

``cimt`` is the corpus of the CIMT project: one sentence per row, joined to ideas here. ``csv`` has the columns of our own
export.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.i18n import _, ngettext
from forum.core.text import clean_line, clean_text
from forum.ideas.commands import Content, import_problems
from forum.strategy.models import Point

LARGEST = 50 * 1024 * 1024
MOST_FAULTS = 50

CIMT_COLUMNS = ("document_id", "sentence_nr", "content", "title/text", "dataset", "url")
CSV_COLUMNS = ("title", "text")


@dataclass
class Contribution:
    """One idea as a file holds it."""

    foreign_key: str
    title: str
    text: str
    url: str
    line: int
    category: str = ""
    districts: list[int] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    place: str = ""
    point: Point | None = None
    submitted_at: datetime | None = None

    def content(self) -> Content:
        """Return the idea as the command takes it."""
        return Content(
            title=self.title,
            text=self.text,
            goals=tuple(self.goals),
            category=self.category,
            districts=tuple(self.districts),
            place=self.place,
            point=self.point,
        )


class _Faults:
    """What is wrong with a file, line by line."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, line: int, reason: str) -> None:
        self.sentences.append(_("Zeile %(line)d: %(reason)s", line=line, reason=reason))

    def raise_if_any(self) -> None:
        if self.sentences:
            shown = self.sentences[:MOST_FAULTS]
            rest = len(self.sentences) - len(shown)
            if rest:
                shown.append(ngettext("… und %(num)d weiterer Fehler", "… und %(num)d weitere Fehler", rest))
            raise Invalid(_("Die Datei wurde nicht eingelesen."), fields={"file": shown})


def read(path: Path, file_format: str) -> list[Contribution]:
    """Return the ideas of a file. Raises Invalid with a sentence per fault; then nothing may be taken from it."""
    return READERS[file_format](_decoded(path))


def _decoded(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise Invalid(_("Die Datei ist zu groß: höchstens 50 MB."))
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults = _Faults()
        faults.add(line, _("Das ist kein UTF-8 (Byte %(byte)s).", byte=hex(raw[error.start])))
        faults.raise_if_any()
        raise


def _rows(text: str, delimiter: str, columns: tuple[str, ...], faults: _Faults) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or [])]
        if missing:
            faults.add(1, _("Diese Spalten fehlen: %(names)s", names=", ".join(missing)))
            return
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                faults.add(line, _("Die Zeile hat nicht so viele Felder wie die Kopfzeile."))
            elif any("\x00" in value for value in row.values()):
                faults.add(line, _("Die Zeile enthält ein Nullzeichen."))
            else:
                yield line, row
    except csv.Error as error:
        faults.add(reader.line_num + 1, _("Das ist keine gültige Tabelle: %(error)s", error=str(error)))


def _cimt(text: str) -> list[Contribution]:
    faults = _Faults()
    ideas: dict[str, Contribution] = {}
    for line, row in _rows(text, "\t", CIMT_COLUMNS, faults):
        key, part = f"{row['dataset']}:{row['document_id']}", row["title/text"]
        if not row["document_id"] or not row["url"].startswith(("http://", "https://")):
            faults.add(line, _("Kennung oder Adresse des Beitrags fehlt."))
        elif part not in {"title", "text"}:
            faults.add(line, _("In der Spalte title/text steht „%(part)s“.", part=part))
        else:
            idea = ideas.setdefault(key, Contribution(row["url"], "", "", row["url"], line))
            if idea.url != row["url"]:
                faults.add(line, _("Der Beitrag %(key)s hat zwei Adressen.", key=key))
            sentence = clean_line(row["content"])
            if part == "title":
                idea.title = f"{idea.title} {sentence}".strip()
            else:
                idea.text = f"{idea.text} {sentence}".strip()
    return _checked(list(ideas.values()), faults)


def _csv(text: str) -> list[Contribution]:
    faults = _Faults()
    ideas: list[Contribution] = []
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    for line, row in _rows(text, delimiter, CSV_COLUMNS, faults):
        cells = {name: _unescaped(value) for name, value in row.items()}
        title, url = clean_line(cells["title"]), clean_line(cells.get("source_url", ""))
        districts = _parts(cells.get("districts", ""))
        if any(not (part.isascii() and part.isdigit() and len(part) < 6) for part in districts):
            faults.add(line, _("Die Stadtbezirke sind Nummern, getrennt durch Strichpunkt."))
            continue
        try:
            point, moment = _point(cells), _moment(cells)
        except ValueError:
            faults.add(line, _("Die Koordinaten oder der Zeitpunkt der Einreichung sind nicht zu lesen."))
            continue
        ideas.append(
            Contribution(
                foreign_key=clean_line(cells.get("foreign_key", "")) or url or f"csv:{title}"[:200],
                title=title,
                text=clean_text(cells["text"]),
                url=url,
                line=line,
                category=cells.get("category", "").strip(),
                districts=[int(part) for part in districts],
                goals=_parts(cells.get("goals", "")),
                place=cells.get("place_text", ""),
                point=point,
                submitted_at=moment,
            )
        )
    return _checked(ideas, faults)


def _point(cells: Mapping[str, str]) -> Point | None:
    """Return the point of a row, where it has one. Raises ValueError."""
    latitude, longitude = cells.get("latitude", "").strip(), cells.get("longitude", "").strip()
    return Point(float(latitude), float(longitude)) if latitude or longitude else None


def _moment(cells: Mapping[str, str]) -> datetime | None:
    """Return when an idea was handed in, where a row says so; without a zone it is read as UTC. Raises ValueError."""
    cell = cells.get("submitted_at", "").strip()
    if not cell:
        return None
    found = datetime.fromisoformat(cell)
    found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    if found > now():
        raise ValueError(cell)
    return found.astimezone(UTC)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split("[;|]", cell) if part.strip()]


def _unescaped(cell: str) -> str:
    """Take off the apostrophe that keeps spreadsheets from running a cell (X-25)."""
    if len(cell) > 1 and cell[0] == "'" and cell[1:].lstrip(" ")[:1] in tuple("=+-@\t\r\x00＝＋－＠"):
        return cell[1:]
    return cell


def _checked(ideas: list[Contribution], faults: _Faults) -> list[Contribution]:
    keys: dict[str, int] = {}
    for idea in ideas:
        # The command asks the same question again; here the whole file is asked before the first idea is taken.
        wrong = import_problems(idea.content(), foreign_key=idea.foreign_key, source_url=idea.url)
        for name, sentences in wrong.items():
            faults.add(idea.line, f"{name}: {' '.join(sentences)}")
        first = keys.setdefault(idea.foreign_key, idea.line)
        if first != idea.line:
            faults.add(idea.line, _("Diese Idee steht schon in Zeile %(line)d.", line=first))
    if not ideas and not faults.sentences:
        faults.add(1, _("In der Datei steht keine Idee."))
    faults.raise_if_any()
    return ideas


READERS: dict[str, Callable[[str], list[Contribution]]] = {"cimt": _cimt, "csv": _csv}
