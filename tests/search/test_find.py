"""Searching through the page: what was just written is found, and nothing one may not see."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.schema import DropSchema

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind
from forum.ideas import commands as ideas
from forum.ideas.events import IdeaSupported
from forum.ideas.models import Idea
from forum.search import queries, subscribers
from forum.search.asking import ONCE, SEVERAL
from forum.search.engines import Engine, IndexBusy, IndexUnavailable
from forum.search.engines.postgres import SCHEMA
from forum.search.engines.whoosh import WhooshEngine
from forum.search.looking import engine
from forum.search.sources import SOURCES
from tests import factories, indexes
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


def test_a_part_of_a_compound_is_marked(client: Visitor) -> None:
    """Q-31, Q-07: "Spielplatz" in "Spielplatzsanierung", since three texts have taught the index the word."""
    for number in range(3):
        factories.thread(title=f"Thema {number}", text="Spielplatz und Sanierung")
    factories.thread(title="Die Spielplatzsanierung", text="Nichts weiter.")
    subscribers.rebuild()
    assert "<mark>Spielplatz</mark>sanierung" in client.get("/suche?q=Spielplatz").get_data(as_text=True)


def test_whoever_searches_too_often_is_told_when_to_go_on(limited: Flask) -> None:
    """Q-29: the sixty-first search within ten minutes is answered with 429 and the time to wait."""
    visitor = factories.visitor(limited)
    answers = [visitor.get("/suche?q=nirgends") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_page_and_the_api_share_one_limit(limited: Flask) -> None:
    """Q-29: they do the same work, so neither is the way around the limit of the other."""
    visitor = factories.visitor(limited)
    assert {visitor.get("/suche?q=nirgends").status_code for _ in range(40)} == {200}
    answers = [visitor.get("/api/v1/search?q=nirgends").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert visitor.get("/suche?q=nirgends").status_code == 429


def test_support_that_comes_and_goes_changes_the_order(app: Flask, work: Work) -> None:
    """Q-33: the index hears of each of the first supporters, and of each tenth later."""
    one, other = (factories.idea(title=f"Ampel {place}", state="in_diskussion").id for place in ("hier", "dort"))
    work()
    for number, supporters in ((one, 1), (other, 2)):
        for _ in range(supporters):
            someone = factories.person()
            with transaction():
                ideas.support(someone, db.session.get_one(Idea, number))
    work()
    order = [found.shown.id for found in queries.find(Nobody(), "ampel sort:zustimmung").found]
    assert order == [other, one]
    touched = SOURCES["idea"].touched[IdeaSupported]
    counted = [count for count in range(1, 42) if touched(LoggedEvent(data={"idea_id": one, "count": count}))]
    assert counted == [*range(1, 21), 30, 40]


def test_an_edited_and_a_hidden_post_change_the_index(app: Flask, work: Work) -> None:
    """M-36, Q-14: the index follows every change; hidden words are gone at once, even before the worker ran."""
    thread = factories.thread(title="Ein Thema ohne das Wort", text="Kanarienvogel singt am Morgen.")
    work()
    assert titles("Kanarienvogel") == [thread.title]
    before = engine().count()
    moderator = factories.person("moderator")
    with transaction():
        discussions.hide_post(moderator, db.session.scalars(select(Post)).one(), ground="Regel 2")
    assert titles("Kanarienvogel") == []
    work()
    assert engine().count() == before - 1


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
    indexes.lose(app)
    page = client.get("/suche?q=Nacht").get_data(as_text=True)
    assert "wird gerade neu aufgebaut" in page
    assert "Straßenbahn bis in die" in page
    subscribers.heal()
    page = client.get("/suche?q=nachts").get_data(as_text=True)
    assert "wird gerade neu aufgebaut" not in page


# What questions are made of by chance. `SEARCH_FUZZ=10000` asks as many as Q-28 names, which takes some minutes.
FUZZED = int(os.environ.get("SEARCH_FUZZ", "60"))
SIGNS = (
    *(
        '"',
        "-",
        "*",
        "?",
        ":",
        "(",
        "\\",
        "%",
        "'",
        "»",
        "«",
        "„",
        "\x00",
        "\u0308",
        "\u00ad",
        "<b>",
        "|",
        " ",
        " ",
        " ",
    ),
    *(
        "OR",
        "NOT",
        "UND",
        "art:",
        "von:",
        "in:",
        "status: ",
        "nach:",
        "vor:",
        "sort:",
        "hat:",
        "bezirk:",
        "umkreis:",
        "jahr:",
    ),
    *(
        "idee",
        "mir",
        "titel",
        "7 Tage",
        "52.26,10.52,500",
        "2026",
        "A 39",
        "§ 13a",
        "18:00 Uhr",
        "20 €",
        "e. V.",
        "Bürger*innen",
    ),
    *("gemerkt", "ungelesen", "folge-ich", "Ampel", "strasse", "😀", "ß", "9" * 30, "Donaudampfschiff" * 6),
)


def test_whatever_is_asked_by_chance_gets_a_page(client: Visitor, work: Work) -> None:
    """Q-28: operators, quotes, signs and words in any order and number, each answered with a page."""
    factories.thread(title="Ampel am Ring", text="20 Euro kostet das ab 18 Uhr.")
    work()
    dice = random.Random(28)  # noqa: S311  The same on every run.
    for _round in range(FUZZED):
        text = "".join(dice.choices(SIGNS, k=dice.randint(1, 25)))
        assert client.get("/suche", query_string={"q": text}).status_code in {200, 303}, text


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


def test_a_pointer_that_is_lost_makes_no_small_index(client: Visitor, app: Flask, work: Work) -> None:
    """Q-20: a change that comes before the next look for a lost index leads to a whole one, not to one of that change."""
    factories.thread(title="Straßenbahn bis in die Nacht")
    work()
    if app.config["SEARCH_ENGINE"] == "postgresql":
        with transaction():
            db.session.execute(DropSchema(SCHEMA, cascade=True))
    else:
        (Path(app.config["INSTANCE"]) / "index" / "current").unlink()
    factories.thread(title="Brunnen am Markt")
    work()
    for word in ("Nacht", "Brunnen"):
        assert [one.shown.kind for one in queries.find(Nobody(), word, kind="thread").found] == ["thread"], word


def test_a_folder_that_is_lost_while_the_site_runs_comes_back(app: Flask, work: Work) -> None:
    """Q-20: who held the lock in it makes it anew, with a lock that others see."""
    if app.config["SEARCH_ENGINE"] == "postgresql":
        return  # There is no folder; the test above drops the schema.
    factories.thread(title="Straßenbahn bis in die Nacht")
    work()
    shutil.rmtree(Path(app.config["INSTANCE"]) / "index")
    subscribers.heal()
    assert queries.find(Nobody(), "Nacht").total
    other = WhooshEngine(Path(app.config["INSTANCE"]) / "index")
    with pytest.raises(IndexBusy):
        other.rebuild([])


def test_without_the_index_nothing_is_found_that_was_ruled_out(
    client: Visitor, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-20: minus, OR and days hold, kinds too; what SQL alone cannot ask is said to be left out."""
    factories.thread(title="Baum im Park", text="Der Baum braucht Wasser.")
    factories.thread(title="Baum am Ring", text="Der Baum steht gut.")
    factories.thread(title="Laterne am Ring", text="Die Laterne leuchtet.")
    work()

    def away() -> Engine:
        raise IndexUnavailable

    monkeypatch.setattr(queries, "engine", away)
    expected: dict[str, set[str]] = {
        "Baum": {"Baum im Park", "Baum am Ring"},
        "Baum -Wasser": {"Baum am Ring"},
        "Baum OR Laterne": {"Baum im Park", "Baum am Ring", "Laterne am Ring"},
        "Baum vor:2020": set(),
        "Baum nach:2020": {"Baum im Park", "Baum am Ring"},
    }
    for text, wanted in expected.items():
        answer = queries.find(Nobody(), text, kind="post")
        assert {one.shown.title for one in answer.found} == wanted, text
        assert (answer.plain, answer.left_out) == (True, False)
    notice = "Filter und Reihenfolge gelten so lange nicht"
    assert notice in client.get("/suche?q=Baum&status=abgelehnt").get_data(as_text=True)
    assert notice in client.get("/suche?q=Baum&sortierung=neu").get_data(as_text=True)
    assert notice not in client.get("/suche?q=Baum&art=thema").get_data(as_text=True)


@pytest.mark.parametrize("name", [*SEVERAL, *ONCE])
def test_no_control_carries_what_no_database_takes(client: Visitor, work: Work, name: str) -> None:
    """Q-28: an address that somebody made up has a page, with any control."""
    factories.thread(title="Baum im Park")
    work()
    for value in ("\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass"), "x" * 2000):
        assert client.get("/suche", query_string={"q": "Baum", name: value}).status_code == 200
        assert client.get("/suche", query_string={name: value}).status_code == 200


def test_a_word_that_is_found_is_no_slip(app: Flask, work: Work) -> None:
    """Q-30: of several words only those that nothing has; what was typed beside them stays in the question."""
    factories.thread(title="Brunnen an heißen Plätzen", text="Wir helfen gern.")
    work()
    nobody = Nobody()
    assert queries.find(nobody, "Brunnen an heißen Plätzen", everything=True).near == []
    near = queries.find(nobody, "Brunnen heisem -Kind art:thema", everything=True).near
    assert near
    assert all(one.startswith("Brunnen ") and one.endswith("-Kind art:thema") for one in near), near


def test_a_day_of_long_ago_is_a_day(app: Flask, work: Work) -> None:
    """Q-26: a year of less than four digits is not compared as a word."""
    factories.thread(title="Baum im Park")
    work()
    assert queries.find(Nobody(), "Baum vor:0999").found == []
    assert len(queries.find(Nobody(), "Baum nach:0999", kind="thread").found) == 1
