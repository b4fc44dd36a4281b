"""What everybody may know of the moderation: figures that equal the rows, and a log without names."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions.models import Space
from forum.moderation import commands, targets, transparency
from forum.moderation.models import Case, Notice, Outcome, Statement
from forum.privacy.erasing import erase
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT, answer

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag beleidigt eine Person."


def whole_story(client: Visitor, sign_in: SignIn) -> list[str]:
    """Let somebody report, hide, complain and restore; return all names that took part."""
    post = bad_post()
    first, second = factories.person("moderator", handle="Ersthabicht"), factories.person("moderator")
    author = db.session.get_one(Person, post.author_id)
    names = [first.handle, second.handle, author.handle, author.email, "nachbar@example.org", "Frau Nachbarin"]
    second_id, author_id = second.id, author.id
    report(client, post, email="nachbar@example.org", name="Frau Nachbarin")
    assert decide(sign_in(first), the_case(), "verbergen") == 303
    statement = db.session.scalars(select(Statement)).one()
    sign_in(db.session.get_one(Person, author_id)).submit(f"{statement.url}/beschwerde", text=TEXT)
    assert answer(sign_in(db.session.get_one(Person, second_id)), "reversed") == 303
    return names


def test_the_log_names_nobody(client: Visitor, sign_in: SignIn) -> None:
    """M-18: page and file; no words that a person wrote, neither of the content nor of the decision."""
    names = whole_story(client, sign_in)
    page = client.get("/transparenz")
    assert page.status_code == 200
    table = client.get("/transparenz.csv").get_data(as_text=True)
    for text in (page.get_data(as_text=True), table):
        for word in (*names, "Kanarienvogel", FACTS, WHY, TEXT, REASONS):
            assert word not in text
    (row,) = csv.DictReader(io.StringIO(table))
    statement = db.session.scalars(select(Statement)).one()
    assert (row["content"], row["measure"], row["rule"]) == ("post", "hide", "respekt")
    assert (row["automated"], row["reverted"], row["bulk_items"]) == ("false", "true", "1")
    assert row["space"].startswith("Raum Nummer")
    assert row["reason"].startswith("Wir streiten über Sachen")
    assert statement.puid not in page.get_data(as_text=True) + table


def test_the_figures_equal_the_rows(client: Visitor, sign_in: SignIn) -> None:
    """S-05: notices, measures by rule, reversals, complaints, and the time from notice to measure."""
    whole_story(client, sign_in)
    year = transparency.years()[0]
    # Whatever the day, notice and measure lie in one year.
    with transaction():
        noon = datetime(year, 6, 1, 12, tzinfo=UTC)
        db.session.execute(update(Notice).values(created_at=noon - timedelta(hours=3)))
        db.session.execute(update(Statement).values(created_at=noon))
    found = transparency.figures(year)
    assert (found.notices, found.all_measures, found.reverted, found.automated) == (1, 1, 1, 0)
    assert found.measures["respekt"] == 1
    assert found.hours == 3
    assert (found.complaints, found.outcomes[Outcome.REVERSED]) == (1, 1)
    before = transparency.figures(year - 1)
    assert (before.notices, before.all_measures, before.complaints, before.hours) == (0, 0, 0, None)


def test_a_year_begins_at_midnight_in_braunschweig(client: Visitor) -> None:
    """S-05, E-09: half past eleven in UTC on New Year's Eve belongs to the new year."""
    report(client, bad_post())
    with transaction():
        db.session.execute(update(Notice).values(created_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)))
    assert transparency.figures(2026).notices == 1
    assert transparency.figures(2025).notices == 0


def test_every_page_leads_to_it_and_other_years_are_not_there(client: Visitor) -> None:
    """S-08, M-18: linked from the footer; an empty forum has an empty log."""
    assert 'href="/transparenz"' in client.get("/").get_data(as_text=True)
    assert "Keine Maßnahmen" in client.get("/transparenz").get_data(as_text=True)
    assert client.get("/transparenz?jahr=1999").status_code == 404
    assert client.get("/transparenz?jahr=unsinn").status_code == 200


def test_the_log_outlives_its_people_and_counts_acts_on_many(client: Visitor, sign_in: SignIn) -> None:
    """M-18, M-22: after an erasure each decision has its line; a closed room is not named; one act on many says how many."""
    names = whole_story(client, sign_in)
    moderator_id = factories.person("moderator").id
    posts = [factories.post(factories.thread()) for _number in range(2)]
    numbers, ids, closed_id = [], [post.id for post in posts], posts[0].thread.space_id
    with transaction():
        db.session.get_one(Space, closed_id).audience = "members"
    for post_id in ids:
        with transaction():
            actor = db.session.get_one(Person, moderator_id)
            numbers.append(commands.open_case_for(actor, targets.load(actor, "post", post_id)).id)
    with transaction():
        versions = {number: db.session.get_one(Case, number).version for number in numbers}
        actor = db.session.get_one(Person, moderator_id)
        commands.decide_many(actor, versions, step="verbergen", facts=FACTS, rule="respekt")
    author_id = db.session.scalars(select(Statement.author_id).order_by(Statement.id)).first() or 0
    with transaction():
        erase(SYSTEM, db.session.get_one(Person, author_id), with_texts=True)
    table = client.get("/transparenz.csv").text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == len(db.session.scalars(select(Statement)).all()) == 3
    assert [row["bulk_items"] for row in rows] == ["1", "2", "2"]
    assert [bool(row["space"]) for row in rows] == [True, False, True]
    for word in names:
        assert word not in table
