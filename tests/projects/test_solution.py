"""Maturity and references stand with the project, and are kept with its idea."""

from collections.abc import Callable

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from forum.accounts.models import Person
from forum.core.db import db
from forum.ideas.commands import ReferenceLine
from forum.ideas.models import Idea
from forum.projects.models import Change, Project
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_solution import REASON, describe

SignIn = Callable[[Person], Visitor]

CITIES = [
    ReferenceLine(city="Oldenburg", url="https://oldenburg.example.org", lesson="Früh mit allen reden."),
    ReferenceLine(city="Wolfsburg", lesson="Klein anfangen und messen."),
]


def test_page_file_and_programs_read_it_from_the_idea(client: Visitor) -> None:
    """G-23, B-09: what the idea says, in the page, the sheet and the API of its project; nothing where nothing is said."""
    silent, project = factories.project(), factories.project()
    describe(project.idea, references=CITIES)
    page = client.get(project.url).get_data(as_text=True)
    for words in ("Pilot im Alltag", "Oldenburg", "Früh mit allen reden.", "Wolfsburg"):
        assert words in page, words
    assert "noch keine Angabe" in client.get(silent.url).get_data(as_text=True)
    rows = client.get("/vorhaben.csv").get_data(as_text=True).splitlines()
    place = rows[0].split(",").index("maturity")
    assert "pilot" in next(row for row in rows if f"/vorhaben/{project.id}-" in row)
    assert place > 0
    answer = client.get(f"/api/v1/projects/{project.id}").get_json()
    assert answer["maturity"] == "pilot"
    assert answer["references"] == [
        {"city": "Oldenburg", "url": "https://oldenburg.example.org", "lesson": "Früh mit allen reden."},
        {"city": "Wolfsburg", "url": "", "lesson": "Klein anfangen und messen."},
    ]
    nothing = client.get(f"/api/v1/projects/{silent.id}").get_json()
    assert (nothing["maturity"], nothing["references"]) == ("", [])


def test_who_keeps_a_project_is_led_to_its_idea(sign_in: SignIn) -> None:
    """G-23: one place to say it; the page there leads back to the project."""
    project = factories.project()
    staff = sign_in(factories.person("staff"))
    path = f"/ideen/{project.idea_id}/loesung"
    assert f'href="{path}"' in staff.get(f"/vorhaben/{project.id}/bearbeiten").get_data(as_text=True)
    assert f'href="{project.url}"' in staff.get(path).get_data(as_text=True)
    assert staff.get(f"/vorhaben/{project.id}/bearbeiten/referenzen").status_code == 404


def test_the_history_of_the_project_says_why_it_changed(client: Visitor, work: Callable[[], int]) -> None:
    """G-23, B-09: what was said since the project is on the list, once, and nobody's version grows old by it."""
    idea = factories.idea(state="beschlossen")
    describe(idea, reason="Noch vor dem Vorhaben.")
    project = factories.project()
    version, before = project.version, project.changed_at
    describe(project.idea)
    work()
    found = db.session.get_one(Project, project.id)
    assert [(row.topic, row.reason) for row in db.session.scalars(select(Change))] == [("referenzen", REASON)]
    assert REASON in client.get(project.url).get_data(as_text=True)
    assert found.version == version
    assert found.changed_at > before


def test_what_projects_said_moves_to_their_ideas_and_back(app: Flask) -> None:
    """G-23, E-06: maturity and references in their order; what an idea without a project says has no place before."""
    project, silent = factories.project(), factories.project()
    describe(project.idea, references=CITIES)
    describe(factories.idea())
    number, idea_id, silent_id = project.id, project.idea_id, silent.id
    db.session.remove()
    try:
        downgrade(revision="surveys")
        maturities = db.session.execute(text("SELECT id, maturity FROM project ORDER BY id")).all()
        lines = db.session.execute(
            text("SELECT project_id, position, city, url, lesson FROM project_reference ORDER BY position")
        ).all()
        db.session.remove()
    finally:
        upgrade()
    assert [tuple(row) for row in maturities] == [(number, "pilot"), (silent_id, "")]
    assert [tuple(row) for row in lines] == [
        (number, place, line.city, line.url, line.lesson) for place, line in enumerate(CITIES, start=1)
    ]
    found = db.session.get_one(Idea, idea_id).solution
    assert (found.maturity, found.version) == ("pilot", 1)
    assert [(row.city, row.url, row.lesson) for row in found.references] == [
        (line.city, line.url, line.lesson) for line in CITIES
    ]
    assert db.session.get_one(Project, silent_id).idea.solution.version == 0
