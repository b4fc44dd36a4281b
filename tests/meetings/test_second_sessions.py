"""Second sessions: what the first one could not decide for want of members is decided by however many come (B-06)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.meetings import commands, queries
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Circle, Meeting, Poll
from tests import factories
from tests.factories import Visitor
from tests.meetings.talk import moves
from tests.meetings.test_fair_to_all import TEXT, act, opened

SignIn = Callable[[Person], Visitor]


def invited(chair: Person, number: int) -> None:
    person_id = chair.id
    with transaction():
        commands.invite(db.session.get_one(Person, person_id), number)


def test_a_second_session_follows_one_without_a_quorum(app: Flask) -> None:
    """B-06: it cannot be called so at will, and decides nothing that was not in its invitation (NKomVG § 65)."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    number, committee_id = factories.meeting(of, quorum=3).id, of.id
    invited(chair, number)
    with pytest.raises(Invalid) as refused:
        factories.meeting(db.session.get_one(Committee, committee_id), quorum=3, second=True)
    assert list(refused.value.fields) == ["second"]
    act(chair, number, "session.start")
    act(chair, number, "session.close")
    again = factories.meeting(db.session.get_one(Committee, committee_id), quorum=3, second=True).id
    invited(chair, again)
    act(chair, again, "session.start")
    act(chair, again, "presence.check_in")
    act(chair, again, "quorum.establish")
    with pytest.raises(Conflict, match="wozu eingeladen"):
        act(chair, again, "item.add", title="Etwas ganz anderes")
    third = factories.meeting(db.session.get_one(Committee, committee_id), quorum=3, second=True).id
    invited(chair, third)
    act(chair, third, "item.add", title="Heimlich dazu")
    assert not db.session.get_one(Meeting, third).second_announced


def failed(of: Committee, chair: Person, *items: PlannedItem) -> list[AgendaItem]:
    """Let a session end without a quorum, and return its items."""
    number = factories.meeting(of, items, quorum=3).id
    invited(chair, number)
    act(chair, number, "session.start")
    act(chair, number, "session.close")
    return list(queries.items(chair, db.session.get_one(Meeting, number)))


def again(item: AgendaItem, **changes: Any) -> PlannedItem:
    return PlannedItem(**{"title": item.title, "idea_id": item.idea_id, "again_of": item.id, **changes})


def second(committee_id: int, chair: Person, *items: PlannedItem, starts: bool = True) -> list[AgendaItem]:
    """Return the items of a second session, with the chair alone in it."""
    of = db.session.get_one(Committee, committee_id)
    number = factories.meeting(of, items, quorum=3, second=True, starts_at=now() + timedelta(hours=1)).id
    invited(chair, number)
    if starts:
        act(chair, number, "session.start")
        act(chair, number, "presence.check_in")
        act(chair, number, "quorum.establish")
    return list(queries.items(chair, db.session.get_one(Meeting, number)))


def decides(chair: Person, item: AgendaItem) -> int:
    """Let the chair alone decide on a motion under the item; return the quorum that is frozen with the vote."""
    number, item_id = item.meeting_id, item.id
    act(chair, number, "item.open", item_id=item_id)
    poll_id = opened(chair, number, motion_id=moves(chair, number, text=TEXT))
    act(chair, number, "poll.vote", poll_id=poll_id, choice="yes")
    act(chair, number, "poll.close", poll_id=poll_id)
    return int(db.session.get_one(Poll, poll_id).configuration["quorum"])


def test_a_second_session_needs_the_usual_number_for_what_is_new(app: Flask) -> None:
    """B-06: only what the first one left open is decided by however many (NKomVG § 65)."""
    of = factories.committee()
    committee_id, chair = of.id, factories.member(of, "chair")
    idea_id = factories.idea(state="fachbeirat").id
    one, about_it = failed(of, chair, PlannedItem("Radwege"), PlannedItem("Bänke am Fluss", idea_id=idea_id))
    other_idea = factories.idea(state="fachbeirat").id
    items = second(
        committee_id,
        chair,
        again(one),
        again(about_it),
        PlannedItem("Radwege"),
        again(about_it, title="Bänke überall"),
        again(about_it, idea_id=other_idea),
    )
    assert [item.again_of is not None for item in items] == [True, True, False, False, False]
    room = f"/sitzungen/{items[0].meeting_id}"
    said = "was aus der ersten Sitzung offen ist, wird mit jeder Zahl entschieden · sonst beschlussfähig ab 3"
    assert said in factories.visitor(app).get(room).text
    assert decides(chair, items[0]) == 0
    assert decides(chair, items[1]) == 0
    for item in items[2:]:
        with pytest.raises(Conflict, match="Anwesend sind 1, nötig sind 3"):
            decides(chair, item)
        act(chair, item.meeting_id, "item.close", item_id=item.id, outcome="postponed")
    for _member in range(2):
        act(factories.member(db.session.get_one(Committee, committee_id)), items[0].meeting_id, "presence.check_in")
    assert decides(chair, items[2]) == 3
    act(chair, items[0].meeting_id, "session.close")
    assert f'href="/sitzungen/{one.meeting_id}"' in factories.signed_in(app, chair).get(f"{room}/niederschrift").text


def test_what_is_another_matter_loses_its_place(app: Flask) -> None:
    """B-06: an item that is changed after the invitation is a new one."""
    of = factories.committee()
    committee_id, chair = of.id, factories.member(of, "chair")
    [first] = failed(of, chair, PlannedItem("Radwege"))
    [item] = second(committee_id, chair, again(first), starts=False)
    number, item_id = item.meeting_id, item.id
    act(chair, number, "item.change", item_id=item_id, version=1, title="Radwege", minutes=10)
    assert db.session.get_one(AgendaItem, item_id).again_of is not None
    act(chair, number, "item.change", item_id=item_id, version=2, title="Etwas ganz anderes")
    assert db.session.get_one(AgendaItem, item_id).again_of is None


def test_a_matter_is_taken_up_once_and_only_while_it_is_open(app: Flask) -> None:
    """B-06: nobody repeats alone what was decided, and a cancelled second session used nothing up."""
    of = factories.committee()
    committee_id, chair = of.id, factories.member(of, "chair")
    others = [factories.member(of) for _member in range(2)]
    number = factories.meeting(of, (PlannedItem("Entschieden"), PlannedItem("Offen")), quorum=3).id
    invited(chair, number)
    act(chair, number, "session.start")
    for who in (chair, *others):
        act(who, number, "presence.check_in")
    act(chair, number, "quorum.establish")
    ids = [item.id for item in queries.items(chair, db.session.get_one(Meeting, number))]
    act(chair, number, "item.open", item_id=ids[0])
    poll_id = opened(chair, number, motion_id=moves(chair, number, text=TEXT))
    act(others[0], number, "poll.vote", poll_id=poll_id, choice="no")
    act(chair, number, "poll.close", poll_id=poll_id)
    act(others[0], number, "quorum.doubt")
    act(others[0], number, "presence.check_out")
    act(chair, number, "session.close")
    assert db.session.get_one(Meeting, number).lacked_quorum

    def first(place: int) -> PlannedItem:
        return again(db.session.get_one(AgendaItem, ids[place]))

    items = second(committee_id, chair, first(0), first(1), starts=False)
    assert [item.again_of for item in items] == [None, ids[1]]
    cancelled, person_id = items[0].meeting_id, chair.id
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, person_id), cancelled, reason="Der Saal ist gesperrt.")
    [item] = second(committee_id, chair, first(1), starts=False)
    assert item.again_of == ids[1]
    [item] = second(committee_id, chair, first(1), starts=False)
    assert item.again_of is None


def test_a_session_with_enough_members_lacked_nothing(app: Flask) -> None:
    """B-06: not to establish the quorum makes no first session."""
    of = factories.committee()
    committee_id, chair = of.id, factories.member(of, "chair")
    others = [factories.member(of) for _member in range(2)]
    number = factories.meeting(of, quorum=3).id
    invited(chair, number)
    act(chair, number, "session.start")
    for who in (chair, *others):
        act(who, number, "presence.check_in")
    act(chair, number, "session.close")
    assert not db.session.get_one(Meeting, number).lacked_quorum
    with pytest.raises(Invalid):
        factories.meeting(db.session.get_one(Committee, committee_id), quorum=3, second=True)


def test_a_second_session_is_planned_with_the_items_of_the_first(app: Flask, sign_in: SignIn) -> None:
    """B-06, E-18: offered where the first one ended, with what the planner may see, and for no other session."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    agenda = (
        PlannedItem("Radwege am Ring", "Worum es geht", children=(PlannedItem("Kosten der Radwege"),)),
        PlannedItem("Kanarienvogel", level=Circle.CHAIR),
    )
    number, url, staff = factories.meeting(of, agenda, quorum=3).id, of.url, factories.person("staff")
    page = f"{url}/sitzung-planen?nach={number}"
    assert sign_in(chair).get(page).status_code == 404
    invited(chair, number)
    act(chair, number, "session.start")
    act(chair, number, "session.close")
    room = sign_in(chair).get(f"/sitzungen/{number}").text
    assert f'href="{page}"' in room
    assert "nach=" not in factories.visitor(app).get(f"/sitzungen/{number}").text
    form = sign_in(chair).get(page).text
    for words in ('value="Radwege am Ring"', "Worum es geht", 'value="Kosten der Radwege"', 'value="Kanarienvogel"'):
        assert words in form
    assert re.search(r'<input[^>]* checked [^>]*name="second"', form)
    assert re.search(r'<input[^>]* checked [^>]*name="items-1-below"', form)
    assert len(re.findall(r'name="items-\d+-again_of"[^>]*value="\d+"', form)) == 3
    assert "Kanarienvogel" not in sign_in(staff).get(page).text
    other = factories.committee().url
    assert sign_in(staff).get(f"{other}/sitzung-planen?nach={number}").status_code == 404
