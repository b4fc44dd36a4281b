"""Projects for programs."""

from flask import Flask

from forum.core.clock import today
from forum.core.db import db, transaction
from forum.ideas.models import Idea
from forum.projects import commands
from forum.projects.models import Project
from tests import factories
from tests.factories import Visitor


def test_a_program_reads_projects_with_all_their_figures(client: Visitor) -> None:
    """B-09, G-21: the list, one project with its values, filters by known words only."""
    project = factories.running_project(today())
    other = factories.project()
    number, indicator = project.id, project.indicators[0].id
    with transaction():
        one = db.session.get_one(Project, number)
        commands.enter_value(factories._inside("staff"), one, indicator, value=70, measured_on=today(), due_on=today())
    found = client.get("/api/v1/projects?limit=1").json
    assert found is not None
    following = client.get(found["next"]).json
    assert following is not None
    assert {row["id"] for row in (*found["items"], *following["items"])} == {number, other.id}
    running = client.get("/api/v1/projects?state=laufend").json
    assert running is not None
    assert [row["id"] for row in running["items"]] == [number]
    whole = client.get(f"/api/v1/projects/{number}").json
    assert whole is not None
    assert whole["indicators"][0]["values"][0]["value"] == 70
    assert whole["statements"][0]["contribution"] == "Offene Daten über freie Plätze für alle."
    assert whole["decisions"] == [project.decision.number if project.decision else ""]
    assert client.get("/api/v1/projects?state=nichts").status_code == 422
    assert client.get("/api/v1/projects?state=all").status_code == 200
    assert client.get("/api/v1/projects/999999").status_code == 404


def test_a_project_of_the_staff_does_not_exist_for_others(app: Flask, client: Visitor) -> None:
    """E-18: page, list, file, feed and interface ask the same audience."""
    project = factories.project()
    number = project.id
    with transaction():
        db.session.get_one(Project, number).audience = "staff"
        db.session.get_one(Idea, project.idea_id).audience = "staff"
    for address in (f"/api/v1/projects/{number}", f"/vorhaben/{number}", f"/vorhaben/{number}.atom"):
        assert client.get(address).status_code == 404, address
    for address in ("/api/v1/projects", "/vorhaben", "/vorhaben.csv", "/vorhaben.atom"):
        assert project.title not in client.get(address).get_data(as_text=True), address
    staff = factories.signed_in(app, factories.person("staff"))
    assert project.title in staff.get(f"/vorhaben?stand=alle&x={number}").get_data(as_text=True)
