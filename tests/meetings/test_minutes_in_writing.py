"""Minutes of a committee that does not meet again are approved in writing, and a no in writing has its words."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import Nobody
from forum.meetings import commands, fold, queries
from forum.meetings.models import CirculationReply, Meeting, Minutes, Resolution
from tests import factories
from tests.meetings.test_circulation import TEXT, answer, close_due, committee_of, of_number, started
from tests.meetings.test_minutes import approving_poll, paragraph_of, state_of, submitted_minutes
from tests.racing import at_once

act = factories.act
OVER = timedelta(days=15)
AGAINST = "Vier Stellen wären besser gewesen."


def test_what_the_members_accept_in_writing_approves_the_minutes(app: Flask) -> None:
    """L-24, B-06: the last answer approves them, nothing is adopted, and the log and its states say so."""
    of, number, chair, clerk, member = submitted_minutes()
    meeting = db.session.get_one(Meeting, number)
    with shifted_by(OVER):
        before, seq = queries.state(chair, number), meeting.last_seq
        circulation = started(of, clerk, minutes_id=number)
        with pytest.raises(Conflict, match="gerade im Umlauf"):
            act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number), version=1, text="Doch anders.")
        answer(chair, circulation, "yes")
        assert state_of(number) == "objection"
        answer(member, circulation, "yes")
        assert of_number(circulation).state == "accepted"
        assert state_of(number) == "approved"
        act(clerk, number, "minutes.publish")
    assert db.session.scalars(select(Resolution)).all() == []
    said = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "MinutesApproved")).one()
    assert (said.actor_id, said.data["circulation_id"], said.data["poll_id"]) == (None, circulation, None)
    events = queries.events_for(chair, meeting, seq)
    assert fold.onto(fold.core_of(before), events) == fold.core_of(queries.state(chair, number))
    page = factories.visitor(app).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    assert f"/umlauf/{circulation}" in page
    paper = factories.visitor(app).get(f"/umlauf/{circulation}").get_data(as_text=True)
    assert f"/sitzungen/{number}/niederschrift" in paper


@pytest.mark.parametrize("choice", ["no", "object"])
def test_what_is_not_accepted_leaves_the_minutes_as_they_are(app: Flask, choice: str) -> None:
    """L-24: rejected, or brought before the next session; then they can be changed, and put again."""
    of, number, chair, clerk, member = submitted_minutes()
    with shifted_by(OVER):
        circulation = started(of, clerk, minutes_id=number)
        for who in (chair, member):
            if of_number(circulation).state == "open":
                answer(who, circulation, choice, "Darüber müssen wir reden." if choice == "object" else "")
        assert state_of(number) == "objection"
        act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number), version=1, text="Nun stimmt es.")
        assert started(of, clerk, minutes_id=number) > circulation


def test_minutes_are_put_to_the_members_once_and_only_when_they_are_ripe(app: Flask) -> None:
    """L-24: after the period, with every objection answered, by their own committee, and by one way at a time."""
    of, number, chair, clerk, member = submitted_minutes()
    act(member, number, "minutes.object", text="Ich habe anders gestimmt.")
    with pytest.raises(Conflict, match="läuft noch"):
        started(of, clerk, minutes_id=number)
    with shifted_by(OVER):
        with pytest.raises(Conflict, match="Antwort"):
            started(of, clerk, minutes_id=number)
        act(clerk, number, "minutes.answer", objection_id=1, text="Das ist berichtigt.", accepted=True)
        other, stranger, _people = committee_of()
        with pytest.raises(Conflict, match="dieses Gremiums"):
            started(other, stranger, minutes_id=number)
        with pytest.raises(Invalid):
            started(of, clerk, minutes_id=number, idea_id=factories.idea().id)
        poll = approving_poll(of, chair, member, number)
        started(of, clerk, minutes_id=number)
        with pytest.raises(Conflict, match="gerade im Umlauf"):
            started(of, clerk, minutes_id=number)
        with pytest.raises(Conflict, match="gerade im Umlauf"):
            act(clerk, number, "minutes.approve", poll_id=poll)
    with shifted_by(timedelta(days=30)):
        close_due()
        act(clerk, number, "minutes.approve", poll_id=poll)
    assert state_of(number) == "approved"


def test_minutes_of_a_closed_session_stay_closed_in_writing(app: Flask) -> None:
    """L-03: what only the committee may know is not told by the decision about it."""
    of, number, chair, clerk, member = submitted_minutes()
    of_id = of.id
    with transaction():
        db.session.get_one(Meeting, number).audience = f"committee:{of_id}"
    with shifted_by(OVER):
        circulation = started(of, clerk, minutes_id=number)
        for who in (chair, member):
            answer(who, circulation, "yes")
    assert factories.visitor(app).get(f"/umlauf/{circulation}").status_code == 404
    assert queries.circulation_about(Nobody(), db.session.get_one(Minutes, number)) is None


def test_the_last_answer_and_a_change_of_the_text_never_both_win(app: Flask) -> None:
    """L-24, L-25: five rounds; what was approved is what the members read."""
    for _again in range(5):
        of, number, chair, clerk, member = submitted_minutes()
        paragraph, ids = paragraph_of(number), (clerk.id, member.id)
        with shifted_by(OVER):
            circulation = started(of, clerk, minutes_id=number)
            answer(chair, circulation, "yes")

            def save(number: int = number, paragraph: int = paragraph, who: int = ids[0]) -> object:
                data = {"paragraph_id": paragraph, "version": 1, "text": "Später eingefügt."}
                actor = db.session.get_one(Person, who)
                return commands.perform(actor, number, "minutes.save", data, "a-key-of-a-test")

            def agree(circulation: int = circulation, who: int = ids[1]) -> object:
                return commands.answer_circulation(db.session.get_one(Person, who), circulation, "yes")

            assert at_once(app, [save, agree], refused=(Conflict,)) == 1
            assert state_of(number) == "approved"


def test_pages_lead_from_the_minutes_to_the_approval_in_writing(app: Flask) -> None:
    """L-24, E-17."""
    of, number, _chair, clerk, member = submitted_minutes()
    slug = of.slug
    with transaction():
        db.session.get_one(Minutes, number).objections_until = now() - timedelta(seconds=1)
    office, address = factories.signed_in(app, clerk), f"/sitzungen/{number}/niederschrift"
    start = f"/gremien/{slug}/umlauf/neu"
    assert f"{start}?niederschrift={number}" in office.get(address).get_data(as_text=True)
    assert "wird genehmigt." in office.get(f"{start}?niederschrift={number}").get_data(as_text=True)
    fields = {"title": "Niederschrift der Sitzung", "text": "Die Niederschrift wird genehmigt."}
    deadline = f"{now() + timedelta(days=5):%Y-%m-%dT%H:%M}"
    made = office.submit(start, minutes_id=str(number), deadline=deadline, public="y", **fields)
    assert made.status_code == 303
    assert made.location in office.get(address).get_data(as_text=True)
    other, stranger, _people = committee_of()
    wrong = f"/gremien/{other.slug}/umlauf/neu?niederschrift={number}"
    assert factories.signed_in(app, stranger).get(wrong).status_code == 404
    who = factories.signed_in(app, member)
    assert who.submit(made.location, choice="yes", against=AGAINST).status_code == 422
    assert who.submit(made.location, choice="no", against=AGAINST).status_code == 303
    assert db.session.scalars(select(CirculationReply.against)).one() == AGAINST


def test_a_no_in_writing_has_words_that_stand_beside_what_was_adopted(app: Flask) -> None:
    """L-16, B-06: members read whose they are, everybody else reads the words alone, and only once it was adopted."""
    of, clerk, people = committee_of()
    number = started(of, clerk)
    member = people[1].id
    with pytest.raises(Invalid), transaction():
        commands.answer_circulation(db.session.get_one(Person, member), number, "yes", against=AGAINST)
    with transaction():
        commands.answer_circulation(db.session.get_one(Person, member), number, "no", against=AGAINST)
    for who in (people[0], people[2]):
        assert queries.dissenting_opinions(who, of_number(number)) == []
        answer(who, number, "yes")
    page = factories.visitor(app).get(f"/umlauf/{number}").get_data(as_text=True)
    assert TEXT in page
    assert AGAINST in page
    assert people[1].handle not in page
    own = factories.signed_in(app, people[0]).get(f"/umlauf/{number}").get_data(as_text=True)
    assert own.count(AGAINST) == 2
    assert people[1].handle in own
