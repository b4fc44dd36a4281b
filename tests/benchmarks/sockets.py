"""One event to many sockets: how long until the last of them has heard it, beside a bare broadcast."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from forum.core.tokens import random_key
from tests.benchmarks.http import ROOT, Server, free_port, serving, wait_until_up

EVENTS = 20
PAUSE = 0.4


def last_of(address: str, count: int, hello: str, emit: Callable[[int], None]) -> dict[str, Any]:
    """Open so many sockets in another process, emit events, and return how long the last socket waited for each."""
    command = [sys.executable, "-m", "tests.benchmarks.listeners", address, str(count), hello, str(EVENTS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout
        if output is None or output.readline().strip() != "READY":
            raise RuntimeError("the listeners did not connect")
        for number in range(EVENTS):
            time.sleep(PAUSE)
            emit(number)
        waits = sorted(json.loads(output.readline()))
    return {
        "sockets": count,
        "events": len(waits),
        "last_p50_ms": round(statistics.median(waits), 1),
        "last_worst_ms": round(waits[-1], 1),
    }


def post(port: int, path: str, body: str, headers: dict[str, str]) -> None:
    """Send one request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST" if body else "GET", path, body=body or None, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status >= 400:
        raise RuntimeError(f"{path} answered {answer.status}")


@contextmanager
def bare_broadcast() -> Iterator[int]:
    """Run the floor and give its port."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.benchmarks.floor_sockets", str(port)], cwd=ROOT) as process:
        try:
            wait_until_up(port)
            yield port
        finally:
            process.terminate()


def measure_floor(count: int) -> dict[str, Any]:
    """Measure the bare broadcast."""
    with bare_broadcast() as port:
        return last_of(f"ws://127.0.0.1:{port}/", count, "", lambda _number: post(port, "/emit", "", {}))


def measure_meeting(environment: dict[str, str], mode: str, count: int, meeting_id: int, token: str) -> dict[str, Any]:
    """Measure contributions to a running meeting, from the moment they carry to the last socket."""
    settings = {**environment, "FORUM_ASYNC_MODE": mode, "FORUM_THREADS": str(count + 50)}
    with serving("wsgi:app", settings, "--config", "config/gunicorn.py") as server:
        return {"mode": mode, **_measure(server, count, meeting_id, token)}


def _measure(server: Server, count: int, meeting_id: int, token: str) -> dict[str, Any]:
    address = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
    hello = f'40/sitzungen,{{"meeting_id":{meeting_id}}}'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def emit(number: int) -> None:
        body = {"type": "contribution.add", "data": {"text": f"Beitrag Nummer {number} in der Messung."}}
        body["idempotency_key"] = random_key()
        post(server.port, f"/api/v1/meetings/{meeting_id}/commands", json.dumps(body), headers)

    return last_of(address, count, hello, emit)
