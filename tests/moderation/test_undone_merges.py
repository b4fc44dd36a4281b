"""A merge of threads that is undone: the title that went with it is there again, and so is what was reported about it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Move, Space, Thread
from forum.moderation import commands
from forum.moderation.models import Answer, Case, CaseState, Notice
from tests import factories
from tests.moderation.kinds import the
from tests.moderation.test_authorship import moderator
from tests.moderation.test_cases import WHY
from tests.moderation.test_things_that_go import as_moderator, told

Work = Callable[[], int]


@pytest.fixture
def pair(app: Flask) -> tuple[int, int]:
    """Two threads, the first of which has a title that somebody reported."""
    first, second = factories.thread().id, factories.thread().id
    told(factories.person(), "thread", first)
    return first, second


def case() -> Case:
    db.session.expire_all()
    return db.session.scalars(select(Case).where(Case.kind == "thread")).one()


def merge(first: int, second: int) -> None:
    def act(who: Person) -> None:
        target = db.session.get_one(Thread, second)
        discussions.merge_threads(who, db.session.get_one(Thread, first), target=target, reason=WHY, confirmed=True)

    as_moderator(act)


def undo_newest() -> None:
    def act(who: Person) -> None:
        move = db.session.scalars(select(Move).order_by(Move.id.desc()).limit(1)).one()
        discussions.undo_move(who, move, confirmed=True)

    as_moderator(act)


def answers() -> list[str | None]:
    return list(db.session.scalars(select(Notice.answer).order_by(Notice.id)))


def test_a_case_that_a_merge_closed_waits_again_when_it_is_undone(pair: tuple[int, int], work: Work) -> None:
    """M-02, T-23, S-10: since when it waited before; notifiers who were told that it is gone hear that it goes on."""
    opened = case().opened_at
    merge(*pair)
    work()
    assert (case().state, answers()) == (CaseState.DISMISSED, [Answer.GONE])
    undo_newest()
    work()
    found = case()
    assert (found.state, found.opened_at, found.decided_at, found.reason) == (CaseState.OPEN, opened, None, None)
    assert (found.notice_count, len(found.present_notices), answers()) == (1, 1, [None])
    letters = " ".join(db.session.scalars(select(Mail.text).order_by(Mail.id)))
    assert 0 < letters.index("Inhalt gibt es nicht mehr") < letters.index("Inhalt gibt es wieder")
    by = moderator()
    with transaction():
        commands.dismiss(the(by), case(), reason=WHY, version=found.version)
    assert answers() == [Answer.DISMISSED]


def test_a_merge_that_is_undone_before_anybody_heard_of_it_closes_nothing(pair: tuple[int, int], work: Work) -> None:
    """M-02, S-10: nobody is told that it is gone while it is there."""
    merge(*pair)
    undo_newest()
    work()
    assert (case().state, answers()) == (CaseState.OPEN, [None])
    assert not db.session.scalars(select(Mail.id).where(Mail.text.contains("gibt es nicht mehr"))).all()


def test_what_somebody_decided_stays_decided(pair: tuple[int, int], work: Work) -> None:
    """M-02, M-03: only what the merge closed is opened again."""
    by = moderator()
    version = case().version
    with transaction():
        commands.dismiss(the(by), case(), reason=WHY, version=version)
    merge(*pair)
    work()
    undo_newest()
    work()
    assert (case().state, case().decided_by, answers()) == (CaseState.DISMISSED, by, [Answer.DISMISSED])


def test_the_title_of_a_split_goes_when_that_is_undone(app: Flask, work: Work) -> None:
    """M-02, T-23: the thread that the split made is empty then, and leads to the one of before."""
    thread = factories.thread()
    post, space = factories.post(thread).id, thread.space_id
    number = thread.id

    def split(who: Person) -> None:
        values = {"title": "Ein eigenes Thema", "space": db.session.get_one(Space, space), "reason": WHY}
        discussions.split_thread(who, db.session.get_one(Thread, number), [post], confirmed=True, **values)

    as_moderator(split)
    made = db.session.scalars(select(Move.to_thread_id)).one()
    told(factories.person(), "thread", made)
    undo_newest()
    work()
    assert (case().state, answers()) == (CaseState.DISMISSED, [Answer.GONE])
