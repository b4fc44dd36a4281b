"""What rooms and decisions say in Leichte Sprache goes where their other words go: search, programs and paper (A-25)."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM, Nobody
from forum.discussions.models import SpaceKind
from forum.dossiers.commands import withhold_words
from forum.search import queries
from forum.search.engines import IndexUnavailable
from forum.search.looking import engine
from forum.terms import wording
from tests import factories
from tests.dossiers.test_decisions import decide
from tests.factories import Visitor

Work = Callable[[], int]
WORD = "Sitzmöbel"


def word_easily(name: str, version: int = 0, text: str = f"Die Stadt baut ein neues {WORD}.") -> None:
    """Let the Stabsstelle say something in Leichte Sprache."""
    tested = wording.Tested("Prüf-Gruppe der Lebenshilfe", date(2026, 11, 2))
    staff = factories.person("staff").id
    with transaction():
        actor = db.session.get_one(Person, staff)
        wording.write_page(actor, name, text=text, english="", note="Neue Wörter.", version=version, tested=tested)


def found() -> list[tuple[str, str]]:
    """Return kind and address of what a visitor finds by the word."""
    return sorted((one.shown.kind, one.shown.url) for one in queries.find(Nobody(), WORD).found)


@pytest.fixture
def worded(app: Flask) -> dict[str, str]:
    """The names of a closed room, an open one and a decision that say the word in Leichte Sprache alone."""
    closed, room, number = (
        factories.space(SpaceKind.STAFF).id,
        factories.space(),
        decide(factories.idea(state="board").id),
    )
    names = {f"raum-{room.id}": f"/raeume/{room.slug}", f"beschluss-{number}": f"/beschluesse/{number}"}
    for name in (*names, f"raum-{closed}"):
        word_easily(name)
    return names


def test_easy_words_are_found_and_lead_to_their_page(worded: dict[str, str], work: Work) -> None:
    """A-25, Q-09, Q-14: by the event of their writing, as long as they stand there and nothing of the record is withheld."""
    room, decision = worded
    work()
    assert [url for _kind, url in found()] == sorted(worded.values())
    word_easily(room, 1, text="Die Stadt baut Bänke.")
    work()
    assert found() == [("decision", worded[decision])]
    with transaction():
        withhold_words(SYSTEM, decision.removeprefix("beschluss-"))
    assert found() == []
    work()
    assert found() == []


def test_easy_words_are_found_without_an_index(worded: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A-25, Q-20: the newest ones, and no withheld ones."""

    def fail(*_values: object, **_options: object) -> object:
        raise IndexUnavailable

    monkeypatch.setattr(type(engine()), "_read", fail)
    room, decision = worded
    assert [url for _kind, url in found()] == sorted(worded.values())
    word_easily(room, 1, text="Die Stadt baut Bänke.")
    with transaction():
        withhold_words(SYSTEM, decision.removeprefix("beschluss-"))
    assert found() == []


def test_programs_and_paper_have_the_easy_words(worded: dict[str, str], client: Visitor) -> None:
    """A-25, A-22: beside the record, and not while something of it is withheld."""
    _room, decision = worded
    number = decision.removeprefix("beschluss-")
    rooms = client.get("/api/v1/spaces").get_json()["items"]
    assert [WORD in one["text_easy_html"] for one in rooms if one["url"] in worded.values()] == [True]

    def told() -> list[bool]:
        listed = client.get("/api/v1/decisions?q=&limit=5").get_json()["items"][0]
        single = client.get(f"/api/v1/decisions/{number}").get_json()
        paper = PdfReader(BytesIO(client.get(f"/beschluesse/{number}.pdf").data))
        words = "".join(page.extract_text() for page in paper.pages)
        return [WORD in listed["text_easy_html"], WORD in single["text_easy_html"], WORD in words]

    assert told() == [True, True, True]
    with transaction():
        withhold_words(SYSTEM, number)
    client.application.extensions["page_cache"].clear()
    assert told() == [False, False, False]
