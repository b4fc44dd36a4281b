"""The server for many sockets: gevent, with whole writes for readers that pause (L-57, L-58)."""

import json
import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest
from websocket import create_connection

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.meetings import commands
from tests import factories
from tests.meetings.lines import Wire
from tests.serving import Server


@pytest.fixture(params=["threading", "gevent"])
def single(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve in each of the two modes."""
    running = Server(tmp_path_factory.mktemp("single"), FORUM_ASYNC_MODE=request.param)
    try:
        running.start()
        yield running
    finally:
        running.close()


def test_a_reader_that_pauses_gets_every_frame_whole_and_in_order(single: Server) -> None:
    """L-58: 5 MB of events for somebody with little room who does not read for a while; others go on meanwhile."""
    with single.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number, person_id, start = meeting.id, ada.id, meeting.last_seq
        address = single.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        text = "lang und breit " * 300

        def write(turn: int) -> None:
            with transaction():
                actor = db.session.get_one(Person, person_id)
                for part in range(50):
                    data = {"text": f"{text}{turn}-{part}"}
                    commands.perform(actor, number, "contribution.add", data, f"a-key-{turn}-{part}")

        # Most of it waits before anybody listens, so that the silence of the readers stays short on a slow machine.
        for turn in range(18):
            write(turn)
        # With so little room on the reader's side the server's writes come back half done.
        narrow = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
        slow, quick = (create_connection(address, timeout=30, sockopt=narrow) for _ in range(2))
        for reader in (slow, quick):
            reader.recv()
            reader.send("40/sitzungen," + json.dumps({"meeting_id": number, "after": start}))
            assert reader.recv().startswith("40/sitzungen,")
        for turn in range(18, 20):
            write(turn)
        for reader in (quick, slow):
            time.sleep(0 if reader is quick else 2)
            seqs: list[int] = []
            while not seqs or seqs[-1] < start + 1000:
                frame = reader.recv()
                if frame == "2":
                    reader.send("3")
                elif frame.startswith('42/sitzungen,["events"'):
                    seqs += [event["seq"] for event in json.loads(frame.removeprefix("42/sitzungen,"))[1]]
            assert seqs == list(range(start + 1, start + 1001))
            reader.close()


def test_a_socket_that_is_half_open_is_noticed_by_its_missing_answer(server: Server) -> None:
    """L-65: a ping after 15 seconds, 10 to answer it; whoever is silent is gone, and whoever answers stays."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        silent = Wire(server, number, "=".join(server.cookie(ada)), after=meeting.last_seq)
        assert (silent.opening["pingInterval"], silent.opening["pingTimeout"]) == (15_000, 10_000)
        awake = Wire(server, number, after=meeting.last_seq)
        heard: list[str] = []
        # It answers every ping until something happens.
        listening = Thread(target=lambda: heard.append(awake.next("events", "end")[0]))
        listening.start()
        frames = []
        while (frame := str(silent.line.recv())) and not frame.startswith(("1", "41")):
            frames.append(frame)
        # It is gone before the second ping, which would come after thirty seconds.
        assert frames.count("2") == 1
        factories.act(ada, number, "speech.request")
        listening.join()
        assert heard == ["events"]
    for wire in (silent, awake):
        wire.close()
