"""The protocol on a real server: batches, back-pressure, limits, time, restart (L-44 to L-60)."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from websocket import WebSocketConnectionClosedException

from forum.accounts.models import Person
from forum.committees.models import Membership
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.meetings import fold, queries
from forum.meetings.commands.step import Step
from forum.meetings.models import Meeting
from forum.web import realtime
from tests import factories
from tests.meetings.lines import Wire
from tests.meetings.noise import Noise
from tests.meetings.test_sockets import Client, eventually
from tests.serving import Server


def log_events(meeting_id: int, count: int, audience: str | None = None) -> None:
    """Record so many events that mean nothing, in one transaction."""
    with transaction():
        step = Step(SYSTEM, db.session.get_one(Meeting, meeting_id))
        for number in range(count):
            step.record(Noise(meeting_id=meeting_id, number=number), audience)


def test_600_events_come_in_order_with_at_most_one_frame_for_each_commit(server: Server) -> None:
    """L-46, L-47: here no wake-up ever reaches the server, which is another process on SQLite."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        wire = Wire(server, number, after=start)
        for _ in range(12):
            log_events(number, 50)
    seqs: list[int] = []
    frames = 0
    while not seqs or seqs[-1] < start + 600:
        _name, batch = wire.next("events")
        frames += 1
        seqs += [event["seq"] for event in batch]
    wire.close()
    assert seqs == list(range(start + 1, start + 601))
    assert frames <= 12


def test_who_is_2000_events_behind_or_from_another_epoch_gets_the_state(server: Server) -> None:
    """L-44."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        log_events(number, 2001)
        far = Wire(server, number, after=start)
        assert far.next("snapshot", "events")[1]["at_seq"] == start + 2001
        near = Wire(server, number, after=start + 1)
        assert near.next("snapshot", "events")[0] == "events"
        with transaction():
            db.session.get_one(Meeting, number).epoch = 2
        other = Wire(server, number, after=start + 2001, epoch=1)
        assert other.next("welcome")[1]["epoch"] == 2
        assert other.next("snapshot", "events")[1]["epoch"] == 2
        for wire in (far, near, other):
            wire.close()
        # The same by long poll: the answer says where the state is, at once and whatever one would wait.
        for query in ("epoch=1", "after=999999"):
            with urllib.request.urlopen(f"{server.url}/api/v1/meetings/{number}/events?wait=20&{query}") as answer:  # noqa: S310
                assert json.load(answer)["state"] == f"/api/v1/meetings/{number}/state"


def test_a_state_during_writes_neither_misses_nor_repeats_anything(server: Server) -> None:
    """L-44, L-45: for many moments, state plus the events after it is the state at the end."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number, ids = meeting.id, (ada.id, ben.id)
        stop = Event()

        def write() -> None:
            with server.app.app_context():
                for turn in range(60):
                    who = db.session.get_one(Person, ids[turn % 2])
                    factories.act(who, number, "contribution.add", text=f"Beitrag Nummer {turn} von vielen")
                    if stop.is_set():
                        break
                db.session.remove()

        writer = Thread(target=write)
        writer.start()
        wires = [Wire(server, number) for _ in range(12)]
        states = [wire.next("snapshot")[1] for wire in wires]
        stop.set()
        for wire in wires:
            wire.close()
        writer.join()
        db.session.rollback()
        db.session.info.clear()
        everything = queries.everything(Nobody(), db.session.get_one(Meeting, number))
        for state in states:
            known = fold.fold([one for one in everything if one["seq"] <= state["at_seq"]])
            # Numbers that are keys become words in JSON.
            assert json.loads(json.dumps(known)) == json.loads(json.dumps(fold.core_of(state)))


def test_a_reader_that_confirms_nothing_gets_a_thousand_events_and_then_the_door(server: Server) -> None:
    """L-53: what waits for a socket is bounded; it goes on by its number and ends with everything."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        log_events(number, 1600)
    silent, polite = Wire(server, number, after=start), Wire(server, number, after=start)
    seqs: list[int] = []
    while not seqs or seqs[-1] < start + 1600:
        seqs += [event["seq"] for event in polite.next("events")[1]]
        polite.send("cursor", {"seq": seqs[-1]})
    assert seqs == list(range(start + 1, start + 1601))
    heard: list[int] = []
    while (told := silent.next("events", "end"))[0] == "events":
        heard += [event["seq"] for event in told[1]]
    assert heard == seqs[:1000]
    again = Wire(server, number, after=heard[-1])
    while heard[-1] < start + 1600:
        heard += [event["seq"] for event in again.next("events")[1]]
    assert heard == seqs
    for wire in (silent, polite, again):
        wire.close()


def test_readers_that_pause_cost_the_server_a_bounded_amount(server: Server) -> None:
    """L-53: forty of them read nothing; with a thousand events for each the memory is flat, and they end complete."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        paused = [Wire(server, number, after=start) for _ in range(40)]
        awake = Wire(server, number, after=start)

        def memory_after(upto: int) -> float:
            """Log events up to this number; when the reader that is awake has them, so has everybody who is told them."""
            nonlocal last
            while last < start + upto:
                log_events(number, 250)
                aim = last + 250
                while last < aim:
                    last = awake.next("events")[1][-1]["seq"]
                    awake.send("cursor", {"seq": last})
            return server.memory

        last = start
        full = memory_after(1500)
        # Without a bound these would be 40 times 4,500 events of 200 bytes, each a message of its own in a queue.
        assert memory_after(6000) - full < 16
    heard = [start]
    while (told := paused[0].next("events", "end"))[0] == "events":
        heard += [event["seq"] for event in told[1]]
    again = Wire(server, number, after=heard[-1])
    while heard[-1] < start + 6000:
        name, value = again.next("events", "snapshot")
        # Who is more than 2,000 behind begins anew with the state.
        heard = [*heard, *(event["seq"] for event in value)] if name == "events" else [value["at_seq"]]
        again.send("cursor", {"seq": heard[-1]})
    assert heard[-1] == start + 6000
    for wire in (*paused, awake, again):
        wire.close()


def test_the_end_of_a_term_acts_on_open_sockets(server: Server) -> None:
    """L-52: nobody does anything; the last day is over, and the next closed event is not for that person."""
    with server.forum():
        of = factories.committee()
        ada, ben = factories.member(of), factories.member(of)
        meeting = factories.meeting(of)
        number, start, word = meeting.id, meeting.last_seq, f"committee:{of.id}"
        gone, stays = (Wire(server, number, "=".join(server.cookie(who)), after=start) for who in (ada, ben))
        log_events(number, 1, word)
        assert gone.next("events")[1][0]["seq"] == stays.next("events")[1][0]["seq"] == start + 1
        with transaction():
            row = db.session.query(Membership).filter_by(person_id=ada.id).one()
            row.since, row.until = today() - timedelta(days=9), today() - timedelta(days=1)
        log_events(number, 1, word)
        log_events(number, 1)
        assert stays.next("events")[1][0]["seq"] == start + 2
        name, value = gone.next("snapshot", "events")
        assert (name, value["at_seq"] >= start + 2) == ("snapshot", True)
        log_events(number, 1)
        told = gone.next("events")[1]
        assert [event["seq"] for event in told if event["seq"] == start + 2] == []
        gone.close()
        stays.close()


def test_what_is_for_one_account_reaches_that_account_only(server: Server) -> None:
    """L-40, L-41: and the others' chain of prev has no gap for it."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        one, two, observer = (
            Wire(server, number, "=".join(server.cookie(who)) if who else "", after=start) for who in (ada, ben, None)
        )
        log_events(number, 1)
        log_events(number, 1, f"person:{ada.id}")
        log_events(number, 1)
        told = {}
        for name, wire in (("ada", one), ("ben", two), ("observer", observer)):
            events: list[dict[str, int]] = []
            while not events or events[-1]["seq"] < start + 3:
                events += wire.next("events")[1]
            told[name] = [(event["prev"] - start, event["seq"] - start) for event in events]
            wire.close()
    assert told["ada"] == [(0, 1), (1, 2), (2, 3)]
    assert told["ben"] == told["observer"] == [(0, 1), (1, 3)]


def test_messages_of_one_client_are_never_swapped(server: Server) -> None:
    """L-59: two hundred commands in one go get rising numbers in the order in which they were sent."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        wire = Wire(server, meeting.id, "=".join(server.cookie(ada)), after=meeting.last_seq)
        for turn in range(200):
            data = {"text": f"Beitrag Nummer {turn} von vielen"}
            wire.send("command", {"type": "contribution.add", "data": data, "idempotency_key": f"turn-{turn:06}"})
        seqs = [wire.next("answer")[1]["seq"] for _ in range(200)]
        wire.close()
    assert seqs == list(range(seqs[0], seqs[0] + 200))


def test_the_server_says_its_time_in_welcome_and_every_answer(server: Server) -> None:
    """L-55."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        wire = Wire(server, meeting.id, "=".join(server.cookie(ada)))
        moments = [wire.next("welcome")[1]["now"]]
        wire.send("command", {"type": "speech.request", "data": {}, "idempotency_key": "a-key-of-time"})
        moments.append(wire.next("answer")[1]["now"])
        wire.send("cursor", {"seq": 1})
        moments.append(wire.next("answer")[1]["now"])
        address = f"{server.url}/api/v1/meetings/{meeting.id}/events?after=0"
        with urllib.request.urlopen(address) as answer:  # noqa: S310  Our own address.
            moments.append(answer.headers["X-Server-Time"])
        wire.close()
    assert moments == sorted(moments)
    assert moments[-1] <= now().isoformat()


def test_a_planned_restart_is_announced_and_a_vote_goes_on_after_it(server: Server) -> None:
    """L-56, L-82: the poll is open before, open afterwards, and no vote is lost."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        one, two = Client(server, number, ada), Wire(server, number, "=".join(server.cookie(ben)))
        eventually(lambda: bool(one.snapshots))
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        eventually(lambda: bool(one.events))
        poll_id = one.events[-1]["data"]["poll_id"]
        assert one.command("poll.vote", key="a-vote-before", poll_id=poll_id, choice="yes")["ok"]
        leaving = Thread(target=server.stop)
        leaving.start()
        assert two.next("restart", "end")[0] == "restart"
        with contextlib.suppress(WebSocketConnectionClosedException):
            assert two.next("end")[0] == "end"
        leaving.join()
        two.close()
        server.start()
        eventually(lambda: one.ended)
        one.open()
        assert one.command("poll.vote", key="a-vote-before", poll_id=poll_id, choice="yes")["duplicate"]
        factories.act(ben, number, "poll.vote", poll_id=poll_id, choice="no")
        last = factories.act(chair, number, "poll.close", poll_id=poll_id).seq
        eventually(lambda: one.seq == last)
        assert (one.events[-1]["data"]["yes"], one.events[-1]["data"]["no"]) == (1, 1)
        one.close()


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve with limits."""
    running = Server(tmp_path_factory.mktemp("strict"), FORUM_RATE_LIMITS="yes")
    try:
        running.start()
        yield running
    finally:
        running.close()


def test_a_flood_is_refused_with_the_limit_and_disturbs_nobody(strict: Server) -> None:
    """L-54: by kind of command, over all sockets of an account."""
    with strict.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        loud, also, quiet = (Client(strict, number, who) for who in (ada, ada, ben))
        answers = [client.command("speech.withdraw", speaker_id=1) for _ in range(13) for client in (loud, also)]
        assert {answer["problem"]["status"] for answer in answers[:25]} == {404}
        assert answers[25]["problem"]["status"] == 429
        assert "25" in answers[25]["problem"]["detail"]
        assert loud.command("speech.request")["ok"]
        assert quiet.command("speech.request")["ok"]
        for client in (loud, also, quiet):
            client.close()


def test_leases_say_who_is_connected_and_the_log_says_nothing_of_it(server: Server) -> None:
    """L-05, L-50: an open socket is a lease, a killed process's leases end by themselves."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number, stream, before = meeting.id, meeting.stream, meeting.last_seq
        person_id = ada.id
        one, visitor = Client(server, number, ada), Client(server, number)

        def connected() -> frozenset[int]:
            db.session.rollback()
            return realtime.connected(stream)

        eventually(lambda: connected() == {person_id})
        server.kill()
        assert connected() == {person_id}
        assert realtime.connected(stream, within=timedelta(0)) == frozenset()
        server.start()
        one.close()
        visitor.close()
        db.session.rollback()
        assert db.session.get_one(Meeting, number).last_seq == before
        assert db.session.query(LoggedEvent).filter_by(stream=stream).count() == before
