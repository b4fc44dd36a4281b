"""A complaint is answered while a colleague decides about the same thing: what stands then fits together (M-03, S-04)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.discussions.models import Post, PostState
from forum.moderation import commands
from forum.moderation.models import CaseState, Complaint, Outcome, Statement
from tests.moderation.test_cases import bad_post, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take
from tests.moderation.test_redoing import moderator, restore, the
from tests.racing import at_once, overtaken

REFUSED = (Conflict, Forbidden, Invalid)


def complained() -> tuple[int, int]:
    """Return a post that was hidden, and the complaint of its author."""
    post_id = bad_post().id
    statement = take(post_id, moderator(), "hide")
    with transaction():
        made = commands.complain(the(statement.author_id or 0), db.session.merge(statement), text=TEXT)
        return post_id, made.id


def answering(by: int, number: int, outcome: str) -> Callable[[], None]:
    def act() -> None:
        found = db.session.get_one(Complaint, number)
        # Whoever looks at it has read all of it before they press the button.
        assert found.statement is not None
        assert list(found.case.statements)
        commands.answer_complaint(the(by), found, outcome=outcome, reasons=REASONS, version=1)

    return act


def restoring(by: int) -> Callable[[], None]:
    def act() -> None:
        case = the_case()
        commands.restore(the(by), case, reason=REASONS, version=case.version)

    return act


def undoing(by: int) -> Callable[[], None]:
    return lambda: commands.undo(the(by), the_case())


def stands() -> bool:
    db.session.expire_all()
    return db.session.scalars(select(Statement)).one().stands


def outcome_of(number: int) -> Outcome | None:
    db.session.expire_all()
    return db.session.get_one(Complaint, number).outcome


def fits(post_id: int, number: int) -> None:
    """Check that post, statement, case and answer say the same."""
    holds = stands()
    assert db.session.get_one(Post, post_id).state == (PostState.HIDDEN if holds else PostState.VISIBLE)
    assert the_case().state == (CaseState.ACTED if holds else CaseState.DISMISSED)
    if (outcome := outcome_of(number)) is not None:
        assert holds == (outcome == Outcome.UPHELD)


@pytest.mark.parametrize("outcome", ["reversed", "upheld"])
def test_an_answer_beside_an_undone_restoring(app: Flask, outcome: str) -> None:
    """M-03, S-04: whichever comes first; what is found wrong is never hidden still."""
    post_id, number = complained()
    restorer, third = moderator(), moderator()
    restore(restorer)
    at_once(app, [answering(third, number, outcome), undoing(restorer)], refused=REFUSED)
    fits(post_id, number)


@pytest.mark.parametrize("outcome", ["reversed", "upheld"])
def test_an_answer_beside_a_restoring(app: Flask, outcome: str) -> None:
    """M-03, S-04: nothing is upheld that a colleague took back in the same moment."""
    post_id, number = complained()
    at_once(app, [answering(moderator(), number, outcome), restoring(moderator())], refused=REFUSED)
    fits(post_id, number)


def test_of_two_answers_at_once_one_wins(app: Flask) -> None:
    """M-03, S-13: the other one hears that it is answered."""
    post_id, number = complained()
    acts = [answering(moderator(), number, outcome) for outcome in ("upheld", "reversed")]
    assert at_once(app, acts, refused=(Conflict,)) == 1
    fits(post_id, number)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_held_again_before_the_lock_falls(app: Flask) -> None:
    """M-03, S-04: an answer reads what was decided since it was opened, and nothing is hidden that was found wrong."""
    post_id, number = complained()
    restorer, third = moderator(), moderator()
    restore(restorer)
    with overtaken(app, undoing(restorer)), transaction():
        answering(third, number, "reversed")()
    fits(post_id, number)
    assert not stands()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_fell_before_the_lock_is_not_upheld(app: Flask) -> None:
    """M-03, S-13: whoever answers hears that a colleague took the decision back meanwhile."""
    post_id, number = complained()
    restorer, third = moderator(), moderator()
    with pytest.raises(Invalid), overtaken(app, restoring(restorer)), transaction():
        answering(third, number, "upheld")()
    fits(post_id, number)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_decided_before_the_lock_answers_nothing(app: Flask) -> None:
    """M-24, S-04: also where they took it back in another window a moment ago."""
    _post, number = complained()
    third = moderator()
    with pytest.raises(Forbidden), overtaken(app, restoring(third)), transaction():
        answering(third, number, "reversed")()
    assert outcome_of(number) is None
