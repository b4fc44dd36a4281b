"""Acts on many ideas at once: effects first, each idea for itself, one that fails alone (N-25)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.notifications.models import Message
from forum.office import commands
from forum.office.commands import Act, Plan
from forum.office.models import Assignment
from tests import factories
from tests.factories import REASON, Visitor
from tests.office.test_workbench import clerk, unit

SignIn = Callable[[Person], Visitor]


def lines() -> int:
    return db.session.scalar(select(func.count()).select_from(IdeaStep)) or 0


def test_one_failing_idea_fails_alone_and_is_reported(app: Flask, work: Callable[[], int]) -> None:
    """N-25: each idea has its own line in the log and its own notice."""
    staff = factories.person("staff")
    fine = [factories.idea(), factories.idea()]
    broken = factories.idea(state="abgelehnt")
    ids = [fine[0].id, broken.id, fine[1].id]
    work()
    before, told = lines(), db.session.scalar(select(func.count()).select_from(Message)) or 0
    number = staff.id
    with transaction():
        plan = Plan(act=Act.STEP, target=IdeaState.FACHPRUEFUNG, reason=REASON)
        outcomes = commands.treat_ideas(db.session.get_one(Person, number), ids, plan)
        problems = [outcome.problem for outcome in outcomes]
    assert [bool(problem) for problem in problems] == [False, True, False]
    assert "Von „Abgelehnt“ führt kein Schritt zu „In fachlicher Prüfung“." in problems[1]
    assert [db.session.get_one(Idea, one).state for one in ids] == ["fachpruefung", "abgelehnt", "fachpruefung"]
    assert lines() == before + 2
    work()
    assert db.session.scalar(select(func.count()).select_from(Message)) == told + 2


def test_what_is_wrong_with_the_act_is_refused_before_the_first_idea(app: Flask) -> None:
    """N-25: at most a hundred."""
    staff = factories.person("staff")
    idea = factories.idea()
    ids, number = [idea.id], staff.id
    plans: list[tuple[list[int], Plan]] = [
        ([], Plan(act=Act.CLAIM)),
        ([*ids, *range(1000, 1100)], Plan(act=Act.CLAIM)),
        (ids, Plan(act=Act.STEP, reason=REASON)),
    ]
    for chosen, plan in plans:
        with pytest.raises(Invalid), transaction():
            commands.treat_ideas(db.session.get_one(Person, number), chosen, plan)
    assert db.session.get(Assignment, ids[0]) is None


def test_a_reason_that_is_missing_fails_each_idea_alike(app: Flask) -> None:
    staff, ids = factories.person("staff").id, [factories.idea().id, factories.idea().id]
    with transaction():
        plan = Plan(act=Act.STEP, target=IdeaState.FACHPRUEFUNG, reason="kurz")
        outcomes = commands.treat_ideas(db.session.get_one(Person, staff), ids, plan)
        assert all("mindestens 10 Zeichen" in outcome.problem for outcome in outcomes)


def test_the_effects_are_shown_before_anything_happens(sign_in: SignIn) -> None:
    """N-25: from the marked rows to the outcome in three clicks."""
    office = sign_in(factories.person("staff"))
    fine, broken = factories.idea(title="Eine Idee, die weitergeht"), factories.idea(state="abgelehnt")
    query = f"akt=schritt&idee={fine.id}&idee={broken.id}"
    assert "Wirkung zeigen" in office.get(f"/stabsstelle/sammeln?{query}").text
    before = lines()
    page = office.get(f"/stabsstelle/sammeln?{query}&target=fachpruefung").text
    assert "In Diskussion → In fachlicher Prüfung · Frist: 20 Werktage" in page
    assert "Geht nicht: Von „Abgelehnt“" in page
    form = {"akt": "schritt", "idee": [fine.id, broken.id], "target": "fachpruefung", "reason": REASON}
    preview = office.submit("/stabsstelle/sammeln", vorschau="1", **form)
    assert "In Diskussion → In fachlicher Prüfung" in preview.text
    assert lines() == before
    done = office.submit("/stabsstelle/sammeln", **form)
    assert done.status_code == 200
    assert "Erledigt: 1 Idee" in done.text
    assert "Nicht erledigt: 1 Idee" in done.text
    assert lines() == before + 1
    again = office.submit("/stabsstelle/sammeln", **form)
    assert again.status_code == 409


def test_many_ideas_are_taken_on_and_handed_over(sign_in: SignIn) -> None:
    """N-26."""
    staff, works = factories.person("staff"), unit()
    person = clerk(works)
    office, ids = sign_in(staff), [factories.idea().id, factories.idea().id]
    assert office.submit("/stabsstelle/sammeln", akt="uebernehmen", idee=ids).status_code == 200
    assert [db.session.get_one(Assignment, one).person_id for one in ids] == [staff.id, staff.id]
    form = {"akt": "uebergeben", "idee": ids, "unit": works.id, "person": person.id}
    assert "kurzen Grund" in office.submit("/stabsstelle/sammeln", **form).text
    assert office.submit("/stabsstelle/sammeln", **form, reason="Das ist euer Gebiet.").status_code == 200
    assert [db.session.get_one(Idea, one).unit_id for one in ids] == [works.id, works.id]


def test_a_unit_treats_only_its_own_ideas(sign_in: SignIn) -> None:
    """N-26: foreign numbers are passed over, as if they were not there."""
    person, foreign = clerk(unit()), factories.idea(title="Eine fremde Idee hier")
    office = sign_in(person)
    assert "Eine fremde Idee" not in office.get(f"/stabsstelle/sammeln?akt=uebernehmen&idee={foreign.id}").text
    office.submit("/stabsstelle/sammeln", akt="uebernehmen", idee=[foreign.id])
    assert db.session.get(Assignment, foreign.id) is None


GROUNDS = {
    "reason_key": "– nötig bei „Abgelehnt“",
    "rule": "– nötig bei „Unzulässig“",
    "committee": "– nötig bei „Im Fachbeirat“",
}


@pytest.mark.parametrize(
    ("act", "step", "asked"),
    [
        ("schritt", "", {"target", "reason"}),
        ("schritt", "abgelehnt", {"target", "reason", "reason_key"}),
        ("schritt", "unzulaessig", {"target", "reason", "rule"}),
        ("schritt", "fachbeirat", {"target", "reason", "committee"}),
        ("antworten", "", {"reason"}),
        ("antworten", "abgelehnt", {"reason", "reason_key"}),
        ("uebergeben", "", {"reason"}),
    ],
)
def test_what_an_act_cannot_do_without_is_not_called_voluntary(
    sign_in: SignIn, act: str, step: str, asked: set[str]
) -> None:
    """A-05: the labels tell the truth for each act and step; what another step needs says which one."""
    idea = factories.idea(state="fachpruefung")
    fields = {"akt": act, "idee": str(idea.id), "target": step, "vorschau": "1"}
    page = sign_in(factories.person("staff")).submit("/stabsstelle/sammeln", **fields).text
    labels = dict(re.findall(r'<label class="kern-label" for="(\w+)">(.*?)</label>', page, re.DOTALL))
    shown = {"target", "reason", *GROUNDS} & labels.keys()
    assert asked <= shown
    assert {name for name in shown if "–" not in labels[name]} == asked
    for name in GROUNDS.keys() & (shown - asked):
        assert GROUNDS[name] in labels[name]
    assert not any("freiwillig" in labels[name] for name in GROUNDS.keys() & shown)


@pytest.mark.parametrize(
    ("step", "field"), [("abgelehnt", "reason_key"), ("unzulaessig", "rule"), ("fachbeirat", "committee")]
)
def test_a_step_without_its_ground_is_asked_about_and_nothing_is_lost(sign_in: SignIn, step: str, field: str) -> None:
    """A-14, N-27: the form comes back with everything typed, and says what is missing."""
    for title in ("Fachbeirat Mobilität", "Fachbeirat Klima"):
        factories.committee(title=title)
    idea = factories.idea(state="eingereicht" if step == "unzulaessig" else "fachpruefung")
    text = "Das lässt sich in den nächsten Jahren leider nicht bezahlen; wir haben es lange und gründlich geprüft."
    form = {"akt": "schritt", "idee": [idea.id], "target": step, "reason": text}
    before = lines()
    answer = sign_in(factories.person("staff")).submit("/stabsstelle/sammeln", **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert text in answer.text
    assert lines() == before


def test_a_form_offers_only_the_grounds_of_its_steps(sign_in: SignIn) -> None:
    """A-05: an answer can lead to no Fachbeirat, and an idea on the Board's table is not turned away for a rule."""
    factories.committee()
    office = sign_in(factories.person("staff"))
    idea = factories.idea(state="fachpruefung")
    for address in (f"/stabsstelle/ideen/{idea.id}/antwort", f"/stabsstelle/sammeln?akt=antworten&idee={idea.id}"):
        page = office.get(address).text
        assert 'data-needed-by="abgelehnt"' in page
        assert 'data-needed-by="fachbeirat"' not in page
    page = office.get(idea.url).text
    assert 'data-needed-by="fachbeirat"' in page
    assert 'data-needed-by="unzulaessig"' not in page
