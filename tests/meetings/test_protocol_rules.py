"""Rules of the protocol that need no socket: scans, settings, chain, leases, cacheable answers (L-36 to L-66)."""

import ast
import importlib.metadata
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, inspect, select

from forum import create_app
from forum.accounts import commands as accounts
from forum.accounts.models import ApiToken, Person, Standing
from forum.accounts.queries import api_token, tokens_that_hold, words_of
from forum.core import events
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.meetings import commands, queries, sockets
from forum.meetings.commands.step import Step
from forum.meetings.models import Contribution, Meeting, SentCommand
from forum.web import realtime
from forum.web.realtime import starting
from forum.web.realtime.leases import Keeper, Lease
from forum.web.realtime.listening import Listener, chained
from forum.web.realtime.server import socketio
from tests import factories
from tests.factories import visitor
from tests.meetings.noise import Noise

ROOT = Path(__file__).resolve().parents[2]
REALTIME = ROOT / "forum" / "web" / "realtime"


def calls(path: Path) -> Iterator[str]:
    """Yield the names of the methods that a file calls."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def test_events_leave_through_the_reader_only() -> None:
    """L-66: no ``emit`` and no ``send`` to a socket anywhere else, so nothing uncommitted is ever told."""
    emitting = {path for path in (ROOT / "forum").rglob("*.py") if {"emit", "send"} & set(calls(path))}
    assert emitting == {REALTIME / "door.py", REALTIME / "delivery.py", ROOT / "forum" / "web" / "wholewrites.py"}
    telling = {path for path in (ROOT / "forum").rglob("*.py") if "realtime.delivery" in path.read_text("utf-8")}
    assert telling == {REALTIME / "door.py"}
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "forum").rglob("*.py")
        if re.search(r"^(from|import) (flask_socketio|socketio|engineio)", path.read_text("utf-8"), re.MULTILINE)
    }
    # No package holds the server, or refuses by itself what the one decorator refuses for all.
    assert importing == {
        "forum/web/realtime/server.py",
        "forum/web/realtime/delivery.py",
        "forum/web/realtime/messages.py",
    }


def test_every_message_passes_the_one_decorator(app: Flask) -> None:
    """L-63: who, how often and in one transaction is checked there; what passes by it can change nothing."""
    handlers = socketio.server.handlers
    names = {(space, name): handler for space, known in handlers.items() for name, handler in known.items()}
    assert {space for space, _name in names} == {channel.namespace for channel in (sockets.CHANNEL,)}
    unchecked = {name for (_space, name), handler in names.items() if not _is_checked(handler)}
    assert unchecked == {"connect", "disconnect", "cursor"}


def _is_checked(handler: Any) -> bool:
    """Look through what Flask-SocketIO wraps around a handler."""
    seen: list[Any] = [handler]
    while seen:
        one = seen.pop()
        if getattr(one, "is_checked", False):
            return True
        cells = getattr(one, "__closure__", None) or ()
        seen += [cell.cell_contents for cell in cells if callable(cell.cell_contents)]
    return False


@pytest.mark.parametrize("mode", ["", "eventlet", "asgi"])
def test_the_forum_does_not_start_without_a_known_mode(mode: str, tmp_path: Path) -> None:
    """L-57."""
    with pytest.raises(RuntimeError, match="ASYNC_MODE"):
        create_app({"INSTANCE": str(tmp_path), "ASYNC_MODE": mode, "BASE_URL": "http://localhost"})


def test_the_forum_does_not_start_beside_eventlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L-57: it need only be installed to change how sockets are served."""
    (tmp_path / "eventlet.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RuntimeError, match="eventlet"):
        create_app({"INSTANCE": str(tmp_path), "BASE_URL": "http://localhost"})


def test_sockets_are_served_as_the_protocol_says(app: Flask) -> None:
    """L-59, L-61, L-65: one after another, websocket only, a dead end is noticed within 25 seconds."""
    server = socketio.server
    assert server.async_handlers is False
    assert server.eio.transports == ["websocket"]
    assert (server.eio.ping_interval, server.eio.ping_timeout) == (starting.PING_EVERY, starting.PING_PATIENCE)
    assert starting.PING_EVERY + starting.PING_PATIENCE <= 25
    assert server.eio.max_http_buffer_size == 64 * 1024


def test_the_libraries_have_their_least_versions() -> None:
    """L-64."""
    least = {"python-socketio": (5, 18, 1), "python-engineio": (4, 15, 1), "Flask-SocketIO": (5, 6, 1)}
    for name, version in least.items():
        assert tuple(int(part) for part in importlib.metadata.version(name).split(".")) >= version, name


def test_a_page_process_holds_no_sockets(tmp_path: Path) -> None:
    """L-60: by a setting."""
    app = create_app({"INSTANCE": str(tmp_path), "SOCKETS": False, "BASE_URL": "http://localhost"})
    assert not any(rule.rule.startswith("/socket.io") for rule in app.url_map.iter_rules())
    assert type(app.wsgi_app).__name__ != "_SocketIOMiddleware"


def test_the_log_keeps_its_keys_and_rules(app: Flask) -> None:
    """L-36."""
    tables = inspect(db.engine)
    assert {"last_seq", "epoch", "state"} <= {column["name"] for column in tables.get_columns("meeting")}
    assert ["stream", "seq"] in [one["column_names"] for one in tables.get_unique_constraints("event")]
    assert tables.get_pk_constraint("sent_command")["constrained_columns"] == ["meeting_id", "person_id", "key"]
    named = {column["name"] for column in tables.get_columns("lease")}
    assert named == {"connection", "stream", "person_id", "process", "sockets", "cursor", "seen_at"}


@pytest.mark.parametrize(
    ("kind", "data", "refusal"),
    [
        ("speech.request", {"stance": "loud"}, Invalid),
        ("session.start", {}, Forbidden),
        ("speech.withdraw", {"speaker_id": 99}, NotFound),
        ("presence.check_in", {}, Conflict),
    ],
)
def test_a_command_that_fails_at_any_step_leaves_nothing_behind(
    app: Flask, kind: str, data: dict[str, Any], refusal: type[ForumError]
) -> None:
    """L-38: neither event nor number nor key; the same key may be used again."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id, before = meeting.id, ada.id, meeting.last_seq
    key = "key-of-a-failure"
    for _ in range(2):
        with pytest.raises(refusal), transaction():
            commands.perform(db.session.get_one(Person, person_id), number, kind, data, key)
    assert db.session.get_one(Meeting, number).last_seq == before
    assert db.session.scalars(select(SentCommand).where(SentCommand.key == key)).all() == []
    assert db.session.query(LoggedEvent).filter_by(stream=f"meeting:{number}").count() == before


def test_a_command_whose_commit_fails_wakes_nobody(app: Flask) -> None:
    """L-38, L-66: what was not committed was not said."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id, before = meeting.id, ada.id, meeting.last_seq
    wakes = events.wakes()
    with transaction() as change:
        actor = db.session.get_one(Person, person_id)
        commands.perform(actor, number, "contribution.add", {"text": "Das kommt nie an."}, "key-of-a-rollback")
        change.discard()
    assert events.wakes() == wakes
    assert db.session.get_one(Meeting, number).last_seq == before
    assert db.session.query(Contribution).count() == 0


WORDS = ("public", "members", "committee:1", "committee:1:chair", "person:7", "person:8")
LISTENERS = (
    frozenset({"public"}),
    frozenset({"public", "members", "person:8"}),
    frozenset({"public", "members", "committee:1", "person:7"}),
    frozenset(WORDS) - {"person:8"},
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(audiences=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), limit=st.integers(1, 7))
def test_the_chain_of_prev_is_complete_for_every_audience(app: Flask, audiences: list[str], limit: int) -> None:
    """L-41: in whatever order audiences alternate, wherever the reading begins and however long its parts are."""
    number = factories.meeting().id
    first = db.session.get_one(Meeting, number).last_seq
    with transaction():
        step = Step(SYSTEM, db.session.get_one(Meeting, number))
        for place, audience in enumerate(audiences):
            step.record(Noise(meeting_id=number, number=place), audience)
    stream = f"meeting:{number}"
    rows = queries.rows_after(stream, first)
    for words in LISTENERS:
        mine = [first + place for place, audience in enumerate(audiences, start=1) if audience in words]
        told: list[dict[str, Any]] = []
        while part := queries.events_after(stream, words, told[-1]["seq"] if told else first, limit):
            told += part
        assert [one["seq"] for one in told] == mine
        begin = queries.last_before(stream, words, first)
        assert [one["prev"] for one in told] == [begin, *mine[:-1]][: len(mine)]
        # What the reader of the sockets cuts out of the common rows is the same, byte for byte.
        assert chained([row for row in rows if row.audience in words], begin) == told


def test_words_of_many_are_the_words_of_each(app: Flask) -> None:
    """L-52: the few queries for all sockets say what a page would ask for one person."""
    of, board = factories.committee(), factories.committee(kind="board")
    people = [factories.person(), factories.person("staff", "moderator"), factories.member(of), factories.member(board)]
    people += [factories.member(of, "chair"), factories.member(of, "clerk"), factories.person(standing="suspended")]
    numbers = [one.id for one in people]
    db.session.rollback()
    db.session.info.clear()
    found = words_of([*numbers, 10**6])
    for number in numbers:
        db.session.info.clear()
        assert found[number] == db.session.get_one(Person, number).words
    assert set(found) == set(numbers)


def test_of_many_tokens_those_hold_that_hold_alone(app: Flask) -> None:
    """L-52: one query says of all sockets with a token what a command asks of one."""
    people = [factories.person() for _ in range(5)]
    with transaction():
        tokens = [accounts.issue_token(one, one, name="Probe", scopes=["read"]) for one in people]
        ended, old, suspended, left, _kept = db.session.scalars(select(ApiToken).order_by(ApiToken.id))
        ended.epoch += 1
        old.expires_at = now() - timedelta(seconds=1)
        suspended.person.standing, left.person.standing = Standing.SUSPENDED, Standing.ERASED
    held = tokens_that_hold({*tokens, "nie vergeben"})
    assert held == {tokens[2], tokens[4]} == {token for token in tokens if api_token(token) is not None}
    assert tokens_that_hold(set()) == set()


def test_a_stream_that_grows_wakes_other_processes(app: Flask, database: str) -> None:
    """L-47: by the database, with the commit and never without it; other changes of the forum do not."""
    if database == "sqlite":
        return  # There the poll five times a second is all there is; test_protocol lives on it.
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    meeting, chair, _people = factories.running_meeting()
    number = meeting.id
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"LISTEN {events.NOTIFICATION}")
        factories.person()
        with transaction() as change:
            actor = db.session.get_one(Person, chair.id)
            commands.perform(actor, number, "contribution.add", {"text": "Das kommt nie an."}, "key-of-a-rollback")
            change.discard()
        factories.act(chair, number, "contribution.add", text="Das kommt an.")
        told = next(connection.notifies(timeout=20))
        assert told.channel == events.NOTIFICATION
        assert list(connection.notifies(timeout=0.2)) == []


def leased(stream: str, sid: str, person_id: int | None = None) -> Listener:
    return Listener(sid=sid, stream=stream, subject_id=1, words=frozenset({"public"}), sent=0, person_id=person_id)


def age(by: timedelta) -> None:
    with transaction():
        for row in db.session.query(Lease):
            row.seen_at -= by


def test_a_lease_lives_while_a_socket_is_open_and_little_longer(app: Flask) -> None:
    """L-50, L-35: two tabs and two processes are one person; visitors are a rounded number."""
    ada, ben = factories.person().id, factories.person().id
    one = [leased("meeting:1", "a", ada), leased("meeting:1", "b", ada), leased("meeting:2", "c", ben)]
    one += [leased("meeting:1", f"v{number}") for number in range(13)]
    two = [leased("meeting:1", "d", ben), leased("meeting:1", "w")]
    first, second = Keeper(app, lambda: one), Keeper(app, lambda: two)
    for keeper in (first, second):
        keeper.keep_once(is_due=False)
    assert realtime.connected("meeting:1") == {ada, ben}
    assert realtime.connected("meeting:2") == {ben}
    assert (realtime.observers("meeting:1"), realtime.observers("meeting:2")) == (10, 0)
    # The second process is killed: nothing renews its leases, and after a minute they are void.
    age(timedelta(seconds=61))
    one[0].cursor = 12
    first.keep_once(is_due=True)
    assert realtime.connected("meeting:1") == {ada}
    assert realtime.connected("meeting:1", within=realtime.GONE) == {ada, ben}
    assert db.session.get_one(Lease, "a").cursor == 12
    # A tab that is closed is no longer renewed, the other one still is.
    del one[1]
    first.keep_once(is_due=False)
    age(timedelta(seconds=91))
    first.keep_once(is_due=True)
    assert realtime.connected("meeting:1") == {ada}
    assert {row.connection for row in db.session.query(Lease) if row.person_id == ada} == {"a"}
    assert {row.connection for row in db.session.query(Lease) if row.person_id == ben} == {"c"}
    assert all(row.seen_at <= now() for row in db.session.query(Lease))


class Proxy:
    """A shared cache as HTTP describes it: it keeps what is public, as long as it may, for whoever asks alike."""

    def __init__(self, app: Flask) -> None:
        self.client = visitor(app)
        self.asked = 0
        self._kept: dict[tuple[str, ...], tuple[float, bytes]] = {}

    def get(self, path: str, moment: float, **headers: str) -> bytes:
        """Answer a request at a moment."""
        for (address, *variant), (until, body) in self._kept.items():
            names = variant[::2]
            if address == path and until > moment and [headers.get(name, "") for name in names] == variant[1::2]:
                return body
        self.asked += 1
        answer = self.client.get(path, headers=headers)
        seconds = re.search(r"public, max-age=(\d+)", answer.headers["Cache-Control"])
        assert seconds is not None
        assert "Set-Cookie" not in answer.headers
        varies = [name.strip() for name in answer.headers["Vary"].split(",")]
        key = (path, *(part for name in varies for part in (name, headers.get(name, ""))))
        self._kept[key] = (moment + int(seconds[1]), answer.get_data())
        return answer.get_data()


def test_10000_observers_behind_a_proxy_cost_a_few_queries_a_second(app: Flask) -> None:
    """L-35, L-49: no cookie, the same bytes for everybody in whatever language."""
    meeting, _chair, _people = factories.running_meeting()
    path = f"/api/v1/meetings/{meeting.id}/events?after={meeting.last_seq - 3}"
    proxy = Proxy(app)
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "ROLLBACK")):
            statements.append(statement)

    languages = ("de", "en-GB,en;q=0.9", "tr")
    event.listen(Engine, "before_cursor_execute", count)
    try:
        bodies = {
            proxy.get(path, second + number / 10_000, **{"Accept-Language": languages[number % 3]})
            for second in range(3)
            for number in range(10_000)
        }
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(bodies) == 1
    assert len(json.loads(bodies.pop())["items"]) == 3
    assert proxy.asked <= 4
    assert len(statements) <= 5 * proxy.asked


def test_the_answer_for_a_person_is_kept_by_nobody(app: Flask) -> None:
    """L-49: with a cookie or a token there is nothing public about it."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    answer = factories.signed_in(app, ada).get(f"/api/v1/meetings/{meeting.id}/events?after=0")
    assert "public" not in answer.headers["Cache-Control"]
    assert answer.headers["X-Server-Time"]
