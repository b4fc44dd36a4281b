"""The public figures: months of Braunschweig, waits, the way of ideas; everything can be counted again."""

import csv
import io
import re
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import delete, select, update

from forum.accounts.models import Person
from forum.core.clock import frozen_at, today
from forum.core.db import db, transaction
from forum.core.events import Delivery, LoggedEvent
from forum.ideas import commands as ideas
from forum.ideas.models import Idea, Support
from forum.reports.period import Period
from forum.reports.queries import activity, flow, waits
from forum.reports.queries.figures import STAGES, slices
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def handed_in(moment: datetime, state: str = "in_diskussion", **values: object) -> Idea:
    """Return an idea that was handed in at a moment of the year."""
    with frozen_at(moment):
        return factories.idea(state=state, **values)


def test_months_begin_at_midnight_in_braunschweig(app: Flask) -> None:
    """B-08, E-09: half an hour before midnight UTC it is the next month here; the sum is the year's number."""
    handed_in(datetime(2025, 5, 31, 21, 30, tzinfo=UTC))
    handed_in(datetime(2025, 5, 31, 22, 30, tzinfo=UTC))
    found = {one.slice.first.month: one.ideas for one in activity(YEAR)}
    assert (found[5], found[6], sum(found.values())) == (1, 1, 2)


def test_support_and_posts_are_counted_in_their_month(app: Flask) -> None:
    """B-08: a hidden idea is gone from every picture, with its support."""
    idea, hidden = handed_in(datetime(2025, 3, 3, 12, tzinfo=UTC)), handed_in(datetime(2025, 3, 3, 12, tzinfo=UTC))
    who = factories.person()
    ids, who_id = (idea.id, hidden.id), who.id
    with frozen_at(datetime(2025, 4, 4, 12, tzinfo=UTC)):
        with transaction():
            for number in ids:
                ideas.support(db.session.get_one(Person, who_id), db.session.get_one(Idea, number))
        factories.post(db.session.get_one(Idea, ids[0]).thread, db.session.get_one(Person, who_id))
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == ids[1]).values(hidden_at=datetime(2025, 5, 5, tzinfo=UTC)))
    of_month = {one.slice.first.month: (one.ideas, one.supports, one.posts) for one in activity(YEAR)}
    assert of_month[3] == (1, 0, 0)
    assert of_month[4] == (0, 1, 1)
    assert len(db.session.scalars(select(Support)).all()) == 2


def test_long_periods_are_told_by_years_and_the_future_by_nothing() -> None:
    """Months of a year, the years of many; no month that has not begun."""
    with frozen_at(datetime(2025, 3, 15, tzinfo=UTC)):
        assert [(one.first.month, one.last.day) for one in slices(YEAR)] == [(1, 31), (2, 28), (3, 15)]
        assert slices(Period(date(2026, 1, 1), date(2026, 12, 31))) == []
        many = slices(Period(date(1970, 1, 2), date(2025, 12, 31)))
    assert (len(many), many[0].first, many[-1].last) == (24, date(2002, 1, 1), date(2025, 3, 15))
    assert all(one.is_year for one in many)


def test_waits_are_told_by_length(app: Flask) -> None:
    """N-38: a week to the hour still counts as a week, and what has no answer stands apart."""
    begin = datetime(2025, 2, 1, 12, tzinfo=UTC)
    numbers = [handed_in(begin).id for _number in range(4)]
    with transaction():
        for number, day in zip(numbers, (8, 9, 28), strict=False):
            moment = datetime(2025, 2, day, 12, tzinfo=UTC)
            db.session.execute(update(Idea).where(Idea.id == number).values(submitted_at=begin, answered_at=moment))
        db.session.execute(update(Idea).where(Idea.id == numbers[3]).values(submitted_at=begin, answered_at=None))
    assert waits(YEAR) == [1, 2, 0, 0, 0, 1]


def test_the_way_of_ideas_is_counted_by_how_far_they_came(app: Flask) -> None:
    """B-08: what goes on from a stage is what comes to the next; what was sent back counts where it was farthest."""
    moment = datetime(2025, 2, 1, 12, tzinfo=UTC)
    for state in (
        "eingereicht",
        "unzulaessig",
        "in_diskussion",
        "fachpruefung",
        "abgelehnt",
        "umsetzung",
        "abgeschlossen",
    ):
        handed_in(moment, state)
    back = handed_in(moment, "board").id
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == back).values(state="fachpruefung"))
    found = flow(YEAR)
    assert [str(one.label) for one in found] == [str(label) for label, _states in STAGES]
    assert [one.came for one in found] == [8, *(one.went_on for one in found[:-1])]
    assert sum(one.there + one.ended for one in found) == 8
    assert [(one.there, one.ended) for one in found] == [(1, 1), (1, 0), (1, 1), (1, 0), (0, 0), (1, 0), (1, 0)]


def test_the_page_says_its_numbers_as_tables_and_as_a_file(app: Flask, client: Visitor) -> None:
    """A-20, D: the file has each figure once; who has the page already hears 304; a closed idea is in neither."""
    handed_in(datetime(2025, 6, 1, 12, tzinfo=UTC), goals=("daten",), districts=(111,))
    closed = handed_in(datetime(2025, 6, 1, 12, tzinfo=UTC)).id
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == closed).values(audience="staff"))
    path = "/zahlen?von=2025-01-01&bis=2025-12-31"
    page = client.get(path)
    text = page.get_data(as_text=True)
    assert text.count("<figure") == text.count("Zahlen als Tabelle") == 6
    assert client.get(path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    rows = list(csv.reader(io.StringIO(client.get(path.replace("zahlen?", "zahlen.csv?")).get_data(as_text=True))))
    assert rows[0] == ["area", "name", "figure", "value"]
    assert ["activity", "2025-06", "ideas", "1"] in rows
    assert ["districts", "111", "ideas", "1"] in rows
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
    assert "Jun 2026" not in text
    assert "Jun 2025" in client.get(f"{path}&sprache=en").get_data(as_text=True)


def test_a_young_forum_says_that_there_is_nothing_to_draw_yet(app: Flask, client: Visitor) -> None:
    """B-08: no pages of zeros; both pages say what will stand there."""
    period = "?von=2025-01-01&bis=2025-12-31"
    pages = {"/zahlen": "Nichts zu zählen", "/strategie/abdeckung": "Noch nichts zu vergleichen"}
    for path, words in pages.items():
        empty = client.get(path + period).text
        assert words in empty
        assert "<figure" not in empty
    handed_in(datetime(2025, 6, 1, 12, tzinfo=UTC), goals=("daten",), districts=(111,))
    for path, words in pages.items():
        filled = client.get(path + period).text
        assert words not in filled
        assert "<figure" in filled


def test_reports_begin_with_the_year_in_which_the_forum_did(app: Flask, client: Visitor) -> None:
    """B-20: and reach five years back at most."""
    app.config["PAGE_CACHE_SECONDS"] = 0
    year = today().year

    def offered() -> list[int]:
        return [int(found) for found in re.findall(r'href="/berichte/(\d{4})"', client.get("/berichte").text)]

    with transaction():
        db.session.execute(delete(Delivery))
        db.session.execute(delete(LoggedEvent))
    assert offered() == [year]
    for years_ago, known in ((1, [year, year - 1]), (9, [year - ago for ago in range(5)])):
        with transaction():
            db.session.execute(delete(Delivery))
            db.session.execute(delete(LoggedEvent))
        handed_in(datetime(year - years_ago, 6, 1, 12, tzinfo=UTC))
        assert offered() == known


def test_many_ideas_cost_no_more_queries(app: Flask, client: Visitor) -> None:
    """E-11."""
    app.config["PAGE_CACHE_SECONDS"] = 0
    path = "/zahlen?von=2025-01-01&bis=2025-12-31"
    handed_in(datetime(2025, 6, 1, 12, tzinfo=UTC), goals=("daten",), districts=(111,))
    client.get(path)
    few = queries_of(lambda: client.get(path))
    for month in range(1, 9):
        handed_in(datetime(2025, month, 1, 12, tzinfo=UTC), goals=("daten", "mitnehmen"), districts=(111, 112))
    client.get(path)
    assert queries_of(lambda: client.get(path)) == few
