"""A live meeting under load: how long from the commit to the last client, votes, a rush of reconnects, memory.

It takes the figures of L-67 (telling), L-68 (votes) and L-69 (sockets of one process); ``aims`` says which they meet.
Alone: ``python -m tests.benchmarks.sockets [MODE:COUNT …]``; ``SOCKETS_DATABASE`` names an empty database other than SQLite.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from forum import create_app
from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.core.tokens import random_key
from forum.meetings import commands as meetings
from forum.meetings import queries
from forum.meetings.commands.polls.closing import given
from forum.meetings.models import Meeting, Poll
from tests import factories
from tests.benchmarks.http import ROOT, Server, free_port, get, measure, serving, wait_until_up

EVENTS = 30
PAUSE = 0.4
VOTERS = 300
# The small site's threads, and a process of its own for many.
CASES = (("threading", 300), ("gevent", 300), ("gevent", 1000), ("gevent", 2000))


class Crowd:
    """The program with the sockets, in a process of its own."""

    def __init__(
        self, port: int, count: int, meeting: int = 0, after: int = 0, tokens: list[str] | None = None
    ) -> None:
        words = [sys.executable, "-m", "tests.benchmarks.listeners", *map(str, (port, count, meeting, after))]
        self._process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._write(json.dumps(tokens or []))

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def start(self, *words: Any) -> None:
        """Give an order."""
        self._write(" ".join(map(str, words)))

    def result(self) -> dict[str, Any]:
        """Wait for the figures of the last order."""
        assert self._process.stdout is not None
        figures: dict[str, Any] = json.loads(self._process.stdout.readline())
        return figures

    def do(self, *words: Any) -> dict[str, Any]:
        """Give an order and return its figures."""
        self.start(*words)
        return self.result()

    def hear(self, emit: Callable[[int], None]) -> dict[str, Any]:
        """Emit events one after another and return how long they took to everybody."""
        self.start("listen", EVENTS)
        for number in range(EVENTS):
            time.sleep(PAUSE)
            emit(number)
        return self.result()

    def close(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def crowd(*place: Any) -> Iterator[Crowd]:
    """Run a crowd until the block ends."""
    running = Crowd(*place)
    try:
        yield running
    finally:
        running.close()


def post(port: int, path: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
    """Send one request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST" if body else "GET", path, body=body or None, headers=headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status >= 400:
        raise RuntimeError(f"{path} answered {answer.status}")
    return json.loads(said) if said else {}


def measure_floor(count: int) -> dict[str, Any]:
    """Measure the bare broadcast."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.benchmarks.floor_sockets", str(port)], cwd=ROOT) as process:
        try:
            wait_until_up(port)
            with crowd(port, count) as floor:
                floor.do("connect")
                return floor.hear(lambda _number: post(port, "/emit", "", {}) and None)
        finally:
            process.terminate()


class Session:
    """A running meeting with so many members who are present, on a forum of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"FORUM_INSTANCE": str(folder), "FORUM_RATE_LIMITS": "0", "FORUM_EMBEDDED_WORKER": "0"}
        self.environment["FORUM_DATABASE_URL"] = os.environ.get("SOCKETS_DATABASE", "")
        values = {"INSTANCE": str(folder), "DATABASE_URL": self.environment["FORUM_DATABASE_URL"]}
        # A poll that somebody missed is over at once when the next case begins.
        self._app = create_app({**values, "RATE_LIMITS": False, "BASE_URL": "http://localhost", "POLL_NOTICE": 0})
        with self._app.app_context():
            upgrade()
            made, chair, people = factories.running_meeting(members=VOTERS)
            self.number, self.chair_id = made.id, chair.id
            numbers = [chair.id, *(one.id for one in people)]
            with transaction():
                people = [db.session.get_one(Person, number) for number in numbers]
                tokens = [accounts.issue_token(one, one, name="Messung", scopes=["read", "write"]) for one in people]
            self.token, self.tokens = tokens[0], tokens[1:]
            db.session.remove()

    def last_seq(self) -> int:
        """Return the number of the last event."""
        with self._app.app_context():
            return db.session.get_one(Meeting, self.number).last_seq

    def open_poll(self) -> int:
        """Open a poll, after closing the one before."""
        with self._app.app_context():
            before = self._state()
            for poll_id in [poll["id"] for poll in before["polls"] if poll["state"] == "open"]:
                self._act("poll.close", poll_id=poll_id)
            self._act("poll.open", question="Sind Sie dafür?")
            return int(self._state()["polls"][-1]["id"])

    def votes(self, poll_id: int) -> int:
        """Return how many have voted, as the database knows it."""
        with self._app.app_context():
            db.session.rollback()
            return given(db.session.get_one(Poll, poll_id))

    def _state(self) -> dict[str, Any]:
        db.session.rollback()
        return queries.state(Nobody(), self.number)

    def _act(self, kind: str, **data: Any) -> None:
        with transaction():
            meetings.perform(db.session.get_one(Person, self.chair_id), self.number, kind, data, random_key())

    def speak(self, port: int, number: int) -> None:
        """Write a contribution by HTTP."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = {"type": "contribution.add", "data": {"text": f"Beitrag Nummer {number} in der Messung."}}
        body["idempotency_key"] = random_key()
        post(port, f"/api/v1/meetings/{self.number}/commands", json.dumps(body), headers)


def memory_of(server: Server) -> float:
    """Return the memory of the serving process, in MiB."""
    pages = [int(Path(f"/proc/{number}/statm").read_text().split()[1]) for number in server.children()]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure_case(session: Session, mode: str, count: int) -> dict[str, Any]:
    """Measure one mode with so many sockets; 300 of them belong to members, who vote."""
    settings = {**session.environment, "FORUM_ASYNC_MODE": mode, "FORUM_THREADS": str(count + 50)}
    with serving("wsgi:app", settings, "--config", "config/gunicorn.py") as server:
        wait_until_up(server.port)
        empty = memory_of(server)
        with crowd(server.port, count, session.number, session.last_seq(), session.tokens[:count]) as people:
            figures: dict[str, Any] = {"mode": mode, "sockets": count, "connected": people.do("connect")["connected"]}
            used = server.cpu_seconds()
            figures["told"] = people.hear(lambda number: session.speak(server.port, number))
            figures["cpu_us_per_message"] = round((server.cpu_seconds() - used) / EVENTS / count * 1e6, 1)
            figures["kib_per_socket"] = round((memory_of(server) - empty) * 1024 / count, 1)
            poll_id = session.open_poll()
            figures["votes"] = {**people.do("vote", poll_id), "stored": session.votes(poll_id)}
            figures["reconnect"] = people.do("back")
            figures["memory_mib"] = round(memory_of(server), 1)
            if mode == "gevent" and count == 1000:
                figures["pages"] = measure_pages_beside(session)
    return figures


def aims(row: dict[str, Any]) -> dict[str, bool]:
    """Return which of the aims of L-67 to L-69 a measured case meets; those that it says nothing about are left out."""
    told, votes, held = row["told"], row["votes"], row["connected"]
    # A figure counts only when everybody heard everything, or everybody's vote was taken.
    found = {"L-68": votes["votes"] == votes["stored"] == VOTERS and not votes["refused"] and votes["p95"] <= 1000}
    if row["sockets"] == 300:
        found["L-67"] = told["events"] == EVENTS and told["all"]["p95"] <= 150 and told["all"]["p99"] <= 500
    if row["mode"] == "gevent" and row["sockets"] >= 2000:
        found["L-69"] = held == row["sockets"]
    return found


def measure_pages_beside(session: Session) -> dict[str, Any]:
    """Measure a page of another process while all these sockets are open (L-60)."""
    with serving("wsgi:app", {**session.environment, "FORUM_SOCKETS": "0"}, "--config", "config/gunicorn.py") as pages:
        return measure(pages, get("/sitzungen"), times=200)


def measure_sockets(cases: Any = CASES) -> list[dict[str, Any]]:
    """Measure all cases, each beside a bare broadcast to as many sockets in the same run."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder))
        for mode, count in cases:
            floor = measure_floor(count)
            row = measure_case(session, mode, count)
            row["floor"] = floor
            row["ratio"] = {
                name: round(row["told"]["last"][name] / floor["last"][name], 2) for name in ("p50", "p95", "p99")
            }
            row["aims"] = aims(row)
            rows.append(row)
            # One that is stopped has told what it knows.
            print(json.dumps(row), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    chosen = [(mode, int(count)) for mode, _colon, count in (word.partition(":") for word in sys.argv[1:])]
    print(json.dumps(measure_sockets(chosen or CASES), indent=2))
