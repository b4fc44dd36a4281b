"""Suspicious support: seen in figures, removed by group, and everybody reads how many and why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core import clock, counts
from forum.core.clock import CITY_ZONE
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.ideas import commands, queries
from forum.ideas.models import Age, Idea, Support, SupportRemoval
from tests import factories
from tests.days import NEXT_YEAR
from tests.factories import REASON, Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
NOON = datetime(NEXT_YEAR, 3, 10, 12, tzinfo=CITY_ZONE)


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def support(idea_id: int, at: datetime, age: timedelta) -> int:
    """Let somebody support whose account is so old at that moment."""
    number = factories.person().id
    with clock.frozen_at(at), transaction():
        db.session.execute(update(Person).where(Person.id == number).values(created_at=at - age))
        commands.support(person(number), the(idea_id))
    return number


@pytest.fixture
def staff(app: Flask) -> int:
    return factories.person("staff").id


@pytest.fixture
def flooded(app: Flask) -> int:
    """An idea with two old accounts, and four fresh ones of one afternoon; one more came the day after."""
    with clock.frozen_at(NOON - timedelta(days=5)):
        idea_id = factories.idea().id
    support(idea_id, NOON - timedelta(days=3), timedelta(days=400))
    support(idea_id, NOON, timedelta(days=200))
    for minute in range(4):
        support(idea_id, NOON + timedelta(minutes=minute), timedelta(hours=2))
    support(idea_id, NOON + timedelta(days=1), timedelta(hours=3))
    return idea_id


def remove(staff_id: int, idea_id: int, reason: str = REASON, age: Age = Age.DAY) -> None:
    with transaction():
        day = NOON.date()
        commands.remove_support(person(staff_id), idea_id, first=day, last=day, age=age, reason=reason)


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (timedelta(0), Age.DAY),
        (timedelta(hours=23, minutes=59), Age.DAY),
        (timedelta(days=1), Age.WEEK),
        (timedelta(days=7), Age.MONTH),
        (timedelta(days=30), Age.OLDER),
    ],
)
def test_accounts_have_an_age_in_words(age: timedelta, group: Age) -> None:
    assert Age.of(age) == group


def test_staff_sees_figures_by_day_and_age(flooded: int, staff: int, sign_in: SignIn) -> None:
    """N-37: chart with its table; no handle, number or address of a person is on the page."""
    figures = queries.audit(person(staff), the(flooded))
    assert [number for _day, number in figures.over_time] == [1, 0, 0, 5, 1]
    assert dict(figures.by_age) == {Age.DAY: 5, Age.WEEK: 0, Age.MONTH: 0, Age.OLDER: 2}
    page = sign_in(person(staff)).get(f"/ideen/{flooded}/unterstuetzungen").text
    assert "jünger als ein Tag" in page
    assert "Zahlen als Tabelle" in page
    fans = db.session.scalars(
        select(Person).join(Support, Support.person_id == Person.id).where(Support.idea_id == flooded)
    )
    for fan in fans:
        assert fan.handle not in page
        assert fan.email not in page
    for role in ("board", "moderator", "admin"):
        other = sign_in(factories.person(role))
        assert other.get(f"/ideen/{flooded}/unterstuetzungen").status_code == 403


def test_a_long_story_is_gathered_by_weeks(staff: int) -> None:
    """N-37."""
    with clock.frozen_at(NOON - timedelta(days=100)):
        idea_id = factories.idea().id
    for days in (99, 98, 10):
        support(idea_id, NOON - timedelta(days=days), timedelta(days=1))
    figures = queries.audit(person(staff), the(idea_id))
    assert figures.by_weeks
    assert (figures.over_time[0][1], sum(number for _day, number in figures.over_time)) == (2, 3)
    assert len(figures.over_time) == 13


def test_a_removal_needs_a_reason_and_is_logged(flooded: int, staff: int, client: Visitor) -> None:
    """N-37: only the group goes; the page states the number, and counts equal a recount."""
    moderator = factories.person("moderator", "board").id
    with pytest.raises(Forbidden):
        remove(moderator, flooded)
    with pytest.raises(Invalid):
        remove(staff, flooded, reason="Kurz")
    with pytest.raises(Invalid):
        remove(staff, flooded, age=Age.MONTH)
    remove(staff, flooded)
    assert the(flooded).support_count == 3
    assert not counts.differences()
    event = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "SupportRemoved")).one()
    assert (event.actor_id, event.data["number"], event.data["count"]) == (staff, 4, 3)
    assert db.session.scalars(select(SupportRemoval.reason)).one() == REASON
    page = client.get(the(flooded).url).text
    assert "wurden 4 Unterstützungen entfernt" in page
    assert REASON in page


def test_a_removal_meets_a_new_support(app: Flask, flooded: int, staff: int) -> None:
    """N-37, E-19."""
    fan = factories.person().id
    day = NOON.date()
    at_once(
        app,
        [
            lambda: commands.remove_support(person(staff), flooded, first=day, last=day, age=Age.DAY, reason=REASON),
            lambda: commands.support(person(fan), the(flooded)),
        ],
    )
    assert the(flooded).support_count == 4
    assert not counts.differences()


def test_staff_removes_a_group_by_the_page(flooded: int, staff: int, sign_in: SignIn) -> None:
    """N-37."""
    visitor, path = sign_in(person(staff)), f"/ideen/{flooded}/unterstuetzungen"
    assert path in visitor.get(the(flooded).url).text
    fields = {"first": f"{NEXT_YEAR}-03-10", "last": f"{NEXT_YEAR}-03-10", "age": "day"}
    assert visitor.submit(path, **fields, reason="Kurz").status_code == 422
    assert visitor.submit(path, **fields, reason=REASON).status_code == 303
    assert db.session.scalar(select(func.count()).where(Support.idea_id == flooded)) == 3
    assert REASON in visitor.get(path).text
