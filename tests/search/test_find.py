"""Searching through the page: what was just written is found, and nothing one may not see."""

import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind
from forum.search import queries, subscribers
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def titles(text: str) -> list[str]:
    return [found.shown.title for found in queries.find(Nobody(), text).found]


def test_a_post_is_found_by_other_forms_of_its_words(client: Visitor, work: Work) -> None:
    """Q-02, Q-31, Q-38: forms of words match, and the hit is marked in the text that was written."""
    factories.thread(title="Grüne Welle am Ring", text="Die Ampeln schalten zu früh auf Rot.")
    work()
    page = client.get("/suche?q=ampel").get_data(as_text=True)
    assert "<mark>Ampeln</mark>" in page
    assert "Grüne Welle am Ring" in page


def test_an_edited_and_a_hidden_post_change_the_index(app: Flask, work: Work) -> None:
    """M-36, Q-14: the index follows every change; hidden words are gone at once, even before the worker ran."""
    thread = factories.thread(title="Ein Thema ohne das Wort", text="Kanarienvogel singt am Morgen.")
    work()
    assert titles("Kanarienvogel") == [thread.title]
    moderator = factories.person("moderator")
    with transaction():
        discussions.hide_post(moderator, db.session.scalars(select(Post)).one(), ground="Regel 2")
    assert titles("Kanarienvogel") == []
    work()
    assert queries.engine().count() == 1


def test_closed_spaces_stay_closed_in_the_search(client: Visitor, sign_in: SignIn, work: Work) -> None:
    """Q-16, E-18: the same address shows everybody only their own permitted hits."""
    staff = factories.person("staff")
    space = factories.space(SpaceKind.STAFF)
    factories.thread(staff, space, title="Kanarienvogel im Rathaus", text="Kanarienvogel nur für die Stabsstelle")
    work()
    for who in (client, sign_in(factories.person()), sign_in(factories.person("board"))):
        page = who.get("/suche?q=Kanarienvogel").get_data(as_text=True)
        assert "im Rathaus" not in page
        assert "Keine Treffer" in page
    assert "im Rathaus" in sign_in(staff).get("/suche?q=Kanarienvogel").get_data(as_text=True)


def test_a_lost_index_answers_plainly_and_heals(client: Visitor, app: Flask, work: Work) -> None:
    """Q-20, E-08: without its index the site searches by SQL with a notice, and the next job rebuilds it."""
    factories.thread(title="Straßenbahn bis in die Nacht", text="Die letzte Bahn fährt zu früh.")
    work()
    queries.engine().close()
    shutil.rmtree(Path(app.config["INSTANCE"]) / "index")
    page = client.get("/suche?q=Nacht").get_data(as_text=True)
    assert "wird gerade neu aufgebaut" in page
    assert "Straßenbahn bis in die" in page
    subscribers.heal()
    page = client.get("/suche?q=nachts").get_data(as_text=True)
    assert "wird gerade neu aufgebaut" not in page


def test_searching_never_fails(client: Visitor, work: Work) -> None:
    """Q-28, E-22: whatever is typed gets a page, and nothing of it runs."""
    factories.thread()
    work()
    for text in (
        '"',
        "a" * 5000,
        "AND OR -",
        "art:unsinn von: *",
        "<script>alert(1)</script>",
        "%_\\",
        "\x00",
        "nach:gestern",
    ):
        response = client.get("/suche", query_string={"q": text})
        assert response.status_code == 200
        assert "<script>alert" not in response.get_data(as_text=True)
