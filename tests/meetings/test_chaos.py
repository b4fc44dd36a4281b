"""Chaos: a hundred clients that break off, processes that are killed, commands that are sent twice (L-39, L-70)."""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.permissions import Nobody
from forum.meetings import queries
from forum.meetings.models import Contribution, Meeting
from tests import factories
from tests.meetings.chaos import Follower, Ledger, Writer
from tests.serving import Server

FOLLOWERS, WRITERS, TEXTS = 92, 8, 16


@pytest.fixture
def servers(database: str, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Serve one forum as operators are told to: by one process with threads on SQLite, by two with gevent on PostgreSQL."""
    count, mode = (1, "threading") if database == "sqlite" else (2, "gevent")
    settings = {"DATABASE_URL": database_url, "EMBEDDED_WORKER": "0", "ASYNC_MODE": mode}
    environment = {f"FORUM_{name}": value for name, value in settings.items()}
    running = [Server(tmp_path_factory.mktemp("chaos"), **environment) for _ in range(count)]
    try:
        for server in running:
            server.start()
        yield running
    finally:
        for server in running:
            server.close()


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until it holds; the limit only keeps a broken build from waiting for ever."""
    until = time.monotonic() + 240
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def test_chaos_loses_doubles_and_swaps_nothing(servers: list[Server]) -> None:
    """L-37, L-39, L-41, L-61, L-70: every client ends with the identical, ordered, complete log."""
    with servers[0].forum():
        meeting, chair, _people = factories.running_meeting(members=0)
        number, start = meeting.id, meeting.last_seq
        members = [factories.member(meeting.committee) for _ in range(WRITERS)]
        cookies = ["=".join(servers[0].cookie(who)) for who in members]
        ledger = Ledger()
        writers = [
            Writer(ledger, TEXTS, servers, number, seed, cookie=cookie, after=start)
            for seed, cookie in enumerate(cookies)
        ]
        followers = [Follower(servers, number, 1000 + seed, after=start) for seed in range(FOLLOWERS)]
        clients = [*writers, *followers]
        for client in clients:
            client.start()
        half = WRITERS * TEXTS // 2
        wait_for(lambda: len(ledger.seqs) >= half, "half of the commands were not answered")
        servers[-1].kill()
        servers[-1].start()
        wait_for(lambda: all(writer.is_through for writer in writers), "not every command was answered")
        db.session.rollback()
        factories.act(chair, number, "session.close")
        for client in clients:
            client.join(240)
        db.session.rollback()
        log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
        log = [event for event in log if event["seq"] > start]
        contributions = db.session.scalar(select(func.count()).select_from(Contribution))
    keys = WRITERS * TEXTS
    assert ledger.refusals == []
    assert contributions == keys == len(ledger.seqs)
    assert all(len(seqs) == 1 for seqs in ledger.seqs.values())
    assert len(set.union(*ledger.seqs.values())) == keys
    # The first answer may have been lost with its socket; it never comes twice.
    assert max(ledger.firsts.values()) <= 1
    assert [event["seq"] for event in log] == list(range(start + 1, start + len(log) + 1))
    for client in clients:
        assert (client.done, client.gaps, client.snapshots) == (True, [], 0)
        assert client.events == log
    # Each broke off every 25 events at the latest, by itself and not only because a process died.
    assert sum(client.connects for client in clients) >= len(clients) * (keys // 25)
