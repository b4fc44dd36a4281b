"""The socket on a real server: order, loss, duplicates, rights, a kill (L-38 to L-46, L-61 to L-70)."""

import json
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

import pytest
import socketio
from sqlalchemy import delete, select
from websocket import WebSocketBadStatusException, WebSocketTimeoutException, create_connection

from forum.accounts.models import Person, SignIn
from forum.committees import commands as committees
from forum.committees.models import Membership
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Circle
from tests import factories
from tests.serving import Server


class Client:
    """A program that follows a meeting, keeps what it hears, and goes on after the last number it knows."""

    def __init__(self, server: Server, meeting_id: int, who: Person | None = None, **auth: Any) -> None:
        self.server = server
        self.auth = {"meeting_id": meeting_id, **auth}
        self.headers = {"Cookie": "=".join(server.cookie(who))} if who else {}
        self.events: list[dict[str, Any]] = []
        self.snapshots: list[dict[str, Any]] = []
        self.ended = False
        self._early: list[list[dict[str, Any]]] = []
        self._lock = Lock()
        self.io: Any = None
        self.open()

    def open(self) -> None:
        """Connect, after the last event that is known."""
        self.close()
        self.io = socketio.Client(reconnection=False)
        self.io.on("events", self._hear, namespace="/sitzungen")
        self.io.on("snapshot", self._see, namespace="/sitzungen")
        self.io.on("disconnect", self._end, namespace="/sitzungen")
        auth = {**self.auth, "after": self.seq} if self.seq else self.auth
        self.ended = False
        self.io.connect(
            self.server.url,
            headers=self.headers,
            auth=auth,
            transports=["websocket"],
            namespaces=["/sitzungen"],
        )
        # The library forgets its socket without closing it when the other side dies.
        self._socket = self.io.eio.ws.sock

    @property
    def seq(self) -> int:
        """The last number that is known."""
        with self._lock:
            return self._last()

    def _last(self) -> int:
        if self.events:
            return int(self.events[-1]["seq"])
        return int(self.snapshots[-1]["at_seq"] if self.snapshots else self.auth.get("after", 0))

    def _hear(self, batch: list[dict[str, Any]]) -> None:
        """Take a batch when its turn has come: the library hands messages over in threads, so in any order (L-42)."""
        with self._lock:
            self._early.append(batch)
            while (ready := next((one for one in self._early if one[0]["prev"] <= self._last()), None)) is not None:
                self._early.remove(ready)
                self.events += ready

    def _see(self, state: dict[str, Any]) -> None:
        with self._lock:
            self.snapshots.append(state)

    def _end(self, *_reason: Any) -> None:
        self.ended = True

    def command(self, kind: str, key: str = "", **data: Any) -> dict[str, Any]:
        """Send a command and return the acknowledgement."""
        message = {"type": kind, "data": data, "idempotency_key": key or random_key()}
        answer: dict[str, Any] = self.io.call("command", message, namespace="/sitzungen", timeout=10)
        return answer

    def close(self) -> None:
        """Hang up, also when the other side is gone."""
        if self.io is not None:
            self.io.disconnect()
            self._socket.close()


def eventually(holds: Callable[[], bool], seconds: float = 8) -> None:
    """Wait until it holds, and fail if it never does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


Open = Callable[..., Client]


@pytest.fixture
def listen(server: Server) -> Iterator[Open]:
    """Return a way to open clients that are closed at the end."""
    clients: list[Client] = []

    def listening(meeting_id: int, who: Person | None = None, **auth: Any) -> Client:
        clients.append(Client(server, meeting_id, who, **auth))
        return clients[-1]

    yield listening
    for client in clients:
        client.close()


def test_observer_and_members_hear_the_same_in_order(server: Server, listen: Open) -> None:
    """L-35, L-38, L-46: the answer comes after the commit, then everybody hears of it."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        observer, one, two, desk = (
            listen(number),
            listen(number, ada),
            listen(number, ben),
            listen(number, chair),
        )
        for client in (observer, one, two, desk):
            eventually(lambda client=client: bool(client.snapshots))  # type: ignore[misc]
        assert desk.command("poll.open", question="Sind Sie dafür?")["ok"]
        eventually(lambda: bool(one.events))
        poll_id = one.events[-1]["data"]["poll_id"]
        assert one.command("poll.vote", poll_id=poll_id, choice="yes")["ok"]
        assert two.command("poll.vote", poll_id=poll_id, choice="no")["ok"]
        last = desk.command("poll.close", poll_id=poll_id)
        assert last == {"ok": True, "seq": last["seq"], "duplicate": False, "now": last["now"]}
    for client in (observer, one, two, desk):
        eventually(lambda client=client: client.seq == last["seq"])  # type: ignore[misc]
    assert observer.events == one.events == two.events == desk.events
    assert [event["type"] for event in one.events] == ["PollOpened", "VoteCast", "VoteCast", "PollClosed"]
    assert one.events[0]["prev"] == one.snapshots[0]["at_seq"]
    assert one.events[0]["data"]["question"] == "Sind Sie dafür?"


def test_refusals_come_back_as_problems_and_the_socket_stays_open(server: Server, listen: Open) -> None:
    """L-38, L-39, L-63."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        observer, one = listen(number), listen(number, ada)
        refused = observer.command("speech.request")
        assert (refused["ok"], refused["problem"]["status"]) == (False, 403)
        assert one.command("session.close")["problem"]["status"] == 403
        assert one.command("speech.request", more=1)["problem"]["status"] == 422
        assert one.command("speech.withdraw", speaker_id=999)["problem"]["status"] == 404
        assert one.command("speech.request", key="short")["problem"]["status"] == 422
        assert one.io.call("command", "nonsense", namespace="/sitzungen")["problem"]["status"] == 422
        key = random_key()
        first, second = one.command("speech.request", key=key), one.command("speech.request", key=key)
        assert first["ok"]
        assert second == {**first, "duplicate": True, "now": second["now"]}
        assert one.command("speech.request")["problem"]["status"] == 409


def test_the_snapshot_comes_when_nothing_is_known_and_events_when_something_is(server: Server, listen: Open) -> None:
    """L-44."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, last = meeting.id, meeting.last_seq
    fresh, behind, beyond = listen(number), listen(number, after=last - 2), listen(number, after=last + 50)
    eventually(lambda: bool(fresh.snapshots) and bool(beyond.snapshots) and len(behind.events) == 2)
    assert fresh.snapshots[0]["at_seq"] == beyond.snapshots[0]["at_seq"] == last
    assert [event["seq"] for event in behind.events] == [last - 1, last]
    assert not behind.snapshots


def test_outsiders_hear_nothing_of_a_closed_item(server: Server, listen: Open) -> None:
    """L-40: the byte stream of the narrower audience holds no word of the wider one."""
    with server.forum():
        of = factories.committee()
        chair, ada = factories.member(of, "chair"), factories.member(of)
        agenda = [PlannedItem("Offenes Thema"), PlannedItem("Kanarienvogel", level=Circle.COMMITTEE)]
        number = factories.meeting(of, agenda).id
        outside, inside = listen(number, factories.person("staff")), listen(number, ada)
        eventually(lambda: bool(outside.snapshots) and bool(inside.snapshots))
        factories.act(chair, number, "session.start")
        secret = next(item["id"] for item in inside.snapshots[0]["items"] if not item["public"])
        factories.act(chair, number, "item.open", item_id=secret)
        factories.act(ada, number, "contribution.add", text="Kanarienvogel im Käfig")
        last = factories.act(chair, number, "session.close").seq
    eventually(lambda: outside.seq == last and inside.seq == last)
    assert "Kanarienvogel" not in str([outside.snapshots, outside.events])
    assert "Kanarienvogel im Käfig" in str(inside.events)
    assert [event["type"] for event in outside.events] == ["SessionStarted", "SessionClosed"]
    # A gap between the numbers of one audience is no loss: the chain of prev is whole.
    assert outside.events[1]["prev"] == outside.events[0]["seq"]


def test_the_end_of_a_membership_acts_on_open_sockets(server: Server, listen: Open) -> None:
    """L-52, G-04: within five seconds, with a new snapshot of what is left to see."""
    with server.forum():
        of = factories.committee()
        ada = factories.member(of)
        number = factories.meeting(of, [PlannedItem("Kanarienvogel", level=Circle.COMMITTEE)]).id
        client = listen(number, ada)
        eventually(lambda: bool(client.snapshots))
        assert "Kanarienvogel" in str(client.snapshots)
        with transaction():
            row = db.session.query(Membership).filter_by(person_id=ada.id).one()
            committees.end_membership(SYSTEM, row)
    eventually(lambda: len(client.snapshots) == 2, seconds=5)
    assert "Kanarienvogel" not in str(client.snapshots[1])
    assert client.command("presence.check_in")["problem"]["status"] == 403


def test_the_end_of_a_sign_in_ends_its_socket(server: Server, listen: Open) -> None:
    """L-63: a raised epoch, as a new password raises it, closes what is open."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        gone, stays = listen(meeting.id, ada), listen(meeting.id, ben)
        with transaction():
            db.session.get_one(Person, ada.id).epoch += 1
    eventually(lambda: gone.ended, seconds=5)
    assert not stays.ended


def test_signing_out_ends_the_sockets_of_that_device_only(server: Server, listen: Open) -> None:
    """L-63: within five seconds, in whatever process; the same person's other device goes on."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number, here, there = meeting.id, listen(meeting.id, ada), listen(meeting.id, ada)
        person_id = ada.id
        with transaction():
            both = db.session.scalars(
                select(SignIn).where(SignIn.person_id == person_id).order_by(SignIn.created_at)
            ).all()
            db.session.execute(delete(SignIn).where(SignIn.digest == both[0].digest))
    eventually(lambda: here.ended, seconds=5)
    assert not there.ended
    assert there.command("speech.request")["ok"], number


def test_unknown_meetings_and_bad_tokens_are_shown_the_door(server: Server) -> None:
    """E-17: nothing but the farewell is sent."""
    with server.forum():
        number, owner_id = factories.meeting().id, factories.person().id
        with transaction():
            owner = db.session.get_one(Person, owner_id)
            without_scope = factories.accounts.issue_token(owner, owner, name="Test", scopes=[])
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    for auth in (
        {"meeting_id": 10**6},
        {"meeting_id": number, "token": "scf_wrong"},
        {"meeting_id": number, "token": without_scope},
        {"meeting_id": "3"},
        {},
    ):
        client = create_connection(address, timeout=5)
        client.recv()
        client.send("40/sitzungen," + json.dumps(auth))
        assert client.recv().startswith("40/sitzungen,")
        assert client.recv().startswith("41/sitzungen,")
        client.settimeout(0.5)
        with pytest.raises(WebSocketTimeoutException):
            client.recv()
        client.close()


def test_a_program_with_a_token_acts_for_its_owner(server: Server, listen: Open) -> None:
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number, tokens = meeting.id, []
        for who, scopes in ((ada, ["meetings"]), (ben, ["read"])):
            with transaction():
                owner = db.session.get_one(Person, who.id)
                tokens.append(factories.accounts.issue_token(owner, owner, name="Test", scopes=scopes))
        assert listen(number, token=tokens[0]).command("speech.request")["ok"]
        assert listen(number, token=tokens[1]).command("speech.request")["problem"]["status"] == 403


@pytest.mark.parametrize("header", [{}, {"X-Forwarded-Host": "evil.example"}])
def test_foreign_pages_cannot_open_a_socket(server: Server, header: dict[str, str]) -> None:
    """L-62: forwarded headers change nothing."""
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(WebSocketBadStatusException):
        create_connection(address, origin="http://evil.example", header=header, timeout=5)
    create_connection(address, origin=server.url, timeout=5).close()


def test_an_oversized_message_ends_only_its_own_socket(server: Server, listen: Open) -> None:
    """L-54."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        loud, quiet = listen(meeting.id, ada), listen(meeting.id, ben)
        eventually(lambda: bool(loud.snapshots) and bool(quiet.snapshots))
        loud.io.emit("command", {"type": "x" * 100_000}, namespace="/sitzungen")
        eventually(lambda: loud.ended)
        assert quiet.command("speech.request")["ok"]


def test_a_killed_server_loses_doubles_and_swaps_nothing(server: Server, listen: Open) -> None:
    """L-70: SIGKILL in the middle of a session; clients go on after their number, writers repeat keys."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        observer, one, two = listen(number), listen(number, ada), listen(number, ben)
        for client in (observer, one, two):
            eventually(lambda client=client: bool(client.snapshots))  # type: ignore[misc]
        start = observer.seq
        answered: dict[str, int] = {}
        sent: list[str] = []

        def write(client: Client, turns: range) -> None:
            for turn in turns:
                key = f"key-of-turn-{turn}"
                sent.append(key)
                answer = client.command("contribution.add", key=key, text=f"Beitrag {turn}")
                answered[key] = answer["seq"]

        write(one, range(15))
        unanswered = "key-of-turn-15"
        sent.append(unanswered)
        message = {"type": "contribution.add", "data": {"text": "Beitrag 15"}, "idempotency_key": unanswered}
        one.io.emit("command", message, namespace="/sitzungen")
        server.kill()
        server.start()
        for client in (observer, one, two):
            eventually(lambda client=client: client.ended)  # type: ignore[misc]
            client.open()
        answered[unanswered] = one.command("contribution.add", key=unanswered, text="Beitrag 15")["seq"]
        # What was answered before the kill is still there: the same key gets the same number.
        for turn in range(15):
            again = one.command("contribution.add", key=f"key-of-turn-{turn}", text=f"Beitrag {turn}")
            assert (again["ok"], again["seq"], again["duplicate"]) == (True, answered[f"key-of-turn-{turn}"], True)
        write(two, range(16, 30))
    last = max(answered.values())
    for client in (observer, one, two):
        eventually(lambda client=client: client.seq == last)  # type: ignore[misc]
        assert [event["seq"] for event in client.events] == list(range(start + 1, start + 31))
        assert len({event["data"]["contribution_id"] for event in client.events}) == 30
    assert sorted(answered.values()) == list(range(start + 1, start + 31))
