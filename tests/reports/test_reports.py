"""Reports and coverage: figures that can be counted again, small groups that stay untold, copies that never change."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from forum.accounts.models import Person
from forum.core.clock import frozen_at
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers.models import Decision
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.reports import commands
from forum.reports.models import Report
from forum.reports.period import Period, between, of_year
from forum.reports.queries import by_affiliation, by_district, by_goal, gather
from forum.reports.small_cells import LEAST, suppressed
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of

SignIn = Callable[[Person], Visitor]
SUMMER = datetime(2025, 7, 1, 10, tzinfo=UTC)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def an_old_idea(**values: object) -> Idea:
    """Return an idea that was handed in during the year of the reports."""
    with frozen_at(SUMMER):
        return factories.idea(**values)


def support(idea: Idea, who: Person) -> None:
    """Let a person support an idea during the year of the reports."""
    idea_id, person_id = idea.id, who.id
    with frozen_at(SUMMER), transaction():
        ideas.support(db.session.get_one(Person, person_id), db.session.get_one(Idea, idea_id))


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 40), max_size=12), st.booleans())
def test_no_small_number_is_told_or_can_be_worked_out(counts: Mapping[int, int], total_is_known: bool) -> None:
    """G-30: where the total is known, one untold number alone would be no secret."""
    shown = suppressed(counts, total_is_known=total_is_known)
    assert all(value is None or value == 0 or value >= LEAST for value in shown.values())
    assert all(shown[key] in {None, count} for key, count in counts.items())
    untold = [key for key, value in shown.items() if value is None]
    if total_is_known and any(count >= LEAST for count in counts.values()):
        assert len(untold) != 1


def test_figures_of_a_year_equal_a_recount(app: Flask) -> None:
    """B-20, G-35, N-38: people count once, whatever they did; other years do not count."""
    one, two = factories.person(), factories.person()
    idea = an_old_idea(author=one)
    other = an_old_idea(author=one)
    factories.idea(one)
    support(idea, two)
    support(other, two)
    with frozen_at(SUMMER):
        factories.post(idea.thread, author=two)
    found = gather(YEAR)["participation"]
    assert found == {"ideas": 2, "posts": 1, "supports": 2, "people": 2, "supporters": 1}


def test_what_is_not_public_is_in_no_report(app: Flask, client: Visitor) -> None:
    """G-30, E-18: closed rooms, hidden ideas and drafts leave no trace in figures for everybody."""
    closed = an_old_idea(goals=("daten",))
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == closed.id).values(audience="staff"))
    found = gather(YEAR)
    assert found["participation"]["ideas"] == 0
    assert sum(row["ideas"] for row in found["goals"]) == 0
    assert closed.title not in client.get("/berichte/2025").get_data(as_text=True)


def test_coverage_shows_gaps_and_hides_small_groups(app: Flask, client: Visitor) -> None:
    """B-08, G-30: a goal without idea shows; four supporters are not told, five are."""
    popular, quiet = (
        an_old_idea(goals=("daten",), districts=(111,)),
        an_old_idea(goals=("mitnehmen",), districts=(112,)),
    )
    for number in range(LEAST):
        support(popular, factories.person())
        if number:
            support(quiet, factories.person())
    goals = {row["key"]: row for row in by_goal(YEAR)}
    assert (goals["daten"]["ideas"], goals["daten"]["supporters"]) == (1, LEAST)
    assert (goals["mitnehmen"]["ideas"], goals["mitnehmen"]["supporters"]) == (1, None)
    districts = {row["key"]: row for row in by_district(YEAR)}
    assert (districts[111]["supporters"], districts[112]["supporters"], districts[120]["ideas"]) == (LEAST, None, 0)
    page = client.get("/strategie/abdeckung?von=2025-01-01&bis=2025-12-31").get_data(as_text=True)
    assert "Noch ohne Idee:" in page
    assert "unter 5" in page


def test_parts_of_society_are_told_from_five_on(app: Flask) -> None:
    """G-30: only what people said of their own accord."""
    for affiliation, number in (("business", LEAST), ("research", LEAST - 1), (None, 3)):
        for _each in range(number):
            author = factories.person()
            with transaction():
                db.session.execute(update(Person).where(Person.id == author.id).values(affiliation=affiliation))
            an_old_idea(author=author)
    found = {row["key"].value: row["ideas"] for row in by_affiliation(YEAR)}
    assert (found["business"], found["research"], found["civil_society"]) == (LEAST, None, 0)


def test_a_year_has_its_page_its_table_and_its_decisions(app: Flask, client: Visitor) -> None:
    """B-20, G-35: page and CSV say the same."""
    factories.idea(state="beschlossen", title="Bänke am Fluss")
    decision = db.session.scalars(db.select(Decision)).one()
    year = decision.decided_on.year
    page = client.get(f"/berichte/{year}").get_data(as_text=True)
    assert decision.number in page
    answer = client.get(f"/berichte/zeitraum.csv?von={year}-01-01&bis={year}-12-31")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    assert client.get(f"/berichte/zeitraum.pdf?von={year}-01-01&bis={year}-12-31").data[:5] == b"%PDF-"
    assert ["decisions", decision.number, "title", "Bänke am Fluss"] in rows
    assert ["participation", "", "ideas", "1"] in rows
    assert all(len(row) == 4 for row in rows)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (date(2026, 5, 1), date(2026, 4, 1)),
        (date(1, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date.max),
    ],
)
def test_days_that_make_no_sense_become_the_present_year(first: date | None, last: date | None) -> None:
    with frozen_at(SUMMER):
        assert between(first, last) == of_year(2025)


@pytest.mark.parametrize(
    "path", ["/berichte/0", "/berichte/9999999", "/berichte/B-2026-77", "/berichte/zeitraum?von=x"]
)
def test_odd_addresses_are_answered(client: Visitor, path: str) -> None:
    assert client.get(path).status_code in {200, 404}


def test_a_published_report_never_changes(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """G-35: what the council has in hand stays what it was."""
    idea = an_old_idea(title="Bänke am Fluss")
    staff = sign_in(factories.person("staff"))
    values = {"von": "2025-01-01", "bis": "2025-12-31", "foreword": "Ein gutes Jahr."}
    answer = staff.submit("/berichte/veroeffentlichen", **values)
    assert answer.status_code == 303
    before = client.get(answer.location).get_data(as_text=True)
    assert "Ein gutes Jahr." in before
    paper = client.get(f"{answer.location}.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(audience="staff"))
    assert client.get(answer.location).get_data(as_text=True) == before
    assert "B-" in client.get("/berichte").get_data(as_text=True)
    with pytest.raises(Conflict), transaction():
        db.session.scalars(db.select(Report)).one().foreword = "Anders"


def test_a_report_that_was_changed_behind_the_forum_is_named(app: Flask, sign_in: SignIn) -> None:
    """G-35, E-38: the verify command knows reports like decisions and dossiers."""
    staff_id = factories.person("staff").id
    with transaction():
        commands.publish_report(db.session.get_one(Person, staff_id), YEAR, foreword="Ein gutes Jahr.")
    assert app.extensions["proofs"]["report"]() == []
    with transaction():
        db.session.execute(update(Report).values(foreword="Ein schlechtes Jahr."))
    assert app.extensions["proofs"]["report"]() == [db.session.scalars(db.select(Report.number)).one()]


def test_only_staff_publishes_and_only_what_is_over(app: Flask, sign_in: SignIn) -> None:
    """G-35."""
    for roles in ((), ("board",), ("moderator",), ("admin",)):
        person = factories.person(*roles)
        assert sign_in(person).get("/berichte/veroeffentlichen").status_code == 403
        with pytest.raises(Forbidden), transaction():
            commands.publish_report(person, YEAR)
    staff = factories.person("staff")
    with pytest.raises(Invalid), transaction():
        commands.publish_report(staff, of_year(9000))
    refused = sign_in(staff).submit(
        "/berichte/veroeffentlichen", von="2026-01-01", bis="2999-12-31", foreword="Bleibt stehen"
    )
    assert (refused.status_code, "Bleibt stehen" in refused.get_data(as_text=True)) == (422, True)


def test_a_report_asks_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor) -> None:
    """E-11."""
    counted = []
    for number in (1, 4):
        for _each in range(number):
            factories.idea(state="beschlossen")
        client.get("/berichte/2026")
        counted.append(queries_of(lambda: gather(of_year(2026))))
    assert counted[0] == counted[1]
