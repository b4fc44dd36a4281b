"""Taking out of a video what it says about itself: place, device, author, software, times (P-01, X-19).

A picture is made anew and so loses all of that; a video is kept as it is, so the boxes that hold it are emptied where they
stand. Nothing moves, and pictures and sound stay the same bytes. What is no whole box ends the walk: the reader judges it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forum.core.errors import Invalid
from forum.core.i18n import _

# More boxes than any video has outside of its pictures; each is a step of the walk.
MOST_BOXES = 20_000
_CHUNK = 1 << 20
_ENTERED = {b"moov", b"trak", b"mdia"}
_EMPTIED = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
# The same in WebM: what is entered, what becomes a gap, and what must be there but may be empty.
_WEBM_ENTERED = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE}  # Segment, Info, Tracks, TrackEntry
_WEBM_GAPS = {
    *(0x1254C367, 0x1941A469, 0x4461, 0x7BA9),  # Tags, Attachments, DateUTC, Title
    *(0x7384, 0x3C83AB, 0x3E83BB, 0x536E),  # names of this file and of its neighbours, name of a track
    *(0xEC, 0xBF),  # what a gap still holds, and the sum of what is no longer there
}
_WEBM_EMPTIED = {0x4D80, 0x5741}  # MuxingApp, WritingApp


@dataclass(frozen=True)
class _Box:
    name: bytes
    start: int
    inner: int
    end: int


def hush(path: Path) -> None:
    """Empty what a video says about itself. Raises Invalid where a track beside pictures and sound tells it all along."""
    with path.open("r+b") as file:
        end = path.stat().st_size
        if file.read(4) == b"\x1a\x45\xdf\xa3":
            _hush_webm(file, end)
        else:
            _hush_mp4(file, end)


def _hush_mp4(file: BinaryIO, end: int) -> None:
    waiting, steps = [(0, end)], 0
    while waiting:
        for box in _boxes(file, *waiting.pop()):
            if (steps := steps + 1) > MOST_BOXES:
                raise Invalid(_("Dieses Video ist beschädigt oder unvollständig."))
            if box.name in _ENTERED:
                waiting.append((box.inner, box.end))
            elif box.name in _EMPTIED:
                file.seek(box.start + 4)
                file.write(b"free")
                _zero(file, box.inner, box.end)
            elif box.name in _TIMED:
                file.seek(box.inner)
                width = 16 if file.read(1) == b"\x01" else 8
                _zero(file, box.inner + 4, min(box.inner + 4 + width, box.end))
            elif box.name == b"hdlr":
                _hush_handler(file, box)


def _hush_handler(file: BinaryIO, box: _Box) -> None:
    """Empty the name of a track's handler, which is that of a device or program."""
    file.seek(box.inner + 8)
    if file.read(4) == b"meta":
        raise Invalid(
            _(
                "In diesem Video läuft eine Spur mit Angaben der Kamera mit. Bitte speichern Sie es ohne sie noch einmal."
            )
        )
    _zero(file, min(box.inner + 24, box.end), box.end)


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1 and at + 16 <= end:
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield _Box(name, at, at + head, at + size)
        at += size


def _hush_webm(file: BinaryIO, end: int) -> None:
    waiting, steps = [(0, end)], 0
    while waiting:
        for number, box in _elements(file, *waiting.pop()):
            if (steps := steps + 1) > MOST_BOXES:
                raise Invalid(_("Dieses Video ist beschädigt oder unvollständig."))
            if number in _WEBM_ENTERED:
                waiting.append((box.inner, box.end))
            elif number in _WEBM_EMPTIED:
                _zero(file, box.inner, box.end)
            elif number in _WEBM_GAPS:
                # A gap has a name of one byte, so its size has the room of the longer name, too.
                width = min(box.inner - box.start - 1, 8)
                size = box.end - box.start - 1 - width
                file.seek(box.start)
                file.write(b"\xec" + (size | 1 << 7 * width).to_bytes(width, "big"))
                _zero(file, box.start + 1 + width, box.end)


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, _Box]]:
    while at < end:
        file.seek(at)
        head = file.read(12)
        name = 9 - head[0].bit_length()
        if name > 4 or len(head) <= name:
            return
        width = 9 - head[name].bit_length()
        if width > 8 or len(head) < name + width:
            return
        number = int.from_bytes(head[:name], "big")
        size = int.from_bytes(head[name : name + width], "big") & ~(1 << 7 * width)
        inner = at + name + width
        is_open = size == (1 << 7 * width) - 1
        if is_open and number not in _WEBM_ENTERED:
            return  # What is written while it is filmed says no size, and what follows is sought by the reader alone.
        if not is_open and inner + size > end:
            return
        stop = end if is_open else inner + size
        yield number, _Box(head[:name], at, inner, stop)
        at = stop


def _zero(file: BinaryIO, at: int, end: int) -> None:
    file.seek(at)
    while at < end:
        at += file.write(bytes(min(_CHUNK, end - at)))
