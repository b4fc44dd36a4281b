"""Videos as people and attackers send them, made here byte by byte: grey pictures that every browser plays.

The H.264 stream of the MP4 is real: each macroblock of it is predicted from nothing and has no residual, which takes eight
bits (ITU-T H.264, 7.3). The WebM has true headers and frames that nobody decodes.
"""

import struct

PER_SECOND = 25


def _bits(*parts: tuple[int, int] | int) -> bytes:
    """Return bits as bytes: pairs are a value and its width, single figures are Exp-Golomb codes; a stop bit ends them."""
    word = ""
    for part in parts:
        if isinstance(part, tuple):
            word += f"{part[0]:0{part[1]}b}"
        else:
            code = f"{part + 1:b}"
            word += "0" * (len(code) - 1) + code
    word += "1"
    word += "0" * (-len(word) % 8)
    return int(word, 2).to_bytes(len(word) // 8, "big")


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(
    size: tuple[int, int] = (320, 240),
    *,
    rate: int = PER_SECOND,
    frames: int = 50,
    codec: bytes = b"avc1",
    more: bytes = b"",
    brand: bytes = b"isom",
    handler: bytes = b"",
    made: int = 0,
) -> bytes:
    """Return a video of so many grey pictures; ``more`` are boxes of what else it says about itself."""
    width, height = size
    sets = b"\x67\x42\xc0\x1f" + _bits(
        0, 0, 2, 1, (0, 1), width // 16 - 1, height // 16 - 1, (1, 1), (1, 1), (0, 1), (0, 1)
    )
    pictures = b"\x68" + _bits(0, 0, (0, 1), (0, 1), 0, 0, 0, (0, 1), (0, 2), 0, 0, 0, (0, 1), (0, 1), (0, 1))
    # A header of 18 bits before the macroblocks, each of which is eight bits, and the stop bit.
    blocks = [(0x27, 8)] * (width * height // 256)
    frame = b"\x65" + _bits(0, 7, 0, (0, 4), 0, (0, 1), (0, 1), 0, *blocks)
    sample = struct.pack(">I", len(frame)) + frame
    matrix = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    config = _box(
        b"avcC",
        b"\x01" + sets[1:4] + b"\xff\xe1" + struct.pack(">H", len(sets)) + sets,
        b"\x01" + struct.pack(">H", len(pictures)) + pictures,
    )
    entry = _box(
        codec,
        bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HHIII", width, height, 0x480000, 0x480000, 0),
        struct.pack(">H", 1) + bytes(32) + struct.pack(">Hh", 24, -1),
        config if codec == b"avc1" else b"",
    )
    head = _box(b"ftyp", brand + struct.pack(">I", 512) + brand + b"avc1mp41")

    def movie(offset: int) -> bytes:
        table = _box(
            b"stbl",
            _box(b"stsd", struct.pack(">II", 0, 1), entry),
            _box(b"stts", struct.pack(">IIII", 0, 1, frames, 1)),
            _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
            _box(b"stsz", struct.pack(">III", 0, len(sample), frames)),
            # All pictures are alike, so they share their bytes.
            _box(b"stco", struct.pack(">II", 0, frames), struct.pack(">I", offset) * frames),
        )
        media = _box(
            b"mdia",
            _box(b"mdhd", struct.pack(">IIIIIHH", 0, made, made, rate, frames, 0x55C4, 0)),
            _box(b"hdlr", bytes(8) + b"vide" + bytes(12) + handler + b"\0"),
            _box(
                b"minf",
                _box(b"vmhd", struct.pack(">IQ", 1, 0)),
                _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1)))),
                table,
            ),
        )
        track = _box(
            b"trak",
            _box(
                b"tkhd",
                struct.pack(">IIIIII", 3, made, made, 1, 0, frames) + bytes(8) + struct.pack(">hhhh", 0, 0, 0, 0),
                matrix + struct.pack(">II", width << 16, height << 16),
            ),
            media,
        )
        header = struct.pack(">IIIII", 0, made, made, rate, frames) + struct.pack(">Ih", 0x10000, 0x100) + bytes(10)
        return _box(b"moov", _box(b"mvhd", header, matrix, bytes(24), struct.pack(">I", 2)), track, more)

    return head + movie(len(head) + len(movie(0)) + 8) + _box(b"mdat", sample)


def said(words: bytes, name: bytes = b"\xa9xyz", where: bytes = b"udta") -> bytes:
    """Return what a phone writes into a video, for example about where it was taken."""
    return _box(where, _box(name, struct.pack(">HH", len(words), 0x15C7) + words))


def telling() -> bytes:
    """Return a track that tells all along where the camera is."""
    handler = _box(b"hdlr", bytes(8) + b"meta" + bytes(12) + b"\0")
    return _box(b"trak", _box(b"mdia", handler))


def _element(number: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes.fromhex(number) + struct.pack(">Q", len(body) | 1 << 56) + body


def webm(
    size: tuple[int, int] = (320, 240),
    *,
    rate: int = PER_SECOND,
    frames: int = 50,
    codec: bytes = b"V_VP8",
    author: bytes = b"",
) -> bytes:
    """Return a video in the other container; it may say an author, as a tag, a title and a program."""
    width, height = size
    step = 1000 // rate

    def number(value: int) -> bytes:
        return struct.pack(">I", value)

    head = _element(
        "1A45DFA3",
        *(_element(key, b"\x01") for key in ("4286", "42F7")),
        _element("42F2", b"\x04"),
        _element("42F3", b"\x08"),
        _element("4282", b"webm"),
        *(_element(key, b"\x02") for key in ("4287", "4285")),
    )
    info = _element(
        "1549A966",
        _element("2AD7B1", number(1_000_000)),
        _element("4489", struct.pack(">d", frames * step)),
        _element("4D80", author),
        _element("5741", author),
        _element("7BA9", author),
        _element("4461", bytes(7) + b"\x01"),
    )
    tags = _element(
        "1254C367", _element("7373", _element("67C8", _element("45A3", b"ARTIST"), _element("4487", author)))
    )
    track = _element(
        "1654AE6B",
        _element(
            "AE",
            *(_element(key, b"\x01") for key in ("D7", "73C5", "83")),
            _element("86", codec),
            _element("23E383", number(1_000_000_000 // rate)),
            _element("E0", _element("B0", number(width)), _element("BA", number(height))),
        ),
    )
    frame = b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(16)
    blocks = (_element("A3", b"\x81" + struct.pack(">hB", at * step, 0x80) + frame) for at in range(frames))
    return head + _element("18538067", info, tags, track, _element("1F43B675", _element("E7", b"\0"), *blocks))
