"""Videos in sign language as they are taken in: told by content, measured by a process of its own, kept as they are."""

import io
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from forum.core.errors import Invalid
from forum.files import intake, storage
from forum.files.videos import footage_of, receive_video
from tests.files import samples
from tests.files.videos import mp4, said, telling, webm

# What the reader says of a track, and what it may say of a file that means harm.
SAID: st.SearchStrategy[Any] = st.none() | st.sampled_from(
    ["MPEG-4", "WebM", "AVC", "VP9", "AAC", "25.000", "nan", "inf", "-1", "1e999", "", "90.000"]
)
TRACK = st.fixed_dictionaries(
    {"track_type": st.sampled_from(["General", "Video", "Audio", "Text", "Image"])},
    optional=dict.fromkeys(("format", "width", "height", "rotation", "frame_rate", "duration"), SAID | st.integers()),
)


@pytest.fixture
def database() -> str:
    """One database is enough: nothing here asks it."""
    return "sqlite"


def take(data: bytes, name: str = "video.exe") -> intake.Received:
    return receive_video(FileStorage(io.BytesIO(data), name))


def left() -> set[Path]:
    return {path for path in storage.folder().rglob("*") if path.is_file()}


def test_a_video_is_measured_and_kept_as_it_is(app: Flask) -> None:
    """A-25, X-18: container, size in pixels and length by what is in the file; the name lies."""
    for data, kind in ((mp4(), "mp4"), (webm(), "webm")):
        found = take(data)
        assert (found.kind, found.name, found.width, found.height, found.seconds) == (
            kind,
            f"video.{kind}",
            320,
            240,
            2,
        )
        kept = storage.path_of(found.key).read_bytes()
        assert (len(kept), kept[-200:]) == (len(data), data[-200:])
        storage.remove(found.key)


def test_a_video_says_nothing_about_itself(app: Flask) -> None:
    """P-01, X-19: place, device, author, software and times are gone, and pictures and sound are the same bytes."""
    words = [(b"+52.2647+010.5236/", b"\xa9xyz"), (b"Handy von Erna", b"\xa9mod"), (b"Erna Beispiel", b"\xa9ART")]
    boxes = [said(text, name, where) for text, name in words for where in (b"udta", b"meta", b"uuid", b"free")]
    data = mp4(more=b"".join(boxes), handler=b"Handy von Erna", made=3_900_000_000)
    assert all(text in data for text, _name in words)
    kept = storage.path_of(take(data).key).read_bytes()
    assert not any(text in kept for text, _name in words)
    assert struct.pack(">I", 3_900_000_000) in data
    assert struct.pack(">I", 3_900_000_000) not in kept
    assert (len(kept), kept[kept.index(b"mdat") :]) == (len(data), data[data.index(b"mdat") :])

    data = webm(author=b"Erna Beispiel")
    kept = storage.path_of(take(data).key).read_bytes()
    assert (data.count(b"Erna"), kept.count(b"Erna"), b"ARTIST" in kept) == (4, 0, False)
    assert (len(kept), kept[-1000:]) == (len(data), data[-1000:])


def test_a_place_that_is_left_is_refused(app: Flask) -> None:
    """X-19: where the reader still finds one, whatever the forum emptied."""
    picture = {
        "track_type": "Video",
        "format": "AVC",
        "width": 320,
        "height": 240,
        "frame_rate": "25.000",
        "duration": 2000,
    }
    general = {"track_type": "General", "format": "MPEG-4"}
    assert footage_of([general, picture]).seconds == 2
    with pytest.raises(Invalid, match="Ort der Aufnahme"):
        footage_of([{**general, "had_place": True}, picture])


def test_what_is_no_such_video_leaves_a_sentence_and_nothing_else(app: Flask) -> None:
    """A-25: BITV 2.0 asks for 320 × 240 pixels and 25 pictures a second; X-18 to X-20: a video that all browsers play."""
    app.config["VIDEO_MINUTES"] = 1
    refused = {
        "Pixel": [mp4((304, 240)), webm((320, 238))],
        "25": [mp4(rate=24)],
        "Minuten": [mp4(frames=25 * 61)],
        "Spur mit Angaben der Kamera": [mp4(more=telling())],
        "MP4 (H.264)": [b"GIF89a", samples.pdf(), b"<svg/>" * 9, mp4(codec=b"hvc1")],
        "beschädigt": [webm()[:60], b"\0\0\0\x18ftyp" + b"<script>" * 200],
        "leer": [b""],
    }
    for word, files in refused.items():
        for number, data in enumerate(files):
            with pytest.raises(Invalid) as error:
                take(data)
            assert word in error.value.message, (word, number, error.value.message)
    app.config["VIDEO_MEBIBYTES"] = 0
    with pytest.raises(Invalid, match="größer als 0 MB"):
        take(mp4())
    with pytest.raises(Invalid, match="Videoformat"):
        intake.receive(FileStorage(io.BytesIO(mp4()), "video.jpg"))
    assert left() == set()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([mp4(), webm()]), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=20))
def test_a_broken_video_is_a_video_or_a_sentence(app: Flask, data: bytes, changes: list[tuple[int, int]]) -> None:
    """X-20: whatever stands in the bytes, there is no other answer, and nothing is left of what is refused."""
    broken = bytearray(data)
    for at, value in changes:
        broken[at % len(broken)] = value
    with suppress(Invalid):
        storage.remove(take(bytes(broken)).key)
    assert left() == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TRACK, max_size=4))
def test_whatever_the_reader_says_is_footage_or_a_sentence(app: Flask, tracks: list[dict[str, Any]]) -> None:
    """X-20: facts that are missing, endless or no numbers make no video."""
    with suppress(Invalid):
        found = footage_of(tracks)
        assert found.seconds >= 1
        assert found.rate > 0
