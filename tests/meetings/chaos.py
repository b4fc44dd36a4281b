"""Clients that break off all the time, and writers that repeat their commands until they are answered (L-39, L-70).

Each client is a thread with a plain websocket; it speaks just enough of Engine.IO and Socket.IO.
"""

import json
import random
import socket
import time
from collections.abc import Sequence
from threading import Lock, Thread
from typing import Any

from websocket import WebSocket, WebSocketException, create_connection

from tests.serving import Server

HOME = "/sitzungen"
# Breaking off and a dead process show themselves as one of these.
BREAKS = (OSError, WebSocketException, ValueError, IndexError)


class Follower(Thread):
    """Follows a meeting through any of the servers to its last event, and breaks off after every few events."""

    def __init__(self, servers: Sequence[Server], meeting_id: int, seed: int, cookie: str = "", after: int = 0) -> None:
        super().__init__(daemon=True)
        self.events: list[dict[str, Any]] = []
        self.gaps: list[dict[str, Any]] = []
        self.snapshots = 0
        self.connects = 0
        self.done = False
        self._servers, self._meeting_id, self._cookie = servers, meeting_id, cookie
        self._chance = random.Random(seed)  # noqa: S311  A repeatable test, no secret.
        self._start = after
        # At so many events it breaks off.
        self._until = 0
        self._line: WebSocket | None = None

    @property
    def seq(self) -> int:
        """The last number that is known."""
        return int(self.events[-1]["seq"]) if self.events else self._start

    def run(self) -> None:
        """Connect again and again until the session is closed."""
        while not self.done:
            try:
                self._connect()
                self._until = len(self.events) + self._chance.randint(5, 25)
                self._listen()
            except BREAKS:
                time.sleep(self._chance.random() / 5)
            finally:
                self._break_off()

    def _connect(self) -> None:
        server = self._chance.choice(self._servers)
        address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self._line = line = create_connection(address, timeout=10, cookie=self._cookie or None)
        line.recv()
        line.send(f"40{HOME}," + json.dumps({"meeting_id": self._meeting_id, "after": self.seq, "epoch": 1}))
        if not line.recv().startswith(f"40{HOME},"):
            raise ValueError("not connected")
        self.connects += 1

    def _listen(self) -> None:
        self.speak()
        while not self.done and len(self.events) < self._until:
            frame = str(self._receive())
            if frame == "2":
                self.send("3")
            elif frame.startswith(f"42{HOME},"):
                self._hear(*json.loads(frame.partition(",")[2]))
            elif frame.startswith(f"43{HOME},"):
                number, _bracket, answer = frame.partition(",")[2].partition("[")
                self.hear_answer(int(number), json.loads("[" + answer)[0])
            elif not frame:
                raise ValueError("closed")

    def _receive(self) -> Any:
        assert self._line is not None
        return self._line.recv()

    def _hear(self, name: str, value: Any) -> None:
        if name == "snapshot":
            self.snapshots += 1
        if name != "events":
            return
        for event in value:
            if len(self.events) >= self._until:
                return  # The line broke in the middle of a batch; the rest comes anew.
            if event["seq"] <= self.seq:
                continue
            if event["prev"] > self.seq:
                self.gaps.append(event)
            self.events.append(event)
            self.done = self.done or event["type"] == "SessionClosed"

    def send(self, frame: str) -> None:
        """Send one frame."""
        assert self._line is not None
        self._line.send(frame)

    def speak(self) -> None:
        """Say what there is to say after connecting; a writer has something."""

    def hear_answer(self, number: int, answer: dict[str, Any]) -> None:
        """Take the answer to a command."""

    def _break_off(self) -> None:
        if self._line is None:
            return
        if self._chance.random() < 0.5 and self._line.sock is not None:
            self._line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # As a lost network.
            self._line.sock.close()
        self._line.shutdown()
        self._line = None


class Ledger:
    """Which number each key was answered with; one key must never have two."""

    def __init__(self) -> None:
        self.seqs: dict[str, set[int]] = {}
        self.firsts: dict[str, int] = {}
        self.refusals: list[Any] = []
        self._lock = Lock()

    def note(self, key: str, answer: dict[str, Any]) -> None:
        """Note an answer."""
        with self._lock:
            if not answer["ok"]:
                self.refusals.append(answer)
                return
            self.seqs.setdefault(key, set()).add(answer["seq"])
            self.firsts[key] = self.firsts.get(key, 0) + (not answer["duplicate"])


class Writer(Follower):
    """A member who follows like everybody, writes one contribution after another and sends some of them twice."""

    def __init__(self, ledger: Ledger, texts: int, *place: Any, **options: Any) -> None:
        super().__init__(*place, **options)
        self._ledger = ledger
        self.keys = [f"key-{self._chance.getrandbits(64):016x}-{number}" for number in range(texts)]
        self._answered = 0
        self._sent: dict[int, str] = {}

    @property
    def is_through(self) -> bool:
        """Whether everything was answered."""
        return self._answered == len(self.keys)

    def speak(self) -> None:
        """Send the next command, with the key of the last turn if no answer came to it."""
        if self.is_through:
            return
        key = self.keys[self._answered]
        message = {"type": "contribution.add", "data": {"text": f"Beitrag zu {key}"}, "idempotency_key": key}
        for _ in range(self._chance.choice((1, 1, 2, 3))):
            number = len(self._sent)
            self._sent[number] = key
            self.send(f"42{HOME},{number}" + json.dumps(["command", message]))

    def hear_answer(self, number: int, answer: dict[str, Any]) -> None:
        """Note the answer and go on with the next command."""
        key = self._sent[number]
        self._ledger.note(key, answer)
        if not self.is_through and key == self.keys[self._answered]:
            self._answered += 1
            self.speak()
