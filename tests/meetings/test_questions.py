"""Contributions and questions from the public: open about what is held, silent about who asked (L-26, L-27)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now, shifted_by
from forum.core.db import Model, db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, TooOften
from forum.core.events import LoggedEvent
from forum.core.permissions import Nobody
from forum.core.tokens import random_key
from forum.meetings import commands, fold, queries
from forum.meetings.commands.contributions import NewContribution, add_contribution
from forum.meetings.commands.step import Step
from forum.meetings.fold.contributions import MOST
from forum.meetings.models import Contribution, Meeting, Question, QuestionVote, SentCommand
from forum.meetings.written import question_counts
from forum.moderation import targets
from forum.moderation.models import Statement
from forum.web.limits import unnamed_caller
from tests import factories
from tests.factories import act
from tests.meetings.talk import asked, everything_written, written
from tests.racing import at_once


def asked_by_nobody(number: int, text: str) -> int:
    with transaction():
        return commands.ask_anonymously(number, text)


def test_when_the_session_is_over_no_question_is_answered_any_more(app: Flask) -> None:
    """L-27: the minutes tell which were; holding and removing go on."""
    meeting, chair, _people = factories.running_meeting()
    number = meeting.id
    question = asked(factories.person(), number, "Wann wird gebaut?")
    act(chair, number, "session.close")
    for kind in ("question.answer", "question.pin", "question.archive"):
        with pytest.raises(Conflict, match="läuft gerade nicht"):
            act(chair, number, kind, question_id=question)
    page = factories.signed_in(app, chair).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "question.remove" in page
    assert "question.answer" not in page
    act(chair, number, "question.remove", question_id=question, reason="topic")


def test_what_is_held_or_removed_stays_in_its_place_with_the_reason(app: Flask) -> None:
    """L-26: openly, for every reader, and the text is gone from page, state and log."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    one = written(ada, number, "Das ist Kanarienvogelfutter.")
    act(chair, number, "contribution.hold", contribution_id=one, reason="tone")
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "Dieser Beitrag ist zurückgehalten: verletzt den Umgangston." in page
    assert "Kanarienvogel" not in page
    for reader in (chair, ada):
        room = factories.signed_in(app, reader).get(f"/sitzungen/{number}").get_data(as_text=True)
        # Whoever decides about a text reads it; its author and everybody else do not meanwhile.
        assert ("Kanarienvogel" in room) == (reader is chair)
    act(chair, number, "contribution.release", contribution_id=one)
    assert "Kanarienvogel" in str(queries.everything(Nobody(), db.session.get_one(Meeting, number)))
    act(chair, number, "contribution.remove", contribution_id=one, reason="topic")
    with pytest.raises(Conflict):
        act(chair, number, "contribution.release", contribution_id=one)
    told = str(queries.everything(ada, db.session.get_one(Meeting, number))) + str(queries.state(ada, number))
    assert "Kanarienvogel" not in told


def test_slow_mode_and_lock_hold_members_and_not_the_desk(app: Flask) -> None:
    """L-26."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "writing.rules", pause_seconds=60)
    act(ada, number, "contribution.add", text="Einmal")
    with pytest.raises(TooOften) as refused:
        act(ada, number, "contribution.add", text="Und gleich noch einmal")
    assert 0 < refused.value.retry_after <= 60
    act(ben, number, "contribution.add", text="Jemand anderes")
    with shifted_by(timedelta(seconds=61)):
        act(ada, number, "contribution.add", text="Nach der Pause")
    act(chair, number, "writing.rules", locked=True)
    with pytest.raises(Conflict):
        act(ben, number, "contribution.add", text="Zu spät")
    act(chair, number, "contribution.add", text="Die Leitung schreibt.")


def test_an_anonymous_question_leads_to_nobody(app: Flask) -> None:
    """L-27, P-19: asked while signed in; no row that the question adds names the person, an address or a moment."""
    meeting, _chair, _members = factories.running_meeting()
    number, who = meeting.id, factories.person()
    client = factories.signed_in(app, who)

    def naming(person_id: int) -> dict[str, int]:
        columns = [
            (table, column)
            for table in Model.metadata.sorted_tables
            for column in table.columns
            if any(key.column.table.name == "person" for key in column.foreign_keys) or column.name == "actor_id"
        ]
        return {
            f"{table.name}.{column.name}": db.session.scalar(select(func.count()).where(column == person_id)) or 0
            for table, column in columns
        }

    before = naming(who.id)
    answer = client.submit(f"/sitzungen/{number}/fragen", text="Wer hat das entschieden?")
    assert answer.status_code == 303
    db.session.rollback()
    assert naming(who.id) == before
    question = db.session.scalars(select(Question)).one()
    assert (question.person_id, question.anonymous) == (None, True)
    line = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "QuestionAsked")).one()
    assert line.actor_id is None
    assert db.session.scalar(select(func.count()).select_from(SentCommand).where(SentCommand.seq == line.seq)) == 0
    # Nor could it: the table has no moment and no column for an address, and refuses a person.
    assert {column.name for column in Question.__table__.columns} == {
        "id", "meeting_id", "person_id", "anonymous", "text", "state", "reason", "answered", "pinned", "votes", "audience",
        "words",
    }  # fmt: skip
    assert who.handle not in factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)


def test_a_repeated_click_asks_once_and_visitors_need_no_account(app: Flask) -> None:
    """L-27."""
    meeting, chair, _members = factories.running_meeting()
    number, visitor = meeting.id, factories.visitor(app)
    for _ in range(2):
        answer = visitor.post(f"/sitzungen/{number}/fragen", data={"text": "Gibt es Lastenräder?"})
        assert answer.status_code == 303
    db.session.rollback()
    question = db.session.scalars(select(Question)).one()
    act(chair, number, "question.remove", question_id=question.id, reason="repeated")
    assert visitor.post(f"/sitzungen/{number}/fragen", data={"text": "Gibt es Lastenräder?"}).status_code == 409
    assert visitor.post(f"/sitzungen/{number}/fragen", data={"text": "?"}).status_code == 422
    act(chair, number, "writing.rules", questions=True)
    assert visitor.post(f"/sitzungen/{number}/fragen", data={"text": "Und ohne Namen?"}).status_code == 409
    act(chair, number, "writing.rules")
    with pytest.raises(Conflict):
        asked(factories.person(), number, "Nehmen Sie Fragen an?")


def test_the_key_by_which_anonymous_askers_are_counted_changes_daily(app: Flask) -> None:
    """L-27: a keyed digest, another one tomorrow, and nothing in it says who it is."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "198.51.100.7"}):
        today = unnamed_caller()
        assert today == unnamed_caller()
        assert "198" not in today
        with frozen_at(now() + timedelta(days=1)):
            assert unnamed_caller() != today
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        assert unnamed_caller() != today


def test_a_question_waits_for_the_desk_where_the_rules_say_so(app: Flask) -> None:
    """L-27: pre-moderation; only chair and clerk read what waits, and the count is public."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "writing.rules", questions=True, anonymous=True, held_first=True)
    question = asked(ada, number, "Was kostet der Kanarienvogel?")
    for viewer in (Nobody(), ada, factories.person("moderator")):
        db.session.info.clear()
        told = str(queries.state(viewer, number)) + str(queries.everything(viewer, db.session.get_one(Meeting, number)))
        assert "Kanarienvogel" not in told
    assert "Kanarienvogel" in factories.signed_in(app, chair).get(f"/sitzungen/{number}").get_data(as_text=True)
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "1 gestellt, 0 beantwortet, 1 zurückgehalten, 0 entfernt" in page
    act(chair, number, "question.release", question_id=question)
    assert "Kanarienvogel" in factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)


def test_the_public_counts_follow_from_the_log(app: Flask) -> None:
    """L-27: recount: asked, answered, held and removed with reasons, from the events alone."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    everything_written(number, chair, ada, "Wort")
    act(chair, number, "question.hold", question_id=asked(ada, number, "Noch eine?"), reason="repeated")
    asked_by_nobody(number, "Und von niemandem?")
    folded = fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number)))
    counts = question_counts(folded["questions"].values())
    assert counts == question_counts(queries.state(Nobody(), number)["questions"])
    assert counts == {"asked": 4, "answered": 1, "held": 1, "removed": 1, "reasons": {"advertising": 1}}


def test_everybody_supports_a_question_once_and_takes_it_back(app: Flask) -> None:
    """L-27: the log tells the number and not who."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    question = asked(ada, number, "Wann geht es los?")
    act(ben, number, "question.vote", question_id=question)
    with pytest.raises(Conflict):
        act(ben, number, "question.vote", question_id=question)
    line = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "QuestionVoted")).one()
    assert (line.actor_id, line.data["votes"]) == (None, 1)
    act(ben, number, "question.vote", question_id=question, wanted=False)
    assert db.session.get_one(Question, question).votes == 0
    act(chair, number, "question.answer", question_id=question)
    with pytest.raises(Conflict):
        act(ben, number, "question.vote", question_id=question)


def test_a_question_is_removed_while_many_support_it(app: Flask) -> None:
    """L-27: each vote counted before the removal or was refused; the number is that of the rows."""
    meeting, chair, _members = factories.running_meeting()
    number, chair_id, ids = meeting.id, chair.id, [factories.person().id for _ in range(6)]
    question = asked(chair, number, "Wer zahlt das?")

    def does(who: int, kind: str, **data: object) -> None:
        values = {"question_id": question, **data}
        commands.perform(db.session.get_one(Person, who), number, kind, values, random_key())

    acts = [lambda who=who: does(who, "question.vote") for who in ids]  # type: ignore[misc]
    refused = at_once(app, [*acts, lambda: does(chair_id, "question.remove", reason="topic")], refused=(Conflict,))
    found = db.session.get_one(Question, question)
    assert found.state == "removed"
    assert found.votes == db.session.scalar(select(func.count()).select_from(QuestionVote)) == 6 - refused


def test_the_moderation_knows_contributions_and_questions(app: Flask) -> None:
    """L-26, M-27: they are reported, hidden and restored like posts; the closed part stays closed to it."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, moderator = meeting.id, factories.person("moderator")
    one, question = written(ada, number, "Beitrag eins"), asked(ada, number, "Frage eins?")
    for kind, thing in (("contribution", one), ("question", question)):
        target = targets.load(moderator, kind, thing)
        assert (target.author_id, target.is_hidden) == (ada.id, False)
        with transaction():
            targets.KINDS[kind].hide(moderator, targets.load(moderator, kind, thing).thing, ground="Regel")
        assert targets.load(moderator, kind, thing).is_hidden
        with transaction():
            targets.KINDS[kind].restore(moderator, targets.load(moderator, kind, thing).thing)
        assert not targets.load(moderator, kind, thing).is_hidden
    with transaction():
        db.session.get_one(Contribution, one).audience = meeting.committee.word
    for viewer in (chair, moderator):
        with pytest.raises(NotFound):
            targets.load(viewer, "contribution", one)
    assert factories.signed_in(app, chair).get(f"/melden/question/{question}").status_code == 200


@pytest.mark.parametrize("kind", ["contribution", "question"])
def test_the_moderation_takes_nothing_from_a_session_without_a_statement(app: Flask, kind: str) -> None:
    """S-02, M-26, L-26: its commands are for those who lead; the moderation decides a case, and the author reads why."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, moderator_id, ada_id = meeting.id, factories.person("moderator").id, ada.id
    thing = written(ada, number, "Beitrag eins") if kind == "contribution" else asked(ada, number, "Frage eins?")
    for step in ("hold", "remove", "release"):
        reason = {} if step == "release" else {"reason": "tone"}
        with pytest.raises(Forbidden):
            act(db.session.get_one(Person, moderator_id), number, f"{kind}.{step}", **{f"{kind}_id": thing}, **reason)
    table = Contribution if kind == "contribution" else Question
    assert db.session.get_one(table, thing).state == "visible"
    client = factories.signed_in(app, db.session.get_one(Person, moderator_id))
    page = client.get(f"/sitzungen/{number}").text
    assert f"/moderation/oeffnen/{kind}/{thing}" in page
    assert f"{kind}.remove" not in page
    case_url = client.submit(f"/moderation/oeffnen/{kind}/{thing}").location
    facts = "Der Beitrag beleidigt eine Person."
    sent = client.submit(case_url, schritt="verbergen", rule="respekt", facts=facts, version="1")
    assert sent.status_code == 303
    assert db.session.get_one(table, thing).state == "removed"
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.author_id, statement.facts) == (ada_id, facts)
    assert "entfernt" in factories.visitor(app).get(f"/sitzungen/{number}").text


def test_a_question_has_between_5_and_500_characters(app: Flask) -> None:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    for text in ("Hm?", "x" * 501):
        with pytest.raises(Invalid):
            act(ada, meeting.id, "question.ask", text=text)


def test_anonymous_questions_of_one_network_are_limited_and_others_go_on(limited: Flask) -> None:
    """L-27: the eleventh within an hour is answered 429 and not stored, what was typed comes back."""
    meeting, _chair, _people = factories.running_meeting()
    number, path = meeting.id, f"{meeting.url}/fragen"
    here, there = factories.visitor(limited), factories.visitor(limited)
    there.environ_base = {**there.environ_base, "REMOTE_ADDR": "198.51.100.7"}
    answers = [here.post(path, data={"text": f"Gibt es Lastenräder für Gruppe {group}?"}) for group in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Gruppe 10" in answers[-1].get_data(as_text=True)
    assert there.post(path, data={"text": "Und aus dem Nachbarnetz?"}).status_code == 303
    assert db.session.scalar(select(func.count()).where(Question.meeting_id == number)) == 11


def test_a_state_holds_the_newest_contributions_and_so_does_the_fold(app: Flask) -> None:
    """L-44, L-45: of more than 200 both know the same, whatever becomes of those that are too old for them."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    texts = [written(ada, number, f"Beitrag {count}") for count in range(3)]
    with transaction():
        # The rest comes by hand: what matters is that there are many.
        step = Step(db.session.get_one(Person, ada.id), db.session.get_one(Meeting, number))
        for _count in range(MOST):
            add_contribution(step, NewContribution(text="Noch einer"))
    newest = db.session.scalars(select(func.max(Contribution.id))).one()
    for what, one in (("hold", texts[0]), ("remove", texts[1]), ("hold", newest)):
        act(chair, number, f"contribution.{what}", contribution_id=one, reason="tone")
    assert written(ada, number, "Der letzte") == newest + 1
    found = db.session.get_one(Meeting, number)
    state, events = queries.state(Nobody(), number), queries.everything(Nobody(), found)
    assert len(state["contributions"]) == MOST
    assert fold.core_of(state)["contributions"] == fold.fold(events)["contributions"]
