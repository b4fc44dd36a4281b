"""Closed processes leave as packages that need no forum to be read (P-17)."""

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.projects import commands as projects
from forum.projects.models import Project
from tests import factories
from tests.administration.test_people import counted
from tests.factories import Visitor
from tests.files import samples

SignIn = Callable[[Person], Visitor]


def inside(answer: Any) -> dict[str, bytes]:
    """Return the files of a package by name."""
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def finished(client: Visitor) -> tuple[int, int]:
    """Return an idea that was decided, realised and closed, with a file, and one of its posts that was hidden."""
    made = factories.running_project()
    idea = db.session.get_one(Idea, made.idea_id)
    assert idea.thread is not None
    idea_id, project_id, thread_id, indicator = idea.id, made.id, idea.thread.id, made.indicators[0].id
    writer_id = factories.person().id
    with transaction():
        writer = db.session.get_one(Person, writer_id)
        thread = db.session.get_one(Thread, thread_id)
        hidden = discussions.publish_post(writer, thread, text="Ein Kanarienvogel im Rathaus.").id
        discussions.publish_post(writer, thread, text="Mehr Bügel, bitte.")
    paper = (io.BytesIO(samples.pdf()), "plan.pdf")
    path = f"/themen/{thread_id}/antworten"
    assert client.submit(path, text="So sieht es aus.", files=paper, mark="private").status_code == 303
    with transaction():
        discussions.hide_post(SYSTEM, db.session.get_one(Post, hidden), ground="Werbung")
    staff_id = factories.person("staff").id
    with transaction():
        staff, project = db.session.get_one(Person, staff_id), db.session.get_one(Project, project_id)
        projects.enter_value(staff, project, indicator, value=1, measured_on=today())
    with transaction():
        staff, project = db.session.get_one(Person, staff_id), db.session.get_one(Project, project_id)
        projects.finish(staff, project, reason="Die Bügel stehen und sind voll.", version=project.version)
    return idea_id, hidden


def test_the_package_of_a_closed_idea_is_whole(sign_in: SignIn, client: Visitor) -> None:
    """P-17: idea, versions, log, posts, papers, decisions, project and files, and a manifest with the sum of each."""
    staff = sign_in(factories.person("staff"))
    number, hidden = finished(staff)
    address = f"/stabsstelle/archiv/ideen/{number}.zip"
    assert address in staff.get("/stabsstelle/archiv").text
    answer = staff.get(address)
    assert answer.mimetype == "application/zip"
    files = inside(answer)
    idea = db.session.get_one(Idea, number)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert (manifest["title"], manifest["state"]) == (idea.title, "abgeschlossen")
    told = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    assert told["idee.json"] == client.get(f"/api/v1/ideas/{number}").get_json()
    assert told["fassungen.json"][-1]["source"] == idea.source
    assert [step["to"] for step in told["verlauf.json"]][-1] == "abgeschlossen"
    assert told["verlauf.json"][-1]["text"] == "Die Bügel stehen und sind voll."
    assert len(told["beitraege.json"]) == 3
    assert [one["state"] for one in told["beitraege.json"] if one["id"] == hidden] == ["hidden"]
    (decision,) = told["beschluesse.json"]
    assert decision == client.get(f"/api/v1/decisions/{decision['number']}").get_json()
    project = told["vorhaben.json"]
    assert project == client.get(f"/api/v1/projects/{project['id']}").get_json()
    assert [name for name in files if name.startswith("vorlagen/") and files[name].startswith(b"%PDF")]
    (plan,) = (content for name, content in files.items() if name.startswith("dateien/"))
    assert plan.startswith(b"%PDF")
    assert b"Kanarienvogel" not in b"".join(files.values())
    assert staff.get(address).data == answer.data


def test_what_is_on_its_way_has_no_package(sign_in: SignIn) -> None:
    """P-17: a package is of a closed process; one that was withdrawn keeps its text to itself."""
    staff = sign_in(factories.person("staff"))
    on_its_way = factories.idea(state="in_diskussion").id
    refused = staff.get(f"/stabsstelle/archiv/ideen/{on_its_way}.zip")
    assert refused.status_code == 409
    assert "noch unterwegs" in refused.text
    withdrawn = factories.idea(state="zurueckgezogen")
    number, source = withdrawn.id, withdrawn.source
    files = inside(staff.get(f"/stabsstelle/archiv/ideen/{number}.zip"))
    assert json.loads(files["manifest.json"])["state"] == IdeaState.ZURUECKGEZOGEN.value
    assert json.loads(files["fassungen.json"]) == []
    assert source.encode() not in files["idee.json"]
    assert staff.get("/stabsstelle/archiv/ideen/999999.zip").status_code == 404


@pytest.mark.parametrize("role", ["", "moderator", "board", "admin"])
def test_only_the_office_takes_packages(sign_in: SignIn, client: Visitor, role: str) -> None:
    """E-17: closed to everybody else, list and packages."""
    number = factories.idea(state="abgeschlossen").id
    other = sign_in(factories.person(role)) if role else client
    for path in ("/stabsstelle/archiv", "/stabsstelle/archiv/sitzungen", f"/stabsstelle/archiv/ideen/{number}.zip"):
        assert other.get(path).status_code in {302, 303, 401, 403, 404}


def test_the_list_asks_alike_for_one_and_for_many(sign_in: SignIn) -> None:
    """E-02: no query for a row, and neither for a post of a package."""
    staff = sign_in(factories.person("staff"))
    number = factories.idea(state="abgeschlossen").id
    package = f"/stabsstelle/archiv/ideen/{number}.zip"
    staff.get("/stabsstelle/archiv")
    before = counted(staff, "/stabsstelle/archiv"), counted(staff, package)
    thread = db.session.scalars(select(Thread).where(Thread.idea_id == number)).one()
    for _more in range(4):
        factories.idea(state="abgelehnt")
        author_id = factories.person().id
        with transaction():
            author = db.session.get_one(Person, author_id)
            discussions.publish_post(author, db.session.get_one(Thread, thread.id), text="Noch ein Gedanke.")
    assert (counted(staff, "/stabsstelle/archiv"), counted(staff, package)) == before


def test_sessions_that_are_over_are_listed_with_their_package(sign_in: SignIn) -> None:
    """P-17, L-34: the list leads to the package that everybody may take."""
    staff = sign_in(factories.person("staff"))
    assert "Bisher ist kein Vorgang abgeschlossen." in staff.get("/stabsstelle/archiv/sitzungen").text
    meeting, chair, _members = factories.running_meeting()
    factories.act(chair, meeting, "session.close")
    page = staff.get("/stabsstelle/archiv/sitzungen").text
    assert f"/sitzungen/{meeting.id}/archiv.zip" in page
    assert "manifest.json" in inside(staff.get(f"/sitzungen/{meeting.id}/archiv.zip"))
