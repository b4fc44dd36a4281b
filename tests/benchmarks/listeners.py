"""Many sockets in one process: connect, listen, come back all at once, vote; prints one JSON line for each order.

Run as a program by ``tests.benchmarks.sockets``. It speaks just enough of websockets and Socket.IO, because a whole client
library would need more of the processor than the server that is measured.
"""

from gevent import monkey

monkey.patch_all()

import base64  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections import defaultdict  # noqa: E402
from datetime import datetime  # noqa: E402
from socket import create_connection, socket  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402

HOME = "/sitzungen"
AT = re.compile(rb'"seq": ?(\d+)|"at": ?"([^"]+)"')


def percentiles(values: list[float]) -> dict[str, float]:
    """Return median, 95th and 99th percentile and the longest, rounded."""
    ordered = sorted(values)
    places = {f"p{share}": ordered[max(0, -(-len(ordered) * share // 100) - 1)] for share in (50, 95, 99)}
    return {name: round(value, 1) for name, value in {**places, "worst": ordered[-1]}.items()}


class Listener:
    """One socket; without a meeting a bare one."""

    def __init__(self, crowd: "Crowd", token: str = "") -> None:
        self.crowd, self.token = crowd, token
        self.line: socket | None = None
        self.is_welcome = False
        self.sent_at = 0.0

    def run(self) -> None:
        """Connect and read until the line is closed."""
        try:
            self.line = line = create_connection(("127.0.0.1", self.crowd.port), timeout=120)
            key = base64.b64encode(os.urandom(16)).decode()
            path = "/socket.io/?EIO=4&transport=websocket" if self.crowd.meeting else "/"
            line.sendall(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.crowd.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            self._read(line)
        except OSError:
            pass

    def _read(self, line: socket) -> None:
        buffer = b""
        while b"\r\n\r\n" not in buffer:
            buffer += line.recv(4096)
        buffer = buffer.partition(b"\r\n\r\n")[2]
        if self.crowd.meeting:
            auth = {"meeting_id": self.crowd.meeting, "after": self.crowd.seq, "token": self.token or None}
            self.send("40" + HOME + "," + json.dumps(auth))
        else:
            self._welcome()
        while True:
            while (end := _frame_end(buffer)) and len(buffer) >= end[1]:
                self._take(buffer[end[0] : end[1]])
                buffer = buffer[end[1] :]
            data = line.recv(65536)
            if not data:
                return
            buffer += data

    def _take(self, message: bytes) -> None:
        now = time.time()
        if message == b"2":
            self.send("3")
        elif message.startswith(b"43"):
            self.crowd.answers.append((now - self.sent_at) * 1000)
            if b'"ok":true' not in message.replace(b" ", b""):
                self.crowd.refusals.append(message.decode())
        elif b'"welcome"' in message[:40]:
            self._welcome()
        elif not self.crowd.meeting or b'"events"' in message[:40]:
            for seq, moment in AT.findall(message):
                if seq:
                    self.crowd.seq = max(self.crowd.seq, int(seq))
                else:
                    self.crowd.hear(moment.decode(), now)

    def _welcome(self) -> None:
        self.is_welcome = True
        self.crowd.welcomes.append(time.time())

    def send(self, text: str) -> None:
        """Send one masked text frame."""
        body = text.encode()
        size = bytes((0x80 | len(body),)) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2, "big")
        if self.line is not None:
            self.line.sendall(b"\x81" + size + b"\0\0\0\0" + body)


def _frame_end(buffer: bytes) -> tuple[int, int] | None:
    """Return where the body of the first frame begins and ends."""
    if len(buffer) < 2:
        return None
    size = buffer[1] & 127
    if size == 126:
        return (4, 4 + int.from_bytes(buffer[2:4], "big")) if len(buffer) >= 4 else None
    if size == 127:
        return (10, 10 + int.from_bytes(buffer[2:10], "big")) if len(buffer) >= 10 else None
    return 2, 2 + size


class Crowd:
    """All the sockets and what they heard; an event is known by the moment it carries."""

    def __init__(self, port: int, count: int, meeting: int, after: int, tokens: list[str]) -> None:
        self.port, self.count, self.meeting, self.seq = port, count, meeting, after
        self.tokens = tokens + [""] * (count - len(tokens))
        self.listeners: list[Listener] = []
        self.welcomes: list[float] = []
        self.heard: dict[str, list[float]] = defaultdict(list)
        self.answers: list[float] = []
        self.refusals: list[str] = []

    def hear(self, moment: str, now: float) -> None:
        """Note how long after its moment an event was heard."""
        self.heard[moment].append((now - datetime.fromisoformat(moment).timestamp()) * 1000)

    def connect(self, at_a_time: int) -> dict[str, Any]:
        """Connect all, some at a time, and return how long each waited for its welcome, from the first one on."""
        self.welcomes, began = [], time.time()
        self.listeners = [Listener(self, token) for token in self.tokens]
        for number, listener in enumerate(self.listeners, start=1):
            gevent.spawn(listener.run)
            if number % at_a_time == 0:
                gevent.sleep(0.1)
        self._wait(lambda: len(self.welcomes) >= self.count)
        waits = [(moment - began) * 1000 for moment in self.welcomes]
        return {"connected": len(waits), **percentiles(waits)}

    def come_back(self) -> dict[str, Any]:
        """Break all connections off and connect all anew in the same moment, after the last number that is known."""
        for listener in self.listeners:
            if listener.line is not None:
                listener.line.close()
        gevent.sleep(1)
        return self.connect(self.count + 1)

    def listen(self, events: int) -> dict[str, Any]:
        """Wait until everybody heard so many events."""
        self._wait(lambda: sum(len(times) >= self.count for times in self.heard.values()) >= events)
        whole = [times for times in self.heard.values() if len(times) >= self.count]
        every = [wait for times in whole for wait in times]
        return {"events": len(whole), "last": percentiles([max(times) for times in whole]), "all": percentiles(every)}

    def vote(self, poll_id: int) -> dict[str, Any]:
        """Let everybody with a token vote within one second, and return how long the answers took."""
        voters = [listener for listener in self.listeners if listener.token]
        for number, voter in enumerate(voters):
            gevent.spawn_later(number / len(voters), self._vote, voter, number, poll_id)
        self._wait(lambda: len(self.answers) >= len(voters))
        return {"votes": len(self.answers), "refused": self.refusals[:2], **percentiles(self.answers)}

    def _vote(self, voter: Listener, number: int, poll_id: int) -> None:
        data = {"poll_id": poll_id, "choice": "yes"}
        # A key that another poll has seen would be answered from what is kept, and nobody would have voted.
        message = {"type": "poll.vote", "data": data, "idempotency_key": f"vote-in-{poll_id}-of-{number}"}
        voter.sent_at = time.time()
        voter.send(f"42{HOME},1" + json.dumps(["command", message]))

    def _wait(self, holds: Any) -> None:
        until = time.time() + 90
        while not holds() and time.time() < until:
            gevent.sleep(0.02)


def main() -> None:
    """Take orders from standard input, one a line."""
    port, count, meeting, after = (int(word) for word in sys.argv[1:5])
    crowd = Crowd(port, count, meeting, after, json.loads(sys.stdin.readline()))
    orders = {
        "connect": lambda: crowd.connect(25),
        "back": crowd.come_back,
        "listen": lambda: crowd.listen(int(words[1])),
        "vote": lambda: crowd.vote(int(words[1])),
    }
    # Waiting for the next order in a thread lets the sockets go on.
    while words := gevent.get_hub().threadpool.apply(sys.stdin.readline).split():
        print(json.dumps(orders[words[0]]()), flush=True)


if __name__ == "__main__":
    main()
