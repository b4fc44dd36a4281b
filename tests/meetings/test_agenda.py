"""The agenda: its tree, numbers and order, its audiences, its states, its time boxes (L-01 to L-04)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.permissions import SYSTEM, Actor, Nobody
from forum.meetings import commands, fold, queries
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Circle, ItemState, Meeting, Numbering
from forum.meetings.models.agenda import CALLED, TRANSITIONS
from forum.meetings.numbering import Node, in_order, moved, numbers, put, roman
from forum.meetings.timing import forecast
from tests import factories
from tests.racing import at_once

CANARY = "Kanarienvogel"


def planned(*items: PlannedItem, **changes: Any) -> tuple[int, Person, Person]:
    """Return a planned meeting with this agenda, its chair and a member."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    return factories.meeting(of, items, **changes).id, chair, ada


def agenda(number: int) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == number).order_by(AgendaItem.place))
    return [(row.number, row.title) for row in rows]


def item_id(number: int, title: str) -> int:
    statement = select(AgendaItem.id).where(AgendaItem.meeting_id == number, AgendaItem.title == title)
    return db.session.scalars(statement).one()


def same_for(number: int, *viewers: Actor) -> None:
    """L-45: what each of them heard leads to what each of them sees."""
    for viewer in viewers:
        db.session.info.clear()
        log = queries.everything(viewer, db.session.get_one(Meeting, number))
        assert fold.fold(log) == fold.core_of(queries.state(viewer, number))


TREE = (
    PlannedItem("Begrüßung"),
    PlannedItem("Verkehr", children=(PlannedItem("Fahrräder"), PlannedItem("Busse"))),
    PlannedItem("Verschiedenes"),
)


@pytest.mark.parametrize(
    ("numbering", "called"),
    [(Numbering.ARABIC, ["1", "2", "2.1", "2.2", "3"]), (Numbering.ROMAN, ["I", "II", "II.1", "II.2", "III"])],
)
def test_items_are_numbered_by_themselves(app: Flask, numbering: str, called: list[str]) -> None:
    """L-01: a tree of two levels, in arabic or roman numbers."""
    number, _chair, _ada = planned(*TREE, numbering=numbering)
    assert [name for name, _title in agenda(number)] == called


def test_moving_an_item_is_an_event_and_numbers_follow(app: Flask) -> None:
    """L-01: by buttons and by dragging, before the session and while an item is called."""
    number, chair, _ada = planned(*TREE)
    factories.act(chair, number, "item.move", item_id=item_id(number, "Verkehr"), direction="up")
    assert agenda(number)[0] == ("1", "Verkehr")
    assert [name for name, _title in agenda(number)] == ["1", "1.1", "1.2", "2", "3"]
    with pytest.raises(Conflict):
        factories.act(chair, number, "item.move", item_id=item_id(number, "Verkehr"), direction="up")
    factories.act(
        chair, number, "item.put", item_id=item_id(number, "Busse"), before_id=item_id(number, "Verschiedenes")
    )
    assert agenda(number)[-2:] == [("3", "Busse"), ("4", "Verschiedenes")]
    factories.act(chair, number, "item.put", item_id=item_id(number, "Begrüßung"), parent_id=item_id(number, "Verkehr"))
    assert agenda(number)[:3] == [("1", "Verkehr"), ("1.1", "Fahrräder"), ("1.2", "Begrüßung")]
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "item.open", item_id=item_id(number, "Verkehr"))
    factories.act(chair, number, "item.move", item_id=item_id(number, "Verschiedenes"), direction="up")
    assert agenda(number)[-2:] == [("2", "Verschiedenes"), ("3", "Busse")]
    same_for(number, Nobody(), chair)


def test_a_tree_has_two_levels_and_keeps_them(app: Flask) -> None:
    """L-01."""
    number, chair, _ada = planned(*TREE)
    child, parent = item_id(number, "Busse"), item_id(number, "Verkehr")
    for data in (
        {"title": "Enkel", "parent_id": child},
        {"title": "Für niemanden", "parent_id": 10**6},
    ):
        with pytest.raises((Invalid, NotFound)):
            factories.act(chair, number, "item.add", **data)
    for data in (
        {"item_id": parent, "parent_id": item_id(number, "Verschiedenes")},
        {"item_id": item_id(number, "Verschiedenes"), "parent_id": child},
        {"item_id": child, "before_id": item_id(number, "Begrüßung"), "parent_id": parent},
    ):
        with pytest.raises(Invalid):
            factories.act(chair, number, "item.put", **data)


def test_items_change_while_planned_and_come_also_later(app: Flask) -> None:
    """L-01: during the session items are added or postponed, but none disappears; a stale change is refused."""
    number, chair, _ada = planned(*TREE)
    staff, first = factories.person("staff"), item_id(number, "Begrüßung")
    factories.act(staff, number, "item.change", item_id=first, version=1, title="Willkommen")
    with pytest.raises(Conflict):
        factories.act(chair, number, "item.change", item_id=first, version=1, title="Hallo")
    factories.act(chair, number, "item.remove", item_id=item_id(number, "Verkehr"))
    assert agenda(number) == [("1", "Willkommen"), ("2", "Verschiedenes")]
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "item.add", title="Aus aktuellem Anlass")
    assert agenda(number)[-1] == ("3", "Aus aktuellem Anlass")
    for kind, data in (
        ("item.remove", {"item_id": first}),
        ("item.change", {"item_id": first, "version": 2, "title": "Tschüs"}),
    ):
        with pytest.raises(Conflict):
            factories.act(chair, number, kind, **data)
    with pytest.raises(Forbidden):
        factories.act(staff, number, "item.add", title="Vom Amt")
    factories.act(chair, number, "item.close", item_id=first, outcome="postponed")
    same_for(number, Nobody(), chair)


def test_the_last_item_stays(app: Flask) -> None:
    number, chair, _ada = planned(PlannedItem("Nur dieser"))
    with pytest.raises(Conflict):
        factories.act(chair, number, "item.remove", item_id=item_id(number, "Nur dieser"))


def test_an_item_is_about_an_idea_or_a_dossier_or_neither(app: Flask) -> None:
    idea = factories.idea(state="board")
    number, chair, _ada = planned(*TREE)
    first, known = item_id(number, "Begrüßung"), idea.id
    factories.act(chair, number, "item.change", item_id=first, version=1, title="Die Idee", idea_id=known)
    for data in ({"idea_id": known, "dossier_id": 1}, {"idea_id": 10**6}, {"dossier_id": 10**6}):
        with pytest.raises(Invalid):
            factories.act(chair, number, "item.change", item_id=first, version=2, title="Die Idee", **data)


def test_children_are_never_for_more_people_than_their_parent(app: Flask) -> None:
    """L-03: they inherit, and may only be narrower."""
    number, chair, ada = planned(PlannedItem("Geheimes", level=Circle.COMMITTEE), PlannedItem("Offenes"))
    parent = item_id(number, "Geheimes")
    factories.act(chair, number, "item.add", title="Erbt es", parent_id=parent)
    factories.act(chair, number, "item.add", title="Nur Vorsitz", parent_id=parent, level="chair")
    with pytest.raises(Invalid):
        factories.act(chair, number, "item.add", title="Zu weit", parent_id=parent, level="public")
    levels = {row.title: row.level for row in db.session.scalars(select(AgendaItem))}
    assert (levels["Erbt es"], levels["Nur Vorsitz"]) == (Circle.COMMITTEE, Circle.CHAIR)
    with pytest.raises(Invalid):
        factories.act(chair, number, "item.put", item_id=item_id(number, "Offenes"), parent_id=parent)
    open_one = item_id(number, "Offenes")
    factories.act(chair, number, "item.add", title="Unter Offenem", parent_id=open_one)
    factories.act(chair, number, "item.change", item_id=open_one, version=1, title="Offenes", level="chair")
    levels = {row.title: row.level for row in db.session.scalars(select(AgendaItem))}
    assert levels["Unter Offenem"] == Circle.CHAIR
    same_for(number, Nobody(), ada, chair)
    factories.act(chair, number, "item.change", item_id=open_one, version=2, title="Offenes", level="public")
    same_for(number, Nobody(), ada, chair)


def test_what_is_narrowed_later_is_gone_from_the_old_log_too(app: Flask) -> None:
    """L-03: the title was told to everybody once; from now on no surface says it to who may not read it."""
    number, chair, ada = planned(PlannedItem(f"{CANARY} eins"), PlannedItem("Offenes"))
    first = item_id(number, f"{CANARY} eins")
    factories.act(chair, number, "item.change", item_id=first, version=1, title=f"{CANARY} eins", level="chair")
    client, member, leader = (factories.visitor(app), *(factories.signed_in(app, who) for who in (ada, chair)))
    paths = ["", "/stand", "/leinwand", "/leinwand/stand", "/niederschrift", "/verlauf"]
    paths = [f"/sitzungen/{number}{path}" for path in paths]
    paths += [f"/api/v1/meetings/{number}/state", f"/api/v1/meetings/{number}/events?after=0"]
    for path in paths:
        for who in (client, member):
            assert CANARY not in who.get(path).get_data(as_text=True), path
    assert CANARY in leader.get(f"/sitzungen/{number}").get_data(as_text=True)
    same_for(number, Nobody(), ada, chair)


def test_a_meeting_that_is_no_longer_public_takes_its_items_along(app: Flask) -> None:
    """L-03: nothing of it is left for the public, and the committee's log still says everything."""
    number, chair, ada = planned(*TREE)
    with transaction():
        plan = commands.Plan(title="Ohne Publikum", starts_at=now(), level=Circle.COMMITTEE)
        commands.change_meeting(SYSTEM, number, plan, version=1)
    assert factories.visitor(app).get(f"/sitzungen/{number}").status_code == 404
    assert "Ohne Publikum" not in factories.visitor(app).get("/sitzungen").get_data(as_text=True)
    same_for(number, ada, chair)
    assert {row.level for row in db.session.scalars(select(AgendaItem))} == {Circle.COMMITTEE}


def test_the_clerk_can_go_on_from_an_item_for_the_chair_alone(app: Flask) -> None:
    of = factories.committee()
    chair, clerk = factories.member(of, "chair"), factories.member(of, "clerk")
    number = factories.meeting(of, (PlannedItem("Vertraulich", level=Circle.CHAIR), PlannedItem("Offenes"))).id
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "item.open", item_id=item_id(number, "Vertraulich"))
    with pytest.raises(NotFound):
        factories.act(clerk, number, "item.close", item_id=item_id(number, "Vertraulich"))
    factories.act(clerk, number, "item.open", item_id=item_id(number, "Offenes"))
    same_for(number, Nobody(), clerk, chair)


WAYS: dict[ItemState, list[tuple[str, dict[str, Any]]]] = {
    ItemState.PLANNED: [],
    ItemState.OPEN: [("item.open", {})],
    ItemState.DEBATED: [("item.open", {}), ("item.debated", {})],
    ItemState.RESOLVED: [("item.open", {}), ("item.close", {"outcome": "resolved"})],
    ItemState.POSTPONED: [("item.close", {"outcome": "postponed"})],
    ItemState.CLOSED: [("item.close", {"outcome": "closed"})],
}
STEPS: dict[ItemState, tuple[str, dict[str, Any]]] = {
    ItemState.OPEN: ("item.open", {}),
    ItemState.DEBATED: ("item.debated", {}),
    ItemState.RESOLVED: ("item.close", {"outcome": "resolved"}),
    ItemState.POSTPONED: ("item.close", {"outcome": "postponed"}),
    ItemState.CLOSED: ("item.close", {"outcome": "closed"}),
}


@pytest.mark.parametrize("state", list(ItemState))
def test_an_item_goes_only_where_the_table_lets_it(app: Flask, state: ItemState) -> None:
    """L-04: planned, called, debated, and resolved, postponed or closed, by one table."""
    number, chair, _ada = planned(*(PlannedItem(f"Punkt {place}") for place in range(len(STEPS))))
    factories.act(chair, number, "session.start")
    for place, (target, (kind, data)) in enumerate(STEPS.items()):
        one = item_id(number, f"Punkt {place}")
        for step, more in WAYS[state]:
            factories.act(chair, number, step, item_id=one, **more)
        try:
            factories.act(chair, number, kind, item_id=one, **data)
        except Conflict:
            assert target not in TRANSITIONS[state], (state, target)
            assert db.session.get_one(AgendaItem, one).state == state
        else:
            assert target in TRANSITIONS[state], (state, target)
            assert db.session.get_one(AgendaItem, one).state == target
    current = db.session.get_one(Meeting, number).current_item_id
    called = db.session.scalars(select(AgendaItem.id).where(AgendaItem.state.in_(CALLED))).all()
    assert list(called) == ([current] if current else [])
    same_for(number, Nobody(), chair)


def test_two_who_call_an_item_at_once_leave_one_called(app: Flask) -> None:
    """L-04: the second call ends the first item; the order of the log is the order of the state."""
    of = factories.committee()
    chair, clerk = factories.member(of, "chair"), factories.member(of, "clerk")
    number = factories.meeting(of, (PlannedItem("Erster"), PlannedItem("Zweiter"))).id
    factories.act(chair, number, "session.start")
    ids, people = [item_id(number, title) for title in ("Erster", "Zweiter")], [chair.id, clerk.id]

    def call(place: int) -> None:
        actor = db.session.get_one(Person, people[place])
        commands.perform(actor, number, "item.open", {"item_id": ids[place]}, f"call-number-{place}")

    at_once(app, [lambda: call(0), lambda: call(1)])
    states = sorted(str(row.state) for row in db.session.scalars(select(AgendaItem)))
    assert states == ["closed", "open"]
    same_for(number, Nobody())


def test_items_move_while_others_are_called(app: Flask) -> None:
    """L-01, L-04: reordering and calling at the same moment lose nothing of each other."""
    number, chair, _ada = planned(*(PlannedItem(f"Punkt {place}") for place in range(6)))
    factories.act(chair, number, "session.start")
    ids, chair_id = [item_id(number, f"Punkt {place}") for place in range(6)], chair.id

    def act(kind: str, key: str, **data: Any) -> None:
        commands.perform(db.session.get_one(Person, chair_id), number, kind, data, key)

    acts = [lambda n=n: act("item.open", f"open-number-{n}", item_id=ids[n]) for n in range(3)]
    acts += [lambda n=n: act("item.put", f"put-number-{n}", item_id=ids[n], before_id=ids[0]) for n in range(3, 6)]
    at_once(app, acts, refused=(ForumError,))
    rows = db.session.scalars(select(AgendaItem).order_by(AgendaItem.place)).all()
    assert [row.place for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.number for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert len([row for row in rows if row.state == "open"]) == 1
    same_for(number, Nobody(), chair)


# ---------------------------------------------------------------------------------------------------------
# Time boxes
# ---------------------------------------------------------------------------------------------------------


def test_children_never_take_longer_than_their_parent(app: Flask) -> None:
    """L-02."""
    number, chair, _ada = planned(PlannedItem("Verkehr", minutes=30, children=(PlannedItem("Busse", minutes=20),)))
    parent, child = item_id(number, "Verkehr"), item_id(number, "Busse")
    with pytest.raises(Invalid):
        factories.act(chair, number, "item.add", title="Zu lang", minutes=11, parent_id=parent)
    factories.act(chair, number, "item.add", title="Passt", minutes=10, parent_id=parent)
    for data in (
        {"item_id": parent, "version": 1, "title": "Verkehr", "minutes": 29},
        {"item_id": child, "version": 1, "title": "Busse", "minutes": 21},
    ):
        with pytest.raises(Invalid):
            factories.act(chair, number, "item.change", **data)


def test_an_item_that_runs_over_moves_the_end(app: Flask) -> None:
    """L-02: ten minutes over the box are ten minutes later at the end, with a fake clock."""
    begin = (now() + timedelta(days=1)).replace(microsecond=0)
    number, chair, _ada = planned(PlannedItem("Lang", minutes=20), PlannedItem("Kurz", minutes=10), starts_at=begin)
    ids = item_id(number, "Lang"), item_id(number, "Kurz")
    with frozen_at(begin):
        factories.act(chair, number, "session.start")
        factories.act(chair, number, "item.open", item_id=ids[0])

    def at(minutes: int) -> Any:
        state = queries.state(Nobody(), number)
        return forecast(state["items"], begin=begin, end=None, at=begin + timedelta(minutes=minutes))

    assert at(10).end == at(20).end == begin + timedelta(minutes=30)
    assert (at(30).end, at(30).late, at(30).items[ids[0]].over) == (begin + timedelta(minutes=40), 10, 10)
    with frozen_at(begin + timedelta(minutes=30)):
        factories.act(chair, number, "item.open", item_id=ids[1])
    assert at(30).end == begin + timedelta(minutes=40)
    assert at(35).items[ids[0]].actual == 30 * 60
    assert db.session.get_one(AgendaItem, ids[0]).spent == 30 * 60


def test_time_is_kept_over_a_pause(app: Flask) -> None:
    """L-02: an item that is called again goes on with what is left of its box."""
    begin = (now() + timedelta(days=1)).replace(microsecond=0)
    number, chair, _ada = planned(PlannedItem("Lang", minutes=20), PlannedItem("Kurz"), starts_at=begin)
    one = item_id(number, "Lang")
    for minute, kind, data in (
        (0, "session.start", {}),
        (0, "item.open", {"item_id": one}),
        (5, "item.close", {"item_id": one, "outcome": "postponed"}),
        (15, "item.open", {"item_id": one}),
    ):
        with frozen_at(begin + timedelta(minutes=minute)):
            factories.act(chair, number, kind, **data)
    state = queries.state(Nobody(), number)
    found = forecast(state["items"], begin=begin, end=None, at=begin + timedelta(minutes=20))
    assert found.items[one].actual == 10 * 60
    assert found.end == begin + timedelta(minutes=30)


# ---------------------------------------------------------------------------------------------------------
# Numbers, as pure functions
# ---------------------------------------------------------------------------------------------------------


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Return a tree of two levels in any order of its rows."""
    tops = draw(st.lists(st.integers(1, 99), unique=True, min_size=1, max_size=8))
    children = draw(st.lists(st.tuples(st.integers(100, 199), st.sampled_from(tops)), unique_by=lambda pair: pair[0]))
    return draw(st.permutations([Node(one) for one in tops] + [Node(one, parent) for one, parent in children]))


@given(trees(), st.data())
def test_numbers_follow_the_tree_whatever_moves(nodes: list[Node], data: st.DataObject) -> None:
    """L-01: nobody is lost or doubled, children follow their parent, and siblings count from one."""
    node = data.draw(st.sampled_from(nodes))
    other = data.draw(st.sampled_from(nodes))
    for tree in (
        nodes,
        moved(nodes, node.id, up=data.draw(st.booleans())),
        put(nodes, node.id, before=other.id, parent_id=node.parent_id),
    ):
        ordered = in_order(tree)
        assert sorted(one.id for one in ordered) == sorted(one.id for one in nodes)
        called = numbers(tree)
        for parent_id in {one.parent_id for one in ordered}:
            siblings = [one.id for one in ordered if one.parent_id == parent_id]
            prefix = f"{called[parent_id]}." if parent_id is not None else ""
            assert [called[one] for one in siblings] == [f"{prefix}{n}" for n in range(1, len(siblings) + 1)]


def test_roman_numbers_are_read_as_everywhere() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 58, 89)] == ["I", "IV", "IX", "XIV", "XL", "LVIII", "LXXXIX"]
