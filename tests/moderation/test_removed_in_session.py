"""What the desk of a session removes has a statement of reasons, a letter, a complaint and a way back (S-02, S-04)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.mail import Mail
from forum.meetings.models import Contribution, Meeting, Question
from forum.moderation import commands, export, targets
from forum.moderation.models import Case, CaseState, Statement
from tests import factories
from tests.factories import Visitor
from tests.meetings.talk import asked
from tests.meetings.test_planning import folds
from tests.meetings.test_sealing import verified
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import FACTS
from tests.moderation.test_whole_reversals import written

SignIn = Callable[[Person], Visitor]
WORDS = "Der Kanarienvogel im Nebenraum singt lauter als wir."


@pytest.fixture
def room(app: Flask) -> tuple[int, int, int]:
    """A running meeting, its chair, and a member."""
    meeting, chair, people = factories.running_meeting()
    number, chair_id, ada = meeting.id, chair.id, people[0].id
    factories.act(chair, number, "writing.rules", questions=True, anonymous=True, pause_seconds=0)
    return number, chair_id, ada


def the(number: int) -> Person:
    return db.session.get_one(Person, number)


def remove(room: tuple[int, int, int], kind: str, number: int, reason: str = "personal", by: int | None = None) -> None:
    factories.act(the(by or room[1]), room[0], f"{kind}.remove", **{f"{kind}_id": number, "reason": reason})


@pytest.mark.parametrize("kind", ["contribution", "question"])
def test_who_wrote_it_reads_why_and_gets_it_back(
    room: tuple[int, int, int], kind: str, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-02, S-04, L-26, L-27: rule, reason and words in the statement; found wrong by another person, it stands again."""
    write = written if kind == "contribution" else asked
    number = write(the(room[2]), room[0], WORDS)
    remove(room, kind, number)
    work()
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.rule, statement.moderator_id, statement.author_id) == ("daten", room[1], room[2])
    assert statement.evidence == WORDS
    assert statement.case.state == CaseState.ACTED
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == the(room[2]).email)).all()
    assert any("enthält Angaben über Dritte" in letter and "kostenlos" in letter for letter in letters)
    author, url = sign_in(the(room[2])), statement.url
    page = author.get(url).text
    assert "In der Sitzung entfernt" in page
    assert WORDS in page
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    judge = sign_in(factories.person("moderator"))
    complaint = db.session.scalars(select(Case)).one().complaints[0]
    assert judge.get(complaint.url).status_code == 200
    fields = {"outcome": "reversed", "reasons": REASONS, "version": str(complaint.version)}
    assert judge.submit(complaint.url, **fields).status_code == 303
    model = Contribution if kind == "contribution" else Question
    assert db.session.get_one(model, number).state == "visible"
    assert "Diese Entscheidung wurde zurückgenommen" in author.get(url).text


@pytest.mark.parametrize("over", [False, True])
def test_the_moderation_takes_it_back_to_where_it_was(
    room: tuple[int, int, int], sign_in: SignIn, *, over: bool
) -> None:
    """M-15, S-04: what was held is held again with its reason; once nobody is there to release it any more it stands."""
    number = written(the(room[2]), room[0], WORDS)
    factories.act(the(room[1]), room[0], "contribution.hold", contribution_id=number, reason="tone")
    remove(room, "contribution", number)
    judge, case = sign_in(factories.person("moderator")), db.session.scalars(select(Case)).one()
    assert case.url not in judge.get("/moderation").text
    assert "In der Sitzung entfernt" in judge.get(case.url).text
    if over:
        factories.act(the(room[1]), room[0], "session.close")
        db.session.refresh(case)
    fields = {"schritt": "wiederherstellen", "facts": REASONS, "version": str(case.version)}
    fields["puid"] = case.statements[0].puid
    assert judge.submit(case.url, **fields).status_code == 303
    found = db.session.get_one(Contribution, number)
    assert (found.state, found.reason) == (("visible", "") if over else ("held", "tone"))


def test_what_is_held_to_the_end_has_reasons_or_is_looked_at(room: tuple[int, int, int], sign_in: SignIn) -> None:
    """S-02, S-04, M-12, L-27: held for a reason it is removed for it; what only waited is decided by the moderation."""
    number = written(the(room[2]), room[0], WORDS)
    factories.act(the(room[1]), room[0], "contribution.hold", contribution_id=number, reason="tone")
    factories.act(the(room[1]), room[0], "writing.rules", questions=True, held_first=True)
    waiting = [asked(the(room[2]), room[0], f"Was kostet der Käfig Nummer {one}?") for one in ("eins", "zwei")]
    factories.act(the(room[1]), room[0], "session.close")
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.rule, statement.author_id, statement.evidence) == ("respekt", room[2], WORDS)
    assert "bis zum Ende nicht gezeigt" in statement.facts
    assert db.session.get_one(Contribution, number).state == "removed"
    judge = sign_in(factories.person("moderator"))
    for one, step, state in zip(waiting, ("abweisen", "verbergen"), ("visible", "removed"), strict=True):
        case = db.session.scalars(select(Case).where(Case.kind == "question", Case.target_id == one)).one()
        assert case.url in judge.get("/moderation").text
        fields = {"schritt": step, "rule": "thema", "facts": REASONS, "version": str(case.version)}
        assert judge.submit(case.url, **fields).status_code == 303
        assert db.session.get_one(Question, one).state == state
    hidden = db.session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    assert hidden is not None
    fields = {"schritt": "wiederherstellen", "facts": REASONS, "version": str(hidden.case.version)}
    assert judge.submit(hidden.case.url, **fields).status_code == 303
    assert db.session.get_one(Question, waiting[1]).state == "visible"
    folds(room[0], the(room[2]))


def test_of_a_closed_part_no_words_are_kept(app: Flask, sign_in: SignIn) -> None:
    """S-02, E-18, M-20: the statement says why and not what; a moderator can find it wrong without reading the words."""
    meeting, chair, people = factories.running_meeting()
    room, committee_id = (meeting.id, chair.id, people[0].id), meeting.committee_id
    number = written(the(room[2]), room[0], WORDS)
    with transaction():
        db.session.get_one(Contribution, number).audience = f"committee:{committee_id}"
    remove(room, "contribution", number)
    statement = db.session.scalars(select(Statement)).one()
    assert "Kanarienvogel" not in statement.evidence
    url, case_url = statement.url, statement.case.url
    author = sign_in(the(room[2]))
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    judge = sign_in(factories.person("moderator"))
    complaint = db.session.scalars(select(Case)).one().complaints[0]
    assert not any("Kanarienvogel" in judge.get(address).text for address in (case_url, complaint.url, url))
    fields = {"outcome": "reversed", "reasons": REASONS, "version": str(complaint.version)}
    assert judge.submit(complaint.url, **fields).status_code == 303
    assert db.session.get_one(Contribution, number).state == "visible"


def test_nobody_writes_reasons_to_themselves(room: tuple[int, int, int]) -> None:
    """S-02: who removes the own words decided about nobody else."""
    number = written(the(room[1]), room[0], WORDS)
    remove(room, "contribution", number)
    assert db.session.scalars(select(Statement)).all() == []
    assert db.session.scalars(select(Case)).all() == []


def test_a_general_word_is_no_reason(room: tuple[int, int, int]) -> None:
    """S-02, Art. 17 (3) e DSA: each word of the desk names a rule; what names none is refused."""
    number = written(the(room[2]), room[0], WORDS)
    with pytest.raises(Invalid):
        remove(room, "contribution", number, "rules")
    assert db.session.get_one(Contribution, number).state == "visible"


def test_the_reasons_are_in_the_language_of_who_wrote_it(room: tuple[int, int, int]) -> None:
    """S-25: an English reader reads English words, also of the chosen reason."""
    with transaction():
        the(room[2]).language = "en"
    remove(room, "contribution", written(the(room[2]), room[0], WORDS), "tone")
    facts = db.session.scalars(select(Statement.facts)).one()
    assert facts.startswith("The chair removed this text in the session.")
    assert "Sitzungsleitung" not in facts


@pytest.mark.parametrize("kind", ["contribution", "question"])
@pytest.mark.parametrize("removed_first", [True, False])
def test_what_was_erased_for_good_has_reasons_and_stands_again(
    room: tuple[int, int, int], kind: str, removed_first: bool, sign_in: SignIn, app: Flask
) -> None:
    """S-02, S-04, L-51, L-80: one statement, whichever way it went; the words come back, and the seal is whole."""
    write = written if kind == "contribution" else asked
    number = write(the(room[2]), room[0], WORDS)
    gone = {"kind": kind, "text_id": number}
    if removed_first:
        remove(room, kind, number)
    with pytest.raises(Invalid):
        factories.act(the(room[1]), room[0], "text.redact", **gone, reason="mistake")
    factories.act(the(room[1]), room[0], "session.close")
    factories.act(the(room[1]), room[0], "text.redact", **gone, reason="personal_data")
    factories.act(the(room[1]), room[0], "minutes.draft")
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.rule, statement.evidence, statement.author_id) == ("daten", WORDS, room[2])
    assert WORDS not in sign_in(the(room[2])).get(f"/sitzungen/{room[0]}").text
    statement = db.session.scalars(select(Statement)).one()
    author, url = sign_in(the(room[2])), statement.url
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    judge = sign_in(factories.person("moderator"))
    complaint = db.session.scalars(select(Case)).one().complaints[0]
    fields = {"outcome": "reversed", "reasons": REASONS, "version": str(complaint.version)}
    assert judge.submit(complaint.url, **fields).status_code == 303
    assert "Der Inhalt wurde inzwischen gelöscht" not in author.get(url).text
    model = Contribution if kind == "contribution" else Question
    found = db.session.get_one(model, number)
    assert (found.state, found.source if isinstance(found, Contribution) else found.text) == ("visible", WORDS)
    assert verified(app)["whole"]
    folds(room[0], the(room[2]))


def test_words_of_a_closed_part_that_were_erased_stay_away(room: tuple[int, int, int], sign_in: SignIn) -> None:
    """S-02, S-04, E-18: no paper keeps them, so a complaint that is right brings none of them back, and says so."""
    number = written(the(room[2]), room[0], WORDS)
    with transaction():
        meeting = db.session.get_one(Meeting, room[0])
        db.session.get_one(Contribution, number).audience = f"committee:{meeting.committee_id}"
    factories.act(the(room[1]), room[0], "text.redact", kind="contribution", text_id=number, reason="insult")
    statement = db.session.scalars(select(Statement)).one()
    assert "Kanarienvogel" not in f"{statement.evidence} {statement.detail}"
    url = statement.url
    author = sign_in(the(room[2]))
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    complaint = db.session.scalars(select(Case)).one().complaints[0]
    fields = {"outcome": "reversed", "reasons": REASONS, "version": str(complaint.version)}
    judge = sign_in(factories.person("moderator"))
    assert judge.submit(complaint.url, **fields).status_code == 303
    assert "Der Inhalt wurde inzwischen gelöscht und bleibt es." in author.get(url).text
    assert db.session.get_one(Contribution, number).state == "removed"


def test_who_held_it_answers_no_complaint_about_it(room: tuple[int, int, int], sign_in: SignIn) -> None:
    """S-04, M-24: also where another person ends the session, the reasons are those of whoever held the text."""
    number, _chair, author = room
    of = db.session.get_one(Meeting, number).committee
    clerk, judge = factories.member(of, "clerk").id, factories.person("moderator").id
    factories.member(db.session.get_one(Meeting, number).committee, "clerk", who=the(judge))
    said = written(the(author), number, "Der Kanarienvogel singt lauter als wir.")
    factories.act(the(judge), number, "contribution.hold", contribution_id=said, reason="tone")
    factories.act(the(clerk), number, "session.close")
    statement = db.session.scalars(select(Statement)).one()
    assert statement.moderator_id == judge
    assert sign_in(the(author)).submit(f"{statement.url}/beschwerde", text=TEXT).status_code == 303
    complaint = db.session.scalars(select(Case)).one().complaints[0]
    path, version = complaint.url, str(complaint.version)
    answer = sign_in(the(judge)).submit(path, outcome="upheld", reasons=REASONS, version=version)
    assert answer.status_code in {403, 422}
    db.session.expire_all()
    assert db.session.scalars(select(Case)).one().complaints[0].answered_by is None


def test_the_export_says_when_it_was_written(app: Flask) -> None:
    """S-03: a question has the day of its session, since no moment is kept of it; a contribution its own."""
    with shifted_by(timedelta(days=-3)):
        meeting, chair, people = factories.running_meeting()
        number, ada = meeting.id, people[0].id
        factories.act(chair, number, "writing.rules", questions=True, pause_seconds=0)
        things = {"question": asked(the(ada), number, WORDS), "contribution": written(the(ada), number, WORDS)}
    moderator_id = factories.person("moderator").id
    for kind, thing in things.items():
        with transaction():
            case = commands.open_case_for(the(moderator_id), targets.load(the(moderator_id), kind, thing))
            commands.hide(the(moderator_id), case, rule="respekt", facts=FACTS, version=case.version)
    rows = export.statements_of(the(moderator_id), now() - timedelta(days=1), now() + timedelta(days=1))
    then = (today() - timedelta(days=3)).isoformat()
    assert [row["content_date"] for row in rows] == [then, then]
