"""Members know the agenda and the day in good time, and whoever comes to a session later learns what was told before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.permissions import Nobody
from forum.meetings import commands, fold, queries
from forum.meetings.minutes import draft
from forum.meetings.models import Circle, Meeting
from tests import factories
from tests.meetings.test_fair_to_all import act
from tests.meetings.test_second_sessions import invited

LATE = "nach Ablauf der Ladungsfrist"


def planned(**plan: Any) -> tuple[int, Person, datetime]:
    """Return a session in twenty days, its chair and its beginning."""
    of = factories.committee()
    chair, starts_at = factories.member(of, "chair"), now() + timedelta(days=20)
    factories.member(of)
    return factories.meeting(db.session.get_one(Committee, of.id), starts_at=starts_at, **plan).id, chair, starts_at


def same_for_all(number: int, *viewers: Any) -> None:
    for viewer in viewers:
        db.session.info.clear()
        log = queries.everything(viewer, db.session.get_one(Meeting, number))
        assert fold.fold(log) == fold.core_of(queries.state(viewer, number))


def test_what_comes_to_the_agenda_late_says_so(app: Flask) -> None:
    """L-30, B-05: in the room and in the minutes, unless a letter of the new agenda leaves all the days."""
    number, chair, starts_at = planned()
    invited(chair, number)
    act(chair, number, "item.add", title="Noch rechtzeitig")
    with frozen_at(starts_at - timedelta(hours=2)):
        act(chair, number, "item.add", title="Am selben Tag")
        invited(chair, number)
        late = {one["title"]: one["late"] for one in queries.state(chair, number)["items"]}
        assert [late["Noch rechtzeitig"], late["Am selben Tag"]] == [False, True]
        assert LATE in factories.signed_in(app, chair).get(f"/sitzungen/{number}").text
        same_for_all(number, Nobody(), chair)
    with frozen_at(starts_at):
        act(chair, number, "session.start")
        act(chair, number, "item.add", title="Während der Sitzung")
        act(chair, number, "session.close")
        same_for_all(number, Nobody(), chair)
        page = factories.signed_in(app, chair).get(f"/sitzungen/{number}/niederschrift").text
    assert page.count(f"erst {LATE} auf die Tagesordnung") == 2


def test_a_letter_in_time_makes_the_agenda_timely(app: Flask) -> None:
    """L-30: a session that is put off, with another letter, has an agenda that everybody had long enough."""
    number, chair, starts_at = planned()
    chair_id = chair.id
    invited(chair, number)
    with frozen_at(starts_at - timedelta(hours=2)):
        act(chair, number, "item.add", title="Am selben Tag")
        plan = commands.Plan(title="Eine spätere Sitzung", starts_at=now() + timedelta(days=20), quorum=0)
        with transaction():
            commands.change_meeting(db.session.get_one(Person, chair_id), number, plan, version=1)
        invited(chair, number)
    assert {one["late"] for one in queries.state(chair, number)["items"]} == {False}
    same_for_all(number, Nobody(), chair)
    log = queries.everything(chair, db.session.get_one(Meeting, number))
    assert {item.late for item in draft(log).items} == {False}


def test_nobody_opens_a_session_days_before_its_time(app: Flask) -> None:
    """L-30: whoever was invited relies on the day; half a day is for what begins after midnight."""
    number, chair, starts_at = planned()
    invited(chair, number)
    with pytest.raises(Conflict, match="späteren Tag"):
        act(chair, number, "session.start")
    with frozen_at(starts_at - timedelta(hours=11)):
        act(chair, number, "session.start")


def test_a_session_that_becomes_public_says_what_came_before(app: Flask) -> None:
    """L-45, L-24: outsiders do not read that nobody was invited; who stands in for whom they read when it begins."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    ada = factories.member(of)
    deputy = factories.deputy(of, ada)
    chair_id, starts_at = chair.id, now() + timedelta(days=20)
    of = db.session.get_one(Committee, of.id)
    number = factories.meeting(of, starts_at=starts_at, level=Circle.COMMITTEE).id
    invited(chair, number)
    act(ada, number, "invitation.answer", reply="substitute", substitute_id=deputy.id)
    plan = commands.Plan(title="Jetzt für alle", starts_at=starts_at, level=Circle.PUBLIC, quorum=0)
    with transaction():
        commands.change_meeting(db.session.get_one(Person, chair_id), number, plan, version=1)
    same_for_all(number, Nobody(), chair, ada)
    note = draft(queries.everything(Nobody(), db.session.get_one(Meeting, number))).invitation
    assert note is not None
    assert (note.days, note.late) == (20, False)
