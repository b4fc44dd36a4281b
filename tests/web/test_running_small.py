"""The forum runs small: one command and one database are all of it (E-14)."""

import json
import time
import urllib.request
from pathlib import Path

import pytest
import socketio
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import Mail
from tests import factories
from tests.serving import Server

LISTENING, ESTABLISHED = "0A", "01"
# What is asked again until it holds; a starved machine may need its time.
PATIENCE = 60


def answer(url: str) -> bytes:
    """Return what an address of our own server says."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  Our own address.
        said: bytes = response.read()
    return said


def connections(group: int) -> set[tuple[str, int, int]]:
    """Return state, own port and port beyond of each TCP connection that a group of processes holds."""
    sockets = set()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) != group:
                continue
            sockets |= {str(file.readlink()) for file in (process / "fd").iterdir() if file.is_symlink()}
        except OSError:  # It has ended meanwhile.
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in sockets:
                found.add((fields[3], *(int(fields[place].rpartition(":")[2], 16) for place in (1, 2))))
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_one_command_starts_all_of_it(tmp_path: Path, database_url: str) -> None:
    """E-14: pages, sockets and worker with one database; no other port is asked or listened to."""
    running = Server(tmp_path, FORUM_DATABASE_URL=database_url, FORUM_MODE="demo")
    try:
        running.start()
        with running.forum() as app:
            factories.person("staff")
            idea = factories.idea(state="eingereicht", title="Pelikane an der Oker zählen")
            meeting, number, author = factories.meeting().id, idea.id, idea.author.email if idea.author else ""
            app.extensions["search"].close()
        assert b"Pelikane" in answer(f"{running.url}/ideen/{number}")
        live = socketio.Client(reconnection=False)
        live.connect(running.url, auth={"meeting_id": meeting}, transports=["websocket"], namespaces=["/sitzungen"])
        live.disconnect()
        until, sent, found = time.monotonic() + PATIENCE, None, []
        while time.monotonic() < until and not (sent and found):
            found = json.loads(answer(f"{running.url}/api/v1/search?q=Pelikane"))["items"]
            with running.forum():
                sent = db.session.scalar(
                    select(Mail.sent_at).where(Mail.to_address == author).order_by(Mail.id).limit(1)
                )
            time.sleep(0.1)
        assert [item["kind"] for item in found] == ["idea"]
        assert sent is not None
        held = connections(running.group)
        assert {own for state, own, _beyond in held if state == LISTENING} == {running.port}
        beyond = {there for state, own, there in held if state == ESTABLISHED and own != running.port}
        assert beyond <= ({5432} if database_url else set())
    finally:
        running.close()
