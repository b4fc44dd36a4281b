"""Measures about threads that overlap: each ends only itself, and none touches what was arranged (M-15, M-17, M-24)."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.discussions import commands as discussions
from forum.discussions.models import ClosedBranch, Post, Thread
from forum.moderation import commands, targets
from forum.moderation.models import Case, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_measures import FACTS, end, take, write
from tests.racing import at_once

WHY = "Das Gespräch ist wieder ruhig geworden."


@pytest.fixture
def posts(app: Flask) -> tuple[int, int]:
    """Two posts of one thread, so two cases."""
    thread = factories.thread()
    return factories.post(thread).id, factories.post(thread).id


@pytest.fixture
def moderator(app: Flask) -> int:
    """Somebody who moderates everywhere."""
    return factories.person("moderator").id


def thread_of(post_id: int) -> Thread:
    db.session.rollback()
    return db.session.get_one(Post, post_id).thread


def lift(post_id: int, moderator_id: int) -> None:
    """Take the newest measure of the case of a post back."""
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        case = db.session.scalars(select(Case).where(Case.kind == "post", Case.target_id == post_id)).one()
        commands.restore(actor, case, reason=WHY, version=case.version)


def arrange(post_id: int, moderator_id: int, minutes: int) -> None:
    """Slow the thread down by arrangement, as the Stabsstelle does."""
    with transaction():
        thread = db.session.get_one(Post, post_id).thread
        plan = discussions.Arrangement(slow_minutes=minutes)
        discussions.arrange_thread(db.session.get_one(Person, moderator_id), thread, plan)


def test_of_two_slowings_the_other_one_holds(posts: tuple[int, int], moderator: int) -> None:
    """M-17, M-15, T-26: whichever is taken back first, the pause is that of the one that stands."""
    first, second = posts
    take(first, moderator, "slow_thread", minutes=60)
    take(second, moderator, "slow_thread", minutes=30)
    assert thread_of(first).pause == 60
    lift(first, moderator)
    assert thread_of(first).pause == 30
    take(first, moderator, "slow_thread", minutes=5)
    assert thread_of(first).pause == 30
    lift(first, moderator)
    lift(second, moderator)
    assert thread_of(first).pause == 0


def test_a_measure_gives_back_what_was_arranged_meanwhile(posts: tuple[int, int], moderator: int) -> None:
    """M-17, T-26: what the Stabsstelle set before or during the measure holds after it, and the measure holds beside it."""
    first, _second = posts
    arrange(first, moderator, 10)
    take(first, moderator, "slow_thread", minutes=60, days=1)
    arrange(first, moderator, 20)
    assert thread_of(first).pause == 60
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
    assert thread_of(first).pause == 20


def test_a_longer_lock_outlives_a_shorter_one(posts: tuple[int, int], moderator: int) -> None:
    """M-17, T-25: the thread opens when the last measure ends, and not before."""
    first, second = posts
    thread_id, stranger = thread_of(first).id, factories.person().id
    take(first, moderator, "lock_thread", days=1)
    take(second, moderator, "lock_thread", days=3)
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
        assert not thread_of(first).takes_posts
        with pytest.raises(Conflict):
            write(stranger, thread_id)
    with shifted_by(timedelta(days=3, minutes=1)):
        assert end() == 1
        write(stranger, thread_id)


@pytest.mark.parametrize("before", [True, False])
def test_a_lock_that_ends_opens_nothing_that_somebody_closed(
    posts: tuple[int, int], moderator: int, *, before: bool
) -> None:
    """M-17, T-25: closed or archived by arrangement, the thread stays so, with its own reason."""
    first, _second = posts

    def close() -> None:
        with transaction():
            who, thread = db.session.get_one(Person, moderator), db.session.get_one(Post, first).thread
            discussions.close_thread(who, thread, reason="Die Beteiligung ist zu Ende.")
            discussions.archive_thread(who, thread, reason="Das Ergebnis steht fest.")

    if before:
        close()
    take(first, moderator, "lock_thread", days=1)
    if not before:
        close()
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
        thread = thread_of(first)
        assert (thread.closed_reason, thread.archived_at is None) == ("Die Beteiligung ist zu Ende.", False)
        assert not thread.is_open


def test_arranging_does_not_undo_a_lock(posts: tuple[int, int], moderator: int) -> None:
    """S-02, T-25: what a statement of reasons did ends in its case, and is seen until then."""
    first, _second = posts
    take(first, moderator, "lock_thread")
    with pytest.raises(Conflict), transaction():
        discussions.reopen_thread(
            db.session.get_one(Person, moderator), db.session.get_one(Post, first).thread, reason="Es soll weitergehen."
        )
    assert thread_of(first).locked_reason == "Regel 1: Respekt"


def test_a_lock_ends_where_it_was_taken_though_the_post_moved(posts: tuple[int, int], moderator: int) -> None:
    """M-17, T-21: the thread of that day opens, and the one in which the post stands now stays as it is."""
    first, _second = posts
    old, new = thread_of(first).id, factories.thread().id
    take(first, moderator, "lock_thread", days=1)
    with transaction():
        found = db.session.get_one(Post, first)
        found.thread_id = new
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
    assert db.session.get_one(Thread, old).is_open
    assert db.session.get_one(Thread, new).locked_reason is None


def test_a_branch_that_was_closed_anew_stays_closed(posts: tuple[int, int], moderator: int) -> None:
    """M-17, T-25: the measure ends its own closing and no later one."""
    first, _second = posts
    take(first, moderator, "lock_branch", days=1)
    with transaction():
        who, found = db.session.get_one(Person, moderator), db.session.get_one(Post, first)
        discussions.reopen_branch(who, found, reason="Ein neuer Anfang hier.")
        discussions.close_branch(who, found, reason="Das führt zu weit weg.")
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
    assert db.session.scalars(select(ClosedBranch.reason)).one() == "Das führt zu weit weg."


def test_two_locks_at_once_leave_one_that_both_hold(app: Flask, posts: tuple[int, int], moderator: int) -> None:
    """M-17: real threads, two cases; the second sees the first, and the thread opens after both."""
    versions = {}
    for post_id in posts:
        with transaction():
            actor = db.session.get_one(Person, moderator)
            case = commands.open_case_for(actor, targets.load(actor, "post", post_id))
            versions[case.id] = case.version

    def act(case_id: int, minutes: int) -> object:
        def slow() -> None:
            words = {"rule": "respekt", "facts": FACTS, "version": versions[case_id]}
            decision = commands.Decision(**words, measure="slow_thread", minutes=minutes)  # type: ignore[arg-type]
            commands.take_measure(db.session.get_one(Person, moderator), db.session.get_one(Case, case_id), decision)

        return slow

    assert at_once(app, [act(one, minutes) for one, minutes in zip(versions, (20, 40), strict=True)]) == 0  # type: ignore[list-item]
    assert thread_of(posts[0]).pause == 40
    longest = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    for row in longest:
        lift(row.case.target_id, moderator)
    assert thread_of(posts[0]).pause == 0


@pytest.mark.parametrize("measure", ["lock_thread", "slow_thread"])
def test_nobody_locks_or_opens_the_own_thread_by_way_of_another_post(app: Flask, measure: str) -> None:
    """M-24: the measure concerns whoever began the thread, so they neither take it nor take it back."""
    own, other = factories.person("moderator").id, factories.person("moderator").id
    post_id = factories.post(factories.thread(db.session.get_one(Person, own))).id
    with pytest.raises(Forbidden):
        take(post_id, own, measure, minutes=10)
    take(post_id, other, measure, minutes=10)
    with pytest.raises(Forbidden):
        lift(post_id, own)
    with pytest.raises(Forbidden), transaction():
        commands.undo(db.session.get_one(Person, own), db.session.scalars(select(Case)).one())
    lift(post_id, other)


def test_the_row_keeps_measures_apart_from_the_moment_of_writing(posts: tuple[int, int], moderator: int) -> None:
    """M-17, T-25: a scheduled closing that comes due during the measure holds after it."""
    first, _second = posts
    take(first, moderator, "lock_thread", days=2)
    with transaction():
        db.session.get_one(Post, first).thread.closes_at = now() + timedelta(days=1)
    with shifted_by(timedelta(days=1, minutes=1)), transaction():
        discussions.take_scheduled_steps()
    with shifted_by(timedelta(days=2, minutes=1)):
        assert end() == 1
        assert not thread_of(first).is_open


@pytest.mark.parametrize("measure", ["lock_thread", "slow_thread"])
def test_a_thread_is_locked_or_slowed_only_if_it_is_the_one_that_was_looked_at(
    posts: tuple[int, int], moderator: int, measure: str
) -> None:
    """M-03, M-17: the post was moved while somebody decided; the reasons are about the thread where they read it."""
    first, _second = posts
    here = thread_of(first).id
    elsewhere = factories.thread().id
    with transaction():
        actor, post = db.session.get_one(Person, moderator), db.session.get_one(Post, first)
        target = db.session.get_one(Thread, elsewhere)
        discussions.move_posts(actor, post.thread, [first], target=target, reason=WHY, confirmed=True)
    with pytest.raises(Conflict, match="in einem anderen Thema"):
        take(first, moderator, measure, minutes=10, seen_in=here)
    assert (thread_of(first).id, thread_of(first).is_open, thread_of(first).pause) == (elsewhere, True, 0)
    assert db.session.scalars(select(Statement)).all() == []
    take(first, moderator, measure, minutes=10, seen_in=elsewhere)
    assert db.session.scalars(select(Statement)).one().detail["thread"] == elsewhere


def test_the_page_asks_anew_and_shows_where_the_post_stands_now(
    posts: tuple[int, int], moderator: int, sign_in: Callable[[Person], Visitor]
) -> None:
    """M-03: what the page saw travels with the form; whoever reads the new page may send it again as it is."""
    first, _second = posts
    elsewhere = factories.thread().id
    with transaction():
        actor = db.session.get_one(Person, moderator)
        case = commands.open_case_for(actor, targets.load(actor, "post", first))
        path = f"/moderation/{case.id}"
    client = sign_in(db.session.get_one(Person, moderator))
    typed = {"schritt": "massnahme", "measure": "lock_thread", "rule": "respekt", "facts": FACTS, "days": "3"}
    shown = fields_of(client.get(path).text)
    with transaction():
        actor, post = db.session.get_one(Person, moderator), db.session.get_one(Post, first)
        target = db.session.get_one(Thread, elsewhere)
        discussions.move_posts(actor, post.thread, [first], target=target, reason=WHY, confirmed=True)
    refused = client.submit(path, **{**typed, **shown})
    assert refused.status_code == 409
    assert "in einem anderen Thema" in refused.text
    assert FACTS in refused.text
    assert client.submit(path, **{**typed, **fields_of(refused.text)}).status_code == 303
    assert not thread_of(first).is_open


def fields_of(page: str) -> dict[str, str]:
    """Return what the hidden fields of the form of a decision say."""
    names = ("version", "gesehen", "dateien", "thema", "puid")
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in names}
    return {name: unescape(one[1]) for name, one in found.items() if one}
