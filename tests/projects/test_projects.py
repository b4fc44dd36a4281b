"""Building what was decided."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.ideas.models import Idea
from forum.projects import commands
from forum.projects.models import Project
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of

SignIn = Callable[[Person], Visitor]

PROJECT = {
    "title": "Sensoren am Hagenmarkt",
    "summary": "Zwölf Sensoren zeigen freie Bügel an.",
    "goal": "daten",
    "contribution": "Offene Daten über freie Plätze für alle.",
    "indicator": "Auslastung der Bügel, heute 60, Ziel 80 Prozent",
    "unit": "Tiefbau und Verkehr",
    "progress": "10",
    "milestones-0-title": "Ausschreibung",
    "milestones-0-due_on": "2027-03-01",
    "milestones-1-title": "",
}


def test_staff_turns_a_decision_into_a_project(sign_in: SignIn, client: Visitor) -> None:
    """G-19, G-20, N-28."""
    idea = factories.idea(state="beschlossen")
    staff = sign_in(factories.person("staff"))
    assert sign_in(factories.person("board")).submit(f"/ideen/{idea.id}/vorhaben", **PROJECT).status_code == 403
    assert staff.submit(f"/ideen/{idea.id}/vorhaben", **{**PROJECT, "indicator": ""}).status_code == 422
    answer = staff.submit(f"/ideen/{idea.id}/vorhaben", **PROJECT)
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert "Ausschreibung" in page
    assert "10 Prozent" in page
    assert db.session.get_one(Idea, idea.id).state == "umsetzung"
    assert "Sensoren am Hagenmarkt" in client.get("/vorhaben").get_data(as_text=True)
    assert staff.submit(f"/ideen/{idea.id}/vorhaben", **PROJECT).status_code == 409
    project = db.session.scalars(select(Project)).one()
    path = f"/vorhaben/{project.id}/bearbeiten"
    assert "Ausschreibung" in staff.get(path).get_data(as_text=True)
    changed = {**PROJECT, "progress": "60", "state": "laufend", "version": str(project.version)}
    news = {"news": "Die Ausschreibung ist veröffentlicht."}
    assert staff.submit(path, **changed, **news, **{"milestones-0-done_on": "2027-02-20"}).status_code == 303
    assert staff.submit(path, **changed).status_code == 409
    assert "Die Ausschreibung ist veröffentlicht." in client.get(idea.url).get_data(as_text=True)
    assert "Die Ausschreibung ist veröffentlicht." in client.get(project.url).get_data(as_text=True)
    version = str(db.session.scalars(select(Project.version)).one())
    done = {**PROJECT, "progress": "100", "state": "abgeschlossen", "version": version}
    assert staff.submit(path, **done).status_code == 422
    assert staff.submit(path, **done, news="Alle Sensoren messen und sind offen.").status_code == 303
    assert db.session.get_one(Idea, idea.id).state == "abgeschlossen"


def test_a_promise_of_news_that_is_not_kept_shows(client: Visitor, app: Flask) -> None:
    """N-28, G-34."""
    idea = factories.idea(state="beschlossen")
    staff = factories.person("staff")
    with transaction():
        plan = commands.Plan(
            title="Ein Vorhaben",
            summary="Was geschieht, steht hier.",
            goal="daten",
            contribution="Ein Beitrag zum Ziel der Stadt.",
            indicator="Eine messbare Größe",
            unit="Tiefbau",
            next_update_on=today() - timedelta(days=1),
        )
        project_id = commands.start_project(staff, db.session.get_one(Idea, idea.id), plan).id
    assert "kein aktueller Stand" in client.get(f"/vorhaben/{project_id}-ein-vorhaben").get_data(as_text=True)
    assert client.get(f"/vorhaben/{project_id}").status_code == 301


def test_registers_ask_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor) -> None:
    """E-11."""
    counted: dict[str, list[int]] = {}
    for rows in (1, 5):
        for _row in range(rows):
            idea = factories.idea(state="beschlossen")
            with transaction():
                plan = commands.Plan(
                    title="Ein Vorhaben",
                    summary="Was geschieht, steht hier.",
                    goal="daten",
                    contribution="Ein Beitrag zum Ziel der Stadt.",
                    indicator="Eine messbare Größe",
                    unit="Tiefbau",
                )
                commands.start_project(factories._inside("staff"), db.session.get_one(Idea, idea.id), plan)
            factories.idea(state="board")
        member = factories.signed_in(app, factories.person("board"))
        for path in ("/beschluesse", "/vorhaben", "/board"):
            member.get(path)
            counted.setdefault(path, []).append(queries_of(lambda path=path, member=member: member.get(path)))
    assert all(few == many for few, many in counted.values()), counted
