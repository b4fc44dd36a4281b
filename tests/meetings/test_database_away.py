"""A database that is started anew in the middle of a session, on a real server (L-38, L-39)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest

from forum.core.db import db
from forum.core.tokens import random_key
from tests import factories
from tests.conftest import POSTGRES
from tests.meetings.test_sockets import Client, eventually
from tests.serving import Server


@pytest.fixture
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a forum on PostgreSQL, with two connections for steps and pages."""
    running = Server(
        tmp_path_factory.mktemp("away"),
        FORUM_DATABASE_URL=database_url,
        FORUM_DATABASE_CONNECTIONS="2",
        FORUM_EMBEDDED_WORKER="0",
    )
    try:
        running.start()
        yield running
    finally:
        running.close()


def admit(name: str, *, anybody: bool) -> None:
    """Let connections to a database in again, or end all and let none in."""
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS {anybody}')
        if not anybody:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_step_is_put_off_while_the_database_is_away(server: Server, database_url: str) -> None:
    """Page and socket say that it is a break and nothing was done; the same key is carried out once it is over."""
    name = database_url.rpartition("/")[2]
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        address, client = meeting.url, Client(server, meeting.id, ada)
        db.session.remove()
        db.engine.dispose()
        eventually(lambda: bool(client.snapshots))
        key = random_key()
        try:
            admit(name, anybody=False)
            refused = client.command("speech.request", key=key)
            with pytest.raises(HTTPError) as page:
                urlopen(server.url + address, timeout=20)  # noqa: S310  Our own address.
        finally:
            admit(name, anybody=True)
        page.value.close()
        assert (refused["ok"], refused["problem"]["status"], page.value.code) == (False, 503, 503)
        answer = client.command("speech.request", key=key)
        client.close()
    assert (answer["ok"], answer["duplicate"]) == (True, False)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_process_keeps_within_its_connections(server: Server, database_url: str) -> None:
    """Eight members speak at once through two connections: each waits its turn, and none is refused."""
    name = database_url.rpartition("/")[2]
    with server.forum():
        meeting, _chair, _people = factories.running_meeting(members=0)
        members = [factories.member(meeting.committee) for _ in range(8)]
        clients = [Client(server, meeting.id, who) for who in members]
        db.session.remove()
        db.engine.dispose()
        with ThreadPoolExecutor(8) as at_once:
            say = partial(Client.command, kind="contribution.add", text="Ich bin dafür, weil es hilft.")
            answers = list(at_once.map(say, clients))
        with psycopg.connect(POSTGRES) as connection:
            held = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
        for client in clients:
            client.close()
    assert [answer for answer in answers if not answer["ok"]] == []
    assert held is not None
    # One more connection listens for news of other processes.
    assert 1 <= held[0] <= 2 + 1
