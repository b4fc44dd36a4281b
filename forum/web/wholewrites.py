"""The guard around simple-websocket 1.1.0: a frame is written whole or not at all (L-58).

The library writes with ``send``, which under gevent may write a part only and so cuts the frames of slow readers
(simple-websocket#45). It also writes from the thread that reads (pongs) and from the one that sends. Here every write is
complete and no two are mixed; sockets must not be used without this module.
"""

from threading import RLock
from typing import Any

import simple_websocket

LONGEST_MESSAGE = 64 * 1024


class _Whole:
    """A socket whose ``send`` writes everything."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def send(self, data: bytes) -> int:
        """Write all of the data before returning."""
        self._sock.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class WholeServer(simple_websocket.Server):  # type: ignore[misc]
    """The server side of a socket, with whole writes and a limit for messages (L-54)."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        self._writing = RLock()
        options.setdefault("max_message_size", LONGEST_MESSAGE)
        super().__init__(environ, **options)

    def handshake(self) -> None:
        """Wrap the socket before the first byte is written."""
        self.sock: Any = _Whole(self.sock)
        super().handshake()

    def send(self, data: Any) -> None:
        """Send one message; the frame is made and written as one step."""
        with self._writing:
            super().send(data)

    def _handle_events(self) -> Any:
        with self._writing:
            return super()._handle_events()


def install() -> None:
    """Let Engine.IO use the guarded server; it looks the name up whenever a socket is opened."""
    simple_websocket.Server = WholeServer
