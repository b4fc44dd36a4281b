"""Searching around a point (Q-37), and several things that mean threads at once (Q-27)."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.search import commands, queries
from forum.search.models import Rhythm
from forum.strategy.models import Point
from tests import factories
from tests.factories import Visitor
from tests.search.test_page import keys
from tests.search.test_saved import later, told

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]

HERE = Point(52.26412, 10.52636)


def placed(north: float, east: float, **values: object) -> Idea:
    """Make an idea so many metres to the north and east of HERE, by the length of a degree at this latitude."""
    idea = factories.idea(**values)
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        found.point = Point(HERE.latitude + north / 111_195, HERE.longitude + east / 68_067)
    return db.session.get_one(Idea, idea.id)


@pytest.mark.parametrize(("metres", "found"), [(250, 1), (500, 2), (1000, 4)])
def test_ideas_around_a_point_are_found(app: Flask, client: Visitor, work: Work, metres: int, found: int) -> None:
    """Q-37: by distance in every direction, not by a box; typed, chosen, and with the two fields of the form."""
    placed(200, 0, title="Ampel im Norden")
    placed(0, -490, title="Ampel im Westen")
    placed(490, 490, title="Ampel im Nordosten")
    placed(-990, 0, title="Ampel im Süden")
    factories.idea(title="Ampel ohne Ort")
    work()
    typed = queries.find(Nobody(), f"ampel umkreis:52.26412,10.52636,{metres}")
    assert typed.total == found
    page = client.get("/suche", query_string={"q": "ampel", "punkt": HERE.words, "weite": str(metres)})
    text = page.get_data(as_text=True)
    assert text.count('class="row__title"') == found
    assert f"Umkreis: {metres} m um 52.26412, 10.52636" in text
    assert 'value="52.26412, 10.52636"' in text


def test_what_belongs_to_an_idea_is_around_it_too(app: Flask, client: Visitor, work: Work) -> None:
    """Q-37: its thread and posts; what is hidden or withdrawn lies nowhere, and so does what cannot be read."""
    near, hidden, gone = (placed(0, 0, title=f"Ampel am {word}") for word in ("Ring", "Tor", "Wehr"))
    post = factories.post(near.thread, text="Ampel ja").id
    for idea in (hidden, gone):
        factories.post(idea.thread, text="Ampel nein")
    moderator = factories.person("moderator")
    with transaction():
        ideas.hide_idea(db.session.get_one(Person, moderator.id), db.session.get_one(Idea, hidden.id), ground="werbung")
    with transaction():
        author, idea = db.session.get_one(Person, gone.author_id), db.session.get_one(Idea, gone.id)
        ideas.withdraw_idea(author, idea, reason="Erledigt.")
    assert db.session.get_one(Idea, gone.id).state == IdeaState.ZURUECKGEZOGEN
    work()
    found = keys(queries.find(Nobody(), "ampel umkreis:52.26412,10.52636"))
    assert set(found) >= {("idea", near.id), ("post", post)}
    assert [one for one in found if one[0] == "post"] == [("post", post)]
    lost = client.get("/suche", query_string={"q": "ampel", "punkt": "am Ring"}).get_data(as_text=True)
    assert "Das haben wir nicht verstanden: umkreis:am Ring" in lost


def test_places_and_marks_narrow_each_other(app: Flask, work: Work) -> None:
    """Q-27, Q-37: whoever asks for what they follow and for a place gets what is both, not either."""
    near, other = (placed(0, east, title=f"Ampel Nummer {east}") for east in (0, 9))
    far = placed(3000, 0, title="Ampel in der Ferne")
    me = factories.person()
    with transaction():
        for idea in (near, far):
            notifications.follow(db.session.get_one(Person, me.id), "idea", idea.id, level=Level.WATCHING)
    work()
    me = db.session.get_one(Person, me.id)
    here = "umkreis:52.26412,10.52636"
    assert set(keys(queries.find(me, "ampel art:idee folge-ich"))) == {("idea", near.id), ("idea", far.id)}
    assert keys(queries.find(me, f"ampel art:idee folge-ich {here}")) == [("idea", near.id)]
    assert keys(queries.find(me, f"ampel art:idee {here} -folge-ich")) == [("idea", other.id)]
    assert keys(queries.find(me, f"ampel art:idee {here} thema:{other.thread_id}")) == [("idea", other.id)]
    assert keys(queries.find(me, f"ampel art:idee {here} thema:{far.thread_id}")) == []


def test_a_search_around_a_point_can_be_kept(app: Flask, sign_in: SignIn, work: Work) -> None:
    """Q-37: mails tell of new ideas near a place, and of no others."""
    me = factories.person()
    page = sign_in(me).get("/suche", query_string={"art": "idea", "punkt": HERE.words, "weite": "500"})
    assert 'name="umkreis" value="52.26412, 10.52636,500"' in page.get_data(as_text=True)
    with transaction():
        search = commands.save_search(
            db.session.get_one(Person, me.id), "", {"art": ["idea"], "umkreis": ["52.26412,10.52636,500"]}, Rhythm.DAILY
        )
    number = search.id
    placed(3000, 0, title="Bank im Süden")
    work()
    assert later(number, 1.5) == 0
    placed(100, 0, title="Bank im Norden")
    work()
    assert later(number, 1.5) == 1
    work()
    assert len(told(me)) == 1
