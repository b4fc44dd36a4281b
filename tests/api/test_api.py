"""The JSON API: same queries, same commands, same refusals; described truthfully by its document."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions.models import SpaceKind, Thread
from tests import factories
from tests.factories import Visitor


def bearer(person: Person, *scopes: str) -> dict[str, str]:
    person_id = person.id
    with transaction():
        owner = db.session.get_one(Person, person_id)
        token = accounts.issue_token(owner, owner, name="Test", scopes=list(scopes or ("read", "write")))
    return {"Authorization": f"Bearer {token}"}


def test_a_program_starts_a_thread_and_answers(client: Visitor) -> None:
    space, person = factories.space(), factories.person()
    head = bearer(person)
    answer = client.post(
        f"/api/v1/spaces/{space.slug}/threads", json={"title": "Aus der Ferne", "text": "Guten Tag!"}, headers=head
    )
    assert answer.status_code == 201
    thread = answer.get_json()
    answer = client.post(f"/api/v1/threads/{thread['id']}/posts", json={"text": "Noch ein Beitrag."}, headers=head)
    assert answer.status_code == 201
    listed = client.get(f"/api/v1/threads/{thread['id']}/posts").get_json()
    assert [post["author"] for post in listed["items"]] == [person.handle, person.handle]
    assert listed["next"] is None


def test_a_program_says_in_which_language_it_writes(client: Visitor) -> None:
    """T-39: German where it says nothing, and never a language that is no choice."""
    thread, head = factories.thread(), bearer(factories.person())
    path = f"/api/v1/threads/{thread.id}/posts"
    answer = client.post(path, json={"text": "More light, please.", "language": "en"}, headers=head)
    assert (answer.status_code, answer.get_json()["language"]) == (201, "en")
    assert client.post(path, json={"text": "Mehr Licht, bitte."}, headers=head).get_json()["language"] == "de"
    refused = client.post(path, json={"text": "Mehr Licht, bitte.", "language": "xx"}, headers=head)
    assert refused.status_code == 422
    assert [post["language"] for post in client.get(path).get_json()["items"]] == ["de", "en", "de"]


def test_collections_page_by_cursor_without_double_or_gap(client: Visitor) -> None:
    """T-35: new rows between two pages neither double nor hide others."""
    thread = factories.thread()
    for _ in range(6):
        factories.post(thread)
    seen: list[int] = []
    url: str | None = f"/api/v1/threads/{thread.id}/posts?limit=3"
    while url:
        page = client.get(url).get_json()
        seen += [post["id"] for post in page["items"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "kurz"}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"text": "Ein guter Text", "author": "jemand anders"}, 422),
        ({"text": ["kein Text"]}, 422),
        ({"text": "Eine Antwort auf nichts", "parent_id": 999}, 422),
        ({"text": "Eine Antwort auf eine riesige Zahl", "parent_id": 10**30}, 422),
        ({}, 422),
    ],
)
def test_bad_bodies_are_problems_and_change_nothing(client: Visitor, body: Any, status: int) -> None:
    """E-31, F-06: problem JSON names the fields."""
    thread = factories.thread()
    answer = client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(factories.person()))
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= answer.get_json().keys()
    assert client.get(f"/api/v1/threads/{thread.id}").get_json()["posts"] == 1


@pytest.mark.parametrize(
    "query",
    ["ideas?state=quatsch", "ideas?state=entwurf", "ideas?sort=quatsch", "ideas?goal=x", "ideas?category=x",
     "ideas?district=0", "search?q=rad&kind=quatsch"],
)  # fmt: skip
def test_an_unknown_filter_is_a_problem_and_not_everything(client: Visitor, query: str) -> None:
    """E-31: a program would take the whole collection for its answer."""
    answer = client.get(f"/api/v1/{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    for known in ("ideas?state=fachpruefung&sort=frist", "ideas?category=daten", "search?q=rad&kind=idea"):
        assert client.get(f"/api/v1/{known}").status_code == 200


def test_every_collection_keeps_the_limit(client: Visitor) -> None:
    space = factories.space()
    for _ in range(2):
        factories.thread(within=space)
        factories.meeting()
    for path in (f"spaces/{space.slug}/threads", "meetings"):
        page = client.get(f"/api/v1/{path}?limit=1").get_json()
        assert len(page["items"]) == 1
        assert len(client.get(page["next"]).get_json()["items"]) == 1


def test_writing_needs_a_token_with_its_scope(client: Visitor, sign_in: Callable[[Person], Visitor]) -> None:
    """E-24, E-27: no token, a wrong one, too small a one, an ended one: refused; a cookie still needs CSRF."""
    thread, person = factories.thread(), factories.person()
    path, body = f"/api/v1/threads/{thread.id}/posts", {"text": "Darf ich hier schreiben?"}
    assert client.post(path, json=body).status_code == 401
    assert client.post(path, json=body, headers={"Authorization": "Bearer scf_falsch"}).status_code == 401
    assert client.post(path, json=body, headers=bearer(person, "read")).status_code == 403
    assert sign_in(person).post(path, json=body).status_code == 400
    head = bearer(factories.person())
    with transaction():
        owner = db.session.query(Person).order_by(Person.id.desc()).first()
        assert owner is not None
        owner.epoch += 1
    assert client.post(path, json=body, headers=head).status_code == 401


def test_closed_things_do_not_exist_for_the_api_either(client: Visitor) -> None:
    """E-17: the same audience filter as the pages."""
    staff = factories.person("staff")
    space = factories.space(SpaceKind.STAFF)
    thread = factories.thread(staff, space)
    for path in (
        f"/api/v1/spaces/{space.slug}/threads",
        f"/api/v1/threads/{thread.id}",
        f"/api/v1/threads/{thread.id}/posts",
    ):
        assert client.get(path).status_code == 404
        assert client.get(path, headers=bearer(factories.person())).status_code == 404
        assert client.get(path, headers=bearer(staff)).status_code == 200
    assert client.get("/api/v1/spaces").get_json()["items"] == []


def test_every_api_route_is_described(app: Flask, client: Visitor) -> None:
    """F-06: an undocumented route fails the suite."""
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/") or rule.endpoint == "api.description":
            continue
        path = rule.rule
        for argument in rule.arguments:
            for form in (f"<int:{argument}>", f"<{argument}>"):
                path = path.replace(form, f"{{{argument}}}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert method.lower() in described["paths"][path], f"{method} {path}"


def test_every_answer_has_an_etag_of_its_body(client: Visitor, sign_in: Callable[[Person], Visitor]) -> None:
    """F-06: whoever has the answer gets 304, by token, by cookie and without either; a change makes another tag."""
    idea, meeting = factories.idea(), factories.meeting()
    idea_id, thread_id, slug, person = idea.id, factories.thread().id, factories.space().slug, factories.person()
    member, head = sign_in(person), bearer(person)
    paths = ["ideas", f"ideas/{idea_id}", "spaces", f"spaces/{slug}/threads", f"threads/{thread_id}",
             f"threads/{thread_id}/posts", "search?q=Idee", "meetings", f"meetings/{meeting.id}/state",
             f"meetings/{meeting.id}/events", "openapi.json"]  # fmt: skip
    for path in paths:
        for who, headers in ((client, {}), (client, head), (member, {})):
            first = who.get(f"/api/v1/{path}", headers=headers)
            assert first.status_code == 200, path
            tag = first.headers["ETag"]
            again = who.get(f"/api/v1/{path}", headers={**headers, "If-None-Match": tag})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag), path
            assert "Authorization" in again.headers["Vary"]
            other = who.get(f"/api/v1/{path}", headers={**headers, "If-None-Match": '"another"'})
            assert other.status_code == 200, path
    before = client.get(f"/api/v1/threads/{thread_id}/posts").headers["ETag"]
    factories.post(db.session.get_one(Thread, thread_id))
    assert client.get(f"/api/v1/threads/{thread_id}/posts").headers["ETag"] != before
    assert "ETag" not in client.get("/api/v1/ideas/999").headers


def test_unknown_addresses_of_the_api_answer_in_json(client: Visitor) -> None:
    answer = client.get("/api/v1/nirgends")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_what_is_no_json_is_refused_plainly(client: Visitor) -> None:
    """F-06: forms and bottomless nesting are no server errors."""
    head = bearer(factories.person())
    assert client.post("/api/v1/ideas", data={"title": "x"}, headers=head).status_code == 415
    deep = "[" * 100_000
    answer = client.post("/api/v1/ideas", data=deep, headers={**head, "Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
