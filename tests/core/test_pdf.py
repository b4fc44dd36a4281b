"""Papers as tagged PDF."""

import re
import zlib

import pytest
from flask import Flask

from forum.cli.consistency import check
from forum.core import pdf
from forum.core.errors import Unavailable
from forum.web.errors import status_of
from tests.factories import Visitor

PAPER = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Vorlage Ä-1</title></head>'
    '<body><h1>Bänke am Fluss</h1><h2>Kosten</h2><p>Zwölf <a href="/ideen/1">Bänke</a>.</p>{more}</body></html>'
)


def text_of(document: bytes) -> str:
    """Return everything in a PDF that is no picture, its packed parts unpacked."""
    parts = [document]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            parts.append(packed)
    return b"\n".join(parts).decode("latin-1")


def utf16(words: str) -> str:
    """Return words as they stand in the structure of a PDF."""
    return (b"\xfe\xff" + words.encode("utf-16-be")).hex()


def test_a_paper_is_tagged_and_knows_language_title_and_headings(app: Flask) -> None:
    """A-22: PDF/UA-1, with bookmarks from the headings."""
    document = pdf.make_pdf(PAPER.format(more=""))
    text = text_of(document)
    assert document.startswith(b"%PDF-1.7")
    assert "/MarkInfo" in text
    assert "/StructTreeRoot" in text
    assert re.search(r"pdfuaid[:\w]*part[^0-9]*1", text)
    assert "/Lang (de)" in text
    assert "/DisplayDocTitle true" in text
    assert utf16("Vorlage Ä-1") in text.lower()
    assert utf16("Bänke am Fluss") in text.lower()
    assert "(Kosten)" in text
    # In the forum's own font, whatever the machine has.
    assert "Fira" in text
    # Links lead to the forum, wherever the file is opened.
    assert "http://localhost/ideen/1" in text


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.png",
        "http://localhost/ideen/1",
        "/static/../../config/default.py",
        "/static/%2e%2e/%2e%2e/wsgi.py",
        "file:///etc/passwd",
        "//example.org/a.png",
    ],
)
def test_a_paper_asks_nobody_for_anything(app: Flask, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """E-45: what an HTML names is never fetched, from no host and from no other place of the disk."""

    def called(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a request left the forum")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", called)
    monkeypatch.setattr("socket.socket.connect", called)
    document = pdf.make_pdf(PAPER.format(more=f'<img src="{source}" alt="Bild">'))
    assert b"/Image" not in document
    with pytest.raises(ValueError, match="own files"):
        pdf._OwnFiles().fetch(f"http://localhost{source}" if source.startswith("/s") else source)


def test_without_pango_the_site_works_and_says_so(app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_problem", "cannot load library 'libpango'")
    with pytest.raises(Unavailable, match="PDF-Dateien gibt es hier") as refusal:
        pdf.make_pdf(PAPER)
    assert status_of(refusal.value) == 503
    assert client.get("/").status_code == 200
    found = [finding for finding in check() if finding.check == "PDF"]
    assert "libpango" in found[0].stored
