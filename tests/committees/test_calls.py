"""Calls for members, applications, and what the Stabsstelle decides on them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.committees import commands, queries
from forum.committees.models import Application, ApplicationState, Call, Committee, Interest, Membership
from forum.core import worker
from forum.core.clock import end_of_day, frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

SENT = {"group": "research", "organisation": "Institut", "text": "Ich forsche seit Jahren über Wege.", "interests": ""}


def told(person: Person) -> list[str]:
    worker.run_until_idle()
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person.id).order_by(Message.id)))


def test_one_applies_and_is_appointed_with_a_reason(client: Visitor, sign_in: SignIn) -> None:
    """G-05: from the call to the appointment; the applicant hears the reason, and interests are declared with it."""
    committee, staff, ada = factories.committee(), factories.person("staff"), factories.person(handle="Ada")
    called = sign_in(staff).submit(
        f"{committee.url}/aufruf", text="Wir suchen Menschen vom Fach.", closes_on=str(today() + timedelta(days=9))
    )
    assert called.status_code == 303
    for page in (committee.url, "/gremien"):
        assert "Mitglieder gesucht" in client.get(page).text
    visitor = sign_in(ada)
    sent = visitor.submit(f"{committee.url}/bewerben", **{**SENT, "interests": "Ich berate Verkehrsbetriebe."})
    assert sent.status_code == 303
    assert "wartet auf Entscheidung" in visitor.get(sent.location).text
    assert told(staff) == ["application_sent"]
    assert "Ada" in sign_in(staff).get(f"{committee.url}/bewerbungen").text
    answer = sign_in(staff).submit(f"{sent.location}/berufen", **{"berufen-reason": "Ihr Wissen fehlt dem Fachbeirat."})
    assert answer.status_code == 303
    assert told(ada) == ["application_decided"]
    inbox = sign_in(ada).get("/mitteilungen").text
    assert "Ihr Wissen fehlt dem Fachbeirat." in inbox
    assert "Ada" in client.get(committee.url).text
    assert [row.text for row in queries.interests_of(staff, committee)] == ["Ich berate Verkehrsbetriebe."]


def test_one_is_refused_with_a_reason_and_told(sign_in: SignIn) -> None:
    """G-05: the decision carries a reason, and applicants see their own state."""
    call, staff = factories.call(), factories.person("staff")
    row = factories.application(call, ada := factories.person())
    number, url = row.id, row.url
    short = sign_in(staff).submit(f"{url}/ablehnen", **{"ablehnen-reason": "nein"})
    assert short.status_code == 422
    done = sign_in(staff).submit(f"{url}/ablehnen", **{"ablehnen-reason": "Alle Plätze sind vergeben."})
    assert done.status_code == 303
    page = sign_in(ada).get(url).text
    assert "Alle Plätze sind vergeben." in page
    assert "nicht berufen" in page
    assert told(ada) == ["application_decided"]
    assert sign_in(staff).submit(f"{url}/berufen", **{"berufen-reason": "Doch, bitte sehr."}).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 0
    assert db.session.get_one(Application, number).state == ApplicationState.DECLINED


def test_the_day_after_the_call_is_too_late(app: Flask) -> None:
    """G-05: the last day belongs to the call, in Braunschweig's time."""
    call, ada, ben = factories.call(), factories.person(), factories.person()
    call_id, last = call.id, end_of_day(call.closes_on)
    with frozen_at(last - timedelta(seconds=1)):
        factories.application(call, ada)
    with frozen_at(last), pytest.raises(Forbidden):
        factories.application(db.session.get_one(Call, call_id), ben)


def test_applications_are_read_by_the_applicant_and_the_staff_office_alone(sign_in: SignIn, client: Visitor) -> None:
    """G-05, E-16: chair, Board, moderators and administrators are not among them."""
    call = factories.call()
    row = factories.application(call, ada := factories.person())
    url, of = row.url, row.committee
    chair = factories.member(of, "chair")
    assert client.get(url).status_code == 303
    for stranger in (chair, factories.person("board"), factories.person("moderator", "admin")):
        assert sign_in(stranger).get(url).status_code == 404
        assert sign_in(stranger).get(f"{of.url}/bewerbungen").status_code == 403
        assert "Institut für Wege" not in sign_in(stranger).get(of.url).text
    for reader in (ada, factories.person("staff")):
        assert "Mein Institut berät Verkehrsbetriebe." in sign_in(reader).get(url).text
    decided = sign_in(ada).submit(f"{url}/berufen", **{"berufen-reason": "Ich bin die Richtige."})
    assert decided.status_code == 403


def test_one_takes_an_application_back_and_sends_another(sign_in: SignIn) -> None:
    """G-05: nobody is appointed against their will."""
    call = factories.call()
    row = factories.application(call, ada := factories.person())
    number, url, of = row.id, row.url, row.committee
    assert sign_in(factories.person("staff")).submit(f"{url}/zurueckziehen").status_code == 403
    assert sign_in(ada).submit(f"{url}/zurueckziehen").status_code == 303
    with pytest.raises(Conflict), transaction():
        commands.accept(
            factories._inside("staff"), db.session.get_one(Application, number), reason="Wir wollen Sie trotzdem."
        )
    assert sign_in(ada).submit(f"{of.url}/bewerben", **SENT).status_code == 303
    assert db.session.scalars(select(Application.state)).all() == [ApplicationState.WAITING]
    assert sign_in(ada).get(f"{of.url}/bewerben").location == url


def test_somebody_is_proposed_and_decides_for_themselves(sign_in: SignIn) -> None:
    """G-05: one may be proposed; the staff office hears only of who would like to."""
    call, staff = factories.call(), factories.person("staff")
    ada, ben = factories.person(handle="Ada"), factories.person(handle="Ben")
    of = call.committee
    sent = {"handle": "Ben", "group": "business"}
    assert sign_in(ada).submit(f"{of.url}/vorschlagen", **sent).status_code == 303
    assert told(ben) == ["member_named"]
    assert "Ben" not in sign_in(staff).get(f"{of.url}/bewerbungen").text
    again = sign_in(factories.person()).submit(f"{of.url}/vorschlagen", **sent)
    assert again.status_code == 409
    assert sign_in(ada).submit(f"{of.url}/vorschlagen", handle="Ada", group="business").status_code == 422
    assert sign_in(ada).submit(f"{of.url}/vorschlagen", handle="Niemand", group="business").status_code == 404
    row = db.session.scalars(select(Application)).one()
    assert "Nein danke" in sign_in(ben).get(row.url).text
    assert sign_in(ben).submit(f"{of.url}/bewerben", **SENT).status_code == 303
    assert "Vorgeschlagen von Ada" in sign_in(staff).get(row.url).text


def test_bad_applications_come_back_as_typed(sign_in: SignIn) -> None:
    """E-17: nothing typed is lost."""
    call = factories.call()
    answer = sign_in(factories.person()).submit(
        f"{call.committee.url}/bewerben", **{**SENT, "text": "kurz", "interests": "Ich habe einen Laden."}
    )
    assert answer.status_code == 422
    assert "Ich habe einen Laden." in answer.text


def test_a_committee_has_one_open_call_at_a_time(app: Flask, sign_in: SignIn) -> None:
    """G-05, E-19: also when two are opened in the same moment; one that was ended makes room."""
    of, staff = factories.committee(), factories.person("staff")
    committee_id = of.id
    values = {"text": "Wir suchen Menschen vom Fach.", "closes_on": today() + timedelta(days=3)}

    def open_one() -> object:
        return commands.open_call(SYSTEM, db.session.get_one(type(of), committee_id), **values)

    assert at_once(app, [open_one, open_one], refused=(Conflict,)) == 1
    of = db.session.get_one(type(of), committee_id)
    assert sign_in(staff).submit(f"{of.url}/aufruf/beenden").status_code == 303
    assert sign_in(staff).submit(f"{of.url}/aufruf/beenden").status_code == 404
    factories.call(of)
    bad = sign_in(staff).submit(f"{of.url}/aufruf", text="kurz", closes_on=str(today()))
    assert bad.status_code == 422


def test_two_decide_on_one_application_in_the_same_moment(app: Flask) -> None:
    """G-05, E-19: one of them is refused, and there is one membership at most."""
    number = factories.application(factories.call()).id
    staff_id = factories.person("staff").id

    def staff() -> Person:
        return db.session.get_one(Person, staff_id)

    acts: list[Callable[[], object]] = [
        lambda: commands.accept(staff(), db.session.get_one(Application, number), reason="Das passt sehr gut."),
        lambda: commands.turn_down(staff(), db.session.get_one(Application, number), reason="Das passt nicht gut."),
    ]
    assert at_once(app, acts, refused=(Conflict,)) == 1
    decided = db.session.get_one(Application, number)
    held = db.session.scalar(select(func.count()).select_from(Membership))
    assert held == (1 if decided.state == ApplicationState.ACCEPTED else 0)
    assert db.session.scalar(select(func.count()).select_from(Interest)) == held


def test_no_more_applications_are_counted_than_wait(app: Flask) -> None:
    """G-12: the figure equals what is in the list."""
    call = factories.call()
    factories.application(call)
    row = factories.application(call)
    assert queries.waiting_applications() == 2
    number = row.id
    with transaction():
        commands.turn_down(factories._inside("staff"), db.session.get_one(Application, number), reason="Leider nicht.")
    assert queries.waiting_applications() == 1
    assert now().date() <= call.closes_on


def test_whoever_was_only_proposed_is_not_told_to_the_staff_office(sign_in: SignIn) -> None:
    """G-05: neither before the answer nor after a no."""
    call, staff, ada, ben = (
        factories.call(),
        factories.person("staff"),
        factories.person(),
        factories.person(handle="Ben"),
    )
    of = call.committee
    sign_in(ada).submit(f"{of.url}/vorschlagen", handle="Ben", group="business")
    url = db.session.scalars(select(Application)).one().url
    for _turn in range(2):
        assert sign_in(staff).get(url).status_code == 404
        assert "Ben" not in sign_in(staff).get(f"{of.url}/bewerbungen").text
        sign_in(ben).submit(f"{url}/zurueckziehen")
    said = select(LoggedEvent.audience).where(LoggedEvent.type == "ApplicationWithdrawn")
    assert db.session.scalars(said).all() == [f"person:{ben.id}"]
    assert sign_in(ben).get(url).status_code == 200


def test_whoever_waits_gets_an_answer_when_the_committee_ends(sign_in: SignIn) -> None:
    """G-05, G-03: with the reason of the end; the call ends, too."""
    call = factories.call()
    row = factories.application(call, ada := factories.person())
    url, committee_id, call_id = row.url, row.committee_id, call.id
    with transaction():
        of = db.session.get_one(Committee, committee_id)
        commands.dissolve(factories._inside("staff"), of, reason="Die Arbeit ist getan.")
    assert told(ada) == ["application_decided"]
    page = sign_in(ada).get(url).text
    assert "nicht berufen" in page
    assert "Die Arbeit ist getan." in page
    assert not db.session.get_one(Call, call_id).is_open


def test_a_sleeping_committee_looks_for_nobody(client: Visitor) -> None:
    """G-05, G-03: until it works again."""
    call = factories.call()
    url, committee_id = call.committee.url, call.committee_id
    for act, looks in ((commands.suspend, False), (commands.resume, True)):
        with transaction():
            act(factories._inside("staff"), db.session.get_one(Committee, committee_id), reason="Die Arbeit ruht.")
        assert ("/bewerben" in client.get(url).text) is looks
