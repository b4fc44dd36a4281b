"""Files in the JSON API: sent in, named by posts, threads and ideas, listed, and every refusal a problem (T-30)."""

import io
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind
from tests import factories
from tests.api.test_api import bearer
from tests.factories import Visitor
from tests.files import samples


def send(client: Visitor, head: dict[str, str], data: bytes = b"", name: str = "platz.jpg") -> Any:
    body = {"file": (io.BytesIO(data or samples.picture()), name)}
    return client.post("/api/v1/files", data=body, headers=head, content_type="multipart/form-data")


@pytest.fixture
def ada(app: Flask) -> Person:
    return factories.person()


def test_a_program_sends_a_picture_in_and_shows_it(client: Visitor, ada: Person) -> None:
    """T-30, X-01, X-19: the place is told once and kept nowhere; the text shows the picture by its address."""
    head = bearer(ada)
    answer = send(client, head, samples.photo())
    assert answer.status_code == 201
    file = answer.get_json()
    assert (file["name"], file["media_type"], file["place"]) == ("platz.jpg", "image/jpeg", "52.265, 10.522")
    assert client.get(file["url"]).status_code == 404
    assert client.get(file["url"], headers=head).status_code == 200
    thread = factories.thread()
    body = {"text": f"Seht her: ![x]({file['url']})", "files": [{"key": file["key"], "alt": "Ein Platz"}]}
    post = client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=head)
    assert post.status_code == 201
    assert f'src="{file["url"]}"' in post.get_json()["html"]
    listed = client.get(f"/api/v1/threads/{thread.id}/posts").get_json()["items"][-1]["files"]
    assert [(one["key"], one["alt"], one["place"]) for one in listed] == [(file["key"], "Ein Platz", None)]
    assert client.get(file["url"]).status_code == 200


def test_threads_and_ideas_have_files_too(client: Visitor, ada: Person) -> None:
    head = bearer(ada)
    plan = send(client, head, samples.pdf(), "plan.pdf").get_json()
    body = {"title": "Ein Plan für alle", "text": "Seht ihn euch an.", "files": [{"key": plan["key"]}]}
    thread = client.post(f"/api/v1/spaces/{factories.space().slug}/threads", json=body, headers=head).get_json()
    posts = client.get(f"/api/v1/threads/{thread['id']}/posts").get_json()["items"]
    assert [one["name"] for one in posts[0]["files"]] == ["plan.pdf"]
    picture = send(client, head).get_json()
    chosen = [{"key": picture["key"], "decorative": True}]
    idea = {"title": "Bänke für den Hagenmarkt", "text": "Eine Beschreibung, die lang genug ist.", "files": chosen}
    made = client.post("/api/v1/ideas", json=idea, headers=head)
    assert made.status_code == 201
    assert [one["decorative"] for one in made.get_json()["files"]] == [True]
    given = client.get(f"/api/v1/ideas/{made.get_json()['id']}").get_json()
    assert [one["key"] for one in given["files"]] == [picture["key"]]
    assert client.get("/api/v1/ideas").get_json()["items"][0]["files"] is None


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [(b"MZ\x90\x00 ein Programm", "bild.jpg", 422), (b"<svg/>", "bild.svg", 422), (b" ", "leer.txt", 422)],
)
def test_what_is_not_taken_is_a_problem(client: Visitor, ada: Person, data: bytes, name: str, status: int) -> None:
    """X-18, E-31."""
    answer = send(client, bearer(ada), data, name)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]


def test_only_the_scope_for_writing_sends_files_in(client: Visitor, ada: Person) -> None:
    """E-31: without a token, with one for reading, with one that nobody knows."""
    known = bearer(ada, "read")
    for head, status in (({}, 401), (known, 403), ({"Authorization": "Bearer quatsch"}, 401)):
        answer = send(client, head)
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"


def test_what_is_no_file_is_a_problem(client: Visitor, ada: Person) -> None:
    """E-31, F-06."""
    head = bearer(ada)
    empty = client.post("/api/v1/files", data={}, headers=head, content_type="multipart/form-data")
    json = client.post("/api/v1/files", json={"file": "x"}, headers=head)
    for answer, status in ((empty, 422), (json, 415)):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
    two = {"file": [(io.BytesIO(samples.pdf()), "a.pdf"), (io.BytesIO(samples.pdf()), "b.pdf")]}
    assert client.post("/api/v1/files", data=two, headers=head, content_type="multipart/form-data").status_code == 422


def test_limits_hold_for_programs_too(app: Flask, client: Visitor, ada: Person) -> None:
    """X-23, T-30: per minute, per month, per post, and the size of the whole request."""
    head = bearer(ada)
    keys = [send(client, head, samples.pdf(str(number).encode())).get_json()["key"] for number in range(6)]
    body = {"text": "Zu viele Dateien.", "files": [{"key": key} for key in keys]}
    answer = client.post(f"/api/v1/threads/{factories.thread().id}/posts", json=body, headers=head)
    assert answer.status_code == 422
    for _number in range(4):
        assert send(client, head, samples.pdf()).status_code == 201
    often = send(client, head, samples.pdf())
    assert often.status_code == 429
    assert often.headers["Retry-After"] == "60"
    assert often.mimetype == "application/problem+json"
    other = bearer(factories.person())
    app.config["FILE_MEBIBYTES_PER_MONTH"] = 0
    assert send(client, other, samples.pdf()).status_code == 422
    size = {"CONTENT_LENGTH": str(60 * 1024 * 1024)}
    head = {**other, "Content-Type": "multipart/form-data; boundary=x"}
    large = client.post("/api/v1/files", input_stream=io.BytesIO(b"--x"), headers=head, environ_overrides=size)
    assert large.status_code == 413
    assert large.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "chosen",
    [
        [{"key": "f" * 32}],
        [{"key": "../../etc/passwd"}],
        [{"key": "f" * 32, "owner": 1}],
        [{"alt": "ohne Schlüssel"}],
        "keine Liste",
        [{"key": "f" * 32}] * 21,
    ],
)
def test_bad_choices_are_problems_and_change_nothing(client: Visitor, ada: Person, chosen: Any) -> None:
    """E-31."""
    thread = factories.thread()
    body = {"text": "Ein Beitrag mit Datei.", "files": chosen}
    answer = client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(ada))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert client.get(f"/api/v1/threads/{thread.id}").get_json()["posts"] == 1


def test_pictures_need_words_and_files_their_owner(client: Visitor, ada: Person) -> None:
    """X-22, E-16."""
    file = send(client, bearer(ada)).get_json()
    thread = factories.thread()
    body = {"text": "Ein Beitrag mit Bild.", "files": [{"key": file["key"]}]}
    assert client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(ada)).status_code == 422
    body["files"] = [{"key": file["key"], "alt": "Ein Platz"}]
    thief = bearer(factories.person())
    assert client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=thief).status_code == 422
    assert client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(ada)).status_code == 201


def test_files_of_closed_rooms_and_hidden_posts_are_for_those_who_may_read_them(client: Visitor, ada: Person) -> None:
    """T-30, X-24, P-14: a token reads what its owner reads, but no proof, of which each look is noted on a page."""
    room = factories.space(SpaceKind.STAFF)
    staff, moderator = factories.person("staff"), factories.person("moderator")
    inside = factories.thread(staff, room)
    plan = send(client, bearer(staff), samples.pdf(), "plan.pdf").get_json()
    body = {"text": "Nur für uns.", "files": [{"key": plan["key"]}]}
    answer = client.post(f"/api/v1/threads/{inside.id}/posts", json=body, headers=bearer(staff))
    assert answer.status_code == 201
    assert client.get(plan["url"], headers=bearer(ada)).status_code == 404
    assert client.get(plan["url"], headers=bearer(staff, "read")).status_code == 200
    thread = factories.thread()
    plan = send(client, bearer(ada), samples.pdf(), "plan.pdf").get_json()
    body = {"text": "Ein Plan für alle.", "files": [{"key": plan["key"]}]}
    post = client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(ada)).get_json()
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        discussions.hide_post(actor, db.session.get_one(Post, post["id"]), ground="Regel 1")
    assert client.get(f"/api/v1/threads/{thread.id}/posts").get_json()["items"][-1]["files"] == []
    found = [
        client.get(plan["url"], headers=head).status_code
        for head in ({}, bearer(staff), bearer(ada), bearer(moderator))
    ]
    assert found == [410, 410, 200, 303]


def test_the_document_describes_files(client: Visitor) -> None:
    """E-31: the route takes multipart with one binary part, and says how it refuses."""
    document = client.get("/api/v1/openapi.json").get_json()
    route = document["paths"]["/api/v1/files"]["post"]
    assert {"201", "401", "403", "413", "415", "422", "429"} <= set(route["responses"])
    assert "multipart/form-data" in route["requestBody"]["content"]
    shape = next(value for name, value in document["components"]["schemas"].items() if name.startswith("Upload"))
    assert shape["properties"]["file"]["format"] == "binary"
