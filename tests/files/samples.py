"""Files as people and attackers send them, made in memory."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

CANARY = "Kanarienvogel-im-Bild"
LATITUDE = (52.0, 15.0, 53.7123)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **saving: Any) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **saving)
    return out.getvalue()


def photo() -> bytes:
    """Return a photo lying on its side, with place, camera, comment and a canary in all of them."""
    exif = Image.Exif()
    exif[0x010F] = CANARY
    exif[0x9286] = CANARY
    exif[0x0112] = 6  # Turned by a quarter.
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (10.0, 31.0, 20.5)})
    return picture(size=(64, 48), exif=exif, comment=CANARY.encode())


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """Return a few bytes that claim to be billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(more: bytes = b"") -> bytes:
    """Return a small PDF."""
    return b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + more


def archive(entries: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            # A fixed date keeps the bytes alike, since tests are named after them.
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def office(core: str = "word/document.xml", types: bytes = b"<Types/>", **more: bytes) -> bytes:
    """Return a document of Word, Excel or PowerPoint."""
    return archive({"[Content_Types].xml": types, core: b"<x/>", **more})


def opendocument(kind: str = "text") -> bytes:
    """Return a document of LibreOffice."""
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": media_type, "content.xml": b"<x/>"})
