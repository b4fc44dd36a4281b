"""Freezing and deciding."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.assessments import commands as assessments
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers import commands, queries
from forum.dossiers.commands import Duty, Subjects
from forum.dossiers.models import Decision, Dossier, Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from tests import factories
from tests.factories import GIVEN, REASON, Visitor

SignIn = Callable[[Person], Visitor]
SENTENCE = "Die Idee trägt sichtbar zu diesem Ziel bei."


def test_a_frozen_dossier_does_not_change_with_its_idea(app: Flask, client: Visitor) -> None:
    """B-13."""
    author = factories.person()
    idea = factories.idea(author, state="board", text="Der Wortlaut am Tag des Einfrierens.")
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.number == f"V-{today().year}-001"
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(source="anders", html="<p>anders</p>"))
    page = client.get(f"/vorlagen/{dossier.number}").get_data(as_text=True)
    assert "Der Wortlaut am Tag des Einfrierens." in page
    assert "anders" not in page
    staff = factories.person("staff")
    with transaction():
        commands.freeze_dossier(
            staff,
            db.session.get_one(Idea, idea.id),
            goals_reason="Ein neuer Satz zu den Zielen der Idee.",
            reason=REASON,
        )
    assert db.session.scalars(select(Dossier.version).order_by(Dossier.version)).all() == [1, 2]
    assert "anders" in client.get(f"/vorlagen/{dossier.number}").get_data(as_text=True)
    assert "am Tag des Einfrierens" in client.get(f"/vorlagen/{dossier.number}?fassung=1").get_data(as_text=True)
    assert client.get(f"/vorlagen/{dossier.number}?fassung=9").status_code == 404
    with pytest.raises(Conflict), transaction():
        db.session.scalars(select(Dossier).where(Dossier.version == 1)).one().title = "Geändert"


def test_only_staff_freezes_and_only_with_goals(app: Flask, sign_in: SignIn) -> None:
    """G-13."""
    idea = factories.idea(state="fachpruefung", goals=())
    path = f"/ideen/{idea.id}/vorlage"
    staff = sign_in(factories.person("staff"))
    missing = staff.submit(path, goals_reason=SENTENCE, reason=REASON)
    assert (missing.status_code, REASON in missing.get_data(as_text=True)) == (409, True)
    assert staff.submit(path, goals_reason="kurz", reason=REASON).status_code == 422
    for roles in ((), ("board",), ("moderator",)):
        assert sign_in(factories.person(*roles)).submit(path, goals_reason=SENTENCE, reason=REASON).status_code == 403
    seen = ideas.mark_of_facts(db.session.get_one(Idea, idea.id))
    assert staff.submit(f"/ideen/{idea.id}/bearbeiten", goals=["daten"], seen=seen).status_code == 303
    assert staff.submit(path, goals_reason=SENTENCE, reason=REASON).status_code == 303
    assert db.session.get_one(Idea, idea.id).state == "board"


def decide(person_id: int, idea_id: int, **changes: object) -> str:
    with transaction():
        actor, idea = db.session.get_one(Person, person_id), db.session.get_one(Idea, idea_id)
        return commands.record_decision(actor, Subjects(ideas=[idea]), factories.ruling(**changes)).number


def test_a_decision_needs_the_assessments_and_the_dossier(app: Flask) -> None:
    """G-09: the refusal names what is missing."""
    idea_id, staff_id, member_id = (
        factories.idea(state="fachpruefung").id,
        factories.person("staff").id,
        factories.person("board").id,
    )
    with pytest.raises(Conflict, match="liegt dem Board nicht vor"):
        decide(member_id, idea_id)
    with transaction():
        staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
        assessments.assess(staff, idea, given=GIVEN)
        commands.freeze_dossier(staff, idea, goals_reason=SENTENCE, reason=REASON)
    with pytest.raises(Conflict, match="Es fehlt noch 1 Bewertung"):
        decide(member_id, idea_id)
    with transaction():
        assessments.assess(db.session.get_one(Person, member_id), db.session.get_one(Idea, idea_id), given=GIVEN)
    assert decide(member_id, idea_id) == f"SCB-{today().year}-1"
    assert db.session.get_one(Idea, idea_id).state == "beschlossen"
    with pytest.raises(Conflict):
        decide(member_id, idea_id)


def test_the_board_needs_a_dossier_even_when_an_idea_came_by_hand(app: Flask) -> None:
    idea_id, staff_id, member_id = (
        factories.idea(state="fachpruefung").id,
        factories.person("staff").id,
        factories.person("board").id,
    )
    with transaction():
        staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
        assessments.assess(staff, idea, given=GIVEN)
        assessments.assess(db.session.get_one(Person, member_id), idea, given=GIVEN)
        ideas.confirm_goals(staff, idea, sentence=SENTENCE)
        ideas.advance(staff, idea, IdeaState.BOARD, reason=REASON)
    with pytest.raises(Conflict, match="Vorlage"):
        decide(member_id, idea_id)


@pytest.mark.parametrize("role", ["staff", "moderator", "admin", "expert"])
def test_only_the_board_decides(app: Flask, sign_in: SignIn, role: str) -> None:
    idea_id, person_id = factories.idea(state="board").id, factories.person(role).id
    with pytest.raises(Forbidden):
        decide(person_id, idea_id)
    client = sign_in(db.session.get_one(Person, person_id))
    assert client.get("/board").status_code == 403
    assert client.get(f"/board/ideen/{idea_id}/beschluss").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": Result.ABGELEHNT, "reasons": ""}, "reasons"),
        ({"result": Result.VERTAGT, "next_on": None}, "next_on"),
        ({"text": "kurz"}, "text"),
        ({"present": 7}, "present"),
        ({"entitled": 7}, "entitled"),
        ({"result": Result.VERWIESEN, "reasons": ""}, "reasons"),
        ({"duties": [Duty(text="Bericht", unit="", due_on=date(2999, 1, 1))]}, "duties"),
        ({"duties": [Duty(text="Bericht", unit="Amt 66", due_on=date(2020, 1, 1))]}, "duties"),
        ({"replaces": "SCB-1999-1"}, "replaces"),
        ({"yes": 0, "no": 0, "abstain": 0}, "yes"),
        ({"yes": 3, "no": 4, "unanimity": Unanimity.MEHRHEITLICH}, "yes"),
        ({"yes": 3, "no": 1}, "unanimity"),
        ({"binding_basis": ""}, "binding_basis"),
        ({"decided_on": date(2999, 1, 1)}, "decided_on"),
    ],
)
def test_an_incomplete_record_is_refused(app: Flask, changes: dict[str, object], field: str) -> None:
    """G-07, section 4: reasons are mandatory for refusal and postponement."""
    idea_id, member_id = factories.idea(state="board").id, factories.person("board").id
    with pytest.raises(Invalid) as refusal:
        decide(member_id, idea_id, **changes)
    assert field in refusal.value.fields
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_a_decision_is_never_changed(app: Flask) -> None:
    """G-07: neither through the forum nor unnoticed behind its back."""
    factories.idea(state="beschlossen")
    assert queries.changed_decisions() == []
    with pytest.raises(Conflict), transaction():
        db.session.scalars(select(Decision)).one().text = "Etwas anderes"
    with pytest.raises(Conflict), transaction():
        db.session.delete(db.session.scalars(select(Decision)).one())
    with transaction():
        db.session.execute(update(Decision).values(yes=99))
    db.session.expire_all()
    assert queries.changed_decisions() == [f"SCB-{today().year}-1"]


def test_the_register_is_public_and_filtered(client: Visitor) -> None:
    """G-08."""
    one = factories.idea(state="beschlossen", title="Beschlossene Idee aus der Mitte", districts=(130,))
    factories.idea(state="vertagt", title="Vertagte Idee für alle Orte", goals=("daten",))

    def shown(query: str) -> list[bool]:
        page = client.get(f"/beschluesse?{query}").get_data(as_text=True)
        return [title in page for title in ("Beschlossene Idee", "Vertagte Idee")]

    year = today().year
    assert shown("") == [True, True]
    assert shown(f"jahr={year}") == [True, True]
    assert shown("jahr=1999") == [False, False]
    assert shown("bezirk=130") == [True, False]
    assert shown("ziel=daten") == [False, True]
    assert shown("ergebnis=vertagt") == [False, True]
    assert shown("jahr=abc&ergebnis=drop&ziel=x&bezirk=y") == [True, True]
    page = client.get(f"/beschluesse/SCB-{year}-1").get_data(as_text=True)
    assert "Die Stadt setzt die Idee um." in page
    assert one.url in page
    assert client.get("/beschluesse/SCB-1999-1").status_code == 404
    assert f"SCB-{year}-1" in client.get(one.url).get_data(as_text=True)


def test_a_member_decides_on_the_workbench(sign_in: SignIn, client: Visitor) -> None:
    """G-07: and nothing typed is dropped, such as a condition that only lacks its words."""
    idea = factories.idea(state="board")
    member = sign_in(factories.person("board"))
    assert f"/board/ideen/{idea.id}/beschluss" in member.get("/board").get_data(as_text=True)
    refusal = {"result": "abgelehnt", "unanimity": "mehrheitlich", "yes": "2", "no": "5", "present": "8"}
    values = factories.decision_fields(**refusal, text="Die Idee wird nicht umgesetzt.", reasons="")
    path = f"/board/ideen/{idea.id}/beschluss"
    refused = member.submit(path, **values)
    assert (refused.status_code, "Die Idee wird nicht umgesetzt." in refused.get_data(as_text=True)) == (422, True)
    begun = {"duties-1-unit": "Amt 66", "duties-1-due_on": "2999-01-01"}
    refused = member.submit(path, **factories.decision_fields(**begun))
    assert (refused.status_code, "Auflage (2) – Bitte schreiben Sie, worin die Auflage" in refused.text) == (422, True)
    # Lines with the same fields are groups, each with its number.
    assert [f"Auflage {number}</legend>" in refused.text for number in (1, 5)] == [True, True]
    answer = member.submit(path, **(values | {"reasons": "Dafür ist das Land zuständig, nicht die Stadt."}))
    assert answer.status_code == 303
    assert "Dafür ist das Land zuständig" in client.get(answer.location).get_data(as_text=True)
    assert db.session.get_one(Idea, idea.id).state == "abgelehnt"
