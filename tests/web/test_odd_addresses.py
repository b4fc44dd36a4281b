"""Addresses and headers that nobody sends by accident: no error of ours, and no option of anything (E-17, E-21)."""

import base64
import json

import pytest
from flask import Flask

from tests import factories
from tests.factories import Visitor

PAGES = [
    "/ideen",
    "/stadtbezirke",
    "/rundgang",
    "/raeume",
    "/gremien",
    "/sitzungen",
    "/beschluesse",
    "/vorhaben",
    "/strategie",
    "/suche",
    "/hilfe",
]
WORDS = [
    "_method=POST",
    "_external=1",
    "_scheme=javascript",
    "_anchor=x",
    "endpoint=x",
    "name=x",
    "sprache=xx",
    "self=1",
]


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = [
    cursor("9" * 30),
    cursor(float("inf")),
    cursor(float("nan")),
    cursor(2**40),
    cursor(-(2**70)),
    cursor("2026-01-01T00:00:00+00:00", "9" * 30),
    cursor("2026-01-01T00:00:00+00:00", 2**40),
    cursor("0001-01-01T00:00:00+14:00", 1),
    cursor(None, None),
    cursor([1], {"a": 1}),
    "[" * 400,
    "ä",
    "%00",
]


@pytest.mark.parametrize("number", ["{}abc", "0{}", "\u0660{}", "{}\u0660", "+{}", "-{}", "{}.0", "{}%20"])
def test_a_number_has_one_spelling(client: Visitor, number: str) -> None:
    """E-17: digits of other scripts and leading noughts are another address, and there is nothing."""
    idea = factories.idea(factories.person())
    assert client.get(f"/ideen/{idea.id}").status_code in {200, 301}
    assert client.get(f"/ideen/{number.format(idea.id)}").status_code == 404


@pytest.mark.parametrize("word", WORDS)
def test_words_of_a_query_are_no_options(client: Visitor, word: str) -> None:
    """E-21: a link to the same page in English stays on this site and keeps the words as they are."""
    for page in PAGES:
        answer = client.get(f"{page}?{word}")
        assert answer.status_code == 200, page
        assert 'href="http://localhost' not in answer.text.replace('rel="canonical" href="http://localhost', "")
        assert "javascript:" not in answer.text


@pytest.mark.parametrize("word", CURSORS)
def test_cursors_that_nobody_made_are_refused(app: Flask, client: Visitor, word: str) -> None:
    """T-35: with a sentence, on both databases."""
    space, who = factories.space(), factories.person()
    factories.thread(who, space)
    pages = ["/raeume.atom", f"/raeume/{space.slug}.atom", space.url, "/ideen", "/beschluesse", "/vorhaben"]
    pages += [f"/api/v1/spaces/{space.slug}/threads", "/api/v1/ideas", "/api/v1/meetings"]
    for page in pages:
        assert client.get(f"{page}?after={word}").status_code in {200, 404, 422}, page
    assert factories.signed_in(app, who).get(f"/mitteilungen?after={word}").status_code in {200, 404, 422}


@pytest.mark.parametrize("path", ["/leute/%00", "/raeume/%00", "/raeume/x%00.atom"])
def test_an_address_with_nul_does_not_exist(client: Visitor, path: str) -> None:
    """E-17: PostgreSQL has no text that holds one."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/suche?q=%00", "/ideen?q=a%00b&stand=%00&raum=%00", "/themen/1?nur=%00&ansicht=%00", "/sitzungen?gremium=%00"],
)
def test_words_with_nul_are_words_that_nothing_knows(client: Visitor, path: str) -> None:
    """E-17: on both databases."""
    assert client.get(path).status_code in {200, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/beschluesse?q=%00",
        "/vorhaben?q=%00",
        "/aktivitaeten?q=%00",
        "/api/v1/meetings?committee=%00",
        "/api/v1/surveys?space=%00",
        "/api/v1/threads/1/posts?after=WyJcdTAwMDAiXQ",
        "/api/v1/threads/1/posts?after=WyJcdWQ4MDAiXQ",
    ],
)
def test_signs_that_no_database_takes_are_no_error_of_the_forum(app: Flask, client: Visitor, path: str) -> None:
    """E-17: where no page tidies them away, they are refused; half of a pair as well."""
    factories.thread()
    assert client.get(path).status_code in {200, 400, 404, 422}


@pytest.mark.parametrize("broken", ["http://[::1", "http://[", "//[x"])
def test_headers_that_nobody_can_read_are_foreign(app: Flask, broken: str) -> None:
    """E-29: a broken origin is no page of ours; a broken referrer loses no text."""
    visitor = factories.visitor(app)
    assert visitor.post("/registrieren", data={}, headers={"Origin": broken}).status_code == 403
    thread = factories.thread()
    answer = visitor.post(
        f"/themen/{thread.id}/antworten",
        data={"text": "Ein langer Gedanke, der nicht verloren geht."},
        headers={"Referer": broken},
    )
    assert answer.status_code == 401
    assert "Ein langer Gedanke" in answer.text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31"])
def test_days_that_nobody_means_are_refused_at_their_field(app: Flask, day: str) -> None:
    """E-09: the end of the calendar is no day to pin a thread to."""
    moderator, thread = factories.signed_in(app, factories.person("moderator")), factories.thread()
    for field in ({"pinned_until": day}, {"opens_at": f"{day}T23:58"}, {"closes_at": f"{day}T00:00"}):
        answer = moderator.submit(f"/themen/{thread.id}/einrichten", **field)
        assert answer.status_code == 422, field
        assert "Bitte prüfen Sie das Jahr." in answer.text
