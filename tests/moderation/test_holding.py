"""What very many people report is hidden for a day, only where the city set a number, and never without a statement."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions.models import Post, PostState
from forum.ideas.models import Idea
from forum.moderation import commands, export, targets
from forum.moderation.measures import AUTOMATIC, MEASURES, possible_for
from forum.moderation.models import CaseState, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn, decide, report, the_case
from tests.racing import at_once

MANY = 3


@pytest.fixture
def held_by_many(app: Flask) -> int:
    """A post that so many accounts reported in the same moment as the setting says."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = MANY
    post_id = factories.post(factories.thread(), text="Kanarienvogel-Beschimpfung").id
    people = [factories.person().id for _number in range(MANY + 2)]
    at_once(app, [partial(send, "post", post_id, number) for number in people])
    return post_id


def send(kind: str, target_id: int, person_id: int) -> None:
    who = db.session.get_one(Person, person_id)
    target = targets.load(who, kind, target_id)
    if target.is_hidden:
        return
    why = "Das ist eine Beleidigung, bitte sehen Sie nach."
    commands.file_notice(who, target, rule="respekt", explanation=why, good_faith=True)


def state_of(post_id: int) -> PostState:
    db.session.rollback()
    return PostState(db.session.get_one(Post, post_id).state)


def the_statement() -> Statement:
    return db.session.scalars(select(Statement).where(Statement.measure == AUTOMATIC)).one()


def test_many_at_once_hide_it_for_a_day(held_by_many: int, work: Callable[[], int], sign_in: SignIn) -> None:
    """M-07, S-02, S-07: one statement with ``automated_decision``; the author is told that no person decided yet."""
    assert state_of(held_by_many) == PostState.HIDDEN
    work()
    row = the_statement()
    assert (row.automated_decision, row.automated_detection, row.moderator_id) == (True, True, None)
    assert export.shaped(row)["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert the_case().state == CaseState.OPEN
    author_id = row.author_id or 0
    letters = db.session.scalars(
        select(Mail.text).where(Mail.to_address == db.session.get_one(Person, author_id).email)
    ).all()
    assert any("Ein Programm hat das nach vielen Meldungen getan" in letter for letter in letters)
    page = sign_in(db.session.get_one(Person, author_id)).get(row.url).text
    assert "Ein Programm hat das nach vielen Meldungen getan" in page
    assert "Ein Mensch hat das entschieden" not in page
    assert "Beschwerde einlegen" in page


def test_notices_of_the_same_moment_all_belong_to_the_opening(app: Flask) -> None:
    """M-02, M-07: whoever's notice opened the case, none of the others counts as one that came before it."""
    post_id = factories.post(factories.thread()).id
    people = [factories.person().id for _number in range(12)]
    at_once(app, [partial(send, "post", post_id, number) for number in people])
    case = the_case()
    moments = sorted(notice.created_at for notice in case.notices)
    assert len(moments) == len(people)
    assert moments[0] == case.opened_at
    assert moments[1] > case.opened_at


def test_it_comes_back_by_itself(held_by_many: int, app: Flask) -> None:
    """M-07: after 24 hours without a decision; the case goes on waiting, and further notices hide nothing again."""
    with shifted_by(timedelta(hours=24, minutes=1)), transaction():
        assert commands.end_due_measures() == 1
    assert state_of(held_by_many) == PostState.VISIBLE
    assert the_case().state == CaseState.OPEN
    late = factories.person().id
    with transaction():
        send("post", held_by_many, late)
    assert state_of(held_by_many) == PostState.VISIBLE


@pytest.mark.parametrize(("step", "state"), [("verbergen", PostState.HIDDEN), ("abweisen", PostState.VISIBLE)])
def test_a_person_decides_in_the_meantime(held_by_many: int, sign_in: SignIn, step: str, state: PostState) -> None:
    """M-07: the decision takes the place of the hold, and what it says is what holds."""
    assert decide(sign_in(factories.person("moderator")), the_case(), step) == 303
    assert state_of(held_by_many) == state
    assert the_statement().ended_at is not None
    with shifted_by(timedelta(hours=25)), transaction():
        commands.end_due_measures()
    assert state_of(held_by_many) == state


def test_visitors_without_account_hide_nothing(app: Flask, client: Visitor) -> None:
    """M-07, M-33: only accounts count, each once, so that no script hides what it likes."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = MANY
    post = factories.post(factories.thread())
    number = post.id
    for place in range(MANY + 1):
        report(client, db.session.get_one(Post, number), email=f"nachbar{place}@example.org")
    assert state_of(number) == PostState.VISIBLE


def test_an_idea_is_held_and_shown_again(app: Flask) -> None:
    """M-07: the same for ideas, with their discussion."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    idea_id, notifier = factories.idea().id, factories.person().id
    with transaction():
        send("idea", idea_id, notifier)
    assert db.session.get_one(Idea, idea_id).hidden_at is not None
    with shifted_by(timedelta(hours=24, minutes=1)), transaction():
        assert commands.end_due_measures() == 1
    assert db.session.get_one(Idea, idea_id).hidden_at is None


def test_nobody_chooses_it(app: Flask) -> None:
    """M-07, S-07: it is no measure that a moderator could take."""
    moderator = factories.person("moderator")
    target = targets.load(moderator, "post", factories.post(factories.thread()).id)
    assert MEASURES[AUTOMATIC] not in possible_for(target)
