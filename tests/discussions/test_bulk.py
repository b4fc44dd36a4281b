"""One act on many threads of a space: what is done, what is not and why, who hears of it, and the way back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.clock import local, now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.discussions import commands, queries
from forum.discussions.commands import Act, Outcome, Treatment
from forum.discussions.models import Move, Space, SpaceKind, Thread
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
WHY = "Aufräumen nach der Messe."
LOGGED = {
    Act.MOVE: "ThreadMoved",
    Act.MERGE: "PostsMoved",
    Act.CLOSE: "ThreadClosed",
    Act.REOPEN: "ThreadReopened",
    Act.ARCHIVE: "ThreadArchived",
    Act.PIN: "ThreadArranged",
    Act.UNPIN: "ThreadArranged",
}


def treat(within: Space, threads: list[int], act: Act, **values: Any) -> list[tuple[int, str]]:
    """Let a moderator act; return number and problem of each thread."""
    moderator_id, space_id = factories.person("moderator").id, within.id
    room = values.pop("space", None)
    with transaction():
        if room is not None:
            values["space"] = db.session.get_one(Space, room.id)
        actor, space = db.session.get_one(Person, moderator_id), db.session.get_one(Space, space_id)
        plan = Treatment(act=act, reason=WHY, **values)
        outcomes: list[Outcome] = list(commands.treat_threads(actor, space, threads, plan))
        return [(one.thread.id, one.problem) for one in outcomes]


def rows_of(kind: str) -> list[int]:
    found = select(LoggedEvent.subject_id).where(LoggedEvent.type == kind).order_by(LoggedEvent.id)
    return list(db.session.scalars(found))


@pytest.fixture
def room(app: Flask) -> Space:
    return factories.space()


def values_of(act: Act, threads: list[Thread]) -> dict[str, Any]:
    """Return what the act needs, and bring the threads into a state in which it means something."""
    if act == Act.MOVE:
        return {"space": factories.space()}
    if act == Act.MERGE:
        return {"target_id": threads[0].id}
    if act == Act.PIN:
        return {"until": now() + timedelta(days=3)}
    ids, space = [thread.id for thread in threads], db.session.get_one(Space, threads[0].space_id)
    if act == Act.REOPEN:
        treat(space, ids, Act.CLOSE)
    if act == Act.UNPIN:
        treat(space, ids, Act.PIN, until=now() + timedelta(days=3))
    return {}


@pytest.mark.parametrize("act", list(Act))
def test_each_act_does_the_same_to_every_thread_with_one_log_row_each(room: Space, act: Act) -> None:
    """T-20 to T-25: and what was done once is not done again."""
    threads = [factories.thread(within=room) for _number in range(3)]
    values = values_of(act, threads)
    ids = [thread.id for thread in threads]
    before = rows_of(LOGGED[act])
    treated = ids[1:] if act == Act.MERGE else ids
    assert treat(room, ids, act, **values) == [(number, "") for number in treated]
    assert rows_of(LOGGED[act])[len(before) :] == treated
    rows = [db.session.get_one(Thread, number) for number in treated]
    facts: dict[Act, Callable[[Thread], bool]] = {
        Act.MOVE: lambda row: row.space_id == values["space"].id,
        Act.MERGE: lambda row: row.merged_into_id == ids[0],
        Act.CLOSE: lambda row: row.closed_reason == WHY,
        Act.REOPEN: lambda row: row.is_open and queries.steps(SYSTEM, row)[0].reason == WHY,
        Act.ARCHIVE: lambda row: row.archived_at is not None and row.state_reason == WHY,
        Act.PIN: lambda row: row.is_pinned,
        Act.UNPIN: lambda row: not row.is_pinned,
    }
    assert all(facts[act](row) for row in rows)
    assert check() == []
    if act not in {Act.PIN, Act.MERGE}:
        again = treat(room, ids, act, **values)
        assert all(problem for _number, problem in again)
        assert rows_of(LOGGED[act])[len(before) :] == treated


def test_what_cannot_be_done_with_one_keeps_no_other_from_being_done(app: Flask, room: Space) -> None:
    """E-02: each thread is done whole or not at all, and the list says which."""
    closed, open_one, elsewhere = (factories.thread(within=room) for _number in range(3))
    treat(room, [closed.id], Act.CLOSE)
    treat(room, [elsewhere.id], Act.MOVE, space=factories.space())
    outcomes = dict(treat(room, [closed.id, open_one.id, elsewhere.id], Act.CLOSE))
    assert outcomes == {
        closed.id: "Dieses Thema ist schon geschlossen.",
        open_one.id: "",
        elsewhere.id: "Dieses Thema liegt nicht mehr in diesem Raum.",
    }
    assert db.session.get_one(Thread, open_one.id).closed_at is not None
    assert db.session.get_one(Thread, elsewhere.id).closed_at is None
    assert rows_of("ThreadClosed") == [closed.id, open_one.id]
    assert check() == []


@pytest.mark.parametrize(
    ("act", "values", "field"),
    [
        (Act.MOVE, {}, "space"),
        (Act.MERGE, {}, "target"),
        (Act.MERGE, {"target_id": 999_999}, "target"),
        (Act.PIN, {}, "until"),
        (Act.PIN, {"until": now() - timedelta(days=1)}, "until"),
    ],
)
def test_what_is_wrong_with_the_act_itself_does_nothing(
    room: Space, act: Act, values: dict[str, Any], field: str
) -> None:
    threads = [factories.thread(within=room).id for _number in range(2)]
    events = db.session.scalars(select(LoggedEvent.id)).all()
    with pytest.raises(Invalid) as refusal:
        treat(room, threads, act, **values)
    assert field in refusal.value.fields
    made_since = select(LoggedEvent.type).where(LoggedEvent.id.not_in(events))
    assert not set(db.session.scalars(made_since)) & set(LOGGED.values())


def test_a_space_for_other_people_is_asked_about_first(app: Flask, room: Space, sign_in: SignIn) -> None:
    """T-22: nothing moves before that, and with the answer all of them do."""
    threads = [factories.thread(within=room) for _number in range(2)]
    closed = factories.space(SpaceKind.STAFF)
    staff = sign_in(factories.person("staff"))
    form = {"akt": "verschieben", "thema": [str(one.id) for one in threads], "space": str(closed.id), "reason": WHY}
    asked = staff.submit(f"/raeume/{room.slug}/ordnen", **form)
    assert asked.status_code == 422
    assert "andere Menschen" in asked.get_data(as_text=True)
    assert db.session.scalars(select(Move)).all() == []
    done = staff.submit(f"/raeume/{room.slug}/ordnen", confirmed="y", **form)
    assert done.status_code == 200
    assert "Erledigt: 2 Themen" in done.get_data(as_text=True)
    assert {db.session.get_one(Thread, one.id).audience for one in threads} == {closed.audience}


def test_the_page_works_by_ticks_and_one_form(client: Visitor, sign_in: SignIn, room: Space) -> None:
    """Without scripts: tick, choose, give the reason, read what became of each; citizens see none of it."""
    threads = [factories.thread(within=room, title=f"Marktplatz Teil {number}") for number in range(3)]
    moderator = sign_in(factories.person("moderator"))
    listed = moderator.get(f"/raeume/{room.slug}").get_data(as_text=True)
    assert listed.count('name="thema"') == 3
    assert 'name="thema"' not in client.get(f"/raeume/{room.slug}").get_data(as_text=True)
    assert 'name="thema"' not in sign_in(factories.person()).get(f"/raeume/{room.slug}").get_data(as_text=True)
    ids = [str(one.id) for one in threads]
    asked = moderator.get(f"/raeume/{room.slug}/ordnen?akt=schliessen&thema={ids[0]}&thema={ids[1]}&thema=quatsch")
    assert asked.get_data(as_text=True).count(" checked>") == 2
    refused = moderator.submit(f"/raeume/{room.slug}/ordnen", akt="schliessen", thema=ids[:2], reason="")
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count(" checked>") == 2
    assert moderator.submit(f"/themen/{ids[0]}/schliessen", reason="Einzeln geschlossen.").status_code == 303
    done = moderator.submit(f"/raeume/{room.slug}/ordnen", akt="schliessen", thema=ids[:2], reason=WHY)
    page = done.get_data(as_text=True)
    assert done.status_code == 200
    assert "Erledigt: 1 Thema" in page
    assert "Nicht erledigt: 1 Thema" in page
    assert "Dieses Thema ist schon geschlossen." in page
    nothing = moderator.submit(f"/raeume/{room.slug}/ordnen", akt="schliessen", thema=ids[:2], reason=WHY)
    assert nothing.status_code == 409
    assert "Erledigt:" not in nothing.get_data(as_text=True).replace("Nicht erledigt", "")
    for query in ("", "?akt=quatsch", "?thema=99999999999999999999"):
        empty = moderator.get(f"/raeume/{room.slug}/ordnen{query}")
        assert empty.status_code == 200
        assert "Kein Thema markiert" in empty.get_data(as_text=True)
    assert moderator.submit(f"/raeume/{room.slug}/ordnen", akt="schliessen", reason=WHY).status_code == 422


def test_only_moderation_and_office_treat_threads(client: Visitor, sign_in: SignIn, room: Space) -> None:
    """E-16: and closed rooms are not even there for moderators."""
    thread = factories.thread(within=room)
    closed = factories.space(SpaceKind.STAFF)
    citizen, moderator = sign_in(factories.person()), sign_in(factories.person("moderator"))
    form = {"akt": "schliessen", "thema": str(thread.id), "reason": WHY}
    assert citizen.get(f"/raeume/{room.slug}/ordnen").status_code == 403
    assert citizen.submit(f"/raeume/{room.slug}/ordnen", **form).status_code == 403
    assert moderator.get(f"/raeume/{closed.slug}/ordnen").status_code == 404
    foreign = factories.thread(factories.person("staff"), closed)
    refused = moderator.submit(f"/raeume/{room.slug}/ordnen", **{**form, "thema": str(foreign.id)})
    assert refused.status_code == 422
    assert foreign.title not in refused.get_data(as_text=True)
    assert db.session.get_one(Thread, foreign.id).closed_at is None


def test_people_hear_once_of_what_concerns_them(app: Flask, room: Space, work: Callable[[], int]) -> None:
    """T-20, T-21: one message for three threads that became one, one for each thread that lies elsewhere."""
    ada = factories.person()
    threads = [factories.thread(ada, within=room) for _number in range(4)]
    work()
    treat(room, [one.id for one in threads], Act.MERGE, target_id=threads[0].id)
    work()
    kinds = select(Message.kind).where(Message.person_id == ada.id).order_by(Message.id)
    assert db.session.scalars(kinds).all() == ["posts_moved"]
    others = [factories.thread(ada, within=room) for _number in range(2)]
    work()
    treat(room, [one.id for one in others], Act.ARCHIVE)
    work()
    treat(room, [one.id for one in others], Act.REOPEN)
    work()
    told = db.session.scalars(kinds).all()
    assert told == ["posts_moved", *["thread_archived"] * 2, *["thread_reopened"] * 2]


def test_each_move_of_many_is_undone_like_a_single_one(app: Flask, room: Space, sign_in: SignIn) -> None:
    """T-23: the latest first."""
    threads = [factories.thread(within=room) for _number in range(3)]
    treat(room, [one.id for one in threads], Act.MERGE, target_id=threads[0].id)
    moderator = sign_in(factories.person("moderator"))
    numbers = db.session.scalars(select(Move.id).order_by(Move.id.desc())).all()
    assert moderator.submit(f"/verschiebungen/{numbers[1]}/zuruecknehmen").status_code == 409
    for number in numbers:
        assert moderator.submit(f"/verschiebungen/{number}/zuruecknehmen").status_code == 303
    assert {db.session.get_one(Thread, one.id).post_count for one in threads} == {1}
    assert {db.session.get_one(Thread, one.id).merged_into_id for one in threads} == {None}
    assert check() == []


def test_two_moderators_at_once_never_do_it_twice(app: Flask, room: Space) -> None:
    """E-19: opposite orders, same threads; each is moved once and every count is right."""
    threads = [factories.thread(within=room).id for _number in range(4)]
    targets = [factories.space().id for _number in range(2)]
    space_id, people = room.id, [factories.person("moderator").id for _number in range(2)]
    outcomes: list[Any] = []

    def act(person_id: int, ids: list[int], target_id: int) -> Callable[[], object]:
        def run() -> None:
            actor, within = db.session.get_one(Person, person_id), db.session.get_one(Space, space_id)
            plan = Treatment(act=Act.MOVE, reason=WHY, space=db.session.get_one(Space, target_id))
            found = commands.treat_threads(actor, within, ids, plan)
            outcomes.extend(one.problem for one in found)

        return run

    at_once(app, [act(people[0], threads, targets[0]), act(people[1], threads[::-1], targets[1])])
    assert outcomes.count("") == 4
    assert len(outcomes) == 8
    assert len({db.session.get_one(Thread, number).space_id for number in threads}) == 1
    assert check() == []


def test_a_day_for_pins_is_offered_and_an_archive_says_why(sign_in: SignIn, client: Visitor, room: Space) -> None:
    """T-24, T-25: two weeks are usual; the reason stands on the page of the thread."""
    thread = factories.thread(within=room)
    moderator = sign_in(factories.person("moderator"))
    asked = moderator.get(f"/raeume/{room.slug}/ordnen?akt=anheften&thema={thread.id}").get_data(as_text=True)
    assert (local(now()) + timedelta(days=14)).date().isoformat() in asked
    treat(room, [thread.id], Act.ARCHIVE)
    assert WHY in client.get(thread.url).get_data(as_text=True)
    treat(room, [thread.id], Act.REOPEN)
    page = client.get(thread.url).get_data(as_text=True)
    assert "liegt im Archiv" not in page
    assert WHY in page
