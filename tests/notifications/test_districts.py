"""People who represent a district hear of its ideas once a week, and of no other district's."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core import clock
from forum.core.clock import CITY_ZONE
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.notifications import commands
from forum.notifications.models import Message
from tests import factories
from tests.days import Weekday, coming

Work = Callable[[], int]
TUESDAY = datetime.combine(coming(Weekday.TUESDAY, 30), time(10), CITY_ZONE)
DISTRICT, OTHER = 130, 221


def representative(district: int) -> Person:
    """Return somebody who represents a district and has no other task."""
    number = factories.person().id
    with transaction():
        accounts.grant_role(SYSTEM, db.session.get_one(Person, number), f"district:{district}", reason="Wahl 2026")
    return db.session.get_one(Person, number)


def mails_to(person: Person) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.to_address == person.email).order_by(Mail.id)))


def told(person_id: int) -> list[str]:
    rows = select(Message.kind).where(Message.person_id == person_id).order_by(Message.id)
    return list(db.session.scalars(rows))


@pytest.fixture
def two(app: Flask) -> tuple[Person, Person]:
    return representative(DISTRICT), representative(OTHER)


def test_the_digest_holds_ideas_below_the_threshold_and_past_their_deadline(
    two: tuple[Person, Person], work: Work
) -> None:
    """B-04, N-12: an idea with three supporters and a missed deadline is in the digest of its district only."""
    with clock.frozen_at(TUESDAY):
        idea_id = factories.idea(title="Trinkbrunnen am Hagenmarkt", districts=(DISTRICT,)).id
        small_id = factories.idea(title="Uhr an der Haltestelle Rathaus", districts=(DISTRICT,)).id
        factories.idea(title="Schließfächer für die ganze Stadt")
        with transaction():
            idea = db.session.get_one(Idea, idea_id)
            idea.support_deadline = TUESDAY.date()
            for _number in range(3):
                ideas.support(factories._inside(), idea)
        work()
    with clock.frozen_at(TUESDAY + timedelta(days=1)):
        with transaction():
            assert ideas.close_missed_deadlines() == 1
        work()
    here, there = two
    assert told(here.id) == ["district_idea", "district_idea", "district_missed"]
    assert (told(there.id), mails_to(here)) == ([], [])
    with clock.frozen_at(datetime.combine(coming(Weekday.MONDAY, 1, after=TUESDAY.date()), time(7, 5), CITY_ZONE)):
        commands.begin_mailing()
        work()
    (digest,) = mails_to(here)
    assert "Trinkbrunnen am Hagenmarkt" in digest.text
    assert "3 von 50" in digest.text
    assert db.session.get_one(Idea, small_id).title in digest.text
    assert "Schließfächer" not in digest.text
    assert mails_to(there) == []


def test_an_idea_that_is_sorted_into_a_district_later_is_told_once(two: tuple[Person, Person], work: Work) -> None:
    """B-04: the Stabsstelle adds the district; further changes tell nothing new."""
    idea_id, staff_id = factories.idea().id, factories.person("staff").id
    work()
    here, there = (person.id for person in two)
    assert told(here) == []
    for category in ("daten", "umwelt"):
        with transaction():
            idea, staff = db.session.get_one(Idea, idea_id), db.session.get_one(Person, staff_id)
            ideas.sort_idea(staff, idea, goals=(), category=category, districts=(DISTRICT,), place="")
        work()
    assert told(here) == ["district_idea"]
    assert told(there) == []
