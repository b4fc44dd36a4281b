"""What is taken in and what is not, told by content (X-18 to X-20); every refusal is a sentence and leaves nothing."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from werkzeug.datastructures import FileStorage

from forum.core.errors import Invalid
from forum.files import intake, kinds, reencode, storage
from forum.files.intake import receive, tidy_name
from tests.files import samples

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def database() -> str:
    """One database is enough: nothing here asks it."""
    return "sqlite"


def take(data: bytes, name: str = "datei.bin") -> intake.Received:
    return receive(FileStorage(io.BytesIO(data), name))


def left() -> set[Path]:
    """Return everything that lies in the folder of files."""
    return {path for path in storage.folder().rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.picture("JPEG"), "jpeg"),
        (samples.picture("PNG"), "png"),
        (samples.picture("WEBP"), "webp"),
        (samples.picture("GIF"), "png"),
        (samples.pdf(), "pdf"),
        (samples.office(), "docx"),
        (samples.office("xl/workbook.xml"), "xlsx"),
        (samples.office("ppt/presentation.xml"), "pptx"),
        (samples.opendocument("text"), "odt"),
        (samples.opendocument("spreadsheet"), "ods"),
        (samples.opendocument("presentation"), "odp"),
    ],
)
def test_the_content_says_what_it_is(data: bytes, kind: str) -> None:
    """X-18: the name lies, the content does not."""
    received = take(data, "harmlos.exe.html")
    assert received.kind == kind
    assert received.name.startswith("harmlos.exe.")
    assert storage.path_of(received.key).stat().st_mode & 0o077 == 0
    storage.remove(received.key)


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"\xef\xbb\xbf  " + SVG,
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf /",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\0\0\0\x18ftypheic" + b"\0" * 100,
        b"GIF89a/*" + b"<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0<script>",
        b"RIFF\0\0\0\0WEBPVP8 ",
        samples.picture("PNG")[:-40],
        samples.picture("JPEG", (400, 400))[:600],
        samples.picture("WEBP", (400, 400))[:60],
        samples.pdf()[:-10],
        samples.pdf(samples.archive({"a.class": b"x"})),
        b"%PDF-1.4" + SVG,
        samples.archive({"readme.txt": b"x"}),
        samples.archive({"META-INF/MANIFEST.MF": b"x", "a.class": b"x"}),
        samples.office(**{"word/vbaProject.bin": b"x"}),
        samples.office(**{"word/activeX/activeX1.bin": b"x"}),
        samples.office(types=b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
        samples.office(**{"word/embeddings/a.exe": b"x"}),
        samples.office(**{"../../etc/passwd": b"x"}),
        samples.archive(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"", "Basic/x.xml": b""}
        ),
        samples.office()[:-30],
        b"PK\x03\x04" + b"\0" * 200,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_lies_macros_and_halves_are_refused(data: bytes) -> None:
    """X-18: lying types, polyglots, programs, macros, archives, truncated files."""
    before = left()
    with pytest.raises(Invalid) as refusal:
        take(data, "urlaub.jpg")
    assert refusal.value.message.endswith(".")
    assert left() == before


@pytest.mark.parametrize("size", [(50_000, 50_000), (6400, 6400), (1, 41_000_000)])
def test_pictures_of_too_many_pixels_are_not_decoded(size: tuple[int, int]) -> None:
    """X-20: the size is read before the pixels; far above and just above the limit."""
    with pytest.raises(Invalid, match="40 Megapixel"):
        take(samples.png_bomb(*size))


def test_documents_that_unpack_to_too_much_are_refused() -> None:
    """X-20: a zip bomb is told by its own list, and nothing of it is unpacked."""
    bomb = samples.office(**{f"word/{number}.xml": b"\0" * 30_000_000 for number in range(8)})
    assert len(bomb) < 1_000_000
    with pytest.raises(Invalid, match="entpackt"):
        take(bomb)


def test_documents_of_too_many_parts_are_refused() -> None:
    """X-20: as many as the limit says are looked through, one more is not."""
    # The document itself has two.
    parts = {f"word/media/{number}.bin": b"" for number in range(kinds.MOST_ENTRIES - 2)}
    assert take(samples.office(**parts)).kind == "docx"
    with pytest.raises(Invalid, match="entpackt"):
        take(samples.office(**parts, one_more=b""))


def test_a_decoder_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """X-20: time is limited from outside; the answer is a sentence."""
    script = tmp_path / "sleeps.py"
    script.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(intake, "SCRIPT", script)
    monkeypatch.setattr(intake, "SECONDS", 1)
    with pytest.raises(Invalid):
        take(samples.picture())


def test_a_decoder_that_needs_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-20: memory is limited by the system."""
    monkeypatch.setattr(intake, "MEMORY", 150 * 1024 * 1024)
    with pytest.raises(Invalid):
        take(samples.picture("PNG", (6000, 6000)))


def test_moving_pictures_are_refused() -> None:
    """X-18: half of what they say would be lost."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (80 * number, 0, 0)) for number in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="Bewegte"):
        take(out.getvalue())


def test_colours_become_those_that_every_browser_knows() -> None:
    """X-19: other profiles are converted, broken ones ignored, transparency stays."""
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGBA", (8, 8), (10, 20, 30, 0)).save(out, "PNG", icc_profile=profile)
    received = take(out.getvalue())
    with Image.open(storage.path_of(received.key)) as shown:
        assert shown.mode == "RGBA"
        assert shown.getpixel((0, 0)) == (10, 20, 30, 0)
    assert take(samples.picture("JPEG", icc_profile=b"no profile")).kind == "jpeg"
    cmyk = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(cmyk, "JPEG")
    assert take(cmyk.getvalue()).kind == "jpeg"


def test_large_pictures_become_smaller() -> None:
    received = take(samples.picture("JPEG", (5000, 1000)))
    assert (received.width, received.height) == (3000, 600)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.pdf"),
        ("C:\\Users\\Ada\\plan.pdf", "plan.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("con.pdf", "datei-con.pdf"),
        ("LPT1", "datei-LPT1.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "datei.pdf"),
        ("", "datei.pdf"),
        ("rechnung\u202efdp.exe", "rechnungfdp.pdf"),
        ("x" * 500 + ".pdf", "x" * 80 + ".pdf"),
        ("Übersicht 2026.pdf.js", "Übersicht 2026.pdf.pdf"),
    ],
)
def test_names_are_safe_everywhere(sent: str, kept: str) -> None:
    """E-45, X-13: paths, control signs, reserved and lying names."""
    assert tidy_name(sent, "pdf") == kept


@given(st.text(max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_becomes_a_safe_one(name: str) -> None:
    """E-45: whatever signs it is made of."""
    tidy = tidy_name(name, "pdf")
    assert tidy.endswith(".pdf")
    assert len(tidy) <= 100
    assert not set(tidy) & set('/\\:*?"<>|\r\n\0')
    assert not tidy.startswith((".", " "))


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({1: "N", 2: (52.0, 15.0, 53.7), 3: "E", 4: (10.0, 31.0, 20.5)}, "52.265, 10.522"),
        ({1: "s", 2: (33.0, 0.0, 0.0), 3: "W", 4: (70.0, 30.0, 0.0)}, "-33.000, -70.500"),
        ({2: (52.0, 15.0, 53.7), 4: (10.0, 31.0, 20.5)}, "52.265, 10.522"),
        ({1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)}, ""),
        ({1: "N", 2: (float("nan"), 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)}, ""),
        ({1: "N", 2: (52.0, 15.0), 3: "E", 4: (10.0,)}, ""),
        ({1: "N", 2: "Braunschweig"}, ""),
        ({}, ""),
    ],
)
def test_a_place_is_read_to_about_a_hundred_metres(written: dict[int, object], place: str) -> None:
    """X-19: whatever a camera wrote, it is coordinates with three digits or nothing."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(written)
    assert reencode._place(exif) == place


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 6), st.one_of(st.text(), st.binary(), st.tuples(*[st.floats()] * 3), st.none())))
def test_any_place_is_read_or_left(written: dict[int, object]) -> None:
    """X-19, E-22: it is never an error, and never anything but digits."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(written)
    assert re.fullmatch(r"(?:-?\d{1,2}\.\d{3}, -?\d{1,3}\.\d{3})?", reencode._place(exif))


RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" Target="{1}" {2}/></Relationships>'
)
LINKING = (
    '<d:document xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:x="http://www.w3.org/1999/xlink" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><{0} x:href="{1}"/></d:document>'
)
OUTSIDE = 'TargetMode="External"'


def word(relation: str) -> bytes:
    return samples.office(**{"word/_rels/settings.xml.rels": relation.encode()})


def opened(content: str) -> bytes:
    media_type = b"application/vnd.oasis.opendocument.text"
    return samples.archive({"mimetype": media_type, "content.xml": content.encode()})


@pytest.mark.parametrize(
    "data",
    [
        word(RELATION.format("attachedTemplate", "https://evil.example/a.dotm", OUTSIDE)),
        word(RELATION.format("attachedTemplate", "https://evil.example/a.dotm", 'TargetMode="Ext&#101;rnal"')),
        word(RELATION.format("attachedTemplate", "file:///C:/Vorlage.dotm", OUTSIDE).replace("C:/", "\\\\evil\\")),
        word(RELATION.format("image", "\\\\evil.example\\a.png", OUTSIDE)),
        word(RELATION.format("oleObject", "file://evil.example/a.xls", OUTSIDE)),
        word(RELATION.format("oleObject", "file:////evil.example/a.xls", OUTSIDE)),
        word(RELATION.format("oleObject", "mhtml:https://evil.example/a!x", OUTSIDE)),
        samples.office(
            **{
                "word/_rels/a.XML.RELS": RELATION.format("image", "http://evil.example/a", OUTSIDE).encode(),
                "mimetype": b"neither",
            }
        ),
        opened(LINKING.format("d:image", "https://evil.example/a.png")),
        opened(LINKING.format("d:object", "//evil.example/a")),
    ],
    ids=[
        "template",
        "entity",
        "unc in file",
        "unc",
        "file",
        "four slashes",
        "mhtml",
        "both families",
        "odt picture",
        "odt object",
    ],
)
def test_documents_that_fetch_something_when_they_are_opened_are_refused(data: bytes) -> None:
    """X-20: no reader is told to a stranger, and no macro comes by a template from elsewhere."""
    with pytest.raises(Invalid, match="aus dem Netz"):
        take(data)


@pytest.mark.parametrize(
    "data",
    [
        word(RELATION.format("hyperlink", "https://www.braunschweig.de/", OUTSIDE)),
        word(RELATION.format("attachedTemplate", "file:///C:\\Users\\x\\Normal.dotm", OUTSIDE)),
        word(RELATION.format("image", "media/image1.png", "")),
        opened(LINKING.format("text:a", "https://www.braunschweig.de/")),
        opened(LINKING.format("d:image", "Pictures/1.png")),
    ],
    ids=["link", "own template", "own picture", "odt link", "odt picture"],
)
def test_links_that_a_reader_may_follow_do_no_harm(data: bytes) -> None:
    """X-18: what Word and LibreOffice write by themselves is taken."""
    storage.remove(take(data).key)


@pytest.mark.parametrize(
    "part",
    [b"<Relationships", b'<!DOCTYPE a [<!ENTITY b "c">]><Relationships>&b;</Relationships>', b"\xff\xfe\x00"],
    ids=["half", "entities", "no text"],
)
def test_what_is_fetched_must_be_readable(part: bytes) -> None:
    """X-20: a document whose links nobody can read is damaged."""
    with pytest.raises(Invalid, match="beschädigt"):
        take(samples.office(**{"word/_rels/document.xml.rels": part}))
