"""The Stadtbezirke as a way into the forum, and what happened in the last seven days (issue of the interface, P-04)."""

import re
from datetime import timedelta

from flask import Flask

from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.strategy.models import strategy
from tests import factories
from tests.factories import Visitor
from tests.notifications.test_costs import statements


def hide(idea: Idea) -> None:
    number = idea.id
    with transaction():
        ideas.hide_idea(SYSTEM, db.session.get_one(Idea, number), ground="Regel 1")


def test_a_district_shows_what_happens_there_and_nothing_else(client: Visitor) -> None:
    """What was hidden, what is a draft and what is elsewhere is not there."""
    first, second = list(strategy().districts.values())[:2]
    here = factories.idea(title="Bänke am Bachlauf", districts=(first.number,))
    there = factories.idea(title="Rampe am Bürgerhaus", districts=(second.number,))
    gone = factories.idea(title="Kanarienvogel am Teich", districts=(first.number,))
    hide(gone)
    page = client.get(f"/stadtbezirke/{first.number}").text
    assert page.count(f'href="{here.url}"') == 2  # Needs support, and is new.
    for title in (there.title, "Kanarienvogel"):
        assert title not in page
    assert f'href="/ideen?bezirk={first.number}"' in page
    assert f'<option value="{first.number}" selected>' in page
    listed = client.get("/stadtbezirke").text
    assert listed.count("1 Idee ") == 2
    assert all(one.name in listed for one in strategy().districts.values())


def test_the_choice_leads_there_and_is_kept_nowhere(client: Visitor) -> None:
    """P-04: no cookie tells where somebody lives; odd numbers show the list, and no page."""
    number = next(iter(strategy().districts))
    answer = client.get(f"/stadtbezirke?bezirk={number}")
    assert (answer.status_code, answer.location) == (303, f"/stadtbezirke/{number}")
    assert "Set-Cookie" not in answer.headers
    for odd in ("", "999", "-1", "x", "1e3"):
        assert client.get(f"/stadtbezirke?bezirk={odd}").status_code == 200
    assert client.get("/stadtbezirke/999").status_code == 404
    assert 'action="/stadtbezirke"' in client.get("/").text


def test_an_empty_district_says_what_one_can_do(client: Visitor) -> None:
    number = next(iter(strategy().districts))
    page = client.get(f"/stadtbezirke/{number}").text
    assert "Machen Sie den Anfang." in page
    assert 'href="/ideen/neu"' in page


def test_a_district_asks_as_often_for_many_ideas_as_for_few(app: Flask, client: Visitor) -> None:
    """E-03."""
    number = next(iter(strategy().districts))
    path = f"/stadtbezirke/{number}"
    factories.idea(districts=(number,))
    client.get(path)
    app.extensions["page_cache"].clear()
    with statements() as few:
        client.get(path)
    for _idea in range(4):
        factories.idea(districts=(number,))
    app.extensions["page_cache"].clear()
    with statements() as many:
        client.get(path)
    assert len(many) == len(few)


def test_the_start_page_says_what_happened_in_the_last_week(app: Flask, client: Visitor) -> None:
    """Ideas, sessions and decisions that everybody may see; after a quiet week it says nothing."""
    with frozen_at(now() - timedelta(days=8)):
        factories.idea()
        factories.running_meeting()
    assert "In den letzten sieben Tagen" not in client.get("/").text
    for _idea in range(2):
        factories.idea()
    hide(factories.idea())
    factories.running_meeting()
    app.extensions["page_cache"].clear()
    page = client.get("/").text
    assert "2 neue Ideen" in page
    assert "1 Sitzung<" in page
    assert not re.search(r"\d Besch", page)
