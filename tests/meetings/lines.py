"""A plain websocket to a meeting, for tests that look at single frames."""

import json
from typing import Any

from websocket import WebSocket, create_connection

from tests.serving import Server

HOME = "/sitzungen"


class Wire:
    """Speaks just enough of Engine.IO and Socket.IO; a frame is read when the test asks for it."""

    def __init__(self, server: Server, meeting_id: int, cookie: str = "", **auth: Any) -> None:
        address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self.line: WebSocket = create_connection(address, timeout=40, cookie=cookie or None)
        self.opening = json.loads(str(self.line.recv())[1:])
        self.line.send(f"40{HOME}," + json.dumps({"meeting_id": meeting_id, **auth}))
        assert str(self.line.recv()).startswith(f"40{HOME},")
        self._number = 0

    def next(self, *wanted: str) -> tuple[str, Any]:
        """Return name and value of the next message, of the wanted names if any; ``end`` when the server hung up."""
        while True:
            frame = str(self.line.recv())
            if frame == "2":
                self.line.send("3")
                continue
            if not frame or frame.startswith(("1", "41")):
                return "end", None
            kind, _comma, body = frame.partition(",")
            if kind == f"43{HOME}":
                found = ("answer", json.loads(body[body.index("[") :])[0])
            elif kind == f"42{HOME}":
                name, value = json.loads(body)
                found = (name, value)
            else:
                continue
            if not wanted or found[0] in wanted:
                return found

    def send(self, name: str, value: Any) -> None:
        """Send a message that wants an answer."""
        self._number += 1
        self.line.send(f"42{HOME},{self._number}" + json.dumps([name, value]))

    def close(self) -> None:
        """Hang up, also when the other side did so first."""
        self.line.close()
        self.line.shutdown()
