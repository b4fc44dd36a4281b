"""Advertising in bulk is removed without a letter to whoever sent it, and nothing else is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
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


def in_bulk(*cases: Case) -> None:
    """Hide advertising in one act, and write to nobody."""
    versions, moderator = {case.id: case.version for case in cases}, factories.person("moderator").id
    with transaction():
        who = db.session.get_one(Person, moderator)
        commands.decide_many(who, versions, step="verbergen", facts=FACTS, rule="werbung", untold=True)


def test_bulk_advertising_goes_without_a_letter(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-24, M-16: ground and log row are stored, nobody is written to; the author finds the reasons in the account."""
    case, other = reported(rule="werbung"), reported(rule="werbung")
    case_id, author_id = case.id, db.session.get_one(Post, case.target_id).author_id or 0
    work()
    before = told(author_id)
    in_bulk(case, other)
    work()
    assert told(author_id) == before
    statement = db.session.scalars(select(Statement).where(Statement.case_id == case_id)).one()
    assert (statement.untold, statement.rule, statement.facts) == (True, "werbung", FACTS)
    assert [row.rule for row in transparency.whole_log()] == ["werbung"] * 2
    admin = factories.person("admin")
    assert not export.statements_of(admin, now() - timedelta(days=1), now() + timedelta(days=1))
    author = sign_in(db.session.get_one(Person, author_id))
    assert "Regel 4: Keine Werbung" in author.get("/begruendungen").text
    assert "Begründung öffnen" in author.get(statement.url).text
    # Taking it back restores everything.
    found = db.session.get_one(Case, case_id)
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, found, "wiederherstellen", facts="Das war keine Werbung.") == 303
    assert db.session.get_one(Post, found.target_id).state == PostState.VISIBLE


def test_a_single_post_is_no_bulk(sign_in: SignIn) -> None:
    """S-24, Art. 17 (2): neither at its case nor as the only one of a bulk act; its author is written to."""
    case = reported(rule="werbung")
    moderator = sign_in(factories.person("moderator"))
    assert 'name="untold"' not in moderator.get(case.url).text
    assert decide(moderator, case, "verbergen", rule="werbung", facts=FACTS, untold="y") == 422
    with pytest.raises(Invalid) as caught:
        in_bulk(db.session.get_one(Case, case.id))
    assert "untold" in caught.value.fields
    assert not db.session.scalars(select(Statement)).all()


def test_all_posts_of_an_account_are_bulk(sign_in: SignIn) -> None:
    """S-24, T-33: one decision about an account that floods the forum needs no letter."""
    author_id = factories.post(factories.thread()).author_id
    moderator = sign_in(factories.person("moderator"))
    moderator.submit(f"/moderation/oeffnen/account/{author_id}")
    case = db.session.scalars(select(Case)).one()
    assert 'name="untold"' in moderator.get(case.url).text
    assert decide(moderator, case, "verbergen", rule="werbung", facts=FACTS, untold="y") == 303
    assert db.session.scalars(select(Statement.untold)).one()


def test_the_time_to_object_begins_when_its_author_opens_it(sign_in: SignIn) -> None:
    """S-24, S-04: nobody was told, so nothing runs out unseen; from the first look on it is as long as for all."""
    case, other = reported(rule="werbung"), reported(rule="werbung")
    author_id = db.session.get_one(Post, case.target_id).author_id or 0
    case_id, stranger = case.id, sign_in(factories.person())
    in_bulk(case, other)
    statement = db.session.scalars(select(Statement).where(Statement.case_id == case_id)).one()
    days = timedelta(days=200)
    with shifted_by(days):
        author = sign_in(db.session.get_one(Person, author_id))
        assert FACTS not in author.get(statement.url).text
        assert stranger.submit(f"{statement.url}/oeffnen").status_code == 404
        assert author.submit(f"{statement.url}/oeffnen").status_code == 303
        page = author.get(statement.url).text
        assert FACTS in page
        assert "Beschwerde einlegen" in page
        opened = db.session.get_one(Statement, statement.id).opened_at
    with shifted_by(days * 1.5):
        author = sign_in(db.session.get_one(Person, author_id))
        assert author.submit(f"{statement.url}/oeffnen").status_code == 303
        assert db.session.get_one(Statement, statement.id).opened_at == opened
        assert (
            author.submit(f"{statement.url}/beschwerde", text="Das war keine Werbung, sondern ein Tipp.").status_code
            == 303
        )
    with shifted_by(days * 2):
        author = sign_in(db.session.get_one(Person, author_id))
        assert "Beschwerde einlegen" not in author.get(statement.url).text


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
