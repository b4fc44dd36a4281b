"""What is searched for, as sums without persons: who is counted, what is kept, and who reads it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.permissions import Nobody
from forum.search import counting, queries, subscribers
from forum.search.models import AskedWords
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def written() -> dict[str, tuple[int, int]]:
    """Write down what was counted, as a later search would, and return times and hits by words."""
    with shifted_by(timedelta(minutes=6)):
        counting.count(Nobody(), queries.find(Nobody(), ""), "nobody")
    return {row.words: (row.times, row.hits) for row in db.session.scalars(select(AskedWords))}


def keep(words: str, times: int, hits: int, days_ago: int = 0) -> None:
    with transaction():
        db.session.add(AskedWords(day=today() - timedelta(days=days_ago), words=words, times=times, hits=hits))


def kept() -> set[str]:
    return set(db.session.scalars(select(AskedWords.words)))


def test_searches_are_counted_without_persons(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-39: words, day, times and hits, each caller once a day; the table has no room for anything else."""
    factories.thread(title="Ampel am Ring")
    subscribers.rebuild()
    people = [client, *(sign_in(factories.person()) for _number in range(2))]
    for visitor in people:
        for _again in range(2):
            assert visitor.get("/suche?q=AMPEL&suchen=1").status_code == 200
    people[0].get("/suche?q=lastenrad")
    assert written() == {"ampel": (3, 1), "lastenrad": (1, 0)}
    assert set(AskedWords.__table__.columns.keys()) == {"day", "words", "times", "hits"}


@pytest.mark.parametrize(
    "question",
    [
        "ampel art:idee",
        "ampel von:@anna",
        "anna@example.org",
        "anna 0531 470 12 34",
        "0531/4701234",
        "ampel&seite=2",
        "ampel&art=idea",
        "amp*",
        "x" * 120,
        "",
    ],
)
def test_what_could_lead_to_people_or_says_little_is_not_counted(app: Flask, client: Visitor, question: str) -> None:
    """Q-39, P-11: no addresses, no numbers of telephones, no filters, no further pages."""
    assert client.get(f"/suche?q={question}").status_code == 200
    assert written() == {}


@pytest.mark.parametrize("role", ["staff", "board", "moderator", "admin"])
def test_who_sees_more_than_others_counts_for_nothing(app: Flask, sign_in: SignIn, role: str) -> None:
    """Q-39, Q-16: the number of hits tells of nothing that lies in a closed room."""
    sign_in(factories.person(role)).get("/suche?q=ampel")
    assert written() == {}


def test_rare_words_go_with_their_day_and_all_after_a_year(app: Flask) -> None:
    """Q-39: fewer than five is dropped; the present day may still grow."""
    keep("selten", 4, 0, days_ago=1)
    keep("oft", 5, 0, days_ago=1)
    keep("heute", 1, 0)
    keep("alt", 50, 0, days_ago=366)
    counting.drop_rare_words()
    assert kept() == {"oft", "heute"}


def test_the_office_reads_what_is_missed_and_nobody_else(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """Q-39: the newest number of hits counts, and what fewer than five asked for is not shown even on its day."""
    keep("lastenrad", 7, 0, days_ago=3)
    keep("lastenrad", 5, 0)
    keep("ampel", 9, 0, days_ago=3)
    keep("ampel", 6, 4)
    keep("heimlich", 4, 0)
    keep("früher", 90, 0, days_ago=91)
    staff = factories.person("staff")
    assert [tuple(row) for row in counting.asked_words(staff, found=False)] == [("lastenrad", 12, 0)]
    assert [tuple(row) for row in counting.asked_words(staff, found=True)] == [("ampel", 15, 4)]
    page = sign_in(staff).get("/suche/statistik").get_data(as_text=True)
    assert "lastenrad" in page
    assert "heimlich" not in page
    assert "früher" not in page
    assert sign_in(factories.person()).get("/suche/statistik").status_code == 403
    assert client.get("/suche/statistik").status_code == 303
    with pytest.raises(Forbidden):
        counting.asked_words(Nobody(), found=True)
