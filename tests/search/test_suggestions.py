"""Titles while somebody types: the right ones, and none that one may not see."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions.models import Space, SpaceKind
from forum.ideas.models import Idea
from forum.search import subscribers
from forum.search.sources import SOURCES
from tests import factories
from tests.factories import Visitor
from tests.search.canaries import CANARIES, EVERYBODY, WORD, Stage

SignIn = Callable[[Person], Visitor]


def titles(client: Visitor, typed: str) -> list[Any]:
    answer = client.get("/suche/vorschlaege", query_string={"q": typed})
    assert answer.status_code == 200
    return [one["title"] for one in answer.get_json()]


def test_titles_go_on_as_somebody_types(app: Flask, client: Visitor) -> None:
    """Q-36: from three letters, by whole words and by the last one in the writing; texts are left out."""
    factories.idea(title="Neue Straßenbahn in die Nordstadt")
    factories.thread(title="Grüne Welle", text="Die Straßenbahn hält zu oft.")
    subscribers.rebuild()
    for typed in ("str", "strassenb", "neue straß", "Nordstadt Straßenbahnen", "straßenbahn neue"):
        assert titles(client, typed) == ["Neue Straßenbahn in die Nordstadt"], typed
    for typed in ("", "st", "  s t", "hält", "\x00", "*", "((((", "a" * 5000, "nirgends"):
        assert titles(client, typed) == [], typed
    first = client.get("/suche/vorschlaege?q=neue&sprache=en").get_json()[0]
    assert first["kind"] == "Ideas"
    assert first["url"].endswith("?sprache=en")


def test_what_somebody_types_is_kept_by_no_store(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-36, Q-16: what is hidden a moment later is named no more by a cache on the way, nor to somebody else."""
    for visitor in (client, sign_in(factories.person())):
        headers = visitor.get("/suche/vorschlaege?q=neu").headers
        assert headers["Cache-Control"] == "private, no-store"
        assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))


@pytest.mark.parametrize("kind", [kind for kind, plants in CANARIES.items() if len(plants) > 1])
def test_no_title_is_named_to_whom_it_is_closed(app: Flask, sign_in: SignIn, kind: str) -> None:
    """Q-36, Q-16, E-18: one canary per kind in a closed audience."""
    stage = Stage()
    plant, roles = CANARIES[kind][1]
    plant(stage)
    subscribers.rebuild()
    for role in EVERYBODY - roles:
        who = factories.visitor(app) if role == "nobody" else sign_in(db.session.get_one(Person, stage.people[role]))
        found = who.get("/suche/vorschlaege", query_string={"q": WORD[:6]}).get_json()
        assert not [one for one in found if one["kind"] == str(SOURCES[kind].label)], role


def test_what_was_hidden_is_named_no_more_even_while_the_index_is_old(app: Flask, client: Visitor) -> None:
    """Q-16: the database has the last word."""
    idea = factories.idea(title=f"Ein {WORD} am Markt").id
    space = factories.space(title=f"{WORD} und mehr").id
    subscribers.rebuild()
    assert len(titles(client, WORD)) == 2
    with transaction():
        db.session.get_one(Idea, idea).hidden_at = db.session.get_one(Idea, idea).submitted_at
        db.session.get_one(Space, space).audience = SpaceKind.STAFF.value
    assert titles(client, WORD) == []
