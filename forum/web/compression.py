"""Answers travel compressed, so that a page is there quickly on a telephone; no proxy has to see to it (D-14).

What is the same for everybody – static files, pages for visitors – is compressed once and kept. What a person gets is
compressed for them with a random number of bytes on top, so that its size does not tell a listener, who makes the browser
ask for addresses of their choice, whether they guessed a secret of the page (BREACH; Heal the BREACH, 2022).
"""

import secrets
from collections import OrderedDict
from gzip import GzipFile
from io import BytesIO
from threading import Lock

from flask import Flask, Response, current_app, request

# Below, the head of the format eats what is saved.
LEAST = 1000
# What is kept is compressed well once; everything else as quickly as it is worth.
KEPT_LEVEL, PASSING_LEVEL = 9, 4
MOST_NOISE = 100
MOST_KEPT = 64 * 1024 * 1024
_WORTH = ("json", "xml", "javascript")


class PackedAnswers:
    """Compressed answers of one process by their ETag; the least recently asked for go when they take too much memory."""

    def __init__(self) -> None:
        self._packed: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, etag: str) -> bytes | None:
        """Return what is kept under an ETag."""
        with self._lock:
            packed = self._packed.get(etag)
            if packed is not None:
                self._packed.move_to_end(etag)
            return packed

    def put(self, etag: str, packed: bytes) -> None:
        """Keep an answer, unless another request has kept it meanwhile."""
        with self._lock:
            if etag in self._packed:
                return
            self._packed[etag] = packed
            self._size += len(packed)
            while self._size > MOST_KEPT:
                self._size -= len(self._packed.popitem(last=False)[1])


def pack(body: bytes, level: int, *, noise: str = "") -> bytes:
    """Return the body in the format gzip; ``noise`` stands in its head, where every reader skips it (RFC 1952)."""
    packed = BytesIO()
    with GzipFile(filename=noise, mode="wb", compresslevel=level, fileobj=packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def _is_worth_it(response: Response) -> bool:
    kind = response.mimetype or ""
    is_text = kind.startswith("text/") or kind.endswith(_WORTH)
    # Files that people uploaded pass as they are; parts of a file count the bytes of the whole.
    is_whole = request.endpoint == "static" or not (response.is_streamed or response.direct_passthrough)
    is_plain = response.status_code not in (204, 206, 304) and "Content-Encoding" not in response.headers
    return is_text and is_whole and is_plain


def _compress(response: Response) -> Response:
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or (response.content_length or LEAST) < LEAST:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST:
        return response
    is_for_all = request.endpoint == "static" or not (request.cookies or "Authorization" in request.headers)
    etag, _is_weak = response.get_etag()
    if is_for_all and etag is not None:
        answers: PackedAnswers = current_app.extensions["packed_answers"]
        packed = answers.get(etag)
        if packed is None:
            packed = pack(body, KEPT_LEVEL)
            answers.put(etag, packed)
    else:
        packed = pack(body, PASSING_LEVEL, noise="" if is_for_all else _noise())
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    if etag is not None:
        # The bytes differ from those of the uncompressed answer, and the meaning does not (RFC 9110, 8.8.1).
        response.set_etag(etag, weak=True)
    return response


def _noise() -> str:
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _place in range(secrets.randbelow(MOST_NOISE) + 1))


def init_app(app: Flask) -> None:
    """Compress answers after everything else is done with them; so this is called before whatever else changes answers."""
    app.extensions["packed_answers"] = PackedAnswers()
    app.after_request(_compress)
