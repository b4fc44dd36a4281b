"""Points on the map: read from what people type, kept with the idea, shown in words and as a picture (N-07)."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from config.default import DISTRICTS_FILE
from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.ideas import commands
from forum.ideas.commands import Content
from forum.ideas.models import Idea
from forum.ideas.queries import timeline
from forum.strategy.models import Point, outline, strategy
from forum.strategy.models.outline import _read
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

MAP = _read(DISTRICTS_FILE)
CASTLE = Point(52.26412, 10.52636)
TYPED = {"title": "Ein Brunnen am Burgplatz", "text": "Im Sommer fehlt dort Wasser zum Trinken für alle."}


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def test_the_map_knows_every_district_and_no_place_twice(app: Flask) -> None:
    """N-07: the shapes leave no gap between neighbours and do not overlap."""
    known = outline()
    assert {shape.number for shape in known.shapes} == set(strategy().districts)
    assert {shape.number: shape.name for shape in known.shapes} == {
        one.number: one.name for one in strategy().districts.values()
    }
    assert known.district_at(CASTLE) == 130
    for place in range(40 * 40):
        point = Point(52.1601 + place // 40 * 0.0053, 10.4201 + place % 40 * 0.0053)
        assert sum(shape.holds(point) for shape in known.shapes) <= 1, point
    around = [Point(52.25 + step / 1000, 10.52) for step in range(50)]
    assert all(known.district_at(point) for point in around)


@pytest.mark.parametrize(
    "typed",
    [
        "52.26412, 10.52636",
        "52,26412 10,52636",
        "52,26412,10,52636",
        "10.52636 / 52.26412",
        "52.26412° N, 10.52636° O",
        "geo:52.26412,10.52636",
        "52.264120001 10.526359999",
    ],
)
def test_a_point_is_read_from_what_people_copy(typed: str) -> None:
    """N-07."""
    assert MAP.point_in(typed) == CASTLE


@pytest.mark.parametrize("typed", ["Burgplatz", "52.26412", "52 10", "52.2 10.5 7.7", "-52.26, 10.52", "1.2.3 4.5"])
def test_what_is_no_point_is_none(typed: str) -> None:
    """N-07."""
    assert MAP.point_in(typed) is None


@given(st.text(max_size=60))
def test_any_text_is_a_point_or_none(typed: str) -> None:
    """N-07, E-21."""
    found = MAP.point_in(typed)
    assert found is None or all(0 <= number < 1000 for number in found)


@given(st.floats(52.16, 52.37), st.floats(10.42, 10.63))
def test_what_the_form_shows_is_read_back(latitude: float, longitude: float) -> None:
    """N-07: editing an idea does not move its point."""
    point = Point(round(latitude, 5), round(longitude, 5))
    assert MAP.point_in(point.words) == point


def test_a_point_is_shown_exported_and_kept_on_edit(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """N-07: form, check, page, API and table know it, and an edit of the text leaves it."""
    author = factories.person()
    visitor = sign_in(author)
    visitor.submit("/ideen/neu", **(TYPED | {"point": "52,26412 10,52636"}))
    draft = db.session.query(Idea).one()
    assert draft.point == CASTLE
    assert draft.district_numbers == [130]
    checked = visitor.get(f"/ideen/{draft.id}/pruefung").get_data(as_text=True)
    assert "Punkt im Stadtbezirk Mitte" in checked
    visitor.submit(f"/ideen/{draft.id}/pruefung")
    page = client.get(the(draft.id).url).get_data(as_text=True)
    assert "Punkt im Stadtbezirk Mitte" in page
    assert "52.26412, 10.52636" in page
    assert "Schematische Karte" in page
    shown = client.get(f"/api/v1/ideas/{draft.id}").get_json()
    assert (shown["latitude"], shown["longitude"]) == CASTLE
    table = client.get("/ideen/alle.csv").get_data(as_text=True)
    assert "latitude" in table
    assert "52.26412" in table
    form = visitor.get(f"/ideen/{draft.id}/bearbeiten").get_data(as_text=True)
    assert 'value="52.26412, 10.52636"' in form
    visitor.submit(
        f"/ideen/{draft.id}/bearbeiten",
        **(
            TYPED
            | {"text": TYPED["text"] * 2, "version": the(draft.id).version, "point": CASTLE.words, "districts": 130}
        ),
    )
    db.session.expire_all()
    assert the(draft.id).point == CASTLE
    assert not [step for step in timeline(author, the(draft.id)) if step.data.get("note") == "point"]


def test_a_bad_point_comes_back_with_everything_typed(app: Flask, sign_in: SignIn) -> None:
    """N-07, E-22: outside the box, and no point at all."""
    visitor = sign_in(factories.person())
    for typed, sentence in (("48.13700, 11.57500", "nicht in Braunschweig"), ("am Markt", "zwei Zahlen")):
        answer = visitor.submit("/ideen/neu", **(TYPED | {"point": typed}))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert sentence in page
        assert f'value="{typed}"' in page
        assert TYPED["text"] in page
    assert db.session.query(Idea).count() == 0


def test_the_log_says_where_a_point_moved(app: Flask) -> None:
    """N-07, N-40: by the author and by the Stabsstelle, with the former place."""
    author, staff = factories.person(), factories.person("staff")
    idea = factories.idea(author)
    text = Content(title=idea.title, text=idea.source)
    with transaction():
        found = the(idea.id)
        commands.edit(author, found, Content(title=text.title, text=text.text, point=CASTLE), version=found.version)
    with transaction():
        commands.sort_idea(staff, the(idea.id), goals=(), category="", districts=(130,), place="", point=None)
    notes = [
        (step.data["note"], step.title, step.data) for step in timeline(author, the(idea.id)) if "from" in step.data
    ]
    assert [(note, title) for note, title, _data in notes] == [("point", CASTLE.words), ("no_point", "")]
    assert notes[0][2]["from"] is None
    assert notes[1][2]["from"] == list(CASTLE)
    assert the(idea.id).longitude is None


def test_the_api_takes_whole_points_only(app: Flask) -> None:
    """N-07: both numbers or none, inside the box."""
    person = factories.person()
    with transaction():
        token = accounts.issue_token(person, person, name="Test", scopes=["read", "write"])
    client = factories.visitor(app)

    def send(**more: float) -> int:
        head = {"Authorization": f"Bearer {token}"}
        return client.post("/api/v1/ideas", json=TYPED | more, headers=head).status_code

    assert send(latitude=52.26) == 422
    assert send(latitude=48.1, longitude=11.5) == 422
    assert send(latitude=CASTLE.latitude, longitude=CASTLE.longitude) == 201
    assert db.session.query(Idea).one().point == CASTLE


def test_a_point_in_another_town_is_refused_by_the_command(app: Flask) -> None:
    """N-07."""
    author = factories.person()
    with pytest.raises(Invalid), transaction():
        commands.save_draft(author, Content(title="", text="", point=Point(48.1, 11.5)))
