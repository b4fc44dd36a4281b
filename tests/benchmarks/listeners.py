"""Many sockets in one process: connect, listen, and print when the last of them heard each event.

Run as a program by ``tests.benchmarks.sockets``; it speaks just enough of Engine.IO and of plain websockets.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from datetime import datetime  # noqa: E402

import gevent  # noqa: E402
from gevent.event import Event  # noqa: E402
from websocket import create_connection  # noqa: E402

AT = re.compile(r'"at": ?"([^"]+)"')


class Listeners:
    """The sockets and what they heard; an event is known by the moment it carries."""

    def __init__(self, address: str, count: int, hello: str) -> None:
        self.address, self.count, self.hello = address, count, hello
        self.heard: dict[str, list[float]] = {}
        self.ready = 0
        self.all_ready = Event()

    def run(self, events: int) -> list[float]:
        """Connect all, say READY, and return for each event how long the last socket waited, in milliseconds."""
        for number in range(self.count):
            gevent.spawn(self._listen)
            if number % 50 == 49:
                gevent.sleep(0.2)
        self.all_ready.wait(120)
        print("READY", flush=True)
        until = time.time() + 60
        while time.time() < until and sum(len(times) == self.count for times in self.heard.values()) < events:
            gevent.sleep(0.05)
        return [max(times) for times in self.heard.values() if len(times) == self.count]

    def _listen(self) -> None:
        socket = create_connection(self.address, timeout=120)
        if self.hello:
            socket.recv()
            socket.send(self.hello)
            while '"snapshot"' not in socket.recv():
                pass
        self.ready += 1
        if self.ready == self.count:
            self.all_ready.set()
        while True:
            message = socket.recv()
            now = time.time()
            if message == "2":
                socket.send("3")  # Engine.IO asks whether the socket is still there.
                continue
            found = AT.search(message)
            if found:
                sent = datetime.fromisoformat(found[1]).timestamp()
                self.heard.setdefault(found[1], []).append((now - sent) * 1000)


if __name__ == "__main__":
    target, number, greeting, expected = sys.argv[1:5]
    print(json.dumps(Listeners(target, int(number), greeting).run(int(expected))), flush=True)
