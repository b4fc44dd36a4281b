"""What leaves the house: statements by the schema, the yearly report, and how the moderation keeps up."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.moderation import commands, export, targets, transparency, yearly
from forum.moderation.measures import MEASURES
from forum.moderation.models import Statement
from forum.moderation.rules import GROUNDS
from tests import factories
from tests.factories import Visitor
from tests.meetings.talk import written
from tests.moderation.test_cases import WHY
from tests.moderation.test_measures import FACTS, take
from tests.moderation.test_misuse import shut_out
from tests.moderation.test_transparency import whole_story

SignIn = Callable[[Person], Visitor]
SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "statement_of_reasons.schema.json").read_text())
CHANGES: dict[str, dict[str, object]] = {
    "redact": {"passages": "Nussberg"},
    "lock_branch": {"days": 3},
    "lock_thread": {},
    "slow_thread": {"minutes": 5},
    "hint": {},
    "warn": {},
    "slow": {"days": 3, "minutes": 30},
    "limit": {"days": 3},
    "suspend": {"days": 3},
}


def every_measure(moderator: int) -> None:
    """Take each measure once, and hide one post for each rule."""
    post_id = factories.post(factories.thread(), text="Anna Muster wohnt im Nussberg 7.").id
    for measure, changes in CHANGES.items():
        # A suspension follows a warning that could be read.
        with shifted_by(timedelta(hours=-2) if measure == "warn" else timedelta()):
            take(post_id, moderator, measure, **changes)
    for rule in GROUNDS.values():
        law = "§ 185 StGB" if rule.illegal else ""
        take(factories.post(factories.thread()).id, moderator, "hide", rule=rule.key, legal_ground=law)


def held_by_program(app: Flask) -> None:
    """Let a program hide a post and an idea, for a rule of the house and for a law that the notices name (M-07)."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    grounds = (("post", "respekt", ""), ("idea", "rechtswidrig", "§ 130 Abs. 1 StGB, schreibt Zaunkoenig"))
    for kind, rule, law in grounds:
        number = factories.post(factories.thread()).id if kind == "post" else factories.idea().id
        notifier = factories.person().id
        with transaction():
            who = db.session.get_one(Person, notifier)
            target = targets.load(who, kind, number)
            values = {"rule": rule, "legal_ground": law, "explanation": WHY, "good_faith": True}
            commands.file_notice(who, target, **values)  # type: ignore[arg-type]


def removed_in_session() -> None:
    """Let the chair of a session remove a contribution."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, chair_id = meeting.id, chair.id
    said = written(ada, number, "Das sage ich nur einmal.")
    factories.act(
        db.session.get_one(Person, chair_id), number, "contribution.remove", contribution_id=said, reason="tone"
    )


def test_every_statement_validates_and_names_nobody(app: Flask) -> None:
    """S-03, S-23, P-02: each measure and each rule by the schema; names, handles and addresses stay in the house."""
    moderator = factories.person("moderator", handle="Ersthabicht")
    author = factories.person(handle="Zaunkoenig")
    post_id, moderator_id = factories.post(factories.thread(), author).id, moderator.id
    every_measure(moderator_id)
    words = "Zaunkoenig schreibt an anna@example.org, sagt @Jemand und Ersthabicht."
    take(post_id, moderator_id, "hide", facts=words)
    shut_out(moderator_id, factories.person().id)
    held_by_program(app)
    removed_in_session()
    found = export.statements_of(db.session.get_one(Person, moderator_id), now() - timedelta(days=1), now())
    rows = db.session.scalars(select(Statement)).all()
    assert len(found) == len([row for row in rows if row.measure not in {"hint", "warn"}])
    validator = jsonschema_rs.Draft202012Validator(SCHEMA)
    for one in found:
        assert [error.message for error in validator.iter_errors(one)] == []
    text = json.dumps(found)
    for name in ("Zaunkoenig", "Ersthabicht", "Jemand", "example.org"):
        assert name not in text
    assert {row.measure for row in rows} == {*MEASURES}
    by_program = [one for one in found if one["automated_decision"] == "AUTOMATED_DECISION_FULLY"]
    laws = [one.get("illegal_content_legal_ground") for one in by_program]
    assert laws == [None, "§ 130 Abs. 1 StGB"]
    assert [one["source_type"] for one in by_program] == ["SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_ARTICLE_16"]


def test_the_export_names_no_third_people_either(app: Flask) -> None:
    """S-03, P-02: nobody who is only spoken of, however the handle is written; neither names with a title nor numbers."""
    moderator = factories.person("moderator").id
    factories.person(handle="Rotkehlchen-3")
    factories.person(handle="Zaunkoenig")
    words = (
        "Gemeint ist Rotkehlchen-3, auch ZAUNKOENIG, Zaunkoenigs Haltung und der Zaunkoenig-Beitrag. "
        "Frau Dr. Eva von Beispiel und Herrn Muster schadet das, "
        "Tel. 0531 470-1. "
        "Am 27.11.2026 stand das unter Regel 3."
    )
    take(factories.post(factories.thread()).id, moderator, "hide", facts=words)
    text = json.dumps(export.statements_of(db.session.get_one(Person, moderator), now() - timedelta(days=1), now()))
    for name in ("otkehlchen", "AUNKOENIG", "aunkoenig", "Eva", "Beispiel", "Muster", "470"):
        assert name not in text
    assert "Am 27.11.2026 stand das unter Regel 3." in text


def test_a_statement_points_to_the_clause_of_its_day(app: Flask, client: Visitor) -> None:
    """S-03, S-20: the address is public and names the version, so it says the same when the rules changed since."""
    moderator = factories.person("moderator").id
    take(factories.post(factories.thread()).id, moderator, "hide", rule="thema")
    (one,) = export.statements_of(db.session.get_one(Person, moderator), now() - timedelta(days=1), now())
    url = one["decision_ground_reference_url"]
    assert url.endswith("/regeln/fassungen/1#klausel-thema")
    page = client.get(url.removeprefix("http://localhost"))
    assert page.status_code == 200
    assert 'id="klausel-thema"' in page.text


def test_the_ends_of_measures_are_in_the_export(app: Flask) -> None:
    """S-03: the day a restriction ends, planned or taken back, stands in the field of its kind."""
    moderator = factories.person("moderator").id
    limited = take(factories.post(factories.thread()).id, moderator, "limit", days=3).id
    hidden = take(factories.post(factories.thread()).id, moderator, "hide").id
    assert "end_date_service_restriction" in export.shaped(db.session.get_one(Statement, limited))
    assert "end_date_visibility_restriction" not in export.shaped(db.session.get_one(Statement, hidden))
    with transaction():
        actor, case = db.session.get_one(Person, moderator), db.session.get_one(Statement, hidden).case
        commands.restore(actor, case, reason="Das war ein Irrtum, wie wir sehen.", version=case.version)
    assert "end_date_visibility_restriction" in export.shaped(db.session.get_one(Statement, hidden))


def test_only_who_answers_for_it_takes_the_statements_out(client: Visitor, sign_in: SignIn) -> None:
    """S-03, E-16: neither visitors nor citizens; a year without the forum is not there."""
    year = transparency.years()[0]
    path = f"/moderation/begruendungen/{year}.json"
    assert client.get(path).status_code == 303
    assert sign_in(factories.person()).get(path).status_code == 403
    moderator = sign_in(factories.person("moderator"))
    assert moderator.get(path).get_json() == {"statements": []}
    assert moderator.get("/moderation/begruendungen/1999.json").status_code == 404
    with pytest.raises(Forbidden):
        transparency.backlog(factories.person())


def test_the_yearly_report_equals_a_recount(client: Visitor, sign_in: SignIn) -> None:
    """S-05, S-21: eight sections of figures and one of words; sums equal their rows; the file is RFC 4180."""
    names = whole_story(client, sign_in)
    every_measure(factories.person("moderator").id)
    year = transparency.years()[0]
    answer = client.get(f"/transparenz/{year}.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert list(rows[0]) == ["section", "indicator", "scope", "value"]
    assert (
        [*dict.fromkeys(row["section"] for row in rows)] == [*yearly.SECTIONS, yearly.QUALITATIVE] == [*yearly.TITLES]
    )
    value = {(row["section"], row["indicator"], row["scope"]): row["value"] for row in rows}
    statements = db.session.scalars(select(Statement)).all()
    own = [row for row in statements if row.source == "SOURCE_VOLUNTARY"]
    assert value["2_notices", "notices_received", "TOTAL"] == "1"
    assert value["2_notices", "notices_actioned_on_basis_of_terms", "TOTAL"] == "1"
    total = sum(
        int(value[section, "measures_by_category", "TOTAL"])
        for section in ("3_own_initiative_law", "4_own_initiative_terms")
    )
    assert total == len(own) == len(statements) - 1
    for section, indicator in {(row["section"], row["indicator"]) for row in rows if "measures_by" in row["indicator"]}:
        parts = {scope: int(number) for (*key, scope), number in value.items() if key == [section, indicator]}
        assert parts.pop("TOTAL") == sum(parts.values())
    assert value["5_complaints_and_misuse", "complaints_decided", "REVERSED"] == "1"
    assert value["5_complaints_and_misuse", "suspensions_imposed", "TOTAL"] == "1"
    assert value["8_recipients", "average_monthly_active_recipients", "TOTAL"] == ""
    for word in (*names, FACTS, WHY):
        assert word not in answer.text
    one = client.get(f"/transparenz/{year}.csv?abschnitt=2_notices").text
    assert {row["section"] for row in csv.DictReader(io.StringIO(one))} == {"2_notices"}
    assert client.get(f"/transparenz/{year}.csv?abschnitt=unsinn").status_code == 404
    assert client.get("/transparenz/1999.csv").status_code == 404


def test_charts_have_their_numbers_as_tables(client: Visitor, sign_in: SignIn) -> None:
    """S-05, A-20: months, rules, kinds and outcomes; months add up to the year."""
    whole_story(client, sign_in)
    page = client.get("/transparenz").text
    for caption in ("nach Monaten", "nach Regeln", "nach Art", "Was aus Beschwerden wurde"):
        assert caption in page
    assert page.count('class="chart"') == 4
    year = transparency.years()[0]
    months, found = transparency.by_month(year), transparency.figures(year)
    assert (sum(row[1] for row in months), sum(row[2] for row in months)) == (found.notices, found.all_measures)
    assert sum(found.kinds.values()) == found.all_measures


def test_how_the_moderation_keeps_up_names_nobody(sign_in: SignIn) -> None:
    """M-30: backlog by age, middle times, share taken back by rule and space; no person, and no closed room of others."""
    moderator = factories.person("moderator", handle="Ersthabicht")
    moderator_id, person_id = moderator.id, factories.person().id
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        commands.open_case_for(actor, targets.load(actor, "profile", person_id)).opened_at = now() - timedelta(days=5)
    take(factories.post(factories.thread()).id, moderator_id, "hide")
    found = transparency.backlog(db.session.get_one(Person, moderator_id))
    assert found.waiting == {"1": 0, "3": 0, "7": 1, "more": 0}
    assert found.rules == {"respekt": (1, 0)}
    assert sum(made for made, _taken in found.spaces.values()) == 1
    page = sign_in(db.session.get_one(Person, moderator_id)).get("/moderation/zahlen").text
    assert "Ersthabicht" not in page.partition("<main")[2]
