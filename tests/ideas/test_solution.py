"""How mature the solution of an idea is, and which cities have done the like."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person, Unit
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.ideas import commands
from forum.ideas.models import Idea, IdeaStep, Reference, Solution
from tests import factories
from tests.factories import Visitor
from tests.office.test_workbench import clerk, unit
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

REASON = "Oldenburg hat davon berichtet."
TYPED = {
    "maturity": "pilot",
    "references-0-city": "Oldenburg",
    "references-0-url": "https://oldenburg.example.org",
    "references-0-lesson": "Früh mit den Anliegern reden.",
    "references-1-city": "",
    "references-1-url": "",
    "references-1-lesson": "",
    "references-2-city": "Wolfsburg",
    "references-2-url": "",
    "references-2-lesson": "Klein anfangen und messen.",
    "reason": REASON,
}


def path_of(idea: Idea) -> str:
    return f"/ideen/{idea.id}/loesung"


def describe(idea: Idea, **said: Any) -> None:
    """Let the Stabsstelle say what is known of a solution."""
    number, staff_id = idea.id, factories.person("staff").id
    lines = said.pop("references", [commands.ReferenceLine(city="Oldenburg", lesson="Früh mit allen reden.")])
    with transaction():
        found = db.session.get_one(Idea, number)
        values = {"maturity": "pilot", "version": found.solution.version, "reason": REASON, **said}
        commands.describe_solution(db.session.get_one(Person, staff_id), found, lines, **values)


def test_everybody_reads_how_mature_a_solution_is_and_where_there_is_one(sign_in: SignIn, client: Visitor) -> None:
    """G-23: a maturity from the list and two cities with link and lesson; the log of the idea says why."""
    idea = factories.idea()
    assert "Reife der Lösung" not in client.get(idea.url).get_data(as_text=True)
    staff = sign_in(factories.person("staff"))
    assert path_of(idea) in staff.get(idea.url).get_data(as_text=True)
    assert staff.submit(path_of(idea), **TYPED, version="0").status_code == 303
    page = client.get(idea.url).get_data(as_text=True)
    for words in (
        "Pilot im Alltag",
        "Oldenburg",
        "Früh mit den Anliegern reden.",
        "Wolfsburg",
        "Klein anfangen",
        REASON,
    ):
        assert words in page, words
    assert 'href="https://oldenburg.example.org" rel="nofollow ugc noopener"' in page
    assert [row.city for row in db.session.get_one(Idea, idea.id).solution.references] == ["Oldenburg", "Wolfsburg"]
    assert "Pilot in everyday life" in client.get(f"{idea.url}?sprache=en").get_data(as_text=True)


def test_fewer_references_and_another_maturity_replace_what_was_there(sign_in: SignIn) -> None:
    """G-23: none to many references; the line of the log stays for each change."""
    idea, staff = factories.idea(), sign_in(factories.person("staff"))
    assert staff.submit(path_of(idea), **TYPED, version="0").status_code == 303
    assert 'value="Oldenburg"' in staff.get(path_of(idea)).get_data(as_text=True)
    emptied = dict.fromkeys(TYPED, "") | {"reason": "Es war anders."}
    # A row that lacks only its name is asked about, not dropped.
    half = {**TYPED, "references-0-city": ""}
    assert staff.submit(path_of(idea), **half, version="1").status_code == 422
    assert staff.submit(path_of(idea), **emptied, version="1").status_code == 303
    found = db.session.get_one(Idea, idea.id).solution
    assert (found.maturity, found.references, found.version) == ("", [], 2)
    lines = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea.id).order_by(IdeaStep.id))
    assert [line.source for line in lines if line.data.get("note") == "solution"] == [REASON, "Es war anders."]


def test_stabsstelle_and_responsible_unit_say_it_and_nobody_else(sign_in: SignIn) -> None:
    """G-23, G-16: also not the authors; of a draft nothing can be said."""
    ours, theirs = unit("Bauhof"), unit("Grünflächen")
    idea = factories.idea(state="fachpruefung")
    author, ours_id, number = idea.author, ours.id, idea.id
    our_clerk, their_clerk, office_id = clerk(ours), clerk(theirs), factories.person("staff").id
    with transaction():
        office, found = db.session.get_one(Person, office_id), db.session.get_one(Idea, number)
        commands.entrust(office, found, db.session.get_one(Unit, ours_id))
    for person in (author, their_clerk, factories.person("board"), factories.person("moderator")):
        assert sign_in(person).submit(path_of(idea), **TYPED, version="0").status_code == 403
    assert sign_in(our_clerk).submit(path_of(idea), **TYPED, version="0").status_code == 303
    draft = factories.idea(state="entwurf")
    with pytest.raises(Forbidden), transaction():
        commands.describe_solution(
            db.session.get_one(Person, office_id),
            db.session.get_one(Idea, draft.id),
            [],
            maturity="pilot",
            version=0,
            reason=REASON,
        )


def test_what_is_wrong_is_told_at_its_row_and_nothing_of_it_is_stored(sign_in: SignIn) -> None:
    """G-23: lesson, link and reason are asked for; what was typed stays in the form."""
    idea, staff = factories.idea(), sign_in(factories.person("staff"))
    wrong = {
        "references-0-lesson": "Kurz",
        "references-0-url": "javascript:alert(1)",
        "reason": "",
        "maturity": "ausgedacht",
    }
    for field, words in wrong.items():
        answer = staff.submit(path_of(idea), **{**TYPED, field: words}, version="0")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, field
        assert f'id="{field}-error"' in page, field
        assert "Wolfsburg" in page
    assert db.session.scalars(select(Solution)).all() == []
    with pytest.raises(Invalid) as refused:
        describe(idea, references=[commands.ReferenceLine(city="Oldenburg", lesson="Gut so, weiter.")] * 31)
    assert set(refused.value.fields) == {"references"}


def test_an_older_version_is_refused_beside_what_was_typed(sign_in: SignIn) -> None:
    """G-23, E-17: the page of the conflict holds both, and the next click saves; also where only a city changes."""
    idea = factories.idea()
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    describe(idea)
    version = "1"
    changed = {**TYPED, "references-0-city": "Salzgitter"}
    assert first.submit(path_of(idea), **changed, version=version).status_code == 303
    answer = second.submit(path_of(idea), **TYPED, version=version)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Salzgitter" in page
    assert 'value="Oldenburg"' in page
    assert 'name="version" type="hidden" value="2"' in page
    assert second.submit(path_of(idea), **TYPED, version="2").status_code == 303
    assert "Salzgitter" not in second.get(idea.url).get_data(as_text=True)


def test_two_who_say_it_first_in_the_same_moment_do_not_overwrite_each_other(app: Flask) -> None:
    """G-23: one of them gets a conflict, and what the other said is whole."""
    number, staff_id = factories.idea().id, factories.person("staff").id

    def say(city: str) -> Callable[[], object]:
        def act() -> None:
            lines = [commands.ReferenceLine(city=city, lesson=f"{city} hat früh geredet.")] * 3
            commands.describe_solution(
                db.session.get_one(Person, staff_id),
                db.session.get_one(Idea, number),
                lines,
                maturity="pilot",
                version=0,
                reason=REASON,
            )

        return act

    assert at_once(app, [say("Oldenburg"), say("Wolfsburg")], refused=(Conflict,)) == 1
    cities = db.session.scalars(select(Reference.city)).all()
    assert len(cities) == 3
    assert len(set(cities)) == 1
    assert db.session.scalars(select(Solution.version)).all() == [1]
