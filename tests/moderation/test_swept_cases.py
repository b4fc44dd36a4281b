"""Hiding all posts of an account decides the open cases about them too, each with a statement of its own (T-33, M-22)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState
from forum.moderation import commands, targets
from forum.moderation.models import Answer, Case, CaseState, Notice, Statement
from forum.moderation.yearly import first_measure, read
from forum.notifications.models import Message
from tests import factories
from tests.moderation.kinds import the
from tests.moderation.test_authorship import moderator
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_things_that_go import told

Work = Callable[[], int]
FACTS = "Das Konto schreibt nur Werbung."


@pytest.fixture
def posts(app: Flask) -> tuple[int, int]:
    """Two posts of one account, the first of which somebody reported."""
    writer = factories.person().id
    thread = factories.thread()
    made = [factories.post(db.session.merge(thread), the(writer), text="Kauft Lampen!").id for _ in range(2)]
    told(factories.person(), "post", made[0], "werbung")
    return made[0], made[1]


def case_of(kind: str, number: int) -> Case:
    db.session.expire_all()
    return db.session.scalars(select(Case).where(Case.kind == kind, Case.target_id == number)).one()


def writer_of(post_id: int) -> int:
    db.session.rollback()
    return db.session.scalars(select(Post.author_id).where(Post.id == post_id)).one() or 0


def sweep(by: int, person_id: int, *, untold: bool = False) -> None:
    with transaction():
        case = commands.open_case_for(the(by), targets.load(the(by), "account", person_id))
        commands.hide(the(by), case, rule="werbung", facts=FACTS, version=case.version, untold=untold)


def restore(by: int, kind: str, number: int) -> None:
    version = case_of(kind, number).version
    with transaction():
        commands.restore(the(by), case_of(kind, number), reason=REASONS, version=version)


def undo(by: int, kind: str, number: int) -> None:
    with transaction():
        commands.undo(the(by), case_of(kind, number))


def go_on(work: Work) -> None:
    work()
    discussions.go_on_sweeping()
    work()


def answers() -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice.answer).order_by(Notice.id)))


def test_a_reported_post_is_decided_with_its_account(posts: tuple[int, int], work: Work) -> None:
    """T-33, M-22, S-02, S-05, S-10: with a statement of its own, an answer to its notifiers, and a place in the figures."""
    reported, other = posts
    by, writer = moderator(), writer_of(reported)
    address = case_of("post", reported).notices[0].person
    assert address is not None
    email = address.email
    sweep(by, writer)
    go_on(work)
    case = case_of("post", reported)
    assert (case.state, case.decided_by, case.reason) == (CaseState.ACTED, by, FACTS)
    (made,) = case.statements
    assert (made.measure, made.rule, made.author_id, made.moderator_id) == ("hide", "werbung", writer, by)
    assert (made.after_notice, made.opening, made.evidence) == (True, case.opened_at, "Kauft Lampen!")
    assert answers() == [Answer.HIDDEN]
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == email).order_by(Mail.id)).all()
    assert "verborgen" in letters[-1]
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == writer)).all()
    assert kinds.count("statement") == 2
    figures = read(now().year)
    assert [first_measure(one) for one in figures.notices] == [made]
    # What nobody reported has no case; doing it twice is doing it once.
    assert db.session.scalars(select(Case.kind).order_by(Case.id)).all() == ["post", "account"]
    assert db.session.get_one(Post, other).state == PostState.HIDDEN
    with transaction():
        commands.decide_swept([reported, other])
    assert len(case_of("post", reported).statements) == 1


def test_it_is_taken_back_with_the_decision_about_the_account(posts: tuple[int, int], work: Work) -> None:
    """M-15, S-04, S-10: no statement says that something is hidden which is shown again; notifiers hear that it stays."""
    reported, _other = posts
    by, another, writer = moderator(), moderator(), writer_of(reported)
    sweep(by, writer)
    go_on(work)
    restore(another, "account", writer)
    go_on(work)
    case = case_of("post", reported)
    assert db.session.get_one(Post, reported).state == PostState.VISIBLE
    assert [row.stands for row in case.statements] == [False]
    assert (case.state, case.decided_by, case.reason) == (CaseState.DISMISSED, another, REASONS)
    assert case.statements[0].reverted_by == another
    assert answers() == [Answer.DISMISSED]
    # A slip of the slip: the account is hidden again, and so is what stands in the case.
    undo(another, "account", writer)
    go_on(work)
    case = case_of("post", reported)
    assert db.session.get_one(Post, reported).state == PostState.HIDDEN
    assert [row.stands for row in case.statements] == [True]
    assert (case.state, case.decided_by) == (CaseState.ACTED, by)
    assert case.statements[0].imposed_by == {by, another}
    assert answers() == [Answer.HIDDEN]


def test_it_waits_again_when_the_decision_is_undone_at_once(posts: tuple[int, int], work: Work) -> None:
    """M-15, S-10: as the case of the account does; the next decision is about the same notices."""
    reported, _other = posts
    by, writer = moderator(), writer_of(reported)
    opened = case_of("post", reported).opened_at
    sweep(by, writer)
    go_on(work)
    undo(by, "account", writer)
    go_on(work)
    case = case_of("post", reported)
    assert (case.state, case.opened_at, case.decided_by, case.reason) == (CaseState.OPEN, opened, None, None)
    assert (len(case.present_notices), answers()) == (1, [None])


def test_what_holds_for_the_post_itself_stays(posts: tuple[int, int], work: Work) -> None:
    """M-15, S-04: taken back by itself and held again by itself, it is no part of the decision about the account."""
    reported, other = posts
    by, writer = moderator(), writer_of(reported)
    sweep(by, writer)
    go_on(work)
    restore(by, "post", reported)
    assert db.session.get_one(Post, reported).state == PostState.VISIBLE
    undo(by, "post", reported)
    restore(by, "account", writer)
    go_on(work)
    states = [db.session.get_one(Post, number).state for number in (reported, other)]
    assert states == [PostState.HIDDEN, PostState.VISIBLE]
    assert [row.stands for row in case_of("post", reported).statements] == [True]


def test_nobody_decides_their_own_notice_this_way(app: Flask, work: Work) -> None:
    """M-24: the case waits for somebody else."""
    by, number = moderator(), factories.post(factories.thread()).id
    told(the(by), "post", number)
    sweep(by, writer_of(number))
    go_on(work)
    assert db.session.get_one(Post, number).state == PostState.HIDDEN
    assert (case_of("post", number).state, answers()) == (CaseState.OPEN, [None])


def test_many_advertisements_are_hidden_without_a_letter(posts: tuple[int, int], work: Work) -> None:
    """S-24: neither for the account nor for what was reported of it; the notifier is answered all the same."""
    reported, _other = posts
    writer = writer_of(reported)
    sweep(moderator(), writer, untold=True)
    go_on(work)
    assert [row.untold for row in db.session.scalars(select(Statement))] == [True, True]
    assert not db.session.scalars(select(Message.id).where(Message.person_id == writer)).all()
    assert answers() == [Answer.HIDDEN]


def test_a_decided_case_stays_decided(posts: tuple[int, int], work: Work) -> None:
    """S-10: who was told that the post stays was answered by a decision of its own."""
    reported, _other = posts
    by = moderator()
    with transaction():
        case = case_of("post", reported)
        commands.dismiss(the(by), case, reason=TEXT, version=case.version)
    sweep(by, writer_of(reported))
    go_on(work)
    assert (case_of("post", reported).state, answers()) == (CaseState.DISMISSED, [Answer.DISMISSED])


def test_it_falls_by_a_complaint_about_the_account(posts: tuple[int, int], work: Work) -> None:
    """S-04: a complaint about the account that succeeds takes back all that the decision did."""
    reported, _other = posts
    by, another, writer = moderator(), moderator(), writer_of(reported)
    sweep(by, writer)
    go_on(work)
    with transaction():
        statement = case_of("account", writer).statements[0]
        made = commands.complain(the(writer), statement, text=TEXT)
        number = made.id
    with transaction():
        complaint = db.session.get_one(type(made), number)
        commands.answer_complaint(the(another), complaint, outcome="reversed", reasons=REASONS, version=1)
    go_on(work)
    case = case_of("post", reported)
    assert (case.state, [row.stands for row in case.statements]) == (CaseState.DISMISSED, [False])
    assert db.session.get_one(Post, reported).state == PostState.VISIBLE
