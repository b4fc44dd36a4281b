"""Requests over one kept connection to a real server, and what they cost the server's process."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A gunicorn under measurement."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def cpu_seconds(self) -> float:
        """Return the processor time that the server and its workers have used."""
        total = 0
        for number in (self.process.pid, *self.children()):
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def children(self) -> list[int]:
        """Return the numbers of the processes that serve."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(number) for number in listed]


@contextmanager
def serving(application: str, environment: Mapping[str, str], *options: str) -> Iterator[Server]:
    """Run gunicorn with this application until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options, application]
    values = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment}
    with subprocess.Popen(
        command, cwd=ROOT, env=values, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_until_up(port)
            yield Server(port, process)
        finally:
            process.terminate()
            process.wait(20)


def wait_until_up(port: int) -> None:
    """Wait until something answers on a port."""
    for _ in range(600):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
                connection.request("GET", "/gesund")
                connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not come up")


Request = Callable[[int], tuple[str, str, bytes | None, dict[str, str]]]


@contextmanager
def exchange(server: Server) -> Iterator[Callable[[tuple[str, str, bytes | None, dict[str, str]]], float]]:
    """Give a function that sends a request over one kept connection and returns how many seconds the answer took."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)

    def send(request: tuple[str, str, bytes | None, dict[str, str]]) -> float:
        method, path, body, headers = request
        start = time.perf_counter()
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}")
        return time.perf_counter() - start

    try:
        yield send
    finally:
        connection.close()


def figures_of(spans: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the longest of these seconds, in milliseconds."""
    ordered = sorted(spans)
    at_99 = ordered[max(0, int(len(ordered) * 0.99) - 1)]
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p99_ms": round(at_99 * 1000, 2),
        "max_ms": round(ordered[-1] * 1000, 2),
    }


def measure(server: Server, request: Request, *, times: int, warm_up: int = 30) -> dict[str, Any]:
    """Send a request many times and return what it cost; ``request`` makes the n-th one."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    spans: list[float] = []
    size = 0
    for number in range(-warm_up, times):
        if number == 0:
            used, began = server.cpu_seconds(), time.perf_counter()
        method, path, body, headers = request(number + warm_up)
        start = time.perf_counter()
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        size = len(response.read())
        if number >= 0:
            spans.append(time.perf_counter() - start)
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}")
    elapsed = time.perf_counter() - began
    cpu = server.cpu_seconds() - used
    connection.close()
    spans.sort()
    return {
        "requests_per_second": round(times / elapsed, 1),
        "p50_ms": round(statistics.median(spans) * 1000, 2),
        "p99_ms": round(spans[int(times * 0.99) - 1] * 1000, 2),
        "cpu_ms": round(cpu / times * 1000, 3),
        "bytes": size,
    }


def get(path: str, headers: dict[str, str] | None = None) -> Request:
    """Return the request that gets a page."""
    return lambda _number: ("GET", path, None, headers or {})
