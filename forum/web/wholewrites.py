"""The guard around simple-websocket 1.1.0: a frame is written whole or not at all (L-58).

The library writes with ``send``, which under gevent may write a part only and so cuts the frames of slow
readers (simple-websocket#45). It also writes from the thread that reads (pongs) and from the one that sends.
Here every write is complete and no two are mixed; sockets must not be used without this module.
"""

from threading import RLock
from typing import Any

import simple_websocket

LONGEST_MESSAGE = 64 * 1024
# Under this name a request knows its socket.
LINE = "forum.websocket"


def text_frame(text: str) -> bytes:
    """Return the frame of a text message as a server sends it: in one piece and without a mask (RFC 6455, 5.2)."""
    body = text.encode()
    if len(body) < 126:
        return bytes((0x81, len(body))) + body
    if len(body) < 2**16:
        return b"\x81\x7e" + len(body).to_bytes(2, "big") + body
    return b"\x81\x7f" + len(body).to_bytes(8, "big") + body


class _Whole:
    """A socket whose ``send`` writes everything, and before it what an earlier write left over."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.left = b""

    def send(self, data: bytes) -> int:
        """Write all of the data before returning."""
        left, self.left = self.left, b""
        self._sock.sendall(left + data)
        return len(data)

    def send_now(self, data: bytes) -> bytes | None:
        """Write what goes without waiting, which gevent's sockets can; return what is left over, or None if all is."""
        if self.left:
            return None
        try:
            written = self._sock.send(data, timeout=0.0)
        except OSError:
            return None
        self.left = data[written:]
        return self.left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class WholeServer(simple_websocket.Server):  # type: ignore[misc]
    """The server side of a socket, with whole writes and a limit for messages (L-54)."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        self._writing = RLock()
        # How many hold a message in hand that must leave before any other.
        self._sending = 0
        options.setdefault("max_message_size", LONGEST_MESSAGE)
        super().__init__(environ, **options)
        environ[LINE] = self

    def handshake(self) -> None:
        """Wrap the socket before the first byte is written."""
        self.sock: Any = _Whole(self.sock)
        super().handshake()

    def send(self, data: Any) -> None:
        """Send one message; the frame is made and written as one step."""
        self._sending += 1
        try:
            with self._writing:
                super().send(data)
        finally:
            self._sending -= 1

    def write_now(self, frame: bytes) -> bytes | None:
        """Write a whole frame without waiting, under gevent only; return what is left, or None if all of it is."""
        if not self.connected or self._sending or not self._writing.acquire(blocking=False):
            return None
        try:
            left: bytes | None = self.sock.send_now(frame)
        finally:
            self._writing.release()
        return left

    def _handle_events(self) -> Any:
        with self._writing:
            return super()._handle_events()


def install() -> None:
    """Let Engine.IO use the guarded server; it looks the name up whenever a socket is opened."""
    simple_websocket.Server = WholeServer
