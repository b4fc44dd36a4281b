"""Writing surveys, taking part once, and what nobody learns of it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core import worker
from forum.core.clock import now, shifted_by
from forum.core.db import Model, db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Actor
from forum.discussions import commands as discussions
from forum.discussions.models import Influence, Phase, Space, SpaceKind
from forum.surveys import commands, queries
from forum.surveys.commands import Asked
from forum.surveys.models import Answer, Kind, Question, Stage, State, Survey, Tally, Turnout, Words
from forum.web.transaction import Submission
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once
from tests.surveys.making import (
    EVERY_KIND,
    HOW_WELL,
    WHERE,
    WHICH,
    WORDS,
    answer,
    drafted,
    end,
    plan,
    process,
    refused,
    running,
)
from tests.surveys.making import question_ids as questions_of

SignIn = Callable[[Person], Visitor]


def counted(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_survey_needs_a_process_and_an_end_inside_its_phase(app: Flask) -> None:
    """B-23, B-21: without a phase, before it, behind it, ended already or ending before it begins: refused."""
    talk, within = factories.space(), process()
    wrong: list[tuple[Space, dict[str, object], str]] = [
        (talk, {}, "phase"),
        (within, {"phase": Phase.DECISION}, "phase"),
        (within, {"opens_at": now() - timedelta(days=3)}, "opens_at"),
        (within, {"closes_at": now() + timedelta(days=11)}, "closes_at"),
        (within, {"closes_at": now() - timedelta(seconds=5)}, "closes_at"),
        (within, {"opens_at": now() + timedelta(days=8)}, "closes_at"),
        (within, {"title": "Kurz"}, "title"),
    ]
    for space, changes, field in wrong:
        found = refused(Invalid, drafting(SYSTEM, space.id, **changes))
        assert list(found.fields) == [field], changes
    assert counted(Survey) == 0


def drafting(actor: Actor, space_id: int, **changes: object) -> Callable[[], object]:
    return lambda: commands.draft_survey(actor, db.session.get_one(Space, space_id), plan(**changes))


def publish(number: int, actor: Actor = SYSTEM, *, behind: int = 0) -> None:
    found = db.session.get_one(Survey, number)
    commands.publish_survey(actor, found, version=found.version - behind)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(kind=Kind.SINGLE, text="Wo genau?", options=("Hier",)), "options"),
        (Asked(kind=Kind.SINGLE, text="Wo genau?", options=("Hier", " hier ")), "options"),
        (Asked(kind=Kind.SINGLE, text="Wo genau?", options=("Hier", "x" * 151)), "options"),
        (Asked(kind=Kind.ORDER, text="Wo genau?", options=[str(number) for number in range(21)]), "options"),
        (Asked(kind=Kind.SEVERAL, text="Wo genau?", options=("Hier", "Dort"), most=3), "most"),
        (Asked(kind=Kind.SCALE, text="Wie gut?", points=1), "points"),
        (Asked(kind=Kind.SCALE, text="Wie gut?", points=11), "points"),
        (Asked(kind=Kind.TEXT, text="Wie alt sind Sie?", about_person=True), "about_person"),
        (Asked(kind=Kind.TEXT, text="Wo?"), "text"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(app: Flask, asked: Asked, field: str) -> None:
    """B-23: too few or equal answers, a scale without steps, a person asked for in free words."""
    number = drafted().id

    def add() -> None:
        survey = db.session.get_one(Survey, number)
        commands.add_question(SYSTEM, survey, asked, version=survey.version)

    assert list(refused(Invalid, add).fields) == [field]


def test_only_the_staff_office_writes_surveys_and_only_where_it_reads(app: Flask) -> None:
    """B-23, E-16: neither citizens nor moderators; and no survey in a space that is closed to the staff office."""
    within, closed = process(), process(SpaceKind.MEMBERS)
    within_id, number = within.id, drafted(within).id
    staff = factories.person("staff")
    closed_id, word = closed.id, closed.audience
    for who in (factories.person(), factories.person("moderator"), factories.person("board")):
        refused(Forbidden, lambda who=who: drafting(db.session.merge(who), within_id)())  # type: ignore[misc]
        refused(Forbidden, lambda who=who: publish(number, db.session.merge(who)))  # type: ignore[misc]
    assert word not in db.session.merge(staff).words
    refused(Forbidden, drafting(db.session.merge(staff), closed_id))


def test_questions_change_until_the_first_answer_and_never_after_it(app: Flask) -> None:
    """B-23: also a published survey can be put right as long as nobody answered it."""
    survey = running(None, WHERE, WORDS)
    number = survey.id
    first, second = questions_of(survey)
    with transaction():
        found = db.session.get_one(Survey, number)
        commands.move_question(SYSTEM, found, db.session.get_one(Question, second), up=True, version=found.version)
        asked = Asked(kind=Kind.SINGLE, text="Wo fehlen Bänke wirklich?", options=("Hier", "Dort"))
        commands.change_question(SYSTEM, found, db.session.get_one(Question, first), asked, version=found.version)
    assert questions_of(survey) == [second, first]
    answer(db.session.get_one(Survey, number), None, [0])
    acts: list[Callable[[Survey, Question], object]] = [
        lambda found, one: commands.change_question(SYSTEM, found, one, WHERE, version=found.version),
        lambda found, one: commands.move_question(SYSTEM, found, one, up=False, version=found.version),
        lambda found, one: commands.remove_question(SYSTEM, found, one, version=found.version),
        lambda found, _one: commands.add_question(SYSTEM, found, WORDS, version=found.version),
        lambda found, _one: commands.change_survey(SYSTEM, found, plan(), version=found.version),
    ]
    for act in acts:
        refused(Conflict, lambda act=act: act(db.session.get_one(Survey, number), db.session.get_one(Question, second)))  # type: ignore[misc]
    assert questions_of(survey) == [second, first]


def test_whoever_saw_other_questions_answers_none(app: Flask) -> None:
    """B-23: a sheet of an earlier version is refused, and so is a change over somebody else's."""
    survey = running()
    number, (question,), version = survey.id, questions_of(survey), survey.version
    with transaction():
        found = db.session.get_one(Survey, number)
        commands.change_question(SYSTEM, found, db.session.get_one(Question, question), WHICH, version=version)
    citizen = factories.person().id

    def send() -> None:
        who, found = db.session.get_one(Person, citizen), db.session.get_one(Survey, number)
        commands.answer_survey(who, found, {question: [0]}, version=version)

    def change() -> None:
        found = db.session.get_one(Survey, number)
        commands.change_survey(SYSTEM, found, plan(title="Ein anderer Titel"), version=version)

    refused(Conflict, send)
    assert refused(Conflict, change).current is not None
    assert counted(Turnout) == 0


def test_a_survey_is_published_whole_or_not_at_all(app: Flask) -> None:
    """B-23: without a question, outside of its phase, in the archive or twice it is refused."""
    number = drafted().id
    (question,) = questions_of(db.session.get_one(Survey, number))
    with transaction():
        found = db.session.get_one(Survey, number)
        commands.remove_question(SYSTEM, found, db.session.get_one(Question, question), version=found.version)
    refused(Invalid, lambda: publish(number))
    refused(Conflict, lambda: publish(number, behind=1))
    moved = drafted()
    moved_id, space_id = moved.id, moved.space_id
    with transaction():
        begins = {Phase.OPEN: now() - timedelta(days=1), Phase.CHECK: now() + timedelta(days=2)}
        words = {"influence": Influence.CONSULTATION, "excluded": "Der Haushalt steht nicht zur Debatte."}
        moved_plan = discussions.ProcessPlan(begins=begins, **words)
        discussions.arrange_process(SYSTEM, db.session.get_one(Space, space_id), moved_plan)
    refused(Invalid, lambda: publish(moved_id))
    twice = running().id
    refused(Conflict, lambda: publish(twice))


def test_one_account_answers_once_however_often_it_sends(app: Flask) -> None:
    """B-23, E-19: twenty at once of one account leave one turnout and one answer to each question."""
    survey = running(None, WHERE, HOW_WELL)
    where, how_well = questions_of(survey)
    number, version, who = survey.id, survey.version, factories.person().id

    def send() -> None:
        actor, found = db.session.get_one(Person, who), db.session.get_one(Survey, number)
        commands.answer_survey(actor, found, {where: [1], how_well: [4]}, version=version)

    assert at_once(app, [send] * 20, refused=(Conflict,)) == 19
    assert (counted(Turnout), counted(Answer)) == (1, 2)
    assert "schon teilgenommen" in refused(Conflict, send).message


def test_many_accounts_answer_at_once_and_all_of_them_count(app: Flask) -> None:
    """B-23, E-19: twenty people in the same moment; nobody waits in vain and nobody is lost."""
    survey = running()
    (where,), number, version = questions_of(survey), survey.id, survey.version
    people = [factories.person().id for _ in range(20)]

    def of(who: int, place: int) -> Callable[[], None]:
        def send() -> None:
            actor, found = db.session.get_one(Person, who), db.session.get_one(Survey, number)
            commands.answer_survey(actor, found, {where: [place % 3]}, version=version)

        return send

    assert at_once(app, [of(who, place) for place, who in enumerate(people)]) == 0
    ended = end(db.session.get_one(Survey, number))
    assert ended.participants == 20
    assert sum(db.session.scalars(select(Tally.number))) == 20


def test_answers_and_a_change_of_the_questions_exclude_each_other(app: Flask) -> None:
    """B-23: either the change comes first and the sheets are old, or an answer does and the question stays."""
    survey = running()
    (where,), number, version = questions_of(survey), survey.id, survey.version
    people = [factories.person().id for _ in range(6)]

    def send(who: int) -> Callable[[], None]:
        def act() -> None:
            actor, found = db.session.get_one(Person, who), db.session.get_one(Survey, number)
            commands.answer_survey(actor, found, {where: [2]}, version=version)

        return act

    def change() -> None:
        found = db.session.get_one(Survey, number)
        commands.change_question(SYSTEM, found, db.session.get_one(Question, where), WORDS, version=version)

    late = at_once(app, [*map(send, people), change], refused=(Conflict,))
    kind = db.session.get_one(Question, where).kind
    assert (late, counted(Answer), kind) in [(6, 0, Kind.TEXT), (1, 6, Kind.SINGLE)]


def test_answers_and_the_end_exclude_each_other(app: Flask) -> None:
    """B-23, E-19: whoever was not refused is counted; the number of people is that of the answers."""
    survey = running()
    (where,), number, version = questions_of(survey), survey.id, survey.version
    people = [factories.person().id for _ in range(12)]
    with transaction():
        db.session.get_one(Survey, number).closes_at = now() + timedelta(seconds=1)

    def send(who: int) -> Callable[[], None]:
        def act() -> None:
            actor, found = db.session.get_one(Person, who), db.session.get_one(Survey, number)
            commands.answer_survey(actor, found, {where: [0]}, version=version)

        return act

    def close() -> None:
        with shifted_by(timedelta(minutes=1)):
            commands.keep_time()

    late = at_once(app, [*map(send, people), close], refused=(Conflict,))
    found = db.session.get_one(Survey, number)
    assert found.state == State.CLOSED
    assert found.participants == 12 - late
    assert sum(db.session.scalars(select(Tally.number))) == 12 - late
    assert counted(Answer) == counted(Turnout) == 0


def test_nothing_leads_from_an_answer_to_a_person(app: Flask, sign_in: SignIn) -> None:
    """B-23, P-19: no column joins them, no event or key of a form has the moment, and the answers of one do not touch."""
    columns = {name: set(Model.metadata.tables[name].columns.keys()) for name in ("survey_turnout", "survey_answer")}
    assert columns == {"survey_turnout": {"survey_id", "person_id"}, "survey_answer": {"id", "question_id", "value"}}
    survey = running(None, *EVERY_KIND)
    who = factories.person()
    client, path = sign_in(who), f"/umfragen/{survey.id}/antworten"
    before = counted(LoggedEvent)
    where, which, how_well, order, words, age = questions_of(survey)
    sheet = {f"q{where}": "1", f"q{which}": ["0", "2"], f"q{how_well}": "3", f"q{words}": "Mehr Grün", f"q{age}": ""}
    ranks = {f"q{order}-0": "2", f"q{order}-1": "1", f"q{order}-2": "3"}
    assert client.submit(path, version=survey.version, **sheet, **ranks).status_code == 303
    assert counted(LoggedEvent) == before
    assert counted(Submission) == 0
    found = {row.question_id: row.value for row in db.session.scalars(select(Answer))}
    assert found == {where: "1", which: "0,2", how_well: "3", order: "1,0,2", words: "Mehr Grün"}
    ids = [row.id for row in db.session.scalars(select(Answer))]
    assert len({number[:8] for number in ids}) == len(ids)


def test_the_end_leaves_counts_and_texts_and_nobody(app: Flask) -> None:
    """B-23: turnout and single answers are gone; texts stand in the order of the alphabet."""
    survey = running(None, WHERE, WORDS)
    for place, text in enumerate(["Zäune weg", "Bäume her", "Mehr Licht", "Ruhe", "Wasser"]):
        answer(survey, [place % 2], text)
    ended = end(survey)
    assert (ended.state, ended.participants) == (State.CLOSED, 5)
    assert (counted(Turnout), counted(Answer)) == (0, 0)
    assert {(row.value, row.number) for row in db.session.scalars(select(Tally))} == {("0", 3), ("1", 2)}
    texts = list(db.session.scalars(select(Words.text).order_by(Words.id)))
    assert texts == ["Bäume her", "Mehr Licht", "Ruhe", "Wasser", "Zäune weg"]
    assert queries.changed_surveys() == []
    with transaction():
        db.session.scalars(select(Tally)).first().number += 1  # type: ignore[union-attr]
    assert queries.changed_surveys() == [str(ended.id)]


def test_a_survey_opens_and_closes_with_the_clock(app: Flask, work: Callable[[], int]) -> None:
    """B-23, B-21: answers are refused by the clock alone; the worker tells, and only its count makes a result."""
    begin, over = now() + timedelta(days=2), now() + timedelta(days=5)
    survey = running(None, WHERE, opens_at=begin, closes_at=over)
    number = survey.id
    assert survey.stage == Stage.COMING
    with pytest.raises(Conflict):
        answer(survey, [0])
    with shifted_by(timedelta(days=3)):
        assert db.session.get_one(Survey, number).stage == Stage.RUNNING
        answer(db.session.get_one(Survey, number), [0])
        with transaction():
            assert commands.keep_time() == 1
            assert commands.keep_time() == 0
    with shifted_by(timedelta(days=5, minutes=1)):
        assert db.session.get_one(Survey, number).stage == Stage.COUNTING
        with pytest.raises(Conflict):
            answer(db.session.get_one(Survey, number), [0])
        assert worker.run_until_idle() > 0
        assert db.session.get_one(Survey, number).stage == Stage.CLOSED
    told = select(LoggedEvent.type).where(LoggedEvent.subject_kind == "survey").order_by(LoggedEvent.id)
    names = list(db.session.scalars(told))
    assert names[-2:] == ["SurveyOpened", "SurveyClosed"]
    assert db.session.get_one(Survey, number).stage == Stage.CLOSED


def test_a_survey_never_runs_outside_of_its_phase(app: Flask) -> None:
    """B-23, B-21: who moves the phase moves the survey with it; what was counted stays closed."""
    survey = running()
    number, space_id = survey.id, survey.space_id
    words = {"influence": Influence.CONSULTATION, "excluded": "Der Haushalt steht nicht zur Debatte."}

    def phases(begin: timedelta, over: timedelta) -> None:
        with transaction():
            begins = {Phase.OPEN: now() + begin, Phase.CHECK: now() + over}
            moved = discussions.ProcessPlan(begins=begins, **words)
            discussions.arrange_process(SYSTEM, db.session.get_one(Space, space_id), moved)

    phases(timedelta(days=1), timedelta(days=3))
    assert db.session.get_one(Survey, number).stage == Stage.COMING
    phases(timedelta(days=-3), timedelta(days=-1))
    assert db.session.get_one(Survey, number).stage == Stage.COUNTING
    with transaction():
        commands.keep_time()
    phases(timedelta(days=-3), timedelta(days=9))
    assert db.session.get_one(Survey, number).stage == Stage.CLOSED


def test_an_end_is_only_moved_later_and_only_before_it(app: Flask) -> None:
    """B-23: nobody is cut off by an end that comes earlier than was said."""
    survey = running()
    number, before = survey.id, survey.closes_at
    for refusal, later in ((Invalid, timedelta(hours=-1)), (Invalid, timedelta(days=30)), (None, timedelta(days=1))):
        with pytest.raises(refusal) if refusal else nullcontext(), transaction():
            commands.extend_survey(SYSTEM, db.session.get_one(Survey, number), closes_at=before + later)
    assert db.session.get_one(Survey, number).closes_at == before + timedelta(days=1)
    end(db.session.get_one(Survey, number))
    with pytest.raises(Conflict), transaction():
        commands.extend_survey(SYSTEM, db.session.get_one(Survey, number), closes_at=before + timedelta(days=2))


def test_a_survey_is_withdrawn_with_a_reason_and_without_a_result(app: Flask) -> None:
    """B-23: all answers are removed, everybody reads why, and nothing brings it back."""
    survey = running(None, WHERE, WORDS)
    number = survey.id
    answer(survey, [0], "Ein Satz")
    with pytest.raises(Invalid), transaction():
        commands.withdraw_survey(SYSTEM, db.session.get_one(Survey, number), reason="Ach")
    with transaction():
        commands.withdraw_survey(SYSTEM, db.session.get_one(Survey, number), reason="Eine Frage war falsch gestellt.")
    assert counted(Answer) == counted(Turnout) == counted(Words) == 0
    with pytest.raises(Conflict), transaction():
        commands.withdraw_survey(SYSTEM, db.session.get_one(Survey, number), reason="Eine Frage war falsch gestellt.")
    assert end(db.session.get_one(Survey, number)).state == State.WITHDRAWN


def test_a_draft_is_thrown_away_with_its_questions(app: Flask) -> None:
    """B-23: what nobody has seen leaves no trace but the log; what was published stays."""
    number, other = drafted().id, running().id
    with transaction():
        commands.discard_survey(SYSTEM, db.session.get_one(Survey, number))
    assert db.session.get(Survey, number) is None
    with pytest.raises(Conflict), transaction():
        commands.discard_survey(SYSTEM, db.session.get_one(Survey, other))
