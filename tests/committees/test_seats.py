"""Seats name who sends somebody; they may be vacant, and count once however many could sit on them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands, queries
from forum.committees.models import BoardEntry, Committee, Membership, Seat
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.meetings.models import Meeting
from forum.meetings.queries.entitled import voters_present
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def seat(of: Committee, sender: str = "Dezernat Bauen") -> Seat:
    committee_id = of.id
    with transaction():
        number = commands.add_seat(SYSTEM, db.session.get_one(Committee, committee_id), sender=sender).id
    return db.session.get_one(Seat, number)


def sits(on: Seat, *, deputises: bool = False) -> Person:
    """Return a person who sits on the seat, or deputises."""
    return factories.member(on.committee, seat=on, deputises=deputises)


def test_the_register_shows_who_sends_whom_and_what_is_vacant(app: Flask, client: Visitor) -> None:
    """G-06: a seat without holder is listed as vacant, also when it has a deputy."""
    board = factories.committee(kind="board")
    taken, vacant = seat(board), seat(board, "Verkehrs-GmbH")
    holder, deputy = sits(taken), sits(vacant, deputises=True)
    rows = {row.seat.sender: row for row in queries.seats(SYSTEM, board)}
    assert rows["Dezernat Bauen"].holder is not None
    assert rows["Verkehrs-GmbH"].holder is None
    page = client.get(board.url).text
    for words in ("Dezernat Bauen", "Verkehrs-GmbH", holder.handle, deputy.handle, "unbesetzt"):
        assert words in page
    with transaction():
        membership = db.session.scalars(select(Membership).where(Membership.person_id == holder.id)).one()
        commands.end_membership(SYSTEM, membership)
    assert client.get(board.url).text.count("unbesetzt") == 2


def test_a_vacant_seat_does_not_count_as_present_and_a_seat_counts_once(app: Flask) -> None:
    """G-06: three seats, one vacant; the deputy takes part in place of the holder, never beside them."""
    board = factories.committee(kind="board")
    first, second, _vacant = seat(board), seat(board, "Dezernat Umwelt"), seat(board, "Verkehrs-GmbH")
    chair = factories.member(board, "chair")
    holder, deputy, other = sits(first), sits(first, deputises=True), sits(second)
    meeting_id = factories.meeting(board).id
    factories.act(chair, meeting_id, "session.start")
    for one in (deputy, other):
        factories.act(one, meeting_id, "presence.check_in")
    ids = deputy.id, other.id, holder.id
    assert voters_present(db.session.get_one(Meeting, meeting_id)) == {ids[0], ids[1]}
    factories.act(holder, meeting_id, "presence.check_in")
    assert voters_present(db.session.get_one(Meeting, meeting_id)) == {ids[2], ids[1]}
    factories.act(deputy, meeting_id, "presence.check_out")
    with pytest.raises(Conflict):
        factories.act(deputy, meeting_id, "presence.check_in")


def test_a_seat_has_one_holder_and_one_deputy_at_a_time(app: Flask) -> None:
    """G-06: the next one follows on the day after."""
    board = factories.committee(kind="board")
    place = seat(board)
    factories.member(board, seat=place, until=today() + timedelta(days=9))
    sits(place, deputises=True)
    for deputises in (False, True):
        with pytest.raises(Conflict):
            sits(place, deputises=deputises)
    factories.member(board, seat=place, since=today() + timedelta(days=10))


def test_two_appointed_to_one_seat_at_once_are_not_both_appointed(app: Flask) -> None:
    """E-19: the seat is locked while it is taken."""
    place = seat(factories.committee(kind="board"))
    seat_id, ids = place.id, [factories.person().id for _number in range(2)]

    def appoint(person_id: int) -> Callable[[], object]:
        def act() -> object:
            found = db.session.get_one(Seat, seat_id)
            plan = commands.Appointment(seat=found)
            return commands.appoint(SYSTEM, found.committee, db.session.get_one(Person, person_id), plan)

        return act

    assert at_once(app, [appoint(number) for number in ids], refused=(Conflict,)) == 1


def test_a_deputy_needs_a_seat_and_a_seat_its_own_committee(app: Flask) -> None:
    """G-06: nobody deputises for nobody."""
    place = seat(factories.committee(kind="board"))
    with pytest.raises(Invalid):
        factories.member(place.committee, deputises=True)
    with pytest.raises(Exception, match="Sitz"):
        factories.member(factories.committee(), seat=place)


def test_seats_are_kept_on_the_site(sign_in: SignIn) -> None:
    """G-06: the staff office adds, fills and removes them; a seat that is taken cannot go."""
    board = factories.committee(kind="board")
    staff = sign_in(factories.person("staff"))
    person = factories.person(handle="Sitzt-da")
    assert staff.submit(f"{board.url}/sitze", sender="Dezernat Kultur").status_code == 303
    place = db.session.scalars(select(Seat)).one()
    sent = {"handle": person.handle, "role": "member", "group": "administration", "seat": str(place.id)}
    assert staff.submit(f"{board.url}/berufen", **sent).status_code == 303
    entry = db.session.scalars(select(BoardEntry.id)).one()
    confirmed = sign_in(factories.person("staff")).submit(f"{board.url}/berufen/{entry}/bestaetigen")
    assert confirmed.status_code == 303
    assert staff.submit(f"{board.url}/sitze/{place.id}/entfernen").status_code == 409
    with transaction():
        commands.end_membership(SYSTEM, db.session.scalars(select(Membership)).one())
    assert staff.submit(f"{board.url}/sitze/{place.id}/entfernen").status_code == 303
    assert queries.seats(SYSTEM, board) == []


def test_only_the_staff_office_keeps_seats(app: Flask) -> None:
    """G-06: neither the Board nor anybody else."""
    board = factories.committee(kind="board")
    board_id, person_id = board.id, factories.person().id
    with transaction(), pytest.raises(Forbidden):
        commands.add_seat(
            db.session.get_one(Person, person_id), db.session.get_one(Committee, board_id), sender="Dezernat Bauen"
        )
