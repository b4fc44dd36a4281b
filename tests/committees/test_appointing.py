"""Who gets a seat, and with it rights, gets it from others: nobody by themselves, and on the Board from two (I-16)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person, Standing
from forum.committees import commands, queries
from forum.committees.commands import Appointment
from forum.committees.models import Application, ApplicationState, BoardEntry, Committee, Membership, Seat
from forum.core import worker
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.notifications.models import Message
from forum.privacy.erasing import erase
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

ONESELF = "Sich selbst beruft niemand."


def seat(of: Committee) -> int:
    committee_id = of.id
    with transaction():
        return commands.add_seat(SYSTEM, db.session.get_one(Committee, committee_id), sender="Dezernat Bauen").id


def row_of(number: int) -> Application:
    return db.session.get_one(Application, number)


def terms() -> int:
    return db.session.scalar(select(func.count()).select_from(Membership)) or 0


@pytest.mark.parametrize("kind", ["board", "advisory_council"])
def test_nobody_appoints_themselves(sign_in: SignIn, kind: str) -> None:
    """I-16: as whatever, and not as a deputy either; the field says so, and the forum itself may."""
    of, staff = factories.committee(kind=kind), factories.person("staff", handle="Amtsperson")
    number, place, url = of.id, seat(of), f"{of.url}/berufen"
    office = sign_in(staff)
    for role in ("member", "chair", "deputy", "clerk"):
        answer = office.submit(url, handle="Amtsperson", role=role, group="administration")
        assert (answer.status_code, ONESELF in answer.text) == (422, True), role
    sent = {"handle": "Amtsperson", "role": "member", "group": "administration", "seat": str(place), "deputises": "y"}
    assert office.submit(url, **sent).status_code == 422
    assert terms() == 0
    factories.member(db.session.get_one(Committee, number), who=staff)
    assert terms() == 1


def test_the_command_refuses_oneself_too(app: Flask) -> None:
    """I-16: whatever page or program asks."""
    of, staff = factories.committee(), factories.person("staff")
    with pytest.raises(Invalid) as refused, transaction():
        commands.appoint(staff, of, staff)
    assert set(refused.value.fields) == {"handle"}


def test_nobody_decides_on_their_own_application(sign_in: SignIn) -> None:
    """G-05, I-16: another one does, and the page says it in place of the form."""
    row = factories.application(factories.call(), staff := factories.person("staff"))
    number, url, staff_id = row.id, row.url, staff.id
    own, other = sign_in(staff), sign_in(factories.person("staff"))
    page = own.get(url).text
    assert "Über Ihre eigene Bewerbung entscheidet eine andere Person der Stabsstelle." in page
    assert f"{url}/ablehnen" not in page
    assert "eigene Bewerbung" not in other.get(url).text
    for act in ("berufen", "ablehnen"):
        assert own.submit(f"{url}/{act}", **{f"{act}-reason": "Ich bin die Richtige."}).status_code == 403
    for command in (commands.accept, commands.turn_down):
        with pytest.raises(Forbidden), transaction():
            command(db.session.get_one(Person, staff_id), row_of(number), reason="Ich bin die Richtige.")
    assert (row_of(number).state, terms()) == (ApplicationState.WAITING, 0)
    assert other.submit(f"{url}/berufen", **{"berufen-reason": "Das passt sehr gut."}).status_code == 303
    assert terms() == 1


def proposed(of: Committee, person: Person, by: Person | None = None, **plan: Any) -> BoardEntry:
    """Return the proposal of one of the Stabsstelle that somebody belongs to the Board."""
    ids = of.id, person.id, (by or factories.person("staff")).id
    with transaction():
        found, who = db.session.get_one(Committee, ids[0]), db.session.get_one(Person, ids[1])
        number = commands.propose_for_board(db.session.get_one(Person, ids[2]), found, who, Appointment(**plan)).id
    return db.session.get_one(BoardEntry, number)


def confirm(number: int, by: Person) -> None:
    person_id = by.id
    with transaction():
        commands.confirm_entry(db.session.get_one(Person, person_id), db.session.get_one(BoardEntry, number))


def test_a_term_begins_no_sooner_than_the_second_person_agrees(app: Flask) -> None:
    """I-16: a day that has gone by meanwhile is none on which one person alone let somebody belong to the Board."""
    board, person = factories.committee(kind="board"), factories.person().id
    first, second = factories.person("staff").id, factories.person("staff").id
    with transaction():
        plan = Appointment(since=today(), until=today() + timedelta(days=90))
        of = db.session.get_one(Committee, board.id)
        actor = db.session.get_one(Person, first)
        number = commands.propose_for_board(actor, of, db.session.get_one(Person, person), plan).id
    with frozen_at(now() + timedelta(days=10)):
        with transaction():
            commands.confirm_entry(db.session.get_one(Person, second), db.session.get_one(BoardEntry, number))
        assert db.session.scalars(select(Membership.since)).one() == today()


def test_the_board_is_appointed_by_two(client: Visitor, sign_in: SignIn) -> None:
    """I-16: one of the Stabsstelle proposes, another one confirms; until then nobody holds anything or hears of it."""
    board, person = factories.committee(kind="board"), factories.person(handle="Neu-im-Board")
    place, url, page_of_board = seat(board), f"{board.url}/berufen", board.url
    one = sign_in(factories.person("staff", handle="Erste_Kraft"))
    second = factories.person("staff")
    two = sign_in(second)
    assert "Vorschlagen</span>" in one.get(url).text
    until = today() + timedelta(days=90)
    sent = {"handle": "Neu-im-Board", "role": "chair", "group": "administration", "organisation": "Dezernat Bauen"}
    sent |= {"seat": str(place), "until": str(until)}
    assert one.submit(url, **sent).status_code == 303
    assert one.submit(url, **sent).status_code == 409
    number = db.session.scalars(select(BoardEntry.id)).one()
    buttons = f"{url}/{number}"
    for office, may in ((one, False), (two, True)):
        page = office.get(url).text
        assert "Wartet auf Bestätigung" in page
        assert "vorgeschlagen von Erste_Kraft" in page
        assert (f"{buttons}/bestaetigen" in page, f"{buttons}/verwerfen" in page) == (may, True)
    assert "1 Person wartet auf Bestätigung" in two.get(page_of_board).text
    assert "wartet auf Bestätigung" not in client.get(page_of_board).text
    assert "Neu-im-Board" not in client.get(page_of_board).text
    assert ("board" in db.session.get_one(Person, person.id).words, terms()) == (False, 0)
    assert one.submit(f"{buttons}/bestaetigen").status_code == 403
    assert sign_in(person).submit(f"{buttons}/bestaetigen").status_code == 403
    assert two.submit(f"/gremien/{factories.committee().slug}/berufen/{number}/bestaetigen").status_code == 404
    worker.run_until_idle()
    mine = select(Message.kind).where(Message.person_id == person.id)
    assert db.session.scalars(mine).all() == []
    assert two.submit(f"{buttons}/bestaetigen").location == url
    assert two.submit(f"{buttons}/bestaetigen").status_code == 404
    row = db.session.scalars(select(Membership)).one()
    assert (row.person_id, row.role, row.organisation) == (person.id, "chair", "Dezernat Bauen")
    assert (row.since, row.until, row.seat_id, row.appointed_by) == (today(), until, place, second.id)
    assert "board" in db.session.get_one(Person, person.id).words
    worker.run_until_idle()
    assert db.session.scalars(mine).all() == ["member_appointed"]
    steps = select(LoggedEvent.type, LoggedEvent.audience).where(LoggedEvent.subject_kind == "committee")
    told = [tuple(row) for row in db.session.execute(steps.order_by(LoggedEvent.id)) if "Fo" not in row[0]]
    assert told[-2:] == [("BoardEntryProposed", "staff"), ("MemberAppointed", "public")]


def test_one_alone_appoints_to_a_fachbeirat_and_never_to_the_board(app: Flask) -> None:
    """I-16: nor by way of an application; the forum itself may."""
    board, council, staff = factories.committee(kind="board"), factories.committee(), factories.person("staff")
    row = factories.application(factories.call(board))
    ids = board.id, council.id, staff.id, factories.person().id, row.id
    acts: list[Callable[[Person, Person], object]] = [
        lambda who, person: commands.appoint(who, db.session.get_one(Committee, ids[0]), person),
        lambda who, _person: commands.accept(who, row_of(ids[4]), reason="Das passt sehr gut."),
        lambda who, person: commands.propose_for_board(who, db.session.get_one(Committee, ids[1]), person),
    ]
    for act in acts:
        with pytest.raises(Forbidden), transaction():
            act(db.session.get_one(Person, ids[2]), db.session.get_one(Person, ids[3]))
    with transaction():
        council = db.session.get_one(Committee, ids[1])
        commands.appoint(db.session.get_one(Person, ids[2]), council, db.session.get_one(Person, ids[3]))
    factories.member(db.session.get_one(Committee, ids[0]))
    assert terms() == 2


def test_nobody_has_a_hand_in_their_own_proposal(sign_in: SignIn) -> None:
    """I-16: neither proposing nor confirming nor dropping; whoever proposed takes it back, or another one refuses it."""
    board, first = factories.committee(kind="board"), factories.person("staff", handle="Erste_Kraft")
    second = factories.person("staff", handle="Zweite_Kraft")
    one, two, url = sign_in(first), sign_in(second), f"{board.url}/berufen"
    sent = {"role": "member", "group": "administration"}
    answer = one.submit(url, handle="Erste_Kraft", **sent)
    assert (answer.status_code, ONESELF in answer.text) == (422, True)
    number = proposed(board, second, first).id
    page = two.get(url).text
    assert "Wartet auf Bestätigung" in page
    for act in ("bestaetigen", "verwerfen"):
        assert f"{url}/{number}/{act}" not in page
        assert two.submit(f"{url}/{number}/{act}").status_code == 403
    for role in ("board", "moderator", "admin"):
        for act in ("bestaetigen", "verwerfen"):
            assert sign_in(factories.person(role)).submit(f"{url}/{number}/{act}").status_code == 403
    assert one.submit(f"{url}/{number}/verwerfen").location == url
    assert one.submit(f"{url}/{number}/verwerfen").status_code == 404
    number = proposed(board, second, first).id
    assert sign_in(factories.person("staff")).submit(f"{url}/{number}/verwerfen").status_code == 303
    assert terms() == 0
    gone = select(LoggedEvent.audience).where(LoggedEvent.type == "BoardEntryDropped")
    assert db.session.scalars(gone).all() == ["staff", "staff"]


def test_what_cannot_be_any_more_is_refused_when_the_second_person_agrees(app: Flask) -> None:
    """G-04, G-06, I-16: term, seat, chair and account are looked at when it is proposed and when it is confirmed."""
    board, staff = factories.committee(kind="board"), factories.person("staff")
    number, place = board.id, db.session.get_one(Seat, seat(board))

    def of() -> Committee:
        return db.session.get_one(Committee, number)

    def confirmed(entry: BoardEntry) -> ForumError | None:
        try:
            confirm(entry.id, staff)
        except ForumError as error:
            db.session.rollback()
            return error
        return None

    twice, chair, sits = (factories.person() for _number in range(3))
    suspended = factories.person()
    late = today() + timedelta(days=3)
    entries = [
        proposed(board, twice),
        proposed(board, chair, role="chair"),
        proposed(board, sits, seat=place),
        proposed(board, suspended),
        short := proposed(board, factories.person(), until=late),
    ]
    short_id = short.id
    factories.member(of(), who=twice)
    factories.member(of(), "chair")
    factories.member(of(), seat=db.session.get_one(Seat, place.id))
    with transaction():
        db.session.get_one(Person, suspended.id).standing = Standing.SUSPENDED
    for plan in ({"role": "chair"}, {"seat": place}, {"until": today() - timedelta(days=1)}, {"deputises": True}):
        with pytest.raises((Conflict, Invalid)):
            proposed(of(), factories.person(), **plan)
    for entry in entries[:4]:
        assert isinstance(confirmed(entry), Conflict)
    with frozen_at(now() + timedelta(days=5)):
        assert isinstance(confirmed(db.session.get_one(BoardEntry, short_id)), Conflict)
    # What was refused still waits, and can be confirmed once it is possible again.
    assert len(queries.waiting_for_board(SYSTEM, of())) == 5
    assert confirmed(db.session.get_one(BoardEntry, short_id)) is None
    removed = proposed(of(), factories.person(), seat=db.session.get_one(Seat, other := seat(of())))
    with transaction():
        commands.remove_seat(SYSTEM, db.session.get_one(Seat, other))
    assert isinstance(confirmed(db.session.get_one(BoardEntry, removed.id)), NotFound)


def test_two_who_confirm_at_once_appoint_once(app: Flask) -> None:
    """E-19, I-16."""
    number = proposed(factories.committee(kind="board"), factories.person()).id
    ids = [factories.person("staff").id for _number in range(2)]

    def act(person_id: int) -> Callable[[], object]:
        return lambda: commands.confirm_entry(db.session.get_one(Person, person_id), get_or_404(BoardEntry, number))

    assert at_once(app, [act(one) for one in ids], refused=(Conflict, NotFound)) == 1
    assert terms() == 1


def test_who_applied_to_the_board_is_appointed_by_two(sign_in: SignIn) -> None:
    """G-05, I-16: the application waits until the second person agrees, and then the reason goes out."""
    board, ada = factories.committee(kind="board"), factories.person()
    row = factories.application(factories.call(board), ada)
    number, url, waiting = row.id, row.url, f"{board.url}/berufen"
    one, two = sign_in(factories.person("staff")), sign_in(second := factories.person("staff"))
    assert one.submit(f"{url}/berufen", **{"berufen-reason": "Ihr Wissen fehlt im Board."}).status_code == 303
    assert (row_of(number).state, terms()) == (ApplicationState.WAITING, 0)
    page = one.get(url).text
    assert "Eine zweite Person der Stabsstelle muss dieser Berufung zustimmen." in page
    assert f"{url}/berufen" not in page
    assert "Wartet auf Bestätigung" not in sign_in(ada).get(url).text
    assert "Ihr Wissen fehlt im Board." in two.get(waiting).text
    assert one.submit(f"{url}/berufen", **{"berufen-reason": "Ihr Wissen fehlt im Board."}).status_code == 409
    entry = db.session.scalars(select(BoardEntry.id)).one()
    assert one.submit(f"{waiting}/{entry}/bestaetigen").status_code == 403
    assert two.submit(f"{waiting}/{entry}/bestaetigen").status_code == 303
    done = row_of(number)
    assert (done.state, done.reason, done.decided_by) == ("accepted", "Ihr Wissen fehlt im Board.", second.id)
    assert done.membership_id is not None
    assert [one.text for one in queries.interests_of(second, board)] == ["Mein Institut berät Verkehrsbetriebe."]
    worker.run_until_idle()
    assert db.session.scalars(select(Message.kind).where(Message.person_id == ada.id)).all() == ["application_decided"]


@pytest.mark.parametrize("end", ["turned down", "withdrawn", "dropped"])
def test_an_application_of_which_nothing_comes_waits_for_nobody(sign_in: SignIn, end: str) -> None:
    """G-05: whoever is turned down or takes it back is not appointed after all; a dropped proposal leaves it open."""
    board, ada = factories.committee(kind="board"), factories.person()
    row = factories.application(factories.call(board), ada)
    number, url, waiting = row.id, row.url, f"{board.url}/berufen"
    one, two = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    assert one.submit(f"{url}/berufen", **{"berufen-reason": "Ihr Wissen fehlt im Board."}).status_code == 303
    entry = db.session.scalars(select(BoardEntry.id)).one()
    if end == "turned down":
        assert two.submit(f"{url}/ablehnen", **{"ablehnen-reason": "Doch lieber nicht."}).status_code == 303
    elif end == "withdrawn":
        assert sign_in(ada).submit(f"{url}/zurueckziehen").status_code == 303
    else:
        assert two.submit(f"{waiting}/{entry}/verwerfen").status_code == 303
        assert one.submit(f"{url}/berufen", **{"berufen-reason": "Ihr Wissen fehlt im Board."}).status_code == 303
        return
    assert two.submit(f"{waiting}/{entry}/bestaetigen").status_code == 404
    assert (terms(), row_of(number).membership_id) == (0, None)


def test_whoever_is_erased_waits_for_nobody(app: Flask) -> None:
    """P-06, P-10: neither the proposal nor what it says stays; one by somebody who is gone can be confirmed."""
    board, person, staff = factories.committee(kind="board"), factories.person(), factories.person("staff")
    proposed(board, person, organisation="Dezernat Bauen")
    by_one_gone = proposed(board, factories.person(), staff).id
    for number in (person.id, staff.id):
        with transaction():
            erase(SYSTEM, db.session.get_one(Person, number), with_texts=False)
    assert db.session.scalars(select(BoardEntry.id)).all() == [by_one_gone]
    confirm(by_one_gone, factories.person("staff"))
    assert terms() == 1
