"""The workbench: facets with counts, words, order and pages, saved views, the file of the list, and what it costs."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import units
from forum.accounts.models import Person, Unit
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.ideas.commands import support
from forum.ideas.models import Idea
from forum.office import commands, exports, queries
from forum.office.models import SavedView
from forum.office.queries.workbench import MINE, NOBODY, Clock, Support, Wanted
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import import_ideas, queries_of

SignIn = Callable[[Person], Visitor]


def unit(name: str = "Tiefbau und Verkehr") -> Unit:
    with transaction():
        number = units.found_unit(SYSTEM, name).id
    return db.session.get_one(Unit, number)


def clerk(of: Unit, **changes: str) -> Person:
    """Return a person who works in the unit."""
    number, person_id = of.id, factories.person(**changes).id
    with transaction():
        units.add_to_unit(SYSTEM, db.session.get_one(Unit, number), db.session.get_one(Person, person_id))
    return db.session.get_one(Person, person_id)


def give(idea: Idea, *, by: Person, unit: Unit | None = None, person: Person | None = None) -> None:
    ids = idea.id, by.id, unit.id if unit else None, person.id if person else None
    with transaction():
        commands.hand_over(
            db.session.get_one(Person, ids[1]),
            db.session.get_one(Idea, ids[0]),
            unit=db.session.get_one(Unit, ids[2]) if ids[2] else None,
            person=db.session.get_one(Person, ids[3]) if ids[3] else None,
            reason="Das passt am besten dorthin.",
        )


def titles(viewer: Person, **wanted: object) -> list[str]:
    return [row.Idea.title for row in queries.rows(viewer, Wanted(**wanted)).items]  # type: ignore[arg-type]


def some_ideas() -> tuple[Person, dict[str, Idea]]:
    """Return a person of the Stabsstelle, and ideas that differ in everything that narrows."""
    staff = factories.person("staff")
    made = {
        "a": factories.idea(title="Bänke am Ringgleis", districts=(120,), goals=("daten",), category="daten"),
        "b": factories.idea(title="Radweg am Bültenweg", state="fachpruefung", districts=(221, 120)),
        "c": factories.idea(title="Offene Zahlen der Stadt", state="fachpruefung", goals=("daten", "mitnehmen")),
        "d": factories.idea(title="Etwas mit genug Stimmen", state="quorum_erreicht"),
    }
    give(made["b"], by=staff, person=staff)
    with transaction():
        late = db.session.get_one(Idea, made["c"].id)
        late.due_on, late.state_since = today() - timedelta(days=2), now() - timedelta(days=40)
    return staff, {word: db.session.get_one(Idea, idea.id) for word, idea in made.items()}


CASES: list[tuple[dict[str, object], str]] = [
    ({"state": "fachpruefung"}, "bc"),
    ({"goal": "daten"}, "ac"),
    ({"category": "daten"}, "a"),
    ({"district": 120}, "ab"),
    ({"support": Support.ENOUGH}, "d"),
    ({"support": Support.NONE}, "abc"),
    ({"clock": Clock.OVERDUE}, "c"),
    ({"clock": Clock.NONE}, "a"),
    ({"waiting": "30"}, "c"),
    ({"assigned": MINE}, "b"),
    ({"assigned": NOBODY}, "acd"),
    ({"text": "baenke"}, "a"),
    ({"text": "BÜLTENWEG radweg"}, "b"),
    ({"text": "eingereicht zu werden"}, "abcd"),
    ({"goal": "daten", "clock": Clock.OVERDUE, "assigned": NOBODY}, "c"),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES)
def test_each_facet_narrows_the_list(app: Flask, wanted: dict[str, object], expected: str) -> None:
    """N-33."""
    staff, made = some_ideas()
    assert sorted(titles(staff, **wanted)) == sorted(made[word].title for word in expected)


def test_the_words_of_an_address_come_back_as_they_were(app: Flask) -> None:
    """E-21: what is unknown is dropped, the rest means the same again."""
    words = {"stand": "fachpruefung", "frist": "ueberfaellig", "bei": "ich", "q": "Rad", "sortierung": "frist"}
    assert queries.wanted_from(words).words == words
    odd = {"stand": "entwurf", "frist": "x", "bei": "x", "bezirk": "9999", "wartet": "8", "sortierung": "drop"}
    assert queries.wanted_from(odd) == Wanted()


def test_a_number_finds_its_idea(app: Flask) -> None:
    staff, made = some_ideas()
    assert titles(staff, text=f"#{made['c'].id}") == [made["c"].title]


@pytest.mark.parametrize("sort", ["neu", "unterstuetzung", "aktivitaet", "wartet", "titel", "frist"])
def test_pages_join_without_gap_in_every_order(app: Flask, sort: str) -> None:
    """T-35."""
    staff = factories.person("staff")
    for number in range(7):
        factories.idea(title=f"Idee mit dem Buchstaben {'gfedcba'[number]}", state="fachpruefung")
    seen: list[int] = []
    after: str | None = None
    while True:
        page = queries.rows(staff, Wanted(sort=sort), after, limit=3)
        seen += [row.Idea.id for row in page.items]
        if (after := page.after) is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_drafts_and_hidden_ideas_stand_in_no_list_of_the_office(app: Flask) -> None:
    """E-18."""
    staff = factories.person("staff")
    factories.idea(title="Ein geheimer Entwurf", state="entwurf")
    hidden = factories.idea(title="Etwas Verborgenes hier")
    with transaction():
        found = db.session.get_one(Idea, hidden.id)
        found.hidden_at, found.audience = now(), "moderator"
    assert titles(staff) == []
    assert list(exports.worked(staff, Wanted())) == []
    assert queries.facets(staff, Wanted()).total == 0


def test_a_unit_sees_its_own_ideas_and_nothing_else(app: Flask, sign_in: SignIn) -> None:
    """N-26: in list, counts and file alike."""
    staff, made = some_ideas()
    person = clerk(unit())
    give(made["a"], by=staff, unit=db.session.scalars(select(Unit)).one())
    assert titles(person) == [made["a"].title]
    assert queries.facets(person, Wanted()).counts["stand"] == {"in_diskussion": 1}
    page = sign_in(person).get("/stabsstelle")
    assert page.status_code == 200
    assert made["a"].title in page.text
    assert made["b"].title not in page.text
    rows = list(csv.DictReader(io.StringIO(sign_in(person).get("/stabsstelle/ideen.csv").text)))
    assert [row["title"] for row in rows] == [made["a"].title]


@pytest.mark.parametrize("roles", [(), ("board",), ("moderator",), ("admin",)])
def test_nobody_else_opens_the_workbench(sign_in: SignIn, roles: tuple[str, ...]) -> None:
    """E-16."""
    visitor = sign_in(factories.person(*roles))
    for path in ("/stabsstelle", "/stabsstelle/ideen.csv", "/stabsstelle/ideen.ods", "/stabsstelle/sammeln"):
        assert visitor.get(path).status_code == 403
    assert visitor.submit("/stabsstelle/ansichten", name="x").status_code == 403
    assert visitor.get("/stabsstelle/stellen").status_code == 403


def test_views_are_kept_by_name_and_one_opens_by_itself(sign_in: SignIn) -> None:
    staff, made = some_ideas()
    office = sign_in(staff)
    assert (
        office.submit("/stabsstelle/ansichten?frist=ueberfaellig", name="Dringend", is_default="y").status_code == 303
    )
    assert office.submit("/stabsstelle/ansichten?ziel=daten&unfug=1", name="Daten", is_default="y").status_code == 303
    assert office.submit("/stabsstelle/ansichten?frist=bald", name="Dringend").status_code == 303
    views = {view.name: view for view in queries.saved_views(db.session.get_one(Person, staff.id))}
    assert {name: (view.words, view.is_default) for name, view in views.items()} == {
        "Daten": ({"ziel": "daten"}, True),
        "Dringend": ({"frist": "bald"}, False),
    }
    opened = office.get("/stabsstelle")
    assert opened.status_code == 302
    page = office.get(opened.location).text
    assert made["a"].title in page
    assert made["b"].title not in page
    assert office.submit("/stabsstelle/ansichten?q=x", name="").status_code == 303
    assert office.submit(f"/stabsstelle/ansichten/{views['Daten'].id}/loeschen").status_code == 303
    assert office.get("/stabsstelle").status_code == 200


def test_a_failure_interrupts_and_nothing_else_does(sign_in: SignIn) -> None:
    """A-07: what went wrong stands in an alert of its own, beside the region for everything else."""
    office = sign_in(factories.person("staff"))
    failed = office.get(office.submit("/stabsstelle/ansichten?frist=bald", name="").location).text
    went = office.get(office.submit("/stabsstelle/ansichten?frist=bald", name="Bald").location).text
    region = '<div class="messages" role="{role}"[^>]*>(.*?)</div>'
    (alert,), (status,) = (re.findall(region.format(role=role), failed, re.DOTALL) for role in ("alert", "status"))
    assert "Bitte geben Sie der Ansicht einen Namen" in alert
    assert status.strip() == ""
    assert re.findall(region.format(role="alert"), went, re.DOTALL) == []
    (status,) = re.findall(region.format(role="status"), went, re.DOTALL)
    assert "Die Ansicht ist gespeichert." in status


def test_views_are_ones_own(sign_in: SignIn) -> None:
    """E-17."""
    staff, other = factories.person("staff"), factories.person("staff")
    sign_in(staff).submit("/stabsstelle/ansichten?ziel=daten", name="Nur meine")
    number = db.session.scalars(select(SavedView.id)).one()
    assert sign_in(other).submit(f"/stabsstelle/ansichten/{number}/loeschen").status_code == 404
    assert "Nur meine" not in sign_in(other).get("/stabsstelle").text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_list_comes_as_a_file_without_supporters(app: Flask, sign_in: SignIn, kind: str) -> None:
    """N-36, X-25, P-02: the filtered list, safe to open, without drafts and without a supporter's name or address."""
    staff, fan = factories.person("staff", handle="Amtmann"), factories.person(handle="HeimlicherFan")
    idea = factories.idea(title="=HYPERLINK(1) ist kein Titel", state="fachpruefung", place="@Kohlmarkt")
    factories.idea(title="Kanarienvogel im Entwurf", text="Niemand liest diesen Entwurf ausser mir.", state="entwurf")
    factories.idea(title="Nicht in dieser Auswahl")
    with transaction():
        from_fan = db.session.get_one(Person, fan.id)
        support(from_fan, db.session.get_one(Idea, idea.id))
    answer = sign_in(staff).get(f"/stabsstelle/ideen.{kind}?stand=fachpruefung")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ideen.{kind}"'
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text), strict=True))
        assert [row["title"] for row in rows] == ["'=HYPERLINK(1) ist kein Titel"]
        assert (rows[0]["place_text"], rows[0]["support_online"]) == ("'@Kohlmarkt", "1")
        assert list(rows[0]) == [column.key for column in exports.COLUMNS]
        for canary in ("HeimlicherFan", fan.email, "Kanarienvogel", "Nicht in dieser"):
            assert canary not in answer.text


def test_the_workbench_asks_the_same_number_of_questions_for_few_and_many(app: Flask, sign_in: SignIn) -> None:
    """E-11."""
    client = sign_in(factories.person("staff"))
    paths = ("/stabsstelle?sortierung=neu", "/stabsstelle?q=Radweg&ziel=daten&frist=ohne", "/stabsstelle/ideen.xlsx")
    counted: dict[str, list[int]] = {path: [] for path in paths}
    for rows in (10, 120):
        import_ideas(rows)
        for path in paths:
            client.get(path)
            counted[path].append(queries_of(lambda path=path: client.get(path)))
    assert all(few == many for few, many in counted.values()), counted
    assert all(few <= 18 for few, _many in counted.values()), counted


def test_rows_can_be_reached_opened_and_marked_by_key(sign_in: SignIn) -> None:
    """T-36: the script finds row, link, box and act by these marks; without shortcuts no script listens."""
    some_ideas()
    staff = db.session.scalars(select(Person).order_by(Person.id)).first()
    assert staff is not None
    page = sign_in(staff).get("/stabsstelle").text
    assert len(re.findall(r"<tr data-row>", page)) == 4
    assert len(re.findall(r"<a data-open href=\"/stabsstelle/ideen/\d+\"", page)) == 4
    assert page.count("data-pick-box") == 4
    assert 'id="pick-act"' in page
    assert "js/shortcuts.js" not in page
