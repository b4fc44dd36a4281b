"""The list of projects in its three views, as a file, and what became of a space's ideas."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.projects import commands
from forum.projects.models import CostKind, Project
from forum.projects.sheet import COLUMNS
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of

SignIn = Callable[[Person], Visitor]
# What the Vorhabenliste has to say (B-09, G-24), by the names of the columns.
ASKED = {
    "name", "description", "area", "districts", "expected_benefit", "cost_planned_eur", "begins_on", "ends_on",
    "decisions", "next_steps", "participation_planned", "participation_form", "contact", "running_cost_eur_per_year",
    "staff", "energy_material",
}  # fmt: skip


def rows(client: Visitor, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/vorhaben.csv{query}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(answer.get_data(as_text=True)), strict=True))


def test_the_file_says_all_that_a_list_of_projects_has_to_say(client: Visitor) -> None:
    """B-09, F-04, G-24: stable keys, days in ISO form, numbers as numbers."""
    project = factories.project(
        begins_on=today(), participation=True, participation_form="Umfrage", contact="Amt 66", districts=[111]
    )
    number = project.id
    cost = commands.CostLine(kind=CostKind.BETRIEB, planned=1500, as_of=today(), source="Haushaltsplan")
    plan = commands.Resources(costs=[cost], running_cost=300, staff_need="Eine Stelle", resource_use="9 kWh")
    with transaction():
        one = db.session.get_one(Project, number)
        commands.save_costs(factories._inside("staff"), one, plan, version=one.version, reason="Ein Test.")
    [row] = rows(client)
    assert list(row) == [column.key for column in COLUMNS]
    assert set(row) >= ASKED
    expected = {
        "name": project.title, "districts": "Hondelage-Volkmarode", "cost_planned_eur": "1500", "cost_spent_eur": "",
        "running_cost_eur_per_year": "300", "begins_on": today().isoformat(), "participation_planned": "true",
        "participation_form": "Umfrage", "contact": "Amt 66", "state": "geplant", "is_new": "true",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["decisions"].endswith("(ungeaendert)")
    assert rows(client, "?stand=abgeschlossen") == []
    meaning = client.get("/vorhaben.csv-metadata.json").json
    assert meaning is not None
    assert [one["name"] for one in meaning["tableSchema"]["columns"]] == list(row)
    for kind in ("xlsx", "ods"):
        assert client.get(f"/vorhaben.{kind}").data.startswith(b"PK")


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1"])
def test_no_cell_of_the_file_becomes_a_formula(client: Visitor, sign: str) -> None:
    """X-25, E-20: what people wrote never begins like a formula."""
    factories.project(title=f"{sign} und ein Titel", area=sign, contact=sign, unit=f"{sign} Amt", started_by=sign)
    for row in rows(client):
        for name in ("name", "area", "contact", "responsible_unit"):
            assert not row[name].lstrip().startswith(("=", "+", "-", "@", "＝")), name


def test_three_views_show_the_same_selection(client: Visitor) -> None:
    """B-09: state, goal, district, words; the time line says in a table what it draws."""
    here = factories.project(title="Bänke am Fluss", districts=[111], begins_on=today(), ends_on=today())
    factories.project(title="Licht im Park", summary="Lampen folgen den Menschen auf dem Weg.")
    number = here.id
    stage = commands.Stage(title="Holz kaufen", due_on=today() + timedelta(days=9))
    with transaction():
        one = db.session.get_one(Project, number)
        who = factories._inside("staff")
        commands.save_milestones(who, one, [stage], version=one.version, reason="Ein Test.")
    for shape in ("liste", "zeitleiste", "tabelle"):
        found = client.get(f"/vorhaben?ansicht={shape}&bezirk=111").get_data(as_text=True)
        assert "Bänke am Fluss" in found
        assert "Licht im Park" not in found
        other = client.get(f"/vorhaben?ansicht={shape}&q=lampen+menschen").get_data(as_text=True)
        assert "Licht im Park" in other
        assert "Bänke am Fluss" not in other
        assert "Bänke" not in client.get(f"/vorhaben?ansicht={shape}&ziel=mitnehmen").get_data(as_text=True)
    page = client.get("/vorhaben?ansicht=zeitleiste").get_data(as_text=True)
    assert page.count("Holz kaufen") == 1
    assert '<svg class="spans__picture"' in page
    assert "spans__mark--open" in page
    assert "style=" not in page.split("<svg class")[1].split("</svg>")[0]


def test_a_list_asks_the_same_number_of_questions_for_few_and_many(app: Flask) -> None:
    """E-11: each view, and the page of the outcomes."""
    space = factories.space()
    reader = factories.signed_in(app, factories.person())
    paths = [f"/vorhaben?ansicht={shape}" for shape in ("liste", "zeitleiste", "tabelle")]
    paths += ["/vorhaben.csv", f"/raeume/{space.slug}/was-wurde-daraus"]
    counted: dict[str, list[int]] = {}
    for more in (1, 3):
        for _row in range(more):
            idea_id = factories.measured(factories.project()).idea_id
            with transaction():
                db.session.get_one(Idea, idea_id).space_id = space.id
        for path in paths:
            reader.get(path)
            counted.setdefault(path, []).append(queries_of(lambda path=path: reader.get(path)))
    assert all(few == many for few, many in counted.values()), counted


def test_a_long_list_leads_on_and_names_each_project_once(client: Visitor) -> None:
    """T-35: keyset paging; a page begins behind a row."""
    for _row in range(20):
        factories.project(idea_state="fachpruefung")
    first = client.get("/vorhaben").get_data(as_text=True)
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(following).get_data(as_text=True)
    assert (first.count('class="card__link"'), second.count('class="card__link"')) == (18, 2)


def test_every_input_of_a_space_is_reachable_with_its_reason(client: Visitor) -> None:
    """B-10: adopted, refused with its ground, still open; drafts and hidden ideas are not named."""
    space = factories.space()
    states = ("entwurf", "in_diskussion", "abgelehnt", "vertagt", "beschlossen", "zurueckgezogen")
    made = {state: factories.idea(state=state) for state in states}
    hidden = factories.idea()
    numbers = [one.id for one in (*made.values(), hidden)]
    with transaction():
        for number in numbers:
            db.session.get_one(Idea, number).space_id = space.id
        ideas.hide_idea(SYSTEM, db.session.get_one(Idea, numbers[-1]), ground="Test")
        committee = "Fachbeirat Mobilität"
        ideas.add_recommendation(SYSTEM, numbers[1], committee_title=committee, text="Wir empfehlen das.")
    page = client.get(f"/raeume/{space.slug}/was-wurde-daraus").get_data(as_text=True)
    for state in states[1:]:
        assert db.session.get_one(Idea, made[state].id).url in page, state
    assert made["entwurf"].title not in page
    assert hidden.title not in page
    assert "nicht finanzierbar" in page
    assert factories.REASON[:60] in page
    assert "noch offen" in page
    assert "übernommen" in page
    assert "Fachbeirat Mobilität" in page
    assert f"/raeume/{space.slug}/was-wurde-daraus" in client.get(space.url).get_data(as_text=True)


def test_idea_decision_and_project_lead_to_each_other(client: Visitor) -> None:
    """B-10: the chain stands on all three pages, with the paper, and both ways."""
    project = factories.running_project()
    assert project.decision is not None
    addresses = {"idea": project.idea.url, "decision": project.decision.url, "project": project.url}
    paper = project.decision.dossier.url.replace("&", "&amp;")
    for page_of, address in addresses.items():
        page = client.get(address).get_data(as_text=True)
        chain = page.split('id="chain-title"')[1].split("</section>")[0]
        for other, target in addresses.items():
            assert (f'href="{target}"' in chain) is (other != page_of), (page_of, other)
        assert f'href="{paper}"' in chain
