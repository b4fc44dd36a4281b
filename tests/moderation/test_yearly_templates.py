"""The yearly report in the templates of the implementing regulation: headers, a recount, publication, and the reminder."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core.clock import local, now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.moderation import annex, annex_figures, commands, transparency
from forum.moderation.commands.publishing import changed_reports, due_on
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, Complaint, DisputeOutcome, Notice, PublishedReport, Statement
from forum.moderation.rules import RULES
from forum.notifications.models import Message
from forum.privacy.retention import forget_closed_cases
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, SignIn, bad_post, decide, report, the_case
from tests.moderation.test_complaints import answer
from tests.moderation.test_measures import take
from tests.moderation.test_reporting import every_measure
from tests.moderation.test_transparency import FACTS, whole_story
from tests.racing import at_once

# As several providers publish them; the trailing blanks of some spreadsheets are left out.
WIDTHS = dict(zip(annex.HEADERS, (4, 4, 20, 25, 37, 37, 8, 8, 8, 7, 5), strict=True))


def a_year_ago() -> int:
    """Let everything so far have happened in the year before, and return that year."""
    with transaction():
        for column in (Case.opened_at, Case.decided_at, Notice.created_at, Statement.created_at, Complaint.created_at):
            rows = update(column.class_).where(column.is_not(None))
            db.session.execute(rows.values({column.key: now() - timedelta(days=366)}))
    return local(now()).year - 1


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def part(client: Visitor, name: str) -> list[dict[str, str]]:
    return table(client.get(f"/transparenz/{transparency.years()[0]}/{name}.csv").text)


def test_each_part_has_the_headers_of_its_template(client: Visitor, sign_in: SignIn) -> None:
    """S-21: eleven files by RFC 4180 in UTF-8, eight of figures and one of words among them; names stay in the house."""
    names = whole_story(client, sign_in)
    year = transparency.years()[0]
    assert (len(annex.HEADERS), len(annex.QUANTITATIVE), [*annex.HEADERS][-1]) == (11, 8, annex.QUALITATIVE)
    assert [*annex_figures.PARTS] == [*annex.HEADERS]
    page = client.get("/transparenz").text
    for name, headers in annex.HEADERS.items():
        assert f"/transparenz/{year}/{name}.csv" in page
        answer = client.get(f"/transparenz/{year}/{name}.csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        lines = answer.data.decode("utf-8").split("\r\n")
        assert lines[-1] == ""
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert (tuple(rows[0]), len(headers)) == (headers, WIDTHS[name])
        assert {len(row) for row in rows} == {len(headers)}
        for word in (*names, FACTS, WHY):
            assert word not in answer.text
    assert client.get(f"/transparenz/{year}/12_unsinn.csv").status_code == 404
    assert client.get("/transparenz/1999/4_notices.csv").status_code == 404


def test_the_parts_equal_a_recount(client: Visitor, sign_in: SignIn) -> None:
    """S-05, S-21: notices, measures by category and kind, complaints and suspensions; lines add up to the first one."""
    whole_story(client, sign_in)
    every_measure(factories.person("moderator").id)
    statements = db.session.scalars(select(Statement)).all()
    own = [row for row in statements if row.source == "SOURCE_VOLUNTARY" and MEASURES[row.measure].word]
    for name, illegal in (("5_own_initiative_illegal", True), ("6_own_initiative_TC", False)):
        found = [row for row in own if RULES[row.rule].illegal is illegal]
        rows = part(client, name)
        key = annex.HEADERS[name][3]
        number = "Number of measures taken at the provider's own initiative"
        assert int(rows[0][number]) == len(found)
        by_category = [row for row in rows if row[key].startswith("STATEMENT_CATEGORY")]
        assert sum(int(row[number]) for row in by_category) == len(found)
        assert sum(int(rows[0][kind]) for kind in annex.RESTRICTIONS) == len(found)
        assert {row[number] for row in rows if row[key].startswith("KEYWORD")} == {""}
    notices = part(client, "4_notices")
    assert notices[0]["Number of notices received"] == str(db.session.scalar(select(func.count(Notice.id))))
    received = [row for row in notices if row["Category of illegal content"].startswith("STATEMENT")]
    assert sum(int(row["Number of notices received"]) for row in received) == 1
    taken = "Number of actions taken on the basis of the terms and conditions of the service"
    assert (notices[0][taken], notices[0]["Number of actions taken on the basis of the law"]) == ("1", "0")
    seven = {(row["Indicator"], row["Scope"]): row["Value"] for row in part(client, "7_appeals_and_recidivism")}
    everybody = "Number of complaints submitted to the internal-complaints mechanism"
    assert seven[everybody, "Total number"] == str(db.session.scalar(select(func.count(Complaint.id)))) == "1"
    assert seven[everybody, "Decisions reversed"] == "1"
    about = "Complaint regarding a decision to remove or disable access to or restrict visibility of information"
    assert seven[about, "Total number"] == "1"
    illegal_content = "Number of suspensions enacted for the provision of manifestly illegal content"
    assert seven[illegal_content, "Total number"] == "0", "what only the house rules forbid"
    eight = {(row["Indicator"], row["Scope"]): row["Value"] for row in part(client, "8_automated_means")}
    measures = len([row for row in statements if MEASURES[row.measure].word])
    assert eight["Number of measures not taken by automated means", "Total number"] == str(measures)


def test_all_categories_and_keywords_have_their_lines(app: Flask) -> None:
    """S-21: each word once in the second part, and each category that can be meant in the parts of figures."""
    words = [word for _label, found in annex.CATEGORIES.values() for word in found.split() if word != "OTHER"]
    assert len(words) == len(set(words))
    known = {rule.category for rule in RULES.values()}
    assert known <= {*annex.CATEGORIES}
    for rule in RULES.values():
        name = "5_own_initiative_illegal" if rule.illegal else "6_own_initiative_TC"
        assert rule.category in annex.categories_of(name)


def test_a_published_report_stays_as_it_is(client: Visitor, sign_in: SignIn) -> None:
    """S-21: only a year that is over, once, by those who answer for it; five years later it reads the same."""
    whole_story(client, sign_in)
    staff_id, citizen_id, this = factories.person("staff").id, factories.person().id, local(now()).year
    year = a_year_ago()

    def publish(number: int, which: int) -> object:
        return commands.publish_report(db.session.get_one(Person, number), which)

    for number, which, error in ((staff_id, this, Conflict), (staff_id, 1999, NotFound), (citizen_id, year, Forbidden)):
        with pytest.raises(error), transaction():
            publish(number, which)
    assert "noch nicht veröffentlicht" in client.get(f"/transparenz?jahr={year}").text
    # Two do it at once: one report.
    acts = [lambda: publish(staff_id, year)] * 2
    assert at_once(client.application, list(acts), refused=(Conflict,)) == 1
    before = dict(db.session.get_one(PublishedReport, year).parts)
    assert f"Date of the publication of the report,{local(now()).date()}" in before["1_report_identification"]
    with transaction():
        db.session.execute(update(Notice).values(trusted=True))
    with shifted_by(timedelta(days=5 * 365)):
        forget_closed_cases()
        for name, text in before.items():
            assert annex_figures.part_of(year, name) == text
        assert changed_reports() == []
    assert client.get(f"/transparenz/{year}/4_notices.csv").text == before["4_notices"]
    assert "Seitdem ändert sich der Bericht nicht mehr" in client.get(f"/transparenz?jahr={year}").text
    with transaction():
        row = db.session.get_one(PublishedReport, year)
        row.parts = {**row.parts, "4_notices": "anders"}
    assert changed_reports() == [str(year)]


def test_those_who_answer_for_it_are_reminded(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-21: from January on once a week until it is public, and it is due two months after the year."""
    whole_story(client, sign_in)
    staff = factories.person("staff")
    staff_id = staff.id

    def remind() -> int:
        with transaction():
            return commands.remind_of_report()

    def told() -> int:
        kinds = select(func.count()).where(Message.person_id == staff_id, Message.kind == "report_due")
        return db.session.scalar(kinds) or 0

    assert remind() == 0
    assert due_on(2026) == date(2027, 2, 28)
    assert due_on(2027) == date(2028, 2, 29)
    year = a_year_ago()
    assert (remind(), remind()) == (1, 0)
    work()
    assert told() == 1
    with shifted_by(timedelta(days=8)):
        assert remind() == 1
    office = sign_in(db.session.get_one(Person, staff_id))
    assert f"Bericht {year} veröffentlichen" in office.get("/moderation/zahlen").text
    assert office.submit(f"/moderation/berichte/{year}/veroeffentlichen").status_code == 303
    assert "veröffentlicht am" in office.get("/moderation/zahlen").text
    with shifted_by(timedelta(days=20)):
        assert remind() == 0


def test_disputes_stand_in_the_report(client: Visitor, sign_in: SignIn) -> None:
    """S-14, S-05, S-21: in all, by outcome, the middle time in hours, and how many were carried out."""
    whole_story(client, sign_in)
    moderator_id, case_id = factories.person("moderator").id, the_case().id
    today = local(now()).date()
    for days, outcome, done in (
        (2, DisputeOutcome.REVERSED, True),
        (4, DisputeOutcome.OMITTED, False),
        (0, None, None),
    ):
        with transaction():
            actor = db.session.get_one(Person, moderator_id)
            case = db.session.get_one(Case, case_id)
            opened = max(today - timedelta(days=days), date(today.year, 1, 1))
            made = commands.record_dispute(actor, case, body="Schlichtungsstelle Nord", opened_on=opened)
            if outcome is not None:
                commands.close_dispute(
                    actor, made, outcome=outcome, closed_on=today, carried_out=bool(done), version=made.version
                )
    seven = {(row["Indicator"], row["Scope"]): row["Value"] for row in part(client, "7_appeals_and_recidivism")}
    indicator = "Number of disputes submitted to out-of-court dispute settlement bodies"
    found = [seven[indicator, scope] for scope in ("Total number", "Decisions reversed", "Decision omitted")]
    assert found == ["3", "1", "1"]
    assert seven[indicator, "Percentage of outcomes implemented"] == "50.0"


def test_only_suspensions_for_what_a_law_forbids_count_as_such(client: Visitor) -> None:
    """S-17, S-21: not for the rules of the house, and not what was taken back since."""
    moderator = factories.person("moderator").id

    def suspended(**changes: str) -> int:
        post_id = factories.post(factories.thread()).id
        with shifted_by(timedelta(hours=-2)):
            take(post_id, moderator, "warn", **changes)
        return take(post_id, moderator, "suspend", days=7, **changes).id

    law = {"rule": "rechtswidrig", "legal_ground": "§ 130 StGB"}
    suspended()
    suspended(**law)
    number = suspended(**law)
    indicator = "Number of suspensions enacted for the provision of manifestly illegal content"
    for count, taken_back in (("2", False), ("1", True)):
        if taken_back:
            with transaction():
                db.session.get_one(Statement, number).reverted_at = now()
        rows = part(client, "7_appeals_and_recidivism")
        assert [row["Value"] for row in rows if row["Indicator"] == indicator] == [count]


def test_a_decision_whose_reasons_alone_were_put_right_is_upheld(client: Visitor, sign_in: SignIn) -> None:
    """S-14, S-21: nothing of it is reversed, so no figure says so."""
    report(client, bad_post())
    assert decide(sign_in(factories.person("moderator")), the_case(), "verbergen") == 303
    statement = the_case().statements[0]
    author = db.session.get_one(Person, statement.author_id)
    sign_in(author).submit(f"{statement.url}/beschwerde", text="Das war gar keine Beleidigung, sondern ein Vogel.")
    assert answer(sign_in(factories.person("moderator")), "partly") == 303
    seven = {(row["Indicator"], row["Scope"]): row["Value"] for row in part(client, "7_appeals_and_recidivism")}
    everybody = "Number of complaints submitted to the internal-complaints mechanism"
    assert (seven[everybody, "Decisions upheld"], seven[everybody, "Decisions partially reversed"]) == ("1", "0")
