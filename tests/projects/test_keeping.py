"""Putting projects on the list, and keeping what they say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.committees.models import Recusal
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers.commands import Subjects, record_decision
from forum.dossiers.models import Decision, DecisionSubject, Dossier
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.projects import commands, queries
from forum.projects.models import Change, CostKind, Project, Protection
from tests import factories
from tests.factories import Visitor
from tests.office.test_workbench import clerk, unit
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

BASICS = {
    "title": "Sensoren am Hagenmarkt",
    "summary": "Zwölf Sensoren zeigen freie Bügel an.",
    "unit": "Tiefbau und Verkehr",
    "goals-0-goal": "daten",
    "goals-0-compatibility": "Die Daten gehören der Stadt und stehen allen offen.",
    "goals-0-contribution": "Offene Daten über freie Plätze für alle.",
    "districts": "111",
    "contact": "Amt 66, Telefon 470-1",
    "participation": "ja",
    "participation_form": "Rundgang im Mai",
}
REASON = {"reason": "Die Ausschreibung hat neue Zahlen gebracht."}


def pages(project: Project) -> str:
    return f"/vorhaben/{project.id}/bearbeiten"


def test_staff_puts_an_idea_on_the_list_and_the_log_says_so(sign_in: SignIn, client: Visitor) -> None:
    """G-19, B-09: both statements are asked for, each goal once; nobody else may begin a project."""
    idea = factories.idea(state="beschlossen")
    staff, path = sign_in(factories.person("staff")), f"/ideen/{idea.id}/vorhaben"
    assert sign_in(factories.person("board")).submit(path, **BASICS).status_code == 403
    for field in ("goals-0-compatibility", "goals-0-contribution", "goals-0-goal"):
        refused = staff.submit(path, **{**BASICS, field: ""})
        assert refused.status_code == 422
        assert "Rundgang im Mai" in refused.get_data(as_text=True)
        assert f'aria-describedby="{field}-error"' in refused.get_data(as_text=True)
    twice = {f"goals-1-{name}": BASICS[f"goals-0-{name}"] for name in ("goal", "compatibility", "contribution")}
    assert staff.submit(path, **BASICS, **twice).status_code == 422
    assert staff.submit(path, **BASICS).status_code == 303
    project = db.session.scalars(select(Project)).one()
    assert db.session.get_one(Idea, idea.id).state == "beschlossen"
    page = client.get(project.url).get_data(as_text=True)
    for words in ("geplant", "Offene Daten", "Die Daten gehören der Stadt", "Amt 66", "Rundgang im Mai", "neu"):
        assert words in page
    assert project.url in client.get(idea.url).get_data(as_text=True)
    assert staff.submit(path, **BASICS).status_code == 409


def test_a_project_begins_with_the_expert_examination_at_the_earliest(app: Flask) -> None:
    """B-09: what a committee will read of may stand on the list before the decision."""
    with pytest.raises(Conflict):
        factories.project(idea_state="in_diskussion")
    assert factories.project(idea_state="fachpruefung").stage == "geplant"


def test_each_part_has_a_page_and_nothing_of_the_others_is_lost(sign_in: SignIn, client: Visitor) -> None:
    """G-22, G-24, G-33, N-28: what is written on each page stands on the page of the project."""
    project = factories.project()
    staff = sign_in(factories.person("staff"))
    written: dict[str, dict[str, str]] = {
        "meilensteine": {
            "milestones-0-title": "Ausschreibung",
            "milestones-0-due_on": "2027-03-01",
            "milestones-0-text": "Europaweit",
            "milestones-1-title": "",
            "milestones-2-title": "Aufbau",
            "milestones-2-unit": "Bauhof",
        },
        "kosten": {
            "costs-0-kind": "investition",
            "costs-0-year": "2026",
            "costs-0-planned": "48000",
            "costs-0-spent": "21500",
            "costs-0-as_of": "2026-11-01",
            "costs-0-source": "Haushaltsplan",
            "running_cost": "6000",
            "staff_need": "Eine halbe Stelle",
            "resource_use": "900 Kilowattstunden",
        },
        "wirkung": {
            "benefit": "Wer kommt, findet einen Platz.",
            "budget_effect": "Keine Mehrkosten.",
            "next_step": "Standorte abstimmen.",
            "progress": "40",
            "indicators-0-name": "Freie Bügel",
            "indicators-0-baseline": "60,5",
            "indicators-0-target": "80",
            "indicators-0-unit": "Prozent",
            "indicators-0-source": "Sensoren",
            "indicators-0-dates-0": "2027-06-30",
        },
        "daten": {
            "city_data-0-name": "Belegung der Bügel",
            "city_data-0-purpose": "Freie Plätze zeigen",
            "city_data-0-protection": "oeffentlich",
            "city_data-0-is_open": "y",
            "city_data-0-catalogue_url": "https://opendata.example.org/buegel",
        },
    }
    for part, fields in written.items():
        path = f"{pages(project)}/{part}"
        assert staff.submit(path, **fields, version=str(project.version)).status_code == 422
        answer = staff.submit(path, **fields, **REASON, version=str(project.version))
        assert answer.status_code == 303, (part, answer.get_data(as_text=True))
        project = db.session.get_one(Project, project.id)
    page = client.get(project.url).get_data(as_text=True)
    for words in (
        "Ausschreibung", "Europaweit", "Bauhof", "21.500", "Haushaltsplan", "Eine halbe Stelle", "900 Kilowattstunden",
        "Wer kommt, findet einen Platz.", "Keine Mehrkosten.", "Standorte abstimmen.", "40 Prozent", "60,5",
        "Belegung der Bügel", "https://opendata.example.org/buegel", REASON["reason"],
    ):  # fmt: skip
        assert words in page, words
    assert [row.title for row in project.milestones] == ["Ausschreibung", "Aufbau"]
    assert project.milestones[0].unit == "Tiefbau und Verkehr"
    assert staff.get(f"{pages(project)}/nichts").status_code == 404


def test_an_older_version_is_refused_beside_what_was_typed(sign_in: SignIn) -> None:
    """E-17: the page of the conflict holds both, and the next click saves."""
    project = factories.project()
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path, seen = f"{pages(project)}/meilensteine", {"version": str(project.version), **REASON}
    assert first.submit(path, **{"milestones-0-title": "Vergabe"}, **seen).status_code == 303
    answer = second.submit(path, **{"milestones-0-title": "Ausschreibung"}, **seen)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Vergabe" in page
    assert 'value="Ausschreibung"' in page
    version = str(db.session.get_one(Project, project.id).version)
    assert f'name="version" type="hidden" value="{version}"' in page
    again = second.submit(path, **{"milestones-0-title": "Ausschreibung"}, **{**seen, "version": version})
    assert again.status_code == 303


def test_what_is_wrong_is_told_at_its_row_and_nothing_of_it_is_stored(sign_in: SignIn) -> None:
    """G-33, G-24: addresses, purposes and sources are asked for."""
    project = factories.project()
    staff = sign_in(factories.person("staff"))
    wrong = {
        ("daten", "city_data-0-purpose"): {"city_data-0-name": "Zählwerte"},
        ("daten", "city_data-0-catalogue_url"): {
            "city_data-0-name": "Zählwerte",
            "city_data-0-purpose": "Zählen, was geschieht",
            "city_data-0-catalogue_url": "javascript:alert(1)",
        },
        ("daten", "city_data-0-is_open"): {
            "city_data-0-name": "Anmeldungen",
            "city_data-0-purpose": "Menschen einladen",
            "city_data-0-protection": "personenbezogen",
            "city_data-0-is_open": "y",
        },
        ("kosten", "costs-0-source"): {"costs-0-planned": "5", "costs-0-as_of": "2026-01-01"},
        ("kosten", "costs-0-as_of"): {"costs-0-planned": "5", "costs-0-source": "Haushaltsplan"},
        ("meilensteine", "milestones-0-done_on"): {"milestones-0-title": "Bau", "milestones-0-done_on": "2090-01-01"},
        # What lacks only its name is not dropped without a word.
        ("meilensteine", "milestones-0-title"): {"milestones-0-due_on": "2090-01-01", "milestones-0-text": "Der Bau"},
        ("kosten", "costs-0-planned"): {"costs-0-source": "Haushaltsplan", "costs-0-as_of": "2026-01-01"},
        ("daten", "city_data-0-name"): {"city_data-0-purpose": "Zählen, was geschieht"},
        ("wirkung", "indicators-0-name"): {"indicators-0-unit": "Bügel"},
        ("wirkung", "indicators-0-baseline"): {"indicators-0-name": "Freie Bügel", "indicators-0-baseline": "nan"},
        ("grunddaten", "sponsor_review_on"): {**BASICS, "sponsor": "Dezernat für Umwelt"},
        ("grunddaten", "participation_form"): {**BASICS, "participation_form": ""},
        ("grunddaten", "ends_on"): {**BASICS, "begins_on": "2027-02-01", "ends_on": "2027-01-01"},
    }
    for (part, field), fields in wrong.items():
        answer = staff.submit(f"{pages(project)}/{part}", **fields, **REASON, version=str(project.version))
        assert answer.status_code == 422, field
        assert f'id="{field}-error"' in answer.get_data(as_text=True), field
    assert db.session.scalars(select(Change)).all() == []
    assert db.session.get_one(Project, project.id).version == project.version


def test_the_unit_that_answers_for_the_idea_keeps_its_project_and_no_other_does(sign_in: SignIn) -> None:
    """G-16: milestones, news and steps; whoever is reminded works there or at the Stabsstelle."""
    ours, theirs = unit("Bauhof"), unit("Grünflächen")
    unit_id, owner, other = ours.id, clerk(ours), clerk(theirs)
    project = factories.project()
    with transaction():
        db.session.get_one(Idea, project.idea_id).unit_id = unit_id
    fields = {"milestones-0-title": "Vergabe", **REASON, "version": str(project.version)}
    path = f"{pages(project)}/meilensteine"
    assert sign_in(other).submit(path, **fields).status_code == 403
    assert sign_in(owner).submit(path, **fields).status_code == 303
    news = {"news": "Die Vergabe ist entschieden."}
    assert sign_in(owner).submit(f"/vorhaben/{project.id}/neuigkeit", **news).status_code == 303
    version = str(db.session.get_one(Project, project.id).version)
    basics = {**BASICS, **REASON, "version": version}
    assert sign_in(owner).submit(pages(project), **{**basics, "owner_id": str(other.id)}).status_code == 422
    assert sign_in(owner).submit(pages(project), **{**basics, "owner_id": str(owner.id)}).status_code == 303
    with pytest.raises(Invalid):
        factories.project(owner_id=other.id)


def test_an_entry_listed_late_warns_the_staff_alone(sign_in: SignIn, client: Visitor) -> None:
    """B-09: three months before the first reading, counted in months; a fake clock moves the entry."""
    reading = today() + timedelta(days=60)
    late = factories.project(first_reading_on=reading)
    staff = sign_in(factories.person("staff"))
    assert late.is_listed_late
    assert "Weniger als drei Monate" in staff.get(late.url).get_data(as_text=True)
    assert "Weniger als drei Monate" not in client.get(late.url).get_data(as_text=True)
    with frozen_at(now() - timedelta(days=40)):
        early = factories.project(first_reading_on=reading)
    assert not early.is_listed_late
    assert not early.is_new
    assert late.is_new


def test_only_the_board_makes_a_project_a_lighthouse(sign_in: SignIn, client: Visitor) -> None:
    """G-32: the mark needs the number of a decision that decided something."""
    project = factories.project()
    staff, path = sign_in(factories.person("staff")), f"/vorhaben/{project.id}/leuchtturm"
    version = {"version": str(project.version)}
    other = factories.project()
    elsewhere = queries.decisions_of(factories.person(), [other.idea_id])[other.idea_id][0].number
    for number in ("", "SCB-1999-1", elsewhere):
        assert staff.submit(path, number=number, **version).status_code == 422
    number = queries.decisions_of(factories.person(), [project.idea_id])[project.idea_id][0].number
    assert staff.submit(path, number=number, **version).status_code == 303
    assert "Leuchtturmprojekt" in client.get(project.url).get_data(as_text=True)
    assert "Leuchtturmprojekt" in client.get("/vorhaben?leuchtturm=1").get_data(as_text=True)


def _save(project: Project, act: Callable[[Any, Project], object]) -> None:
    with transaction():
        act(factories._inside("staff"), db.session.get_one(Project, project.id))


def test_work_begins_only_with_an_indicator_and_the_law_for_personal_data(sign_in: SignIn) -> None:
    """G-20, G-33: 409 says what is missing; then the idea goes into work with its project."""
    project = factories.project()
    staff, path = sign_in(factories.person("staff")), f"/vorhaben/{project.id}/beginnen"

    def begin() -> Any:
        return staff.submit(path, version=str(db.session.get_one(Project, project.id).version))

    assert begin().status_code == 409
    for missing in ({"baseline": None}, {"target": None}, {"unit": ""}, {"source": ""}):
        factories.measured(project, **missing)
        assert begin().status_code == 409, missing
    factories.measured(project)
    line = {"name": "Anmeldungen", "purpose": "Menschen einladen", "protection": Protection.PERSONENBEZOGEN}

    def data(basis: str) -> Callable[[Any, Project], object]:
        lines = [commands.DataLine(**line, legal_basis=basis)]
        return lambda who, one: commands.save_data(who, one, lines, version=one.version, reason="Ein Test.")

    _save(project, data(""))
    refused = begin()
    assert refused.status_code == 409
    assert "fehlt die Rechtsgrundlage" in refused.get_data(as_text=True)
    _save(project, data("Artikel 6 DSGVO"))
    assert begin().status_code == 303
    found = db.session.get_one(Project, project.id)
    assert (found.state, found.idea.state) == ("laufend", "umsetzung")
    assert found.decision is not None


def test_work_waits_for_the_decision(app: Flask) -> None:
    """G-19: what is planned early does not begin early."""
    project = factories.measured(factories.project(idea_state="fachpruefung"))
    with pytest.raises(Conflict):
        _save(project, lambda who, one: commands.begin_work(who, one, version=one.version))


def test_a_project_rests_and_ends_for_public_reasons(sign_in: SignIn, client: Visitor) -> None:
    """G-21, N-28: the result needs a value of each indicator; what is over leaves the list and can still be found."""
    project = factories.running_project()
    staff = sign_in(factories.person("staff"))

    def take(step: str, **fields: str) -> int:
        version = str(db.session.get_one(Project, project.id).version)
        return staff.submit(f"/vorhaben/{project.id}/{step}", version=version, **fields).status_code

    assert take("fortsetzen", reason="Es gibt nichts fortzusetzen.") == 409
    assert take("pausieren", reason="") == 422
    assert take("pausieren", reason="Wir warten auf die Lieferung.") == 303
    assert "Wir warten auf die Lieferung." in client.get(project.url).get_data(as_text=True)
    assert take("fortsetzen", reason="Die Lieferung ist da.") == 303
    assert take("abschliessen", reason="Alle Sensoren messen und sind offen.") == 409
    number = project.indicators[0].id
    _save(project, lambda who, one: commands.enter_value(who, one, number, value=82, measured_on=today()))
    assert take("abschliessen", reason="Alle Sensoren messen und sind offen.") == 303
    assert db.session.get_one(Idea, project.idea_id).state == "abgeschlossen"
    assert project.title not in client.get("/vorhaben").get_data(as_text=True)
    assert project.title in client.get("/vorhaben?stand=abgeschlossen").get_data(as_text=True)
    assert project.title in client.get("/vorhaben?stand=alle").get_data(as_text=True)
    assert take("neuigkeit", news="Noch eine Neuigkeit danach.") == 409


def decided_on(project: Project) -> str:
    member_id, project_id = factories.person("board").id, project.id
    with transaction():
        found, member = db.session.get_one(Project, project_id), db.session.get_one(Person, member_id)
        subjects = Subjects(project_id=found.id, title=found.title, behind=[found.idea])
        return record_decision(member, subjects, factories.ruling()).number


def test_an_idea_is_not_closed_by_hand_while_its_project_is_open(sign_in: SignIn) -> None:
    """G-21: the refusal names the project, whose end takes the idea along."""
    project = factories.running_project()
    staff = sign_in(factories.person("staff"))
    refused = staff.submit(
        f"/ideen/{project.idea_id}/schritt",
        seen="umsetzung",
        target="abgeschlossen",
        reason="Alles ist fertig gebaut.",
    )
    assert refused.status_code == 409
    assert f"{project.title}“ ist noch offen" in refused.get_data(as_text=True)
    assert db.session.get_one(Idea, project.idea_id).state == "umsetzung"


def test_two_members_record_a_decision_on_a_project_once(app: Flask) -> None:
    """G-07, E-02: the same words of the same day on the same project; the other member reads the number."""
    project_id, members = factories.project().id, [factories.person("board").id for _ in range(2)]

    def recording(member_id: int) -> Callable[[], object]:
        def act() -> None:
            found, member = db.session.get_one(Project, project_id), db.session.get_one(Person, member_id)
            subjects = Subjects(project_id=found.id, title=found.title, behind=[found.idea])
            record_decision(member, subjects, factories.ruling())

        return act

    assert at_once(app, [recording(number) for number in members], refused=(Conflict,)) == 1
    about = select(func.count()).where(DecisionSubject.project_id == project_id)
    assert db.session.scalar(about) == 1
    with pytest.raises(Conflict, match="steht schon als SCB"), transaction():
        recording(members[0])()


def test_paper_decision_and_project_become_public_with_their_idea(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    """G-25: nobody else read of them before; afterwards everybody does, and finds them."""
    project = factories.project(title="Kanarienvogel im Rathaus")
    number = decided_on(project)
    paper = db.session.scalars(select(Dossier).where(Dossier.idea_id == project.idea_id)).one().url
    urls = [paper, project.url, f"/beschluesse/{number}"]
    urls += [f"/beschluesse/{one}" for one in db.session.scalars(select(Decision.number))]
    idea_id, project_id, author_id = project.idea_id, project.id, project.idea.author_id
    with transaction():
        db.session.get_one(Idea, idea_id).audience = db.session.get_one(Project, project_id).audience = "staff"
        for table in (Dossier, Decision):
            db.session.execute(update(table).values(audience="staff"))
    work()
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    with transaction():
        ideas.release_idea(db.session.get_one(Person, author_id), db.session.get_one(Idea, idea_id))
    work()
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)
    assert project.url in client.get("/suche?q=kanarienvogel").get_data(as_text=True)


def test_what_is_only_planned_is_stopped_by_no_accepting_decision_and_its_idea_tells_of_it(
    sign_in: SignIn, client: Visitor
) -> None:
    """G-19, G-32: the idea stays decided, and its log says that the project is stopped."""
    project = factories.project()
    path = f"/vorhaben/{project.id}/stoppen"
    fields = {"reason": "Die Förderung ist weggefallen.", "version": str(project.version)}
    carrying = queries.decisions_of(factories.person(), [project.idea_id])[project.idea_id][0].number
    board = sign_in(factories.person("board"))
    assert board.submit(path, number=carrying, **fields).status_code == 422
    assert "Die Idee behält ihren Stand" in board.get(path).get_data(as_text=True)
    assert board.submit(path, number=decided_on(project), **fields).status_code == 303
    found = db.session.get_one(Project, project.id)
    assert (found.state, found.idea.state) == ("gestoppt", "beschlossen")
    for url in (found.url, found.idea.url):
        assert "Die Förderung ist weggefallen." in client.get(url).get_data(as_text=True)


def test_only_a_later_decision_of_the_board_stops_a_project(sign_in: SignIn, client: Visitor) -> None:
    """G-19, G-32: neither the staff nor the decision that carries the project."""
    project = factories.running_project()
    path = f"/vorhaben/{project.id}/stoppen"
    assert project.decision is not None
    fields = {"reason": "Die Förderung ist weggefallen.", "version": str(project.version)}
    board, staff = sign_in(factories.person("board")), sign_in(factories.person("staff"))
    other = factories.project()
    number = queries.decisions_of(factories.person(), [other.idea_id])[other.idea_id][0].number
    assert staff.submit(path, number=number, **fields).status_code == 403
    assert board.submit(path, number=project.decision.number, **fields).status_code == 422
    assert board.submit(path, number="SCB-1999-1", **fields).status_code == 422
    assert "weder von diesem Vorhaben" in board.submit(path, number=number, **fields).get_data(as_text=True)
    assert db.session.get_one(Project, project.id).state == "laufend"
    number = decided_on(project)
    assert "Auch die Idee steht danach auf" in board.get(path).get_data(as_text=True)
    assert board.submit(path, number=number, **fields).status_code == 303
    found = db.session.get_one(Project, project.id)
    assert (found.state, found.idea.state) == ("gestoppt", "gestoppt")
    assert "Die Förderung ist weggefallen." in client.get(project.url).get_data(as_text=True)


def test_the_board_decides_on_a_project_and_stops_it_by_that(sign_in: SignIn, client: Visitor) -> None:
    """G-07, G-19, B-15: the decision names the project, its idea takes no step, and an interest in the idea counts."""
    project = factories.running_project()
    member, partial = factories.person("board"), factories.person("board")
    with transaction():
        db.session.add(Recusal(idea_id=project.idea_id, person_id=partial.id, interest="Verwandt", declared_at=now()))
    path, fields = f"/vorhaben/{project.id}/beschluss", factories.decision_fields()
    assert sign_in(factories.person("staff")).submit(path, **fields).status_code == 403
    assert sign_in(partial).submit(path, **fields).status_code == 403
    board = sign_in(member)
    assert board.submit(path, **(fields | {"text": ""})).status_code == 422
    answer = board.submit(path, **fields)
    assert answer.status_code == 303
    number = answer.location.rsplit("/", 1)[1]
    found = db.session.get_one(Project, project.id)
    assert (found.state, found.idea.state) == ("laufend", "umsetzung")
    assert found.title in client.get(answer.location).get_data(as_text=True)
    assert number in client.get(project.url).get_data(as_text=True)
    stop = {"number": number, "reason": "Die Förderung ist weggefallen.", "version": str(found.version)}
    assert board.submit(f"/vorhaben/{project.id}/stoppen", **stop).status_code == 303
    assert db.session.get_one(Project, project.id).state == "gestoppt"


def test_five_questions_are_answered_or_say_that_nobody_has_answered(client: Visitor) -> None:
    """G-22: an empty project and a filled one."""
    project = factories.project()
    page = client.get(project.url).get_data(as_text=True)
    for question in (
        "Was hat es bisher gekostet?", "Was haben die Menschen davon?", "Wie wirkt es auf den Haushalt?",
        "Was ist der nächste Schritt?", "Wer hat es angestoßen?",
    ):  # fmt: skip
        assert question in page
    empty = page.split("Fünf Fragen")[1].split("</section>")[0]
    assert empty.count("noch keine Angabe") == 4
    assert project.idea.title in empty
    cost = commands.CostLine(kind=CostKind.BETRIEB, spent=1500, as_of=today(), source="Kasse")
    plan = commands.Resources(costs=[cost])
    _save(project, lambda who, one: commands.save_costs(who, one, plan, version=one.version, reason="Ein Test."))
    assert "1.500" in client.get(project.url).get_data(as_text=True).split("Fünf Fragen")[1].split("</section>")[0]


def test_who_may_not_keep_a_project_is_refused_by_every_command(app: Flask) -> None:
    """G-16."""
    project = factories.running_project()
    citizen = factories.person()
    number = project.indicators[0].id
    for act in (
        lambda one: commands.save_milestones(citizen, one, [], version=one.version, reason="Ein Test."),
        lambda one: commands.publish_news(citizen, one, text="Eine Neuigkeit von irgendwem."),
        lambda one: commands.enter_value(citizen, one, number, value=1, measured_on=today()),
        lambda one: commands.pause(citizen, one, reason="Ein Test ohne Recht.", version=one.version),
        lambda one: commands.stop(citizen, one, number="SCB-1", reason="Ein Test ohne Recht.", version=one.version),
    ):
        with pytest.raises(Forbidden), transaction():
            act(db.session.get_one(Project, project.id))
