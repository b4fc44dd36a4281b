"""Searching by the API: the same hits, facets, suggestions and notes as on the page, for the same people."""

from collections.abc import Callable

from flask import Flask

from forum.discussions.models import SpaceKind
from forum.search import subscribers
from tests import factories
from tests.api.test_api import bearer
from tests.factories import Visitor


def test_facets_are_told_when_asked_for(app: Flask, client: Visitor) -> None:
    """Q-32, F-06: name, label and hits of each value, also of those not chosen; nothing is counted unasked."""
    factories.idea(title="Ampel am Ring", category="mobilitaet")
    factories.thread(title="Ampel am Markt")
    subscribers.rebuild()
    plain = client.get("/api/v1/search?q=ampel").get_json()
    assert (plain["facets"], plain["near"], plain["notes"]) == ([], [], [])
    answer = client.get("/api/v1/search?q=ampel&facets=true&kind=idea").get_json()
    assert {hit["kind"] for hit in answer["items"]} == {"idea"}
    kinds = next(one for one in answer["facets"] if one["name"] == "kind")
    assert kinds["label"] == "Art"
    counted = {one["value"]: one["count"] for one in kinds["values"]}
    assert counted["idea"] == 1
    assert counted["thread"] >= 1
    assert client.get("/api/v1/search?q=ampel&facets=vielleicht").status_code == 422


def test_what_was_not_understood_and_what_was_meant_is_said(app: Flask, client: Visitor) -> None:
    """Q-28, Q-30: a program hears of it as people do."""
    factories.thread(title="Lastenrad leihen")
    subscribers.rebuild()
    answer = client.get("/api/v1/search?q=lastenrda&facets=true").get_json()
    assert answer["near"] == ["lastenrad"]
    noted = client.get("/api/v1/search?q=quatsch:ja").get_json()
    assert "quatsch" in noted["notes"][0]


def test_counts_tell_of_no_closed_room(
    app: Flask, client: Visitor, sign_in: Callable[[factories.Person], Visitor]
) -> None:
    """Q-16, Q-30: neither facets nor suggestions know more than the caller may see."""
    closed = factories.space(kind=SpaceKind.STAFF)
    factories.thread(factories.person("staff"), closed, title="Lastenrad und Ampel")
    subscribers.rebuild()
    for head in ({}, bearer(factories.person())):
        answer = client.get("/api/v1/search?q=ampel&facets=true", headers=head).get_json()
        assert (answer["total"], answer["items"], answer["facets"]) == (0, [], [])
        assert client.get("/api/v1/search?q=lastenrda&facets=true", headers=head).get_json()["near"] == []
