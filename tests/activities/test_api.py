"""Activities for programs."""

from datetime import timedelta

from flask import Flask

from forum.activities import commands
from forum.activities.models import Activity, ActivityKind, Status
from forum.core.clock import today
from forum.core.db import db, transaction
from tests import factories
from tests.activities.test_activities import NEWS, presented, tell
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of


def test_a_program_reads_activities_and_how_they_stand(app: Flask, client: Visitor) -> None:
    """G-02, G-34: the list, one with its updates, whether it is silent; filters by known words only."""
    owner, space = factories.person(), factories.space()
    first = presented(owner, space, kind=ActivityKind.INITIATIVE, organisation="Kanalverein", district=112)
    second = presented(owner, space)
    post = tell(first, owner)
    tell(second, owner, status=Status.ENDED)
    page = client.get("/api/v1/activities?status=all&limit=1").json
    assert page is not None
    rest = client.get(page["next"]).json
    assert rest is not None
    assert [row["id"] for row in (*page["items"], *rest["items"])] == [second, first]
    for words in ("kind=initiative", "status=laeuft", "district=112", "q=kanalverein", ""):
        found = client.get(f"/api/v1/activities?{words}").json
        assert found is not None
        assert [row["id"] for row in found["items"]] == [first], words
    whole = client.get(f"/api/v1/activities/{first}").json
    assert whole is not None
    assert (whole["owner"], whole["organisation"], whole["status"]) == (owner.handle, "Kanalverein", "laeuft")
    assert [(row["post"], NEWS in row["html"]) for row in whole["updates"]] == [(post, True)]
    assert whole["without_current_update"] is False
    with transaction():
        db.session.get_one(Activity, first).due_on = today() - timedelta(days=1)
        commands.remind_of_updates()
    app.extensions["page_cache"].clear()
    late = client.get(f"/api/v1/activities/{first}").json
    assert late is not None
    assert late["without_current_update"] is True
    assert client.get("/api/v1/activities?kind=nichts").status_code == 422
    assert client.get("/api/v1/activities?status=nichts").status_code == 422
    assert client.get("/api/v1/activities/999999").status_code == 404


def test_an_activity_of_a_closed_space_does_not_exist_for_others(app: Flask, client: Visitor) -> None:
    """E-18: the interface asks the same audience as page and list."""
    number = presented(factories.person())
    with transaction():
        db.session.get_one(Activity, number).thread.audience = "staff"
    app.extensions["page_cache"].clear()
    assert client.get(f"/api/v1/activities/{number}").status_code == 404
    assert client.get("/api/v1/activities").json == {"items": [], "next": None}


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor) -> None:
    """E-11: however many there are, and however much was told of them."""
    space, counted = factories.space(), []
    for more in (1, 3):
        for _row in range(more):
            owner = factories.person()
            tell(presented(owner, space), owner)
        assert client.get("/api/v1/activities").status_code == 200
        app.extensions["page_cache"].clear()
        counted.append(queries_of(lambda: client.get("/api/v1/activities")))
    assert counted[0] == counted[1]
