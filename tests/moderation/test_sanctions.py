"""Measures against accounts: who may take them back, what a warning is worth, and what the database asks for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Limit, Person, Restriction
from forum.core.clock import frozen_at, now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.tokens import random_key
from forum.moderation import commands
from forum.moderation.measures import MEASURES
from forum.moderation.models import ON_PERSON, Complaint, MisuseCase, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take

SignIn = Callable[[Person], Visitor]
LATER = timedelta(hours=2)


@pytest.fixture
def place(app: Flask) -> tuple[int, int, int]:
    """A post, who moderates its space only, and who moderates everywhere."""
    space = factories.space()
    post_id, space_id = factories.post(factories.thread(within=space)).id, space.id
    helper = factories.person(f"space:{space_id}:moderator").id
    return post_id, helper, factories.person("moderator").id


def complain(number: int) -> int:
    """Let the author object to a statement, and return the number of the complaint."""
    with transaction():
        row = db.session.get_one(Statement, number)
        return commands.complain(db.session.get_one(Person, row.author_id or 0), row, text=TEXT).id


def answer(number: int, who: int, outcome: str) -> None:
    """Let somebody answer a complaint."""
    with transaction():
        actor, row = db.session.get_one(Person, who), db.session.get_one(Complaint, number)
        commands.answer_complaint(actor, row, outcome=outcome, reasons=REASONS, version=row.version)


@pytest.mark.parametrize("measure", ["warn", "slow", "limit"])
def test_who_moderates_a_space_takes_no_sanction_back(place: tuple[int, int, int], measure: str) -> None:
    """M-25, M-17: neither restoring nor undoing nor a complaint is a way around; whoever may take it may take it back."""
    post_id, helper, moderator = place
    number = take(post_id, moderator, measure, days=3, minutes=10).id
    version = the_case().version
    with pytest.raises(Forbidden), transaction():
        commands.restore(db.session.get_one(Person, helper), the_case(), reason=REASONS, version=version)
    with pytest.raises(Forbidden), transaction():
        commands.undo(db.session.get_one(Person, helper), the_case())
    complaint = complain(number)
    for outcome in ("reversed", "upheld"):
        with pytest.raises(Forbidden):
            answer(complaint, helper, outcome)
    assert db.session.get_one(Statement, number).stands
    answer(complaint, factories.person("moderator").id, "reversed")
    assert not db.session.get_one(Statement, number).stands


def test_who_moderates_a_space_takes_back_what_they_may_take(place: tuple[int, int, int]) -> None:
    """M-25: hiding is theirs in both directions, and so is a complaint about it."""
    post_id, helper, moderator = place
    number = take(post_id, moderator, "hide").id
    answer(complain(number), helper, "reversed")
    assert not db.session.get_one(Statement, number).stands


def test_the_page_offers_only_what_one_may_do(place: tuple[int, int, int], sign_in: SignIn) -> None:
    """M-26, M-25: neither sanctions nor taking them back, for who moderates a space."""
    post_id, helper, moderator = place
    take(post_id, moderator, "warn")
    url = the_case().url
    own = sign_in(db.session.get_one(Person, helper)).get(url).text
    every = sign_in(db.session.get_one(Person, moderator)).get(url).text
    for word in ('value="warn"', "wiederherstellen", "rueckgaengig"):
        assert word not in own
        assert word in every
    assert 'value="lock_branch"' in own


def test_a_warning_of_the_same_moment_is_none(place: tuple[int, int, int]) -> None:
    """M-17, S-17: whoever is warned gets the time to read it; until then a writing pause is possible, and no suspension."""
    post_id, _helper, moderator = place
    with frozen_at(now()):
        author_id = take(post_id, moderator, "warn").author_id
        assert commands.warned_at(author_id) is None
        with pytest.raises(Invalid) as caught:
            take(post_id, moderator, "suspend", days=3)
        assert "mindestens eine Stunde" in str(caught.value.fields["measure"])
        take(post_id, moderator, "limit", days=1)
    with shifted_by(LATER):
        row = take(post_id, moderator, "suspend", days=3)
        found = db.session.scalars(select(Restriction).where(Restriction.kind == Limit.SUSPENDED)).one()
        assert found.warned_at is not None
        assert found.warned_at < found.since
        assert found.statement_puid == row.puid


def test_of_two_warnings_the_newest_that_counts_is_named(place: tuple[int, int, int]) -> None:
    """S-17: the one of a minute ago counts not yet, the one before it does."""
    post_id, _helper, moderator = place
    first = take(post_id, moderator, "warn")
    first_at, author_id = first.created_at, first.author_id
    with shifted_by(LATER):
        take(post_id, moderator, "warn")
        assert commands.warned_at(author_id) == first_at


@pytest.mark.parametrize("kind", list(Limit))
def test_the_database_refuses_a_restriction_without_statement(place: tuple[int, int, int], kind: Limit) -> None:
    """S-02: whatever a program does, none is stored without one, and none with an invented one."""
    post_id, _helper, moderator = place
    author_id = take(post_id, moderator, "warn").author_id
    values = {
        "person_id": author_id,
        "kind": kind,
        "since": now(),
        "until": now() + timedelta(days=1),
        "minutes": 5,
        "warned_at": now() - LATER,
    }
    for named in ({}, {"statement_puid": random_key()}):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(Restriction(**values, **named))


def test_the_database_refuses_a_warning_of_the_same_moment(place: tuple[int, int, int]) -> None:
    """S-17: neither for an account nor for those who often report without ground."""
    post_id, _helper, moderator = place
    row = take(post_id, moderator, "warn")
    puid, author_id, moment = row.puid, row.author_id, now()
    values = {"person_id": author_id, "until": moment + timedelta(days=1), "statement_puid": puid}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Restriction(**values, kind=Limit.SUSPENDED, since=moment, warned_at=moment))
    misuse = {"kind": "notices", "window_days": 365, "number": 3, "in_all": 3, "gravity": TEXT, "intent": TEXT}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            MisuseCase(
                person_id=author_id,
                **misuse,
                warning_sent_at=moment,
                suspended_from=moment,
                suspended_until=moment + timedelta(days=1),
                reasons=TEXT,
            )
        )


def test_the_table_and_the_rows_agree_on_what_concerns_an_account() -> None:
    """M-17: one list, from which both read."""
    assert {one.key for one in MEASURES.values() if one.on_person} == ON_PERSON
