"""Planning, the room's plain forms, and the JSON for programs (L-38, L-44, L-48, L-49)."""

from collections.abc import Callable
from threading import Thread as Runner
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.meetings import fold, queries
from forum.meetings.models import AgendaItem, Contribution, Meeting
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def test_the_chair_plans_a_meeting_with_its_agenda(client: Visitor, sign_in: SignIn) -> None:
    of = factories.committee()
    idea_id = factories.idea().id
    chair, member = factories.member(of, "chair"), factories.member(of)
    path = f"/gremien/{of.slug}/sitzung-planen"
    fields = {
        "title": "Erste Sitzung",
        "starts_at": "2096-07-03T17:30",
        "place": "Rathaus, Raum 3",
        "quorum": "3",
        "items-0-title": "Begrüßung",
        "items-1-title": "Fahrradbügel",
        "items-1-idea_id": str(idea_id),
        "items-2-title": "Kanarienvogel",
        "items-2-level": "committee",
    }
    assert sign_in(member).submit(path, **fields).status_code == 403
    answer = sign_in(chair).submit(path, **fields)
    assert answer.status_code == 303
    meeting = db.session.scalars(select(Meeting)).one()
    assert meeting.starts_at.isoformat() == "2096-07-03T15:30:00+00:00"
    agenda = db.session.execute(select(AgendaItem.title, AgendaItem.idea_id).order_by(AgendaItem.place)).all()
    assert [tuple(row) for row in agenda] == [
        ("Begrüßung", None),
        ("Fahrradbügel", idea_id),
        ("Kanarienvogel", None),
    ]
    page = client.get(answer.location).get_data(as_text=True)
    assert "Rathaus, Raum 3" in page
    assert f"/ideen/{idea_id}" not in page  # The item is not called yet.
    assert "Kanarienvogel" not in page
    assert "Erste Sitzung" in client.get(f"/sitzungen?gremium={of.slug}").get_data(as_text=True)
    assert "Erste Sitzung" in client.get("/sitzungen").get_data(as_text=True)


def test_a_plan_without_agenda_comes_back_as_typed(sign_in: SignIn) -> None:
    of = factories.committee()
    chair = sign_in(factories.member(of, "chair"))
    fields = {
        "title": "Erste Sitzung",
        "starts_at": "2096-07-03T17:30",
        "items-0-text": "Ein Text ohne Titel",
    }
    answer = chair.submit(f"/gremien/{of.slug}/sitzung-planen", **fields)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "zwischen 1 und 60 Punkte" in page
    answer = chair.submit(f"/gremien/{of.slug}/sitzung-planen", **(fields | {"starts_at": "0001-01-01T00:00"}))
    assert answer.status_code == 422
    assert "Bitte prüfen Sie das Jahr." in answer.get_data(as_text=True)
    assert "Ein Text ohne Titel" in page


def test_the_forms_of_the_room_send_commands(client: Visitor, sign_in: SignIn) -> None:
    """L-48: numbers arrive as text, refusals say why, and what was typed is given back."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    path, url = f"/sitzungen/{meeting.id}/befehl", meeting.url
    answer = sign_in(ada).submit(path, type="speech.request")
    assert (answer.status_code, answer.location) == (303, url)
    assert ada.handle in client.get(f"{url}/stand").get_data(as_text=True)
    assert sign_in(ada).submit(path, type="speech.withdraw", speaker_id="1").status_code == 303
    late = sign_in(ada).submit(path, type="speech.withdraw", speaker_id="1")
    assert late.status_code == 409
    long = "Das habe ich lange überlegt. " * 200
    refused = sign_in(ada).submit(path, type="contribution.add", text=long)
    assert refused.status_code == 422
    assert long[:100] in refused.get_data(as_text=True)
    factories.act(chair, meeting.id, "session.close")
    late = sign_in(ada).submit(path, type="contribution.add", text="Das wollte ich noch sagen.")
    assert late.status_code == 409
    assert "Das wollte ich noch sagen." in late.get_data(as_text=True)
    assert client.submit(path, type="speech.request").location.startswith("/anmelden")


def post(who: Visitor, number: int, *, csrf: bool = True, **body: Any) -> Any:
    headers = {"X-CSRFToken": who.csrf} if csrf else {}
    return who.post(f"/api/v1/meetings/{number}/commands", json=body, headers=headers)


def test_the_api_carries_commands_out(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    body = {
        "type": "contribution.add",
        "data": {"text": "Über die API"},
        "idempotency_key": "a-key-of-a-test",
    }
    first, second = post(sign_in(ada), number, **body), post(sign_in(ada), number, **body)
    assert first.get_json()["ok"]
    assert second.get_json() == {**first.get_json(), "duplicate": True}
    assert post(sign_in(ada), number, csrf=False, **body).status_code == 400
    assert post(client, number, csrf=False, **body).status_code == 401
    wrong = post(sign_in(ada), number, **{**body, "idempotency_key": "another-key", "data": {"text": 5}})
    assert (wrong.status_code, wrong.mimetype) == (422, "application/problem+json")
    assert "text" in wrong.get_json()["errors"]
    for odd in ([], "text", {"type": "speech.request", "surprise": 1}):
        headers = {"X-CSRFToken": sign_in(ada).csrf}
        answer = sign_in(ada).post(f"/api/v1/meetings/{number}/commands", json=odd, headers=headers)
        assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1


def test_a_token_acts_for_its_owner(app: Flask, client: Visitor) -> None:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id = meeting.id, ada.id
    with transaction():
        owner = db.session.get_one(Person, person_id)
        token = accounts.issue_token(owner, owner, name="Test", scopes=["write"])
    answer = client.post(
        f"/api/v1/meetings/{number}/commands",
        json={"type": "speech.request", "idempotency_key": "a-key-of-a-test"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.get_json()["ok"]


@pytest.mark.parametrize(
    ("scopes", "reads", "acts"),
    [(["meetings"], 200, 200), (["read"], 200, 403), (["write"], 200, 200), ([], 403, 403)],
)
def test_the_scope_of_a_token_means_the_same_as_on_the_socket(
    client: Visitor, scopes: list[str], reads: int, acts: int
) -> None:
    """F-06: who may act in meetings by a token may follow them, and nothing else."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id = meeting.id, ada.id
    with transaction():
        owner = db.session.get_one(Person, person_id)
        token = accounts.issue_token(owner, owner, name="Test", scopes=scopes)
    head = {"Authorization": f"Bearer {token}"}
    for path in ("", f"/{number}/state", f"/{number}/events"):
        assert client.get(f"/api/v1/meetings{path}", headers=head).status_code == reads, path
    body = {"type": "speech.request", "idempotency_key": "a-key-of-a-test"}
    assert client.post(f"/api/v1/meetings/{number}/commands", json=body, headers=head).status_code == acts
    elsewhere = 200 if {"read", "write"} & {*scopes} else 403
    assert client.get("/api/v1/ideas", headers=head).status_code == elsewhere


def test_lists_state_and_events_for_programs(client: Visitor) -> None:
    meeting, _chair, _people = factories.running_meeting()
    number, last = meeting.id, meeting.last_seq
    listed = client.get("/api/v1/meetings").get_json()
    assert (listed["items"][0]["id"], listed["items"][0]["state"], listed["next"]) == (
        number,
        "running",
        None,
    )
    state = client.get(f"/api/v1/meetings/{number}/state").get_json()
    assert (state["at_seq"], len(state["present"])) == (last, 2)
    answer = client.get(f"/api/v1/meetings/{number}/events?after=2")
    assert [one["seq"] for one in answer.get_json()["items"]] == list(range(3, last + 1))
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert client.get(f"/api/v1/meetings/{number}/events?after=x").status_code == 422
    assert client.get("/api/v1/meetings/999/state").status_code == 404


def test_a_long_poll_answers_as_soon_as_something_happens(app: Flask, client: Visitor) -> None:
    """L-48: and with nothing after its time."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id, last = meeting.id, ada.id, meeting.last_seq
    began = monotonic()
    assert client.get(f"/api/v1/meetings/{number}/events?after={last}&wait=1").get_json()["items"] == []
    assert monotonic() - began >= 1
    heard: list[Any] = []

    def wait() -> None:
        answer = factories.visitor(app).get(f"/api/v1/meetings/{number}/events?after={last}&wait=20")
        heard.append((monotonic(), answer.get_json()["items"]))

    runner = Runner(target=wait)
    runner.start()
    factories.act(db.session.get_one(Person, person_id), number, "speech.request")
    spoken = monotonic()
    runner.join(timeout=10)
    moment, items = heard[0]
    assert [one["type"] for one in items] == ["SpeechRequested"]
    assert moment - spoken < 1.5


def test_a_snapshot_during_writes_neither_misses_nor_repeats_anything(app: Flask) -> None:
    """L-44: the state equals the fold of the log up to its number, whatever happens meanwhile."""
    meeting, _chair, (ada, ben) = factories.running_meeting()
    number, ids, stream = meeting.id, (ada.id, ben.id), meeting.stream
    db.session.rollback()

    def write(person_id: int) -> None:
        with app.app_context():
            for _turn in range(25):
                who = db.session.get_one(Person, person_id)
                for kind in ("contribution.add", "presence.check_out", "presence.check_in"):
                    data = {"text": "Noch etwas"} if kind == "contribution.add" else {}
                    factories.act(who, number, kind, **data)
            db.session.remove()

    runners = [Runner(target=write, args=(person_id,)) for person_id in ids]
    for runner in runners:
        runner.start()
    snapshots = []
    while any(runner.is_alive() for runner in runners):
        snapshots.append(queries.state(Nobody(), number))
    for runner in runners:
        runner.join()
    db.session.rollback()
    log = queries.events_after(stream, {"public"}, 0, limit=1000)
    assert len({state["at_seq"] for state in snapshots}) > 5
    for state in snapshots:
        assert fold.core_of(state) == fold.fold(one for one in log if one["seq"] <= state["at_seq"])


@pytest.mark.parametrize("path", ["", "/stand", "/leinwand", "/leinwand/stand"])
def test_a_room_takes_the_same_number_of_queries_however_full_it_is(client: Visitor, path: str) -> None:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, counts = meeting.id, []
    for more in (1, 20):
        for _ in range(more):
            factories.act(ada, number, "contribution.add", text="Noch ein Beitrag")
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, seen: list[str] = statements) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get(f"/sitzungen/{number}{path}").status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    # One of them counts who is watching (L-35), two say what the rules of procedure ask for (L-06), and one who steps back
    # from the item (B-15).
    assert counts[0] == counts[1] <= 26
