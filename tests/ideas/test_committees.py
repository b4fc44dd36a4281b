"""An idea goes to one Fachbeirat, whose members hear of it and whose chair alone leads it on; a refusal is an answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState, StepKind, steps_for
from forum.ideas.models import Idea, IdeaStep
from forum.notifications.models import Message
from tests import factories
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def go(person_id: int, idea_id: int, to: IdeaState, **values: object) -> None:
    with transaction():
        commands.advance(person(person_id), the(idea_id), to, reason=REASON, **values)  # type: ignore[arg-type]


def told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Message.person_id).where(Message.kind == kind)))


def test_the_step_names_the_committee_and_its_members_hear_of_it(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """N-22, B-16: the group "committee" of the table is the Fachbeirat that the step names, and no other."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    asked, other = factories.committee(), factories.committee()
    inside = {factories.member(asked, "chair").id, factories.member(asked).id}
    outside = factories.member(other).id
    number, title, url = asked.id, asked.title, asked.url
    work()
    with pytest.raises(Invalid) as refusal:
        go(staff_id, idea_id, IdeaState.FACHBEIRAT)
    assert set(refusal.value.fields) == {"committee"}
    go(staff_id, idea_id, IdeaState.FACHBEIRAT, committee=number)
    work()
    assert the(idea_id).committee_id == number
    assert inside <= told("idea_advanced")
    assert outside not in told("idea_advanced")
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.to_state == IdeaState.FACHBEIRAT)).one()
    assert (step.headline, step.url) == (f"Im Fachbeirat: {title}", url)
    facts = client.get(the(idea_id).url).get_data(as_text=True).partition('id="facts-title"')[2]
    assert f'<dt>Fachbeirat</dt><dd><a href="{url}">{title}</a></dd>' in facts


def test_the_page_of_a_committee_lists_the_ideas_before_it(app: Flask, client: Visitor) -> None:
    """N-22: the chair and everybody else finds there on what it deliberates, and no longer when that is over."""
    staff_id, asked, other = factories.person("staff").id, factories.committee(), factories.committee()
    number, urls = asked.id, (asked.url, other.url)
    chair_id = factories.member(asked, "chair").id
    idea = factories.idea(state="fachpruefung")
    idea_id, url = idea.id, idea.url
    hidden_id = factories.idea(state="fachpruefung", title="Von der Moderation verborgen").id
    for one in (idea_id, hidden_id):
        go(staff_id, one, IdeaState.FACHBEIRAT, committee=number)
    with transaction():
        the(hidden_id).hidden_at = now()
    pages = [client.get(address).text for address in urls]
    assert [f'href="{url}"' in page for page in pages] == [True, False]
    assert "Von der Moderation verborgen" not in pages[0]
    go(chair_id, idea_id, IdeaState.FACHPRUEFUNG)
    assert f'href="{url}"' not in client.get(urls[0]).text


def test_one_committee_need_not_be_named_and_none_cannot(app: Flask) -> None:
    """Fewer clicks: where one Fachbeirat alone is at work, the idea goes there."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    factories.committee(kind="board")
    with pytest.raises(Invalid, match=r".*") as refusal:
        go(staff_id, idea_id, IdeaState.FACHBEIRAT)
    assert "kein Fachbeirat" in refusal.value.fields["committee"][0]
    number = factories.committee().id
    go(staff_id, idea_id, IdeaState.FACHBEIRAT)
    assert the(idea_id).committee_id == number


def test_only_the_chair_of_its_committee_leads_an_idea_on(app: Flask) -> None:
    """N-22, E-16: the chair of another Fachbeirat has nothing to say here."""
    theirs, other = factories.committee(), factories.committee()
    chair, stranger = factories.member(theirs, "chair").id, factories.member(other, "chair").id
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    go(staff_id, idea_id, IdeaState.FACHBEIRAT, committee=theirs.id)
    for who in (stranger, staff_id):
        assert not steps_for(person(who), the(idea_id))
        with pytest.raises(Forbidden):
            go(who, idea_id, IdeaState.FACHPRUEFUNG)
    with pytest.raises(Forbidden), transaction():
        commands.add_recommendation(person(stranger), idea_id, committee_title="Fremd", text="Nein.")
    go(chair, idea_id, IdeaState.FACHPRUEFUNG)
    assert the(idea_id).state == IdeaState.FACHPRUEFUNG


def test_the_stabsstelle_takes_an_idea_back_from_a_committee_that_ended(app: Flask) -> None:
    """G-03: an idea never stays where nobody leads it on."""
    committee_id = factories.committee().id
    factories.member(db.session.get_one(Committee, committee_id), "chair")
    idea_id, staff_id = factories.idea(state="fachbeirat").id, factories.person("staff").id
    with transaction():
        committees.dissolve(SYSTEM, db.session.get_one(Committee, committee_id), reason="Der Auftrag ist erfüllt.")
    go(staff_id, idea_id, IdeaState.FACHPRUEFUNG)
    assert the(idea_id).state == IdeaState.FACHPRUEFUNG


def test_the_page_asks_for_the_committee(sign_in: SignIn) -> None:
    """N-22: the form offers the Fachbeiräte that are at work, and says what is missing."""
    idea = factories.idea(state="fachpruefung")
    one, _two = factories.committee(), factories.committee()
    staff = sign_in(factories.person("staff"))
    assert one.title in staff.get(idea.url).text
    fields = {"seen": "fachpruefung", "target": "fachbeirat", "reason": REASON}
    missing = staff.submit(f"/ideen/{idea.id}/schritt", **fields)
    assert (missing.status_code, "Bitte wählen Sie den Fachbeirat." in missing.text) == (422, True)
    assert staff.submit(f"/ideen/{idea.id}/schritt", **fields, committee=str(one.id)).status_code == 303
    assert f"Im Fachbeirat: {one.title}" in staff.get(idea.url).text


def test_many_ideas_go_to_one_committee(sign_in: SignIn) -> None:
    """N-25: the same in one act."""
    ideas = [factories.idea(state="fachpruefung").id for _ in range(2)]
    number = factories.committee().id
    factories.committee()
    fields = {"akt": "schritt", "target": "fachbeirat", "reason": REASON, "committee": str(number)}
    staff = sign_in(factories.person("staff"))
    assert staff.submit("/stabsstelle/sammeln", idee=[str(one) for one in ideas], **fields).status_code == 200
    assert [the(one).committee_id for one in ideas] == [number, number]


@pytest.mark.parametrize(("to", "key"), [(IdeaState.ABGELEHNT, "finanziell"), (IdeaState.UMSETZUNG, None)])
def test_what_ends_the_examination_is_the_answer(app: Flask, to: IdeaState, key: str | None) -> None:
    """N-24, N-38, B-20: a refusal or adoption by step has the moment and the figures of an answer."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    go(staff_id, idea_id, to, reason_key=key)
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.to_state == to)).one()
    answered_at = the(idea_id).answered_at
    assert answered_at is not None
    assert step.at - timedelta(seconds=5) < answered_at <= step.at
    assert (step.data["version"], step.data["supporters"], step.data["state"]) == (1, 0, to.value)


def test_other_steps_are_no_answer(app: Flask) -> None:
    """N-38: whoever hands an idea on has not answered it."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    factories.committee()
    go(staff_id, idea_id, IdeaState.FACHBEIRAT)
    assert the(idea_id).answered_at is None


def test_what_the_board_took_note_of_is_told(app: Flask, work: Callable[[], int]) -> None:
    """N-22: a decision that moves nothing is heard of all the same."""
    author = factories.person()
    idea_id = factories.idea(author, state="board").id
    author_id = author.id
    work()
    with transaction():
        commands.note_decision(SYSTEM, the(idea_id), None, number="SCB-1", text="Zur Kenntnis.", url="/beschluesse/1")
    work()
    assert author_id in told("idea_decided")
    message = db.session.scalars(select(Message).where(Message.kind == "idea_decided")).first()
    assert message is not None
    assert db.session.scalars(select(IdeaStep).where(IdeaStep.kind == StepKind.DECISION)).one().to_state is None


def test_ideas_of_before_get_their_committee(app: Flask) -> None:
    """E-06: the one that recommended last, or else the only one there is."""
    first = factories.committee()
    number, title = first.id, first.title
    plain = factories.idea(state="fachbeirat").id
    advised = factories.idea(state="fachpruefung").id
    with transaction():
        commands.add_recommendation(SYSTEM, advised, committee_title=title, text="Wir empfehlen das.")
    db.session.remove()
    try:
        downgrade(revision="brakes")
    finally:
        upgrade()
    assert [the(one).committee_id for one in (plain, advised)] == [number, number]
