"""Reports and coverage: figures that can be counted again, small groups that stay untold, copies that never change."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from forum.accounts.models import Person
from forum.core.clock import frozen_at, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.core.small_cells import LEAST, LEAST_IN_ALL, suppressed
from forum.dossiers.models import Decision
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.projects import commands as projects
from forum.projects.models import Project
from forum.reports import commands
from forum.reports.models import Report
from forum.reports.period import Period, between, of_year
from forum.reports.queries import by_affiliation, by_district, by_goal, gather
from forum.strategy.models import strategy
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.ideas.test_paper import entered
from tests.recommendations.test_recommendations import Adopted

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
    assert found == {"ideas": 2, "posts": 1, "supports": 2, "on_paper": 0, "people": 2, "supporters": 1}


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


def ideas_of(affiliation: str | None, number: int) -> None:
    """Let so many authors who said this about themselves hand in an idea each, in the year of the reports."""
    for _each in range(number):
        author = factories.person()
        with transaction():
            db.session.execute(update(Person).where(Person.id == author.id).values(affiliations=affiliation))
        an_old_idea(author=author)


def test_parts_of_society_are_told_from_five_on(app: Flask) -> None:
    """G-30, G-01: only what people said of their own accord; whoever belongs to several parts counts in each."""
    for affiliation, number in (("business", 16), ("business research", LEAST - 1), (None, 3)):
        ideas_of(affiliation, number)
    found = {row["key"].value: row["ideas"] for row in by_affiliation(YEAR)}
    assert (found["business"], found["research"], found["civil_society"]) == (15 + LEAST, None, None)


def test_nobody_is_found_by_choosing_or_subtracting_periods(app: Flask, client: Visitor) -> None:
    """G-01, G-30: no single day, no half year, no running year and no table about few says who belongs where."""
    ideas_of("resident", LEAST_IN_ALL - 1)
    assert by_affiliation(YEAR) == []
    ideas_of("resident", 1)
    assert {row["ideas"] for row in by_affiliation(YEAR)} == {LEAST_IN_ALL, None}
    assert by_affiliation(Period(SUMMER.date(), SUMMER.date())) == []
    assert by_affiliation(Period(date(2025, 1, 1), date(2025, 12, 30))) == []
    with frozen_at(SUMMER):
        assert by_affiliation(YEAR) == []
    day = "von=2025-07-01&bis=2025-07-01"
    assert "affiliations" not in client.get(f"/berichte/zeitraum.csv?{day}").get_data(as_text=True)
    assert "affiliations" in client.get("/berichte/zeitraum.csv?von=2025-01-01&bis=2025-12-31").get_data(as_text=True)
    assert "ganze Jahre" in client.get(f"/strategie/abdeckung?{day}").get_data(as_text=True)


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


def test_the_coverage_names_goals_in_the_language_of_the_reader(app: Flask) -> None:
    """B-08, E-41: picture and table say the same names."""
    factories.idea(goals=("daten",))
    page = factories.visitor(app).get("/strategie/abdeckung?sprache=en").get_data(as_text=True)
    goal = next(iter(strategy().goals.values()))
    assert page.count(goal.title_en) >= 2
    assert goal.title not in page


def test_a_report_tells_measured_values_and_coverage_tells_results(app: Flask, client: Visitor) -> None:
    """B-20, B-08, G-21: the newest value that holds, and which goals have results."""
    project = factories.running_project(today())
    number, staff_id, indicator_id = project.id, factories.person("staff").id, project.indicators[0].id
    assert {row["key"]: row["results"] for row in by_goal(of_year(today().year))}["daten"] == 0

    def enter(value: float, corrects_id: int | None = None) -> int:
        with transaction():
            who, one = db.session.get_one(Person, staff_id), db.session.get_one(Project, number)
            note = "Ein Sensor zählte doppelt."
            return projects.enter_value(
                who, one, indicator_id, value=value, measured_on=today(), note=note, corrects_id=corrects_id
            ).id

    enter(70, enter(61.5))
    found = gather(of_year(today().year))
    measured = found["projects"][0]["measured"][0]
    assert (measured["value"], measured["unit"], measured["target"]) == (70, "Prozent", 80)
    assert {row["key"]: row["results"] for row in found["goals"]}["daten"] == 1
    assert "70 Prozent" in client.get(f"/berichte/{today().year}").text
    assert "mit Ergebnis" in client.get("/strategie/abdeckung").text


def test_a_project_that_ended_leaves_later_reports(app: Flask) -> None:
    """B-20: it stands in the report of the year in which it ended, and in no later one; nothing is next any more."""
    project = factories.running_project(today())
    number, staff_id, indicator_id = project.id, factories.person("staff").id, project.indicators[0].id
    with transaction():
        who, one = db.session.get_one(Person, staff_id), db.session.get_one(Project, number)
        one.next_step = "Weiter messen."
        projects.enter_value(who, one, indicator_id, value=70, measured_on=today())
    with transaction():
        who, one = db.session.get_one(Person, staff_id), db.session.get_one(Project, number)
        projects.finish(who, one, reason="Alles ist fertig und gemessen.", version=one.version)
    year = today().year
    (row,) = gather(of_year(year))["projects"]
    assert (row["state"], row["progress"], row["next"]) == ("abgeschlossen", 100, "")
    assert gather(of_year(year + 1))["projects"] == []


def test_a_report_names_overdue_recommendations(app: Flask) -> None:
    """B-17, G-35."""
    adopted = Adopted()
    with transaction():
        adopted.owed.due_on = today() - timedelta(days=1)
    found = gather(of_year((today() - timedelta(days=1)).year))["overdue_recommendations"]
    assert [row["due_on"] for row in found] == [(today() - timedelta(days=1)).isoformat()]
    assert gather(YEAR)["overdue_recommendations"] == []


def test_a_report_counts_signatures_on_paper_and_days_that_nobody_kept(app: Flask, client: Visitor) -> None:
    """N-15, N-38, B-02: counted once, as the correction says; what was due and never came is „versäumt“."""
    idea_id = factories.idea().id
    ada, ben = factories.person("staff").id, factories.person("staff").id
    figure = entered(idea_id, ada)
    with transaction():
        ideas.confirm_paper(db.session.get_one(Person, ben), figure)
    late = factories.idea(state="fachpruefung").id
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == late).values(due_on=today() - timedelta(days=1)))
    found = gather(of_year((today() - timedelta(days=1)).year))
    assert found["participation"]["on_paper"] == 38
    assert found["answers"]["unanswered"] == 1
    assert found["answers"]["share_in_time"] is not None
    assert "Versäumt und noch immer offen" in client.get(f"/berichte/{today().year}").text


def test_a_published_report_lets_go_of_a_hidden_title(app: Flask, client: Visitor) -> None:
    """M-36, S-02: the title of an idea that was hidden later is not shown; the report and its digest stay."""
    factories.idea(state="beschlossen", title="Bänke & Beleidigung am Fluss")
    idea_id = db.session.scalars(db.select(Idea.id)).one()
    staff_id, year = factories.person("staff").id, today().year
    with frozen_at(datetime(year + 1, 2, 1, 12, tzinfo=UTC)), transaction():
        number = commands.publish_report(db.session.get_one(Person, staff_id), of_year(year)).number
    assert "Beleidigung" in client.get(f"/berichte/{number}").text
    with transaction():
        ideas.hide_idea(SYSTEM, db.session.get_one(Idea, idea_id), ground="Test")
    page = client.get(f"/berichte/{number}").text
    assert "Beleidigung" not in page
    assert f"Idee {idea_id} (Titel von der Moderation verborgen)" in page
    assert app.extensions["proofs"]["report"]() == []
    with transaction():
        ideas.restore_idea(SYSTEM, db.session.get_one(Idea, idea_id))
    assert "Beleidigung" in client.get(f"/berichte/{number}").text
