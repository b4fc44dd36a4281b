"""Advertising in bulk is removed without a letter to whoever sent it, and nothing else is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.mail import Mail
from forum.discussions.models import Post, PostState
from forum.moderation import commands, export, transparency
from forum.moderation.models import Case, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import decide
from tests.moderation.test_queue import reported

SignIn = Callable[[Person], Visitor]
FACTS = "Dieselbe Werbung steht in vielen Themen."


def told(author_id: int) -> tuple[int | None, int | None]:
    address = db.session.get_one(Person, author_id).email
    return (
        db.session.scalar(select(func.count(Mail.id)).where(Mail.to_address == address)),
        db.session.scalar(select(func.count(Message.id)).where(Message.person_id == author_id)),
    )


def test_bulk_advertising_goes_without_a_letter(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-24, M-16: ground and log row are stored, nobody is written to; the author finds the reasons in the account."""
    case = reported(rule="werbung")
    case_id, author_id = case.id, db.session.get_one(Post, case.target_id).author_id or 0
    moderator = sign_in(factories.person("moderator"))
    work()
    before = told(author_id)
    assert decide(moderator, case, "verbergen", rule="werbung", facts=FACTS, untold="y") == 303
    work()
    assert told(author_id) == before
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.untold, statement.rule, statement.facts) == (True, "werbung", FACTS)
    assert [row.rule for row in transparency.whole_log()] == ["werbung"]
    admin = factories.person("admin")
    assert not export.statements_of(admin, now() - timedelta(days=1), now() + timedelta(days=1))
    author = sign_in(db.session.get_one(Person, author_id))
    assert "Regel 4: Keine Werbung" in author.get("/begruendungen").text
    assert "Beschwerde einlegen" in author.get(db.session.scalars(select(Statement)).one().url).text
    # Taking it back restores everything.
    found = db.session.get_one(Case, case_id)
    assert decide(moderator, found, "wiederherstellen", facts="Das war keine Werbung.") == 303
    assert db.session.get_one(Post, found.target_id).state == PostState.VISIBLE


def test_many_posts_go_in_one_act(app: Flask) -> None:
    """S-24, M-22: each has its own stored ground."""
    moderator = factories.person("moderator").id
    versions = {case.id: case.version for case in (reported(rule="werbung") for _number in range(3))}
    with transaction():
        who = db.session.get_one(Person, moderator)
        commands.decide_many(who, versions, step="verbergen", facts=FACTS, rule="werbung", untold=True)
    rows = db.session.scalars(select(Statement)).all()
    assert [row.untold for row in rows] == [True] * 3
    assert len({row.bulk for row in rows}) == 1


@pytest.mark.parametrize(("rule", "measure"), [("respekt", "hide"), ("thema", "hide"), ("werbung", "warn")])
def test_nothing_else_goes_without_a_letter(app: Flask, rule: str, measure: str) -> None:
    """S-24: every other ground and every other measure is told to the author (S-02)."""
    moderator, case = factories.person("moderator").id, reported()
    decision = commands.Decision(rule=rule, facts=FACTS, version=case.version, measure=measure, untold=True)
    case_id = case.id
    with pytest.raises(Invalid) as caught, transaction():
        commands.take_measure(db.session.get_one(Person, moderator), db.session.get_one(Case, case_id), decision)
    assert "untold" in caught.value.fields
    assert not db.session.scalars(select(Statement)).all()


def test_the_database_refuses_it_too(app: Flask) -> None:
    """S-24: no code path leaves the author of anything else without a letter."""
    moderator, case = factories.person("moderator").id, reported()
    case_id, version = case.id, case.version
    with transaction():
        who, found = db.session.get_one(Person, moderator), db.session.get_one(Case, case_id)
        commands.hide(who, found, rule="respekt", facts=FACTS, version=version)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Statement).values(untold=True))
