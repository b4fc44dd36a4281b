"""Founding committees from the Forum, appointing members, and the words they hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands
from forum.committees.commands import Frame
from forum.committees.models import Committee, Membership, State
from forum.core.clock import frozen_at, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

PROPOSAL = {
    "title": "Fachbeirat Stadtgrün",
    "theme": "Grünflächen",
    "mandate": "Berät die Stadt zu Bäumen, Parks und Dächern.",
    "reason": "Die Sommer werden heißer, und viele wissen etwas dazu.",
}


def words(person: Person) -> frozenset[str]:
    db.session.info.clear()
    return person.words


def test_a_fachbeirat_is_founded_from_the_forum(client: Visitor, sign_in: SignIn) -> None:
    """G-03: a member proposes, everybody reads it, the Stabsstelle founds with a reason and appoints."""
    answer = sign_in(factories.person()).submit("/gremien/vorschlagen", **PROPOSAL)
    assert answer.status_code == 303
    assert "Vorgeschlagen" in client.get("/gremien").get_data(as_text=True)
    staff, ben = factories.person("staff"), factories.person()
    founded = sign_in(staff).submit("/gremien/fachbeirat-stadtgruen/gruenden", reason="Das Thema ist dringend.")
    assert founded.status_code == 303
    fields = {"handle": ben.handle, "role": "member", "group": "research", "organisation": "TU Braunschweig"}
    assert sign_in(staff).submit("/gremien/fachbeirat-stadtgruen/berufen", **fields).status_code == 303
    page = client.get("/gremien/fachbeirat-stadtgruen").get_data(as_text=True)
    for shown in ("Das Thema ist dringend.", ben.handle, "TU Braunschweig", "Wissenschaft"):
        assert shown in page


def test_a_proposal_may_be_declined_with_a_reason_everybody_reads(client: Visitor, sign_in: SignIn) -> None:
    """G-05: the decision carries a reason."""
    sign_in(factories.person()).submit("/gremien/vorschlagen", **PROPOSAL)
    staff = sign_in(factories.person("staff"))
    assert staff.submit("/gremien/fachbeirat-stadtgruen/ablehnen", reason="kurz").status_code == 422
    assert staff.submit("/gremien/fachbeirat-stadtgruen/ablehnen", reason="Es gibt schon einen.").status_code == 303
    assert "Es gibt schon einen." in client.get("/gremien/fachbeirat-stadtgruen").get_data(as_text=True)
    again = staff.submit("/gremien/fachbeirat-stadtgruen/gruenden", reason="Doch, bitte sehr.")
    assert again.status_code == 409


def test_bad_proposals_come_back_as_typed(sign_in: SignIn) -> None:
    answer = sign_in(factories.person()).submit("/gremien/vorschlagen", **{**PROPOSAL, "mandate": "kurz"})
    assert answer.status_code == 422
    assert "Die Sommer werden heißer" in answer.get_data(as_text=True)


@pytest.mark.parametrize("roles", [(), ("moderator",), ("board",), ("admin",)])
def test_only_the_stabsstelle_decides_and_appoints(app: Flask, roles: tuple[str, ...]) -> None:
    committee, who = factories.committee(), factories.person(*roles)
    with pytest.raises(Forbidden), transaction():
        commands.dissolve(who, committee, reason="Weil ich es so will.")
    with pytest.raises(Forbidden), transaction():
        commands.appoint(who, committee, who)


def test_visitors_and_newcomers_without_account_cannot_propose(client: Visitor) -> None:
    assert client.get("/gremien/vorschlagen").location.startswith("/anmelden")
    answer = client.submit("/gremien/vorschlagen", **PROPOSAL)
    assert answer.status_code == 401
    assert PROPOSAL["title"] in answer.get_data(as_text=True)  # Nothing typed is lost (E-17).


def test_rights_follow_the_term_to_the_day(app: Flask) -> None:
    """G-04: they begin and end at 00:00 in Braunschweig, whatever day UTC counts."""
    committee = factories.committee()
    first = today() + timedelta(days=10)
    ada = factories.member(committee, "chair", since=first, until=first + timedelta(days=1))
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=1)  # winter time
    held = {f"committee:{committee.id}", f"committee:{committee.id}:chair"}
    for moment, has in (
        (midnight - timedelta(seconds=1), False),
        (midnight, True),
        (midnight + timedelta(days=2, seconds=-1), True),
        (midnight + timedelta(days=2), False),
    ):
        with frozen_at(moment):
            assert (words(ada) & held == held) is has


def test_members_of_the_board_hold_its_word(app: Flask) -> None:
    board = factories.committee(kind="board", title="Smart City-Board")
    ada, clerk = factories.member(board), factories.member(board, "clerk")
    assert {"board", f"committee:{board.id}"} <= words(ada)
    assert f"committee:{board.id}:clerk" in words(clerk)
    assert "board" not in words(factories.member(factories.committee()))


def test_ending_a_term_or_a_committee_ends_the_words_at_once(app: Flask) -> None:
    committee = factories.committee()
    ada, ben = factories.member(committee), factories.member(committee)
    word = f"committee:{committee.id}"
    with transaction():
        membership = db.session.scalars(select(Membership).where(Membership.person_id == ada.id)).one()
        commands.end_membership(SYSTEM, membership)
    assert word not in words(ada)
    assert word in words(ben)
    with transaction():
        commands.dissolve(SYSTEM, db.session.get_one(Committee, committee.id), reason="Der Auftrag ist erfüllt.")
    assert word not in words(ben)
    assert db.session.get_one(Committee, committee.id).state == State.DISSOLVED


def test_nobody_dissolves_the_board(sign_in: SignIn) -> None:
    """Without it nobody could decide."""
    board, staff = factories.committee(kind="board"), sign_in(factories.person("staff"))
    assert "aufloesen" not in staff.get(board.url).get_data(as_text=True)
    answer = staff.submit(f"{board.url}/aufloesen", reason="Wir brauchen es nicht mehr.")
    assert answer.status_code == 409
    assert db.session.get_one(Committee, board.id).state == State.ACTIVE


def test_nobody_belongs_to_a_committee_twice_at_a_time(app: Flask) -> None:
    committee = factories.committee()
    ada = factories.member(committee)
    ben = factories.person()
    with pytest.raises(Conflict), transaction():
        commands.appoint(SYSTEM, committee, ada, commands.Appointment(role="chair"))
    with pytest.raises(Invalid), transaction():
        commands.appoint(SYSTEM, committee, ben, commands.Appointment(until=today() - timedelta(days=1)))


def test_the_board_stands_first(client: Visitor) -> None:
    factories.committee(title="Aaa Fachbeirat")
    factories.committee(kind="board", title="Smart City-Board")
    page = client.get("/gremien").get_data(as_text=True)
    assert page.index("Smart City-Board</a>") < page.index("Aaa Fachbeirat</a>")


def test_a_committee_has_one_chair_at_a_time(app: Flask) -> None:
    """B-05: a second one follows when the first term is over; deputies and clerks may be several."""
    of = factories.committee()
    factories.member(of, "chair", until=today() + timedelta(days=9))
    with pytest.raises(Conflict):
        factories.member(of, "chair")
    for role in ("deputy", "deputy", "clerk", "clerk"):
        factories.member(of, role)
    factories.member(of, "chair", since=today() + timedelta(days=10))


def test_who_is_appointed_for_later_is_shown_and_can_be_taken_back(client: Visitor, sign_in: SignIn) -> None:
    """G-04: a chair of next year is seen, so that another one can take the place."""
    of, staff = factories.committee(), factories.person("staff")
    later = today() + timedelta(days=300)
    factories.member(of, "chair", factories.person(handle="Zukunft"), since=later)
    office = sign_in(staff)
    page = office.get(f"{of.url}/berufen").text
    assert "Berufung von Zukunft zurücknehmen" in page
    assert "Zukunft" in client.get(of.url).text
    number = db.session.scalars(select(Membership.id)).one()
    assert office.submit(f"{of.url}/mitglieder/{number}/beenden").status_code == 303
    for path in (of.url, f"{of.url}/berufen"):
        assert "Zukunft" not in office.get(path).text
    factories.member(of, "chair", since=later)


def test_more_members_than_places_are_told_of(sign_in: SignIn) -> None:
    """G-05: nothing is refused, since the city may decide so, and nothing goes unseen."""
    of, office = factories.committee(frame=Frame(places={"research": 1})), sign_in(factories.person("staff"))
    for handle, told in (("Ada", False), ("Ben", True)):
        factories.person(handle=handle)
        sent = office.submit(f"{of.url}/berufen", handle=handle, role="member", group="research")
        assert sent.status_code == 303, sent.text
        assert ("Wissenschaft: 2 Mitglieder auf 1 Plätzen" in office.get(sent.location).text) is told


def test_a_mandate_that_is_over_is_seen(sign_in: SignIn) -> None:
    """G-03: everybody reads it, and the Stabsstelle is asked to decide."""
    of = factories.committee()
    number, address = of.id, of.url
    member, office = sign_in(factories.member(of)), sign_in(factories.person("staff"))
    for days, is_over in ((0, False), (1, True)):
        with transaction():
            db.session.get_one(Committee, number).term_until = today() - timedelta(days=days)
        assert ("abgelaufen" in member.get(address).text) is is_over
        assert ("Der Auftrag dieses Gremiums ist abgelaufen" in office.get(address).text) is is_over
