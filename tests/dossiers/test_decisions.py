"""The decision record, what follows from it, and the register."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.cli.consistency import changed_papers
from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers import commands, queries
from forum.dossiers.commands import Duty, Subjects
from forum.dossiers.models import (
    PLAINLY,
    RESULTS,
    UNANIMITIES,
    Decision,
    DecisionDuty,
    DecisionSubject,
    Dossier,
    DutyFulfilment,
    Result,
    Unanimity,
)
from forum.dossiers.proof import of_decision
from forum.ideas import commands as ideas
from forum.ideas.models import Idea, IdeaStep
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Motion, Poll
from forum.projects import commands as projects
from forum.projects.models import Project
from tests import factories
from tests.core.test_pdf import text_of
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]


def decide(*idea_ids: int, **changes: object) -> str:
    member_id = factories.person("board").id
    with transaction():
        found = [db.session.get_one(Idea, number) for number in idea_ids]
        actor = db.session.get_one(Person, member_id)
        return commands.record_decision(actor, Subjects(ideas=found), factories.ruling(**changes)).number


def record(number: str) -> Decision:
    return db.session.scalars(select(Decision).where(Decision.number == number)).one()


def test_the_vocabulary_is_a_fixed_list_in_three_wordings(app: Flask) -> None:
    """B-19: each value in German, in English and in plain language; how many agreed is a separate field."""
    words = (
        "ungeändert beschlossen, geändert beschlossen, abgelehnt, vertagt, verwiesen, zur Kenntnis genommen, erledigt"
    )
    with force_locale("de"):
        german = {key: (str(RESULTS[key]), str(PLAINLY[key])) for key in Result}
        assert [label for label, _plain in german.values()] == [*words.split(", "), "zurückgezogen"]
        assert [str(UNANIMITIES[key]) for key in Unanimity] == ["einstimmig", "mehrheitlich"]
        both = {key: str(key.plainly) for key in Unanimity}
    with force_locale("en"):
        english = {key: (str(RESULTS[key]), str(PLAINLY[key])) for key in Result}
        assert all(str(key.plainly) != both[key] for key in Unanimity)
    for key in Result:
        assert not set(english[key]) & set(german[key])


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ("ungeaendert", "beschlossen"),
        ("geaendert", "beschlossen"),
        ("abgelehnt", "abgelehnt"),
        ("vertagt", "vertagt"),
        ("verwiesen", "fachpruefung"),
        ("erledigt", "fachpruefung"),
        ("zurueckgezogen", "fachpruefung"),
        ("kenntnis", "board"),
    ],
)
def test_each_result_takes_the_idea_where_it_belongs(client: Visitor, result: str, state: str) -> None:
    """B-19, N-22: accepted, returned, deferred and declined are rows of the table; what is only noted stays."""
    idea = factories.idea(state="board")
    number = decide(idea.id, result=Result(result))
    assert db.session.get_one(Idea, idea.id).state == state
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea.id).order_by(IdeaStep.seq.desc())).first()
    assert step is not None
    assert (step.kind, step.title) == ("decision", number)
    assert number in client.get(idea.url).get_data(as_text=True)
    if state == "fachpruefung":
        assert db.session.get_one(Idea, idea.id).due_on is not None


def test_a_record_holds_every_field(app: Flask, client: Visitor) -> None:
    """G-07, section 4."""
    board = factories.committee(kind="board", title="Smart City-Board")
    one, two = factories.idea(state="board", title="Bänke am Fluss"), factories.idea(state="board", title="Tische dort")
    duty = Duty(text="Die Kosten werden gedeckelt.", unit="Fachbereich Tiefbau", due_on=today() + timedelta(days=30))
    values = {"recused": ["Sitz der Netz GmbH"], "binding": False, "duties": [duty], "conditions": "Mit Schatten."}
    found = record(decide(one.id, two.id, result=Result.GEAENDERT, **values))
    assert (found.committee_id, found.body) == (board.id, "Smart City-Board")
    assert (found.present, found.entitled, found.yes, found.no, found.abstain) == (8, 10, 7, 0, 1)
    assert (found.recused, found.binding, "NKomVG" in found.rule) == (["Sitz der Netz GmbH"], False, True)
    assert [(row.idea_id, row.dossier_id is not None) for row in found.subjects] == [(one.id, True), (two.id, True)]
    assert [(row.text, row.unit, row.due_on) for row in found.duties] == [(duty.text, duty.unit, duty.due_on)]
    assert (found.strategy_version, found.assessments["number"]) == (1, 4)
    assert {db.session.get_one(Idea, idea.id).state for idea in (one, two)} == {"beschlossen"}
    page = client.get(found.url).get_data(as_text=True)
    for words in (
        "geändert beschlossen, mit Auflagen", "Fachbereich Tiefbau", "Sitz der Netz GmbH", "8 von 10", "Tische dort",
        "Das Board sagt Ja. Aber etwas wird anders gemacht.", "NKomVG", "Mit Schatten.", found.digest[:16],
    ):  # fmt: skip
        assert words in page


def test_ideas_of_different_audiences_are_not_decided_together(app: Flask, client: Visitor) -> None:
    """G-25: a record is for all who may read what it is about; what became internal later leaves its page."""
    one, two = factories.idea(state="board").id, factories.idea(state="board", title="Nur für das Haus gedacht").id
    three = factories.idea(state="board").id
    number = decide(one, two)
    with transaction():
        for idea_id in (two, three):
            db.session.get_one(Idea, idea_id).audience = "staff"
    page = client.get(f"/beschluesse/{number}").get_data(as_text=True)
    assert f"/ideen/{two}" not in page
    assert [row["idea_id"] for row in client.get(f"/api/v1/decisions/{number}").get_json()["subjects"]] == [one]
    public = factories.idea(state="board").id
    with pytest.raises(Conflict, match="nicht für dieselben Menschen"):
        decide(public, three)


def test_a_decision_needs_a_subject(app: Flask) -> None:
    with pytest.raises(Conflict, match="Gegenstand"):
        decide()


def test_a_decision_about_a_project_needs_no_idea(client: Visitor) -> None:
    """G-32: such a decision has a number that a project can name."""
    member_id = factories.person("board").id
    with transaction():
        subjects = Subjects(project_id=7, title="Leuchtturm am Fluss")
        actor = db.session.get_one(Person, member_id)
        number = commands.record_decision(actor, subjects, factories.ruling()).number
    assert client.get(f"/beschluesse/{number}").status_code == 200
    assert "Leuchtturm am Fluss" in client.get("/beschluesse").get_data(as_text=True)


def test_a_later_decision_shows_on_both_pages(client: Visitor) -> None:
    """G-07: a change is a new decision that names the old one."""
    earlier = decide(factories.idea(state="board").id)
    later = decide(factories.idea(state="board").id, replaces=earlier)
    assert f"/beschluesse/{earlier}" in client.get(f"/beschluesse/{later}").get_data(as_text=True)
    assert f"/beschluesse/{later}" in client.get(f"/beschluesse/{earlier}").get_data(as_text=True)


def test_what_belongs_to_a_record_never_changes(app: Flask) -> None:
    """G-07, E-38: the mapper refuses, and a change behind its back is named by the verify command."""
    duty = Duty(text="Bericht über die Wirkung", unit="Amt 66", due_on=today())
    number = decide(factories.idea(state="board").id, duties=[duty])
    for model in (DecisionDuty, DecisionSubject):
        with pytest.raises(Conflict), transaction():
            db.session.delete(db.session.scalars(select(model)).one())
    assert changed_papers() == []
    runner = app.test_cli_runner()
    assert runner.invoke(args=["forum", "events", "verify"]).exit_code == 0
    for statement in (
        update(DecisionDuty).values(due_on=date(2999, 1, 1)),
        update(DecisionSubject).values(title="anders"),
        update(Decision).values(rule="Los"),
        update(Decision).values(entitled=99),
        update(Dossier).values(html="<p>anders</p>"),
    ):
        before = changed_papers()
        with transaction():
            db.session.execute(statement)
        db.session.expire_all()
        assert len(changed_papers()) >= max(1, len(before))
    answer = runner.invoke(args=["forum", "events", "verify"])
    assert answer.exit_code == 1
    assert f"decision {number}" in answer.output
    assert "dossier V-" in answer.output


def test_no_decision_is_older_than_its_paper(app: Flask) -> None:
    """G-07: neither for one idea nor for several; the day of the paper itself is right."""
    old, new = factories.paper_of_long_ago(factories.idea(state="board")), factories.idea(state="board")
    duty = Duty(text="Bericht über die Wirkung", unit="Amt 66", due_on=today())
    for ids, day in (((new.id,), date(2001, 1, 1)), ((old.id, new.id), today() - timedelta(days=1))):
        with pytest.raises(Invalid) as refusal:
            decide(*ids, decided_on=day, duties=[duty])
        assert set(refusal.value.fields) == {"decided_on"}
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0
    assert decide(old.id, new.id, decided_on=today()).startswith(f"SCB-{today().year}-")


def test_conditions_are_open_overdue_or_fulfilled(sign_in: SignIn, client: Visitor) -> None:
    """G-07: an overdue condition shows in public and on the Board's page, a fulfilled one with its day."""
    duty = Duty(text="Bericht über die Wirkung", unit="Amt 66", due_on=today())
    values = {"duties": [duty], "decided_on": today() - timedelta(days=40)}
    number = decide(factories.paper_of_long_ago(factories.idea(state="board")).id, **values)
    assert "offen" in client.get(f"/beschluesse/{number}").get_data(as_text=True)
    board = sign_in(factories.person("board"))
    assert "überfällig" not in board.get("/board").get_data(as_text=True)
    late = Duty(text="Plan für das Quartier", unit="Amt 61", due_on=today() - timedelta(days=1))
    other = decide(factories.paper_of_long_ago(factories.idea(state="board")).id, **{**values, "duties": [late]})
    assert "überfällig" in client.get(f"/beschluesse/{other}").get_data(as_text=True)
    page = board.get("/board").get_data(as_text=True)
    assert page.index("Plan für das Quartier") < page.index("Bericht über die Wirkung")
    assert "überfällig" in page
    path = f"/beschluesse/{other}/auflagen/1"
    member = sign_in(factories.person())
    assert member.submit(path, fulfilled_on=today().isoformat(), note="Der Plan liegt vor.").status_code == 403
    office = sign_in(factories.person("staff"))
    assert office.get(path).status_code == 200
    assert office.submit(path, fulfilled_on="2999-01-01", note="Der Plan liegt vor.").status_code == 422
    assert office.submit(path, fulfilled_on=today().isoformat(), note="Der Plan liegt vor.").status_code == 303
    assert office.submit(path, fulfilled_on=today().isoformat(), note="Der Plan liegt vor.").status_code == 409
    page = client.get(f"/beschluesse/{other}").get_data(as_text=True)
    assert ("Der Plan liegt vor." in page, "überfällig" in page) == (True, False)
    assert "Plan für das Quartier" not in board.get("/board").get_data(as_text=True)
    assert queries.changed_decisions() == []
    with pytest.raises(Conflict), transaction():
        db.session.scalars(select(DutyFulfilment)).one().note = "Doch nicht."


def test_a_vote_of_the_board_becomes_a_decision(client: Visitor) -> None:
    """G-07: rule, presence and place in the log come from the session in which it was adopted."""
    idea = factories.idea(state="board")
    board = factories.committee(kind="board")
    chair = factories.member(board, "chair")
    factories.member(db.session.get_one(Committee, board.id), "clerk")
    factories.member(db.session.get_one(Committee, board.id))
    meeting = factories.meeting(
        db.session.get_one(Committee, board.id), (PlannedItem("Die Idee", "", idea_id=idea.id),)
    )
    number = meeting.id
    item_id = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one()
    for kind, data in (
        ("session.start", {}),
        ("presence.check_in", {}),
        ("item.open", {"item_id": item_id}),
        (
            "motion.add",
            {"text": "Die Bänke werden gebaut.", "reasons": "Es fehlen Plätze zum Ausruhen.", "ruling": "ungeaendert"},
        ),
    ):
        factories.act(chair, number, kind, **data)
    factories.act(chair, number, "poll.open", motion_id=db.session.scalars(select(Motion.id)).one())
    poll_id = db.session.scalars(select(Poll.id)).one()
    factories.act(chair, number, "poll.vote", poll_id=poll_id, choice="yes")
    seq = factories.act(chair, number, "poll.close", poll_id=poll_id).seq
    found = db.session.scalars(select(Decision)).one()
    assert (found.meeting_id, found.item_id, found.minutes_seq) == (number, item_id, seq)
    assert (found.present, found.entitled, found.yes, found.recused) == (1, 2, 1, [])
    assert (found.reasons, found.unanimity) == ("Es fehlen Plätze zum Ausruhen.", "einstimmig")
    assert db.session.get_one(Idea, idea.id).state == "beschlossen"
    assert f"#seq-{seq}" in client.get(found.url).get_data(as_text=True)


def test_a_returned_idea_comes_back_to_the_board(app: Flask) -> None:
    """N-22: returned goes to the examination, with the clock of a first answer, and by the Board alone."""
    idea = factories.idea(state="board")
    decide(idea.id, result=Result.VERWIESEN)
    with transaction():
        staff = factories._inside("staff")
        sentence = "Die Idee trägt sichtbar zu diesem Ziel bei."
        commands.freeze_dossier(staff, db.session.get_one(Idea, idea.id), goals_reason=sentence, reason=REASON)
    assert db.session.get_one(Idea, idea.id).state == "board"
    decide(idea.id)
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 2


def test_register_table_feed_and_api_hold_every_decision_once(client: Visitor) -> None:
    """G-08: in any of them, each decision of the database is there exactly once, at one stable address."""
    numbers = [decide(factories.idea(state="board", title=f"Eine Bank am Ort {place}").id) for place in range(3)]
    numbers.append(decide(factories.idea(state="board").id, result=Result.VERTAGT))
    page = client.get("/beschluesse").get_data(as_text=True)
    assert [page.count(f"Beschluss {number} ") for number in numbers] == [1] * 4
    rows = list(csv.DictReader(io.StringIO(client.get("/beschluesse.csv").get_data(as_text=True))))
    assert sorted(row["number"] for row in rows) == sorted(numbers)
    assert rows[0]["url"] == f"http://localhost/beschluesse/{rows[0]['number']}"
    feed = ET.fromstring(client.get("/beschluesse.atom").get_data(as_text=True))  # noqa: S314  Our own feed.
    ids = [entry.findtext("{*}id", "") for entry in feed.findall("{*}entry")]
    assert sorted(one.rpartition(":")[2] for one in ids) == sorted(numbers)
    first = client.get("/api/v1/decisions?limit=3").get_json()
    rest = client.get(first["next"]).get_json()
    assert rest["next"] is None
    assert sorted(one["number"] for one in first["items"] + rest["items"]) == sorted(numbers)
    one = client.get(f"/api/v1/decisions/{numbers[0]}").get_json()
    assert one == next(row for row in first["items"] + rest["items"] if row["number"] == numbers[0])
    assert (one["result"], one["subjects"][0]["dossier"][:2], one["present"]) == ("ungeaendert", "V-", 8)
    assert client.get("/api/v1/decisions/SCB-1999-1").status_code == 404
    assert client.get("/api/v1/decisions?result=vielleicht").status_code == 422
    assert [one["number"] for one in client.get("/api/v1/decisions?result=vertagt").get_json()["items"]] == numbers[-1:]


def test_the_register_is_searched_and_narrowed_by_body(client: Visitor) -> None:
    """G-08."""
    board = factories.committee(kind="board")
    number = decide(factories.idea(state="board").id, text="Am Ölper See entstehen zwölf Bänke.")
    for query, there in (
        ("q=bänke+see", True),
        ("q=100%25", False),
        ("q=_", False),
        (f"q={number}", True),
        (f"gremium={board.id}", True),
        ("gremium=999", False),
    ):
        assert (f"Beschluss {number} " in client.get(f"/beschluesse?{query}").get_data(as_text=True)) is there, query
        assert (number in client.get(f"/beschluesse.csv?{query}").get_data(as_text=True)) is there, query


def test_a_decision_prints_as_tagged_pdf(client: Visitor) -> None:
    """A-22: the PDF has the page as its equal twin."""
    number = decide(factories.idea(state="board").id)
    answer = client.get(f"/beschluesse/{number}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = text_of(answer.data)
    assert "/StructTreeRoot" in text
    assert "(Wortlaut)" in text
    assert f"/beschluesse/{number}.pdf" in client.get(f"/beschluesse/{number}").get_data(as_text=True)
    assert client.get("/beschluesse/SCB-1999-1.pdf").status_code == 404


def test_only_board_and_forum_record(app: Flask) -> None:
    idea_id = factories.idea(state="board").id
    staff_id = factories.person("staff").id

    def by_staff() -> None:
        actor = db.session.get_one(Person, staff_id)
        commands.record_decision(actor, Subjects(ideas=[db.session.get_one(Idea, idea_id)]), factories.ruling())

    with pytest.raises(Forbidden), transaction():
        by_staff()
    with pytest.raises(Invalid):
        decide(idea_id, recused=["x" * 121])


def test_the_register_does_not_show_what_the_moderation_hid(
    app: Flask, client: Visitor, work: Callable[[], int], sign_in: SignIn
) -> None:
    """M-36: no surface shows the title of a hidden idea, its decision and project stay, and all comes back with it."""
    idea = factories.idea(title="Kanarienvogel am Ring", text=f"Kanarienvogel. {REASON}", state="beschlossen")
    number, moderator = idea.id, factories.person("moderator").id
    with transaction():
        plan = projects.Basics(**factories.project_values(title=idea.title))
        project_id = projects.start_project(factories._inside("staff"), db.session.get_one(Idea, number), plan).id
    work()
    decision = db.session.scalars(select(Decision)).one()
    digest, text = decision.digest, decision.text
    surfaces = ["/", "/beschluesse", "/beschluesse.atom", "/beschluesse.csv", decision.url, "/vorhaben", "/vorhaben.csv",
                "/vorhaben/zeitachse", f"/vorhaben/{project_id}-x", "/berichte/zeitraum", "/berichte/zeitraum.csv",
                "/api/v1/decisions", "/api/v1/projects", "/suche/vorschlaege?q=Kanarien", "/suche?q=Vogel"]  # fmt: skip

    def shown() -> list[str]:
        answers = {path: client.get(path, follow_redirects=True) for path in surfaces}
        return [
            path for path, answer in answers.items() if "Kanarienvogel" in answer.get_data().decode("utf-8", "ignore")
        ]

    before = shown()
    assert {"/", "/beschluesse", decision.url, "/vorhaben", "/api/v1/decisions"} <= set(before)
    with transaction():
        ideas.hide_idea(db.session.get_one(Person, moderator), db.session.get_one(Idea, number), ground="Regel 2")
    assert shown() == []
    work()
    assert shown() == []
    assert text in client.get(decision.url).text
    db.session.expire_all()
    hidden = db.session.scalars(select(Decision)).one()
    assert of_decision(hidden) == hidden.digest == digest
    with transaction():
        ideas.restore_idea(db.session.get_one(Person, moderator), db.session.get_one(Idea, number))
    work()
    assert shown() == before


def test_a_project_that_got_a_title_of_its_own_keeps_it(app: Flask) -> None:
    """M-36: what the city calls its project is its own."""
    idea = factories.idea(title="Kanarienvogel am Ring", state="beschlossen")
    number, moderator = idea.id, factories.person("moderator").id
    with transaction():
        plan = projects.Basics(**factories.project_values(title="Bänke am Ring"))
        project_id = projects.start_project(factories._inside("staff"), db.session.get_one(Idea, number), plan).id
    for act in (ideas.hide_idea, ideas.restore_idea):
        with transaction():
            more = {"ground": "Regel 2"} if act is ideas.hide_idea else {}
            act(db.session.get_one(Person, moderator), db.session.get_one(Idea, number), **more)
        db.session.expire_all()
        assert db.session.get_one(Project, project_id).title == "Bänke am Ring"
