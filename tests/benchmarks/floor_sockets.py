"""The floor for sockets: a bare broadcast over gevent, without protocol, log or database.

``GET /emit`` sends one message of ordinary size to every socket; every other connection becomes a websocket.
"""

import base64
import hashlib
import json
import sys
from datetime import UTC, datetime
from typing import Any

from gevent.server import StreamServer

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
SIZE = 316

sockets: list[Any] = []


def frame(text: str) -> bytes:
    """Return a text frame."""
    body = text.encode()
    return b"\x81\x7e" + len(body).to_bytes(2, "big") + body if len(body) > 125 else bytes((0x81, len(body))) + body


def broadcast() -> None:
    """Send the present moment, padded to the size of an event, to every socket."""
    message = {"at": datetime.now(UTC).isoformat(), "pad": ""}
    message["pad"] = "x" * (SIZE - len(json.dumps(message)))
    data = frame(json.dumps(message))
    for socket in sockets:
        socket.sendall(data)


def serve(socket: Any, _address: Any) -> None:
    """Answer one connection."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += socket.recv(4096)
    if head.startswith(b"GET /emit"):
        broadcast()
        socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return
    if b"Sec-WebSocket-Key" not in head:
        socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return
    key = next(line.split(b":")[1].strip() for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key"))
    accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())  # noqa: S324  RFC 6455 asks for it.
    socket.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    sockets.append(socket)
    while socket.recv(4096):
        pass


if __name__ == "__main__":
    StreamServer(("127.0.0.1", int(sys.argv[1])), serve, backlog=2048).serve_forever()
