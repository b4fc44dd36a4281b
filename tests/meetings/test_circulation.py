"""Deciding in writing between sessions: who is asked, what counts, and what happens in the last second (B-06)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee, Membership, Recusal, State
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.meetings import commands, queries
from forum.meetings.commands import Matter
from forum.meetings.models import Circulation, CirculationReply, Resolution
from forum.notifications.models import Message
from tests import factories
from tests.racing import at_once

TEXT = "Der Fachbeirat empfiehlt drei neue Zählstellen am Ring."


def committee_of(members: int = 3) -> tuple[Committee, Person, list[Person]]:
    """Return a committee, its clerk, and its members with a vote, the chair first."""
    of = factories.committee()
    people = [factories.member(of, "chair"), *(factories.member(of) for _ in range(members - 1))]
    return of, factories.member(of, "clerk"), people


def started(of: Committee, by: Person, days: int = 5, **changes: object) -> int:
    """Return the number of a new circulation."""
    matter = Matter(**{"title": "Zählstellen am Ring", "text": TEXT, **changes})  # type: ignore[arg-type]
    committee_id, person_id = of.id, by.id
    with transaction():
        committee, actor = db.session.get_one(Committee, committee_id), db.session.get_one(Person, person_id)
        return commands.start_circulation(actor, committee, matter, deadline=now() + timedelta(days=days)).id


def answer(who: Person, number: int, choice: str, reason: str = "") -> None:
    person_id = who.id
    with transaction():
        commands.answer_circulation(db.session.get_one(Person, person_id), number, choice, reason)


def close_due() -> int:
    with transaction():
        return commands.close_due_circulations()


def of_number(number: int) -> Circulation:
    db.session.expire_all()
    return db.session.get_one(Circulation, number)


def with_rules(of: Committee, **changes: object) -> None:
    committee_id = of.id
    values = {
        "notice_days": 7, "quorum": "half", "majority": "simple", "public": True, "balanced": False, "names_all": False,
        **changes,
    }  # fmt: skip
    with transaction():
        found = db.session.get_one(Committee, committee_id)
        wanted = committees.Procedure(**values)  # type: ignore[arg-type]
        committees.set_rules(SYSTEM, found, wanted, reason="Für diesen Test geändert.", number=0)


def test_what_all_accept_is_a_resolution_beside_those_of_sessions(app: Flask) -> None:
    """B-06: it has its own number in the same row, and stands on the idea with its votes."""
    idea = factories.idea()
    of, clerk, people = committee_of()
    number = started(of, clerk, idea_id=idea.id, reasons="Ohne Zahlen raten wir.")
    for who, choice in zip(people, ("yes", "yes", "abstain"), strict=True):
        answer(who, number, choice)
    closed = of_number(number)
    assert (closed.state, closed.yes, closed.no, closed.abstain) == ("accepted", 2, 0, 1)
    resolution = db.session.scalars(select(Resolution)).one()
    assert resolution.number.endswith("-1")
    assert (resolution.meeting_id, resolution.circulation_id, resolution.url) == (None, number, f"/umlauf/{number}")
    assert queries.resolutions_of_idea(Nobody(), idea.id)[0].id == resolution.id
    page = factories.visitor(app).get(f"/ideen/{idea.id}", follow_redirects=True).get_data(as_text=True)
    assert "drei neue Zählstellen" in page
    assert resolution.number in factories.visitor(app).get(of.url).get_data(as_text=True)


@pytest.mark.parametrize(
    ("choices", "rules", "outcome"),
    [
        (("yes", "no", "no"), {}, "rejected"),
        (("yes", "no"), {}, "rejected"),
        (("yes",), {}, "no_quorum"),
        ((), {"quorum": "none"}, "no_quorum"),
        (("abstain", "abstain"), {}, "rejected"),
        (("yes",), {"quorum": "none"}, "accepted"),
        (("yes", "abstain"), {"majority": "absolute"}, "rejected"),
        (("yes", "yes"), {"majority": "absolute"}, "accepted"),
        (("yes", "yes", "no"), {"majority": "two_thirds"}, "accepted"),
        (("yes", "no"), {"majority": "two_thirds"}, "rejected"),
    ],
)
def test_quorum_and_majority_are_those_of_the_committee(
    app: Flask, choices: tuple[str, ...], rules: dict[str, object], outcome: str
) -> None:
    """B-06: as they were when it began, whatever the rules say later."""
    of, clerk, people = committee_of()
    if rules:
        with_rules(of, **rules)
    number = started(of, clerk)
    for who, choice in zip(people, choices, strict=False):
        answer(who, number, choice)
    with frozen_at(now() + timedelta(days=6)):
        assert close_due() == (0 if len(choices) == len(people) else 1)
        assert close_due() == 0
    assert of_number(number).state == outcome


def test_one_objection_brings_it_before_the_next_session(app: Flask) -> None:
    """B-06: one is enough unless the rules ask for more; nothing is adopted."""
    of, clerk, people = committee_of()
    number = started(of, clerk)
    with pytest.raises(Invalid):
        answer(people[0], number, "object")
    answer(people[1], number, "yes")
    answer(people[0], number, "object", "Das müssen wir zusammen besprechen.")
    assert of_number(number).state == "objected"
    with pytest.raises(Conflict, match="beendet"):
        answer(people[2], number, "yes")
    assert db.session.scalars(select(Resolution)).all() == []


def test_the_rules_say_how_many_objections_it_takes(app: Flask) -> None:
    """B-06."""
    of, clerk, people = committee_of(4)
    with_rules(of, circulation_objections=2)
    number = started(of, clerk)
    answer(people[0], number, "object", "Das müssen wir zusammen besprechen.")
    assert of_number(number).state == "open"
    answer(people[1], number, "object", "Ich möchte die Zahlen vorher sehen.")
    assert of_number(number).state == "objected"


def test_only_those_who_lead_begin_and_only_those_who_had_a_vote_answer(app: Flask) -> None:
    """B-06: whoever joins later has no vote, whoever leaves has none any more."""
    of, clerk, people = committee_of()
    for who in (people[1], factories.person("staff"), factories.person()):
        with pytest.raises(Forbidden):
            started(of, who)
    number = started(of, people[0])
    late = factories.member(db.session.get_one(Committee, of.id))
    for who in (clerk, late):
        with pytest.raises(Forbidden):
            answer(who, number, "yes")
    with pytest.raises(NotFound):
        answer(factories.person("staff"), number, "yes")
    with pytest.raises(Invalid):
        started(of, clerk, days=0)
    with pytest.raises(Invalid):
        started(of, clerk, idea_id=99)


def test_outsiders_see_it_once_it_was_adopted_and_never_who_said_what(app: Flask) -> None:
    """B-06."""
    of, clerk, people = committee_of()
    number, secret = started(of, clerk), started(of, clerk, title="Nur für uns", public=False)
    address = f"/umlauf/{number}"
    assert factories.visitor(app).get(address).status_code == 404
    for who in people:
        answer(who, number, "yes")
        answer(who, secret, "yes")
    page = factories.visitor(app).get(address).get_data(as_text=True)
    assert TEXT in page
    assert people[1].handle not in page
    assert people[1].handle in factories.signed_in(app, people[2]).get(address).get_data(as_text=True)
    assert factories.visitor(app).get(f"/umlauf/{secret}").status_code == 404
    listed = factories.visitor(app).get(f"/gremien/{of.slug}/umlauf").get_data(as_text=True)
    assert "Zählstellen am Ring" in listed
    assert "Nur für uns" not in listed


def test_pages_lead_from_the_start_to_the_answer(app: Flask) -> None:
    """B-06, E-17."""
    of, clerk, people = committee_of()
    day = today() + timedelta(days=5)
    office = factories.signed_in(app, clerk)
    refused = office.submit(f"/gremien/{of.slug}/umlauf/neu", title="Zählstellen", text="kurz", deadline=f"{day}T12:00")
    assert refused.status_code == 422
    assert "kurz" in refused.get_data(as_text=True)
    made = office.submit(f"/gremien/{of.slug}/umlauf/neu", title="Zählstellen", text=TEXT, deadline=f"{day}T12:00")
    assert made.status_code == 303
    member = factories.signed_in(app, people[1])
    assert member.submit(made.location, choice="object").status_code == 422
    assert member.submit(made.location, choice="yes").status_code == 303
    assert member.submit(made.location, choice="no").status_code == 409
    assert office.submit(made.location, choice="yes").status_code == 403


def test_members_hear_of_it_and_once_more_before_the_deadline(app: Flask, work: Callable[[], int]) -> None:
    """B-06: only those whose answer is missing are reminded, once."""
    of, clerk, people = committee_of()
    number = started(of, clerk)
    work()
    answer(people[0], number, "yes")
    with frozen_at(now() + timedelta(days=4)):
        for _twice in range(2):
            with transaction():
                commands.remind_of_circulations()
        work()
    with frozen_at(now() + timedelta(days=6)):
        close_due()
        work()
    told = {
        kind: set(db.session.scalars(select(Message.person_id).where(Message.kind == kind)))
        for kind in ("circulation_started", "circulation_due", "circulation_closed")
    }
    assert told["circulation_started"] == {one.id for one in people}
    assert told["circulation_due"] == {one.id for one in people[1:]}
    assert told["circulation_closed"] == {one.id for one in [clerk, *people]}


def at(moment: datetime, act: Callable[[], object]) -> Callable[[], object]:
    def then() -> object:
        with frozen_at(moment):
            return act()

    return then


def test_an_answer_in_the_second_of_the_deadline_counts_and_one_after_it_does_not(app: Flask) -> None:
    """B-06: twenty rounds against the job that closes; the answer and the close never both win."""
    of, clerk, people = committee_of()
    ids = [one.id for one in people]
    for _again in range(5):
        number = started(of, clerk)
        deadline = of_number(number).deadline.replace(microsecond=0)
        last, late = deadline + timedelta(milliseconds=999), deadline + timedelta(seconds=1)

        def vote(person_id: int, number: int = number) -> Callable[[], object]:
            return lambda: commands.answer_circulation(db.session.get_one(Person, person_id), number, "yes")

        at_once(app, [at(last, vote(ids[0])), at(last, commands.close_due_circulations), at(last, vote(ids[1]))])
        assert of_number(number).state == "open"
        refused = at_once(app, [at(late, commands.close_due_circulations), at(late, vote(ids[2]))], refused=(Conflict,))
        assert refused == 1
        closed = of_number(number)
        assert (closed.state, closed.yes) == ("accepted", 2)


def test_nobody_answers_twice(app: Flask) -> None:
    """B-06: twenty threads of one person, one answer."""
    of, clerk, people = committee_of()
    number, person_id = started(of, clerk), people[0].id

    def vote() -> object:
        return commands.answer_circulation(db.session.get_one(Person, person_id), number, "yes")

    assert at_once(app, [vote] * 20, refused=(Conflict,)) == 19
    assert db.session.scalar(select(func.count()).select_from(CirculationReply)) == 1


def test_of_the_last_vote_and_an_objection_one_decides(app: Flask) -> None:
    """B-06: whichever comes first; it is closed once, and has a resolution only when it was accepted."""
    of, clerk, people = committee_of(2)
    for _again in range(5):
        number = started(of, clerk)
        ids = [one.id for one in people]

        def vote(number: int = number, person_id: int = ids[0]) -> object:
            return commands.answer_circulation(db.session.get_one(Person, person_id), number, "yes")

        def object_to(number: int = number, person_id: int = ids[1]) -> object:
            reason = "Das müssen wir zusammen besprechen."
            return commands.answer_circulation(db.session.get_one(Person, person_id), number, "object", reason)

        end = of_number(number).deadline + timedelta(seconds=1)
        at_once(app, [vote, object_to, at(end, commands.close_due_circulations)], refused=(Conflict,))
        closed = of_number(number)
        told = db.session.scalars(
            select(LoggedEvent).where(LoggedEvent.type == "CirculationClosed", LoggedEvent.subject_id == number)
        ).all()
        assert len(told) == 1
        adopted = db.session.scalar(select(func.count()).where(Resolution.circulation_id == number))
        assert adopted == (1 if closed.state == "accepted" else 0)
        assert closed.state in {"objected", "accepted", "no_quorum"}


def test_whoever_is_biased_takes_no_part_in_writing_either(app: Flask) -> None:
    """B-15: who stepped back from the idea is not asked, and who does so meanwhile answers no more."""
    idea = factories.idea()
    of, clerk, people = committee_of()
    steps_back(people[1], idea.id)
    number = started(of, clerk, idea_id=idea.id)
    assert of_number(number).entitled == sorted([people[0].id, people[2].id])
    with pytest.raises(Forbidden):
        answer(people[1], number, "yes")
    steps_back(people[2], idea.id)
    with pytest.raises(Conflict, match="befangen"):
        answer(people[2], number, "yes")


def steps_back(who: Person, idea_id: int) -> None:
    person_id = who.id
    with transaction():
        db.session.add(Recusal(idea_id=idea_id, person_id=person_id, interest="Verwandt", declared_at=now()))


def test_a_committee_that_is_no_more_adopts_nothing(app: Flask) -> None:
    """B-06: neither dissolved nor laid to rest while it decides in writing; if it is all the same, nothing is adopted."""
    of, clerk, people = committee_of()
    number, committee_id = started(of, clerk), of.id
    for end in (committees.dissolve, committees.suspend):
        with pytest.raises(Conflict, match="im Umlauf"), transaction():
            end(SYSTEM, db.session.get_one(Committee, committee_id), reason="Die Aufgabe ist erledigt.")
    answer(people[0], number, "yes")
    answer(people[1], number, "yes")
    with transaction():
        db.session.get_one(Committee, committee_id).state = State.DISSOLVED
    with pytest.raises((Conflict, Forbidden, NotFound)):
        answer(people[2], number, "yes")
    with frozen_at(now() + timedelta(days=6)):
        assert close_due() == 1
    assert of_number(number).state == "no_quorum"
    assert db.session.scalars(select(Resolution)).all() == []


def test_the_desk_takes_a_circulation_back_with_a_reason(app: Flask) -> None:
    """B-06: nothing is adopted, nobody answers any more, and the members read why."""
    of, clerk, people = committee_of()
    number, reason = started(of, clerk), "Der Text war noch nicht fertig."
    answer(people[0], number, "yes")
    member, desk = factories.signed_in(app, people[1]), factories.signed_in(app, clerk)
    address = f"/umlauf/{number}/zurueckziehen"
    assert member.submit(address, reason=reason).status_code == 403
    assert desk.submit(address, reason="Darum.").status_code == 422
    assert desk.submit(address, reason=reason).status_code == 303
    found = of_number(number)
    assert (found.state, found.withdrawn_reason, found.yes) == ("withdrawn", reason, 1)
    with pytest.raises(Conflict):
        answer(people[1], number, "yes")
    assert db.session.scalar(select(func.count()).select_from(Resolution)) == 0
    page = member.get(f"/umlauf/{number}").get_data(as_text=True)
    assert reason in page
    assert "zurückgezogen" in page
    assert desk.submit(address, reason=reason).status_code == 409


@pytest.mark.parametrize(("days", "refused"), [(90, False), (91, True)])
def test_a_circulation_holds_a_committee_for_ninety_days_at_most(app: Flask, days: int, refused: bool) -> None:
    """B-06, G-03: a committee neither rests nor ends while it decides in writing."""
    of, clerk, _people = committee_of()
    with frozen_at(now()):
        if not refused:
            assert started(of, clerk, days=days)
            return
        with pytest.raises(Invalid) as wrong:
            started(of, clerk, days=days)
    assert list(wrong.value.fields) == ["deadline"]


def test_the_staff_takes_back_what_nobody_leads_any_more(app: Flask) -> None:
    """B-06, G-03: without reading it, and only then; after that the committee can be dissolved."""
    of = factories.committee()
    chair, member = factories.member(of, "chair"), factories.member(of)
    number, committee_id, path = started(of, chair), of.id, f"/gremien/{of.slug}/umlauf"
    office, reason = factories.signed_in(app, factories.person("staff")), "Der Vorsitz ist ausgeschieden."
    address = f"/umlauf/{number}/zurueckziehen"
    assert address not in office.get(path).text
    assert office.submit(address, reason=reason).status_code == 404
    chair_id = chair.id
    with transaction():
        term = db.session.scalars(select(Membership).where(Membership.person_id == chair_id)).one()
        committees.end_membership(factories._inside("staff"), term)
    page = office.get(path).text
    assert address in page
    assert "Zählstellen" not in page
    assert office.submit(address, reason="Darum.").status_code == 422
    answered = office.submit(address, reason=reason)
    assert (answered.status_code, answered.headers["Location"]) == (303, path)
    assert reason in factories.signed_in(app, member).get(f"/umlauf/{number}").text
    with transaction():
        committees.dissolve(SYSTEM, db.session.get_one(Committee, committee_id), reason="Die Aufgabe ist erledigt.")


@pytest.mark.parametrize("word", ["9999999999999999999999", "²", "-1"])
def test_a_number_that_no_session_has_is_no_fault_of_the_server(app: Flask, word: str) -> None:
    """E-17: the form begins empty."""
    of, clerk, _people = committee_of()
    assert factories.signed_in(app, clerk).get(f"/gremien/{of.slug}/umlauf/neu?niederschrift={word}").status_code == 200
