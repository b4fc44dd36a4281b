"""Those who often report or complain without ground are warned first, and only then shut out, for a time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.mail import Mail
from forum.moderation import commands, targets
from forum.moderation.models import Case, Complaint, MisuseCase, MisuseKind, Notice, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn
from tests.moderation.test_measures import take
from tests.racing import at_once

WORDS = "Alle Meldungen galten Beiträgen, in denen offensichtlich nichts Verbotenes stand."
INTENT = "Die Person schrieb, dass sie damit die andere Seite ärgern möchte."


@pytest.fixture
def moderator(app: Flask) -> int:
    """The number of a moderator."""
    return factories.person("moderator").id


def notify(person_id: int, rule: str = "thema") -> int:
    """Let a person report a post, and return the number of the case."""
    post_id = factories.post(factories.thread()).id
    with transaction():
        who = db.session.get_one(Person, person_id)
        target = targets.load(who, "post", post_id)
        commands.file_notice(who, target, rule=rule, explanation="Das gefällt mir gar nicht so.", good_faith=True)
    return db.session.scalars(select(Case.id).order_by(Case.id.desc())).first() or 0


def dismiss(moderator_id: int, case_id: int) -> None:
    with transaction():
        case = db.session.get_one(Case, case_id)
        actor = db.session.get_one(Person, moderator_id)
        commands.dismiss(actor, case, reason="Der Beitrag hält alle Regeln ein.", version=case.version)


def in_vain(person_id: int, moderator_id: int, times: int) -> None:
    for _time in range(times):
        dismiss(moderator_id, notify(person_id))


def warn(moderator_id: int, person_id: int, kind: str = "notices", **changes: str) -> int:
    with transaction():
        values = {"gravity": WORDS, "intent": INTENT, **changes}
        actor, person = db.session.get_one(Person, moderator_id), db.session.get_one(Person, person_id)
        return commands.warn_of_misuse(actor, person, kind=kind, **values).id


def suspend(moderator_id: int, misuse_id: int, days: int = 14) -> None:
    with transaction():
        actor, row = db.session.get_one(Person, moderator_id), db.session.get_one(MisuseCase, misuse_id)
        commands.suspend_for_misuse(actor, row, days=days, reasons=WORDS)


def shut_out(moderator_id: int, person_id: int, days: int = 14) -> int:
    """Let somebody report in vain until nothing is taken in from them, and return the number of that."""
    in_vain(person_id, moderator_id, 3)
    number = warn(moderator_id, person_id)
    in_vain(person_id, moderator_id, 1)
    suspend(moderator_id, number, days)
    return number


def test_a_warning_comes_first_and_a_pause_ends_by_itself(moderator: int, work: Callable[[], int]) -> None:
    """S-17: window, absolute and relative numbers, gravity, intent, end date; told by message and mail; danger always."""
    person_id = factories.person().id
    in_vain(person_id, moderator, 2)
    with pytest.raises(Conflict):
        warn(moderator, person_id)
    in_vain(person_id, moderator, 1)
    number = warn(moderator, person_id)
    row = db.session.get_one(MisuseCase, number)
    assert (row.window_days, row.number, row.in_all, row.gravity, row.intent) == (365, 3, 3, WORDS, INTENT)
    # Nothing came after the warning, so nothing more follows.
    with pytest.raises(Conflict):
        suspend(moderator, number)
    with pytest.raises(Conflict):
        warn(moderator, person_id)
    in_vain(person_id, moderator, 1)
    for days in (0, 91):
        with pytest.raises(Invalid):
            suspend(moderator, number, days=days)
    suspend(moderator, number)
    work()
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == person_id)).all()
    assert {"misuse_warned", "statement"} <= {*kinds}
    address = db.session.get_one(Person, person_id).email
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == address)).all()
    assert sum(WORDS in letter for letter in letters) == 2
    assert not any(INTENT in letter for letter in letters)
    with pytest.raises(Conflict):
        notify(person_id)
    notify(person_id, rule="gefahr")
    with shifted_by(timedelta(days=14, minutes=1)):
        notify(person_id)


def test_one_who_is_mostly_right_is_not_often_wrong(moderator: int) -> None:
    """S-17: at least half of all, not only a number."""
    person_id = factories.person().id
    in_vain(person_id, moderator, 3)
    for _time in range(4):
        post_id = factories.post(factories.thread()).id
        with transaction():
            who = db.session.get_one(Person, person_id)
            target = targets.load(who, "post", post_id)
            commands.file_notice(
                who, target, rule="thema", explanation="Das gefällt mir gar nicht so.", good_faith=True
            )
        take(post_id, moderator, "hide")
    counts = commands.counts_of(person_id, MisuseKind.NOTICES)
    assert (counts.number, counts.in_all, counts.is_often) == (3, 7, False)


def test_complaints_without_ground_count_as_well(moderator: int) -> None:
    """S-17, M-24: of authors; afterwards no complaint is taken in for a time."""
    author = factories.person()
    author_id, second = author.id, factories.person("moderator").id

    def complain() -> None:
        post_id = factories.post(factories.thread(), db.session.get_one(Person, author_id)).id
        statement_id = take(post_id, moderator, "hide").id
        with transaction():
            who, row = db.session.get_one(Person, author_id), db.session.get_one(Statement, statement_id)
            made = commands.complain(who, row, text="Ich bin einfach immer dagegen, das ist alles.")
            actor = db.session.get_one(Person, second)
            commands.answer_complaint(actor, made, outcome="upheld", reasons=WORDS, version=made.version)

    for _time in range(3):
        complain()
    # Whoever decided what they complain about does not take their complaints away (M-24).
    with pytest.raises(Forbidden):
        warn(moderator, author_id, "complaints")
    number = warn(second, author_id, "complaints")
    complain()
    with pytest.raises(Forbidden):
        suspend(moderator, number)
    suspend(second, number)
    with pytest.raises(Conflict):
        complain()
    # What they may report is untouched.
    notify(author_id)


def test_a_suspended_account_has_its_numbers_beside_it(moderator: int) -> None:
    """S-17: window, numbers, gravity and intent stand in the record of the suspension, with the warning before it."""
    post = factories.post(factories.thread())
    post_id, author_id = post.id, post.author_id or 0
    take(post_id, moderator, "warn")
    with shifted_by(timedelta(hours=2)):
        take(post_id, moderator, "suspend", days=7)
    row = db.session.scalars(select(MisuseCase)).one()
    assert (row.person_id, row.kind, row.number, row.in_all) == (author_id, MisuseKind.CONTENT, 1, 1)
    assert row.suspended_from is not None
    assert row.warning_sent_at <= row.suspended_from
    assert row.gravity == "Regel 1: Respekt"


def test_the_database_wants_a_warning(moderator: int) -> None:
    """S-17: ``warning_sent_at`` is never empty, and never after the pause."""
    person_id = factories.person().id
    usual = {"kind": "notices", "window_days": 365, "number": 3, "in_all": 3, "gravity": WORDS, "intent": INTENT}
    pause = {"suspended_from": now(), "suspended_until": now() + timedelta(days=1), "reasons": WORDS}
    for values in (
        {**pause},
        {**pause, "warning_sent_at": now() + timedelta(hours=1)},
        {**pause, "warning_sent_at": now() - timedelta(days=1), "reasons": ""},
        {"warning_sent_at": now(), "number": 4},
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(MisuseCase(person_id=person_id, **{**usual, **values}))


def test_a_warning_is_taken_back_once(app: Flask, moderator: int) -> None:
    """S-17, M-15, M-24: two take it back at once; then notices are taken in again; nobody decides about themselves."""
    person_id, second = factories.person().id, factories.person("moderator").id
    in_vain(person_id, moderator, 3)
    number = warn(moderator, person_id)
    in_vain(person_id, moderator, 1)
    suspend(moderator, number)

    def lift(who: int) -> Callable[[], object]:
        return lambda: commands.lift_misuse(db.session.get_one(Person, who), db.session.get_one(MisuseCase, number))

    assert at_once(app, [lift(moderator), lift(second)], refused=(Conflict,)) == 1
    notify(person_id)
    with pytest.raises(Forbidden):
        warn(moderator, moderator)


def test_the_pages_lead_through_it(moderator: int, sign_in: SignIn) -> None:
    """S-17: numbers and warning for the moderation; the person reads it beside the statements, and nobody else may look."""
    person = factories.person()
    person_id = person.id
    in_vain(person_id, moderator, 3)
    case_id = db.session.scalars(select(Notice.case_id).where(Notice.person_id == person_id)).first()
    client = sign_in(db.session.get_one(Person, moderator))
    address = f"/moderation/missbrauch/{person_id}"
    assert address in client.get(f"/moderation/{case_id}").text
    assert client.submit(address, kind="notices", gravity="kurz", intent="").status_code == 422
    assert client.submit(address, kind="notices", gravity=WORDS, intent=INTENT).status_code == 303
    row_id = db.session.scalars(select(MisuseCase.id)).one()
    assert client.submit(f"/moderation/missbrauch/pause/{row_id}", days="7", reasons=WORDS).status_code == 409
    in_vain(person_id, moderator, 1)
    assert client.submit(f"/moderation/missbrauch/pause/{row_id}", days="7", reasons=WORDS).status_code == 303
    own = sign_in(db.session.get_one(Person, person_id))
    page = own.get("/begruendungen").text
    assert WORDS in page
    assert INTENT not in page
    assert own.get(address).status_code == 403
    assert client.submit(f"/moderation/missbrauch/{row_id}/zuruecknehmen").status_code == 303
    assert "Das ist zurückgenommen." in own.get("/begruendungen").text


def test_nobody_shuts_out_those_who_report_or_complain_about_them(moderator: int) -> None:
    """M-24, S-17: neither whoever wrote what was reported nor whoever decided what is complained about; another one may."""
    author, notifier = factories.person("moderator").id, factories.person().id
    for _time in range(3):
        post_id = factories.post(factories.thread(), db.session.get_one(Person, author)).id
        with transaction():
            who = db.session.get_one(Person, notifier)
            target = targets.load(who, "post", post_id)
            commands.file_notice(who, target, rule="thema", explanation="Das gehört nicht hierher.", good_faith=True)
        dismiss(moderator, db.session.scalars(select(Case.id).order_by(Case.id.desc())).first() or 0)
    with pytest.raises(Forbidden):
        warn(author, notifier)
    assert warn(moderator, notifier)


def test_a_pause_has_reasons_stands_in_the_log_and_falls_on_a_complaint(
    moderator: int, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-02, S-17, M-18, S-04: statement with clause and numbers, a line without names, and another person who decides."""
    person_id = factories.person().id
    number = shut_out(moderator, person_id)
    work()
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.measure, statement.rule, statement.author_id) == ("misuse", "missbrauch", person_id)
    assert (statement.facts, statement.after_notice) == (WORDS, False)
    assert "4 von 4" in statement.evidence
    assert db.session.get_one(MisuseCase, number).statement_puid == statement.puid
    log = client.get("/transparenz.csv").text.splitlines()[1:]
    assert len(log) == 1
    assert "missbrauch" in log[0]
    own = sign_in(db.session.get_one(Person, person_id))
    assert statement.url in own.get("/begruendungen").text
    assert "Beschwerde einlegen" in own.get(statement.url).text
    assert own.submit(f"{statement.url}/beschwerde", text="Ich hatte jedes Mal einen Grund dafür.").status_code == 303
    (complaint,) = db.session.get_one(Statement, statement.id).complaints
    answer = {"outcome": "reversed", "reasons": WORDS, "version": str(complaint.version)}
    assert sign_in(db.session.get_one(Person, moderator)).submit(complaint.url, **answer).status_code == 403
    assert sign_in(factories.person("moderator")).submit(complaint.url, **answer).status_code == 303
    assert db.session.get_one(Statement, statement.id).reverted_at is not None
    assert not db.session.get_one(MisuseCase, number).holds
    notify(person_id)
    work()
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == person_id)).all()
    assert kinds.count("misuse_lifted") == 1


def test_whoever_is_shut_out_of_complaints_complains_of_that(moderator: int) -> None:
    """S-04, Art. 23 DSA: about the pause itself always, about nothing else."""
    author = factories.person().id
    second = factories.person("moderator").id

    def object_to(number: int) -> int:
        with transaction():
            who, row = db.session.get_one(Person, author), db.session.get_one(Statement, number)
            return commands.complain(who, row, text="Ich bin einfach immer dagegen, das ist alles.").id

    def hidden() -> int:
        return take(factories.post(factories.thread(), db.session.get_one(Person, author)).id, moderator, "hide").id

    def in_vain_again() -> None:
        made = object_to(hidden())
        with transaction():
            row = db.session.get_one(Complaint, made)
            actor = db.session.get_one(Person, second)
            commands.answer_complaint(actor, row, outcome="upheld", reasons=WORDS, version=row.version)

    for _time in range(3):
        in_vain_again()
    number = warn(second, author, "complaints")
    in_vain_again()
    suspend(second, number)
    with pytest.raises(Conflict):
        object_to(hidden())
    pause = db.session.scalars(select(Statement.id).where(Statement.measure == "misuse")).one()
    assert object_to(pause)


def test_the_statement_of_a_pause_falls_with_it_and_ends_with_it(moderator: int) -> None:
    """M-15, S-17: taken back by the moderation both fall; at its end both are over, and nothing was taken back."""
    first, second = factories.person().id, factories.person().id
    lifted, ended = shut_out(moderator, first), shut_out(moderator, second, days=7)
    with transaction():
        commands.lift_misuse(db.session.get_one(Person, moderator), db.session.get_one(MisuseCase, lifted))
    of = {row.author_id: row for row in db.session.scalars(select(Statement))}
    assert of[first].reverted_at is not None
    with shifted_by(timedelta(days=8)), transaction():
        assert commands.end_due_measures() == 1
    db.session.expire_all()
    assert of[second].ended_at is not None
    assert db.session.get_one(MisuseCase, ended).lifted_at is None
