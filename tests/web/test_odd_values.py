"""Dates and numbers that nobody can read come back at their field; they are never an error of the forum."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.discussions.models import Thread
from forum.ideas.models import Idea
from tests import factories
from tests.factories import Visitor

UNREADABLE = ("morgen um acht", "2026-13-45T99:99", "[]")
REASON = factories.REASON

Form = tuple[Person, str, dict[str, str]]


def _meeting() -> Form:
    of = factories.committee()
    fields = {"title": "Sitzung im März", "starts_at": "2097-03-01T18:00", "items-0-title": "Bügel"}
    return factories.member(of, "chair"), f"/gremien/{of.slug}/sitzung-planen", fields


def _appointment() -> Form:
    fields = {"handle": factories.person().handle, "role": "member", "group": "civil_society"}
    return factories.person("staff"), f"/gremien/{factories.committee().slug}/berufen", fields


def _decision() -> Form:
    of = factories.committee(kind="board")
    fields = {
        "result": "beschlossen",
        "unanimity": "einstimmig",
        "text": "Die Stadt setzt die Idee um, wie vorgeschlagen.",
        "reasons": REASON,
        "yes": "7",
        "no": "0",
        "abstain": "0",
        "binding_basis": "Smart City-Governance",
        "decided_on": "2026-11-01",
    }
    return factories.member(of), f"/board/ideen/{factories.idea(state='board').id}/beschluss", fields


def _project() -> Form:
    project = factories.project()
    fields = {"milestones-0-title": "Sensoren stehen", "reason": REASON, "version": str(project.version)}
    return factories.person("staff"), f"/vorhaben/{project.id}/bearbeiten/meilensteine", fields


def _costs() -> Form:
    project = factories.project()
    fields = {"staff_need": "Eine halbe Stelle", "reason": REASON, "version": str(project.version)}
    return factories.person("staff"), f"/vorhaben/{project.id}/bearbeiten/kosten", fields


def _value() -> Form:
    indicator = factories.measured(factories.project()).indicators[0]
    fields = {"note": "Am Abend gemessen", "value": "5", "measured_on": "2026-11-01"}
    return factories.person("staff"), f"/kennzahlen/{indicator.id}/werte", fields


def _step() -> Form:
    fields = {"seen": "in_diskussion", "target": "fachpruefung", "reason": REASON}
    return factories.person("staff"), f"/ideen/{factories.idea().id}/schritt", fields


def _edited_idea() -> Form:
    author = factories.person()
    made: Idea = factories.idea(author)
    fields = {"title": made.title, "text": f"{made.source} Und mehr.", "goals": "mitnehmen"}
    return author, f"/ideen/{made.id}/bearbeiten", fields


def _reply() -> Form:
    within: Thread = factories.thread()
    return factories.person(), f"/themen/{within.id}/antworten", {"text": "Eine Antwort."}


def _edited_post() -> Form:
    author = factories.person()
    made = factories.post(factories.thread(), author)
    return author, f"/beitraege/{made.id}/bearbeiten", {"text": "Anders gesagt."}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (_meeting, ("starts_at", "quorum", "items-0-idea_id")),
        (_appointment, ("since", "until")),
        (_decision, ("yes", "no", "abstain", "decided_on", "next_on")),
        (_project, ("version", "milestones-0-due_on", "milestones-0-done_on")),
        (_costs, ("running_cost", "costs-0-planned", "costs-0-year", "costs-0-as_of")),
        (_value, ("value", "measured_on", "due_on")),
        (_step, ("due_on",)),
        (_edited_idea, ("version", "districts")),
        (_reply, ("parent", "quoted")),
        (_edited_post, ("version",)),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    app: Flask, sign_in: Callable[[Person], Visitor], form: Callable[[], Form], fields: tuple[str, ...]
) -> None:
    """X-26, E-37: nothing is stored, the sentence stands at the field, and what was typed is still there."""
    who, path, values = form()
    client = sign_in(who)
    for field in fields:
        for value in UNREADABLE:
            answer = client.submit(path, **{**values, field: value})
            assert answer.status_code == 422, (field, value)
            assert values[next(iter(values))] in answer.get_data(as_text=True), (field, value)


def test_a_beginning_that_cannot_be_read_is_named_in_german(sign_in: Callable[[Person], Visitor]) -> None:
    """X-26: one sentence, in the summary above the form and at the field."""
    who, path, values = _meeting()
    page = sign_in(who).submit(path, **{**values, "starts_at": "morgen um acht"}).get_data(as_text=True)
    assert page.count("Kein gültiges Datum mit Zeit.") == 2


def test_the_answer_to_a_form_offers_no_way_that_loses_what_was_typed(sign_in: Callable[[Person], Visitor]) -> None:
    """A-14: it has no address of its own, so the links to the other language stand on pages that one can open."""
    client, within = sign_in(factories.person()), factories.thread()
    answer = client.submit(f"/themen/{within.id}/antworten", text="", parent="[]")
    assert answer.status_code == 422
    assert "sprache=en" not in answer.get_data(as_text=True)
    assert "sprache=en" in client.get(f"/themen/{within.id}", follow_redirects=True).get_data(as_text=True)
