"""How many accounts were here in a month is counted without following anybody."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select, text

from forum.accounts import visits
from forum.accounts.models import ActiveMonth
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn
from tests.racing import at_once


def to_next_month() -> timedelta:
    """Return how far the first days of the next month are away."""
    return timedelta(days=33 - now().day)


def put(people: set[int], pages: int = 0) -> None:
    with transaction():
        visits.put_down(visits.first_day(), people, pages)


def test_the_number_is_close_whoever_comes_how_often(app: Flask) -> None:
    """S-22: twenty thousand accounts, many of them again and again and by several processes, to within three percent."""
    put(set(range(1, 12_001)))
    put(set(range(6_000, 20_001)))
    put(set(range(1, 20_001)))
    row = db.session.scalars(select(ActiveMonth)).one()
    assert abs(visits.estimate(row.bits or b"") - 20_000) < 600
    few = bytearray(visits.BITS // 8)
    few[0] = 0b111
    assert visits.estimate(bytes(few)) == 3


def test_only_the_number_stays(app: Flask) -> None:
    """S-22: at the end of the month key and bits are gone from the database; what comes late changes nothing."""
    put({1, 2, 3}, pages=7)
    month = visits.first_day()
    visits.close_months()
    assert db.session.get_one(ActiveMonth, month).key is not None
    with shifted_by(to_next_month()):
        visits.close_months()
        with transaction():
            visits.put_down(month, {4}, 1)
        row = db.session.get_one(ActiveMonth, month)
        assert (row.accounts, row.page_views, row.key, row.bits) == (3, 7, None, None)
        assert visits.lately() == (3, 7)
        assert visits.average(date(1999, 1, 1), date(1999, 12, 31)) is None
    left = db.session.execute(text("SELECT count(*) FROM active_month WHERE key IS NOT NULL OR bits IS NOT NULL"))
    assert left.scalar_one() == 0


def test_each_month_has_a_key_of_its_own(app: Flask) -> None:
    """S-22: the same account sets another bit in another month, so months cannot be laid over each other."""
    put(set(range(1, 40)))
    with shifted_by(to_next_month()):
        put(set(range(1, 40)))
    first, second = db.session.scalars(select(ActiveMonth).order_by(ActiveMonth.month)).all()
    assert first.key != second.key
    assert first.bits != second.bits


def test_pages_are_counted_by_account_or_as_pages(client: Visitor, sign_in: SignIn) -> None:
    """S-22: an account once however much it reads; without one each page counts; files and refusals do not."""
    member = sign_in(factories.person())
    for visitor in (client, member):
        visitor.get("/")
        visitor.get("/regeln")
        visitor.get("/gibt-es-nicht")
        visitor.get("/robots.txt")
    assert not db.session.scalars(select(ActiveMonth)).all()
    client.application.extensions["visits"].written_at = now() - timedelta(minutes=6)
    client.get("/regeln")
    row = db.session.scalars(select(ActiveMonth)).one()
    assert (visits.estimate(row.bits or b""), row.page_views) == (1, 3)


def test_processes_write_in_the_same_moment(app: Flask) -> None:
    """S-22: nobody's bits are lost, on both databases."""
    month = visits.first_day()
    at_once(
        app,
        [lambda number=number: visits.put_down(month, {number}, 1) for number in range(1, 9)],  # type: ignore[misc]
    )
    row = db.session.scalars(select(ActiveMonth)).one()
    assert (visits.estimate(row.bits or b""), row.page_views) == (8, 8)


def test_the_page_tells_the_mean(client: Visitor) -> None:
    """S-22, Art. 24 (2): the mean of the last six months that were counted, for everybody to read."""
    assert "noch nicht gezählt" in client.get("/transparenz").text
    with transaction():
        for number, accounts in enumerate((40, 60)):
            month = (visits.first_day() - timedelta(days=1 + 31 * number)).replace(day=1)
            db.session.add(ActiveMonth(month=month, accounts=accounts, page_views=0))
    assert ">50<" in client.get("/transparenz?x=1").text.replace(" ", "").replace("\n", "")
