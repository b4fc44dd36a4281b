"""Looking at what is sent in, before anything of it is kept: size, kind, pictures (X-18 to X-20)."""

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import clean_line
from forum.files import storage
from forum.files.kinds import KINDS, MIB, kind_of

SCRIPT = Path(__file__).with_name("reencode.py")
STRUCTURE = Path(__file__).with_name("structure.py")
MEMORY = 1024 * MIB
SECONDS = 10
# So many files of this process are looked into at once; each may take a gibibyte, and the others wait.
_LOOKS = BoundedSemaphore(3)
_CHUNK = 64 * 1024
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)")
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]')


@dataclass(frozen=True)
class Received:
    """A file that may be kept; its bytes are at their place already."""

    key: str
    kind: str
    name: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    # How long a video is.
    seconds: int | None = None
    # The picture said where it was taken. The place was dropped with everything else; these words of it are kept nowhere,
    # they only travel through the form whose owner is asked.
    had_place: bool = False
    place: str = ""
    # Whether a PDF has tags for screen readers; nothing for what is no PDF, or cannot be read.
    is_tagged: bool | None = None


def receive(upload: FileStorage) -> Received:
    """Take a file in. Raises Invalid with a sentence; then nothing of it is left."""
    key = storage.new_key()
    with storage.workplace() as folder:
        source, target, small = folder / "source", folder / "target", folder / "small"
        copy_in(upload, source, current_app.config["FILE_MEBIBYTES"])
        kind = kind_of(source)
        facts: dict[str, Any] = {}
        if KINDS[kind].is_picture:
            facts = _reencoded(source, target, small, kind)
        else:
            target = source
            facts = {"is_tagged": _tagged(source)} if kind == "pdf" else {}
        size, digest = measured(target)
        storage.keep(key, target, small if KINDS[kind].is_picture else None)
    return Received(key, kind, tidy_name(upload.filename or "", kind), size, digest, **facts)


def copy_in(upload: FileStorage, target: Path, limit: int) -> None:
    """Write what was sent to a workplace, as far as it is not larger than so many MB. Raises Invalid."""
    size = 0
    with target.open("wb") as file:
        while chunk := upload.stream.read(_CHUNK):
            size += len(chunk)
            if size > limit * MIB:
                raise Invalid(_("Diese Datei ist größer als %(limit)s MB.", limit=limit))
            file.write(chunk)
    if not size:
        raise Invalid(_("Diese Datei ist leer."))


def measured(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file, however large it is."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _reencoded(source: Path, target: Path, small: Path, kind: str) -> dict[str, Any]:
    """Let the process with limits make a new picture; whatever happens to it is an answer."""
    pixels = current_app.config["IMAGE_MEGAPIXELS"] * 1_000_000
    try:
        said = ask(SCRIPT, source, target, small, kind, pixels)
        answer: dict[str, Any] = json.loads(said or b'{"refused": "pixels"}')
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"refused": "pixels"}
    if refused := answer.get("refused"):
        raise Invalid(_picture_refusal(refused))
    return answer


def _tagged(source: Path) -> bool | None:
    """Return whether a PDF is tagged, as far as the process with limits can tell (A-21)."""
    try:
        said = ask(STRUCTURE, source)
    except subprocess.TimeoutExpired:
        return None
    return {b"true": True, b"false": False}.get(said)


def ask(script: Path, *values: Any) -> bytes:
    """Run a script that looks into a file: isolated, without the forum's environment, secrets and modules."""
    words = [sys.executable, "-I", str(script), *map(str, values), str(MEMORY), str(SECONDS)]
    with _LOOKS:
        return subprocess.run(words, capture_output=True, timeout=SECONDS, check=False, env={}).stdout  # noqa: S603  Fixed words.


def _picture_refusal(word: str) -> str:
    if word == "pixels":
        most = current_app.config["IMAGE_MEGAPIXELS"]
        return _("Dieses Bild ist zu groß: höchstens %(most)s Megapixel.", most=most)
    if word == "animated":
        return _("Bewegte Bilder nehmen wir nicht an.")
    return _("Dieses Bild ist beschädigt oder unvollständig.")


def tidy_name(name: str, kind: str) -> str:
    """Return a name that is safe on every disk and in every header, with the ending that tells the truth (E-45)."""
    last = re.split(r"[/\\]", clean_line(name))[-1]
    stem = _UNSAFE.sub("", last.rpartition(".")[0] or last).strip(" .")[:80].strip(" .")
    if not stem or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"datei-{stem}".strip("-")
    return f"{stem}.{KINDS[kind].ending}"
