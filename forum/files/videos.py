"""Looking at a video before anything of it is kept: container, codecs, size, pictures per second, length (A-25, X-18)."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from werkzeug.datastructures import FileStorage

from forum.core.errors import Invalid, Unavailable
from forum.core.i18n import _
from forum.files import storage
from forum.files.intake import Received, ask, copy_in, measured, tidy_name
from forum.files.saying import hush

log = structlog.get_logger()

SCRIPT = Path(__file__).with_name("footage.py")
REMEDY = "install requirements.lock; where its wheel has no library, on Debian: apt install libmediainfo0v5"
# BITV 2.0, Anlage 2, Teil 1: what a video in Deutscher Gebärdensprache has at the least.
LEAST_WIDTH, LEAST_HEIGHT, LEAST_RATE = 320, 240, 25.0
# More than this no browser of a phone plays.
MOST_SIDE = 4096
# How files of a kind begin, what the container is called, and what may be in it: what all browsers play.
_HEADS = {"mp4": (4, b"ftyp"), "webm": (0, b"\x1a\x45\xdf\xa3")}
_CONTAINERS = {"MPEG-4": "mp4", "WebM": "webm"}
_PICTURES = {"mp4": {"AVC"}, "webm": {"VP8", "VP9", "AV1"}}
_SOUNDS = {"mp4": {"AAC", "MPEG Audio"}, "webm": {"Opus", "Vorbis"}}

# Subtitles, chapters and time codes, which editing programs add and browsers pass over.
_BESIDE = {"Text", "Menu", "Other"}

Track = Mapping[str, Any]


@dataclass(frozen=True)
class Footage:
    """What a video is, as far as readers and the law ask."""

    kind: str
    width: int
    height: int
    rate: float
    seconds: int


def receive_video(upload: FileStorage) -> Received:
    """Take a video in, without what it says about itself. Raises Invalid or Unavailable; then nothing of it is left."""
    key = storage.new_key()
    with storage.workplace() as folder:
        source = folder / "source"
        copy_in(upload, source, current_app.config["VIDEO_MEBIBYTES"])
        if not _begins_like_one(source):
            raise Invalid(_other_kind())
        hush(source)
        found = footage_of(_tracks(source))
        _check(found)
        size, digest = measured(source)
        storage.keep(key, source)
    return Received(
        key,
        found.kind,
        tidy_name(upload.filename or "", found.kind),
        size,
        digest,
        width=found.width,
        height=found.height,
        seconds=found.seconds,
    )


def _begins_like_one(source: Path) -> bool:
    """Tell whether a file begins like a video, so that nothing else gets as far as the reader."""
    with source.open("rb") as file:
        head = file.read(16)
    return any(head[at : at + len(magic)] == magic for at, magic in _HEADS.values())


def _tracks(source: Path) -> Sequence[Track]:
    """Return what the process with limits says of the file. Raises Unavailable for want of a reader, and nothing else."""
    try:
        said = json.loads(ask(SCRIPT, source) or b"[]")
    except (subprocess.TimeoutExpired, ValueError):
        return []
    if not isinstance(said, list):
        log.error("video.no_reader", remedy=REMEDY)
        raise Unavailable(
            _("Videos lassen sich hier zurzeit nicht prüfen. Bitte sagen Sie es dem technischen Betrieb der Stadt.")
        )
    return said


def problem() -> str:
    """Return why this machine takes no video, for operators; an empty text when it does."""
    try:
        return f"MediaInfo is missing; {REMEDY}" if ask(SCRIPT, "") else ""
    except subprocess.TimeoutExpired:
        return "MediaInfo does not answer"


def footage_of(tracks: Sequence[Track]) -> Footage:
    """Return what these tracks are together. Raises Invalid for what is no video that all browsers play."""
    by_type: dict[Any, list[Track]] = {}
    for track in tracks:
        by_type.setdefault(track.get("track_type"), []).append(track)
    general, pictures = by_type.pop("General", []), by_type.pop("Video", [])
    sounds = by_type.pop("Audio", [])
    if not general or len(pictures) != 1:
        raise Invalid(_("Dieses Video ist beschädigt oder unvollständig."))
    kind = _CONTAINERS.get(general[0].get("format", ""))
    if kind is None or not set(by_type) <= _BESIDE or pictures[0].get("format") not in _PICTURES[kind]:
        raise Invalid(_other_kind())
    if not {sound.get("format") for sound in sounds} <= _SOUNDS[kind]:
        raise Invalid(_other_kind())
    if any(track.get("had_place") for track in tracks):
        raise Invalid(_("In diesem Video steht der Ort der Aufnahme. Bitte speichern Sie es ohne Ort noch einmal."))
    return _measured(kind, general[0], pictures[0])


def _measured(kind: str, general: Track, picture: Track) -> Footage:
    try:
        width, height, rate = int(picture["width"]), int(picture["height"]), float(picture["frame_rate"])
        seconds = float(picture.get("duration") or general["duration"]) / 1000
        is_turned = float(picture.get("rotation") or 0) % 180 == 90
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Invalid(_("Dieses Video sagt nicht, wie groß, wie schnell oder wie lang es ist.")) from None
    if not 0 < seconds < float("inf") or not 0 < rate < float("inf"):
        raise Invalid(_("Dieses Video sagt nicht, wie groß, wie schnell oder wie lang es ist."))
    if is_turned:
        width, height = height, width
    return Footage(kind, width, height, rate, max(1, round(seconds)))


def _check(found: Footage) -> None:
    """Refuse what is smaller, slower or longer than it may be. Raises Invalid."""
    if found.width < LEAST_WIDTH or found.height < LEAST_HEIGHT:
        raise Invalid(
            _(
                "Dieses Video ist zu klein: %(width)s × %(height)s Pixel. Es braucht mindestens 320 × 240.",
                width=found.width,
                height=found.height,
            )
        )
    if max(found.width, found.height) > MOST_SIDE:
        raise Invalid(_("Dieses Video ist zu groß: höchstens %(most)s Pixel je Seite.", most=MOST_SIDE))
    if found.rate < LEAST_RATE:
        raise Invalid(_("Dieses Video hat zu wenige Bilder je Sekunde. Gebärden brauchen mindestens 25."))
    most = current_app.config["VIDEO_MINUTES"]
    if found.seconds > most * 60:
        raise Invalid(_("Dieses Video ist zu lang: höchstens %(most)s Minuten.", most=most))


def _other_kind() -> str:
    sentence: str = _(
        "Dieses Videoformat nehmen wir nicht an. Bitte speichern Sie das Video als MP4 (H.264) oder WebM."
    )
    return sentence
