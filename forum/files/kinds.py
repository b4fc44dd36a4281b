"""Which kinds of files there are, told by their content and never by their name (X-18)."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum.core.errors import Invalid
from forum.core.i18n import _, lazy
from forum.files.linked import fetches_from_elsewhere

MIB = 1024 * 1024
# A document that unpacks to more than this, or shrinks more than this, is a bomb.
LARGEST_UNPACKED = 200 * MIB
HIGHEST_RATIO = 200
MOST_ENTRIES = 5000

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, the ending of its name, and what people call it."""

    media_type: str
    ending: str
    label: Any
    is_picture: bool = False
    is_video: bool = False


KINDS = {
    "jpeg": Kind("image/jpeg", "jpg", lazy("Bild"), is_picture=True),
    "png": Kind("image/png", "png", lazy("Bild"), is_picture=True),
    "webp": Kind("image/webp", "webp", lazy("Bild"), is_picture=True),
    "pdf": Kind("application/pdf", "pdf", "PDF"),
    "docx": Kind(f"{_OOXML}.wordprocessingml.document", "docx", lazy("Word-Dokument")),
    "xlsx": Kind(f"{_OOXML}.spreadsheetml.sheet", "xlsx", lazy("Excel-Tabelle")),
    "pptx": Kind(f"{_OOXML}.presentationml.presentation", "pptx", lazy("PowerPoint-Präsentation")),
    "odt": Kind(f"{_ODF}.text", "odt", lazy("OpenDocument-Text")),
    "ods": Kind(f"{_ODF}.spreadsheet", "ods", lazy("OpenDocument-Tabelle")),
    "odp": Kind(f"{_ODF}.presentation", "odp", lazy("OpenDocument-Präsentation")),
    # Taken in for sign language alone (``videos.py``); nobody attaches one to a text.
    "mp4": Kind("video/mp4", "mp4", "MP4", is_video=True),
    "webm": Kind("video/webm", "webm", "WebM", is_video=True),
}

VIDEOS = tuple(name for name, kind in KINDS.items() if kind.is_video)

# The file that makes an office document what it is.
_CORES = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_ACTIVE = ("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs")
_ACTIVE_FOLDERS = ("basic/", "scripts/", "activex/", "macrosheets/")
_PICTURES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF87a": "png", b"GIF89a": "png"}


def kind_of(path: Path) -> str:
    """Return the kind of a file as it will be kept. Raises Invalid with a sentence for what is not taken."""
    with path.open("rb") as file:
        head = file.read(512)
    for magic, kind in _PICTURES.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return _pdf(path)
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    raise Invalid(_refusal(head))


def _refusal(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start or start.startswith(b"<?xml"):
        return _("SVG-Bilder nehmen wir nicht an. Bitte speichern Sie das Bild als PNG oder JPEG.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _("Ältere Office-Formate nehmen wir nicht an. Bitte speichern Sie als .docx, .xlsx, .pptx oder PDF.")
    if head[4:8] == b"ftyp":
        return _("Dieses Bild- oder Videoformat nehmen wir nicht an. Bitte speichern Sie Bilder als JPEG oder PNG.")
    return _("Diese Art von Datei nehmen wir nicht an.")


def _pdf(path: Path) -> str:
    """Refuse a PDF that goes on behind its end: it may be something else besides."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        tail = file.read()
    if b"%%EOF" not in tail or b"PK\x05\x06" in tail:
        raise Invalid(_("Dieses PDF ist beschädigt oder unvollständig."))
    return "pdf"


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries)
            names = {entry.filename.lower() for entry in entries}
            _refuse_active(names)
            kind = _office_kind(archive, names)
            _refuse_linked(archive)
            return kind
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise Invalid(_("Dieses Dokument ist beschädigt oder unvollständig.")) from error


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    bomb = len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED
    # Small documents shrink well without meaning harm.
    if bomb or (unpacked > 10 * MIB and unpacked / packed > HIGHEST_RATIO):
        raise Invalid(_("Dieses Dokument ist entpackt zu groß."))


def _refuse_active(names: set[str]) -> None:
    if any(name.endswith(_ACTIVE) or name.startswith(_ACTIVE_FOLDERS) or "/activex/" in name for name in names):
        raise Invalid(_("Dokumente mit Makros oder Programmen nehmen wir nicht an. Bitte speichern Sie ohne Makros."))
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise Invalid(_("Dieses Dokument ist beschädigt oder unvollständig."))


def _refuse_linked(archive: zipfile.ZipFile) -> None:
    if fetches_from_elsewhere(archive):
        raise Invalid(
            _(
                "Dieses Dokument holt beim Öffnen etwas aus dem Netz, etwa eine Vorlage oder ein Bild. Bitte fügen Sie "
                "es fest ein oder speichern Sie das Dokument als PDF."
            )
        )


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            media_type = file.read(100).decode("ascii", "replace").strip()
        for kind in ("odt", "ods", "odp"):
            if media_type == KINDS[kind].media_type and "content.xml" in names:
                return kind
    for kind, core in _CORES.items():
        if core in names and "[content_types].xml" in names:
            with archive.open("[Content_Types].xml") as file:
                types = file.read(MIB)
            if b"macroenabled" in types.lower():
                raise Invalid(
                    _("Dokumente mit Makros oder Programmen nehmen wir nicht an. Bitte speichern Sie ohne Makros.")
                )
            return kind
    raise Invalid(_("Archive nehmen wir nicht an. Bitte hängen Sie die Dateien einzeln an."))
