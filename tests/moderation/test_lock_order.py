"""Decisions about many things, ends of measures and sweeps beside who writes: nobody waits in a circle (M-03, T-33)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread as Runner

import pytest
from flask import Flask
from sqlalchemy import select

from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Gone
from forum.discussions import commands as discussions
from forum.discussions.commands import sweeps
from forum.discussions.models import Post, PostState, Space, Thread
from forum.moderation import commands, targets
from forum.moderation.commands import sessions, waiting
from forum.moderation.models import Case, CaseState
from forum.screening import watching
from forum.screening.models import HeldState, HeldText
from tests import factories
from tests.meetings.talk import written
from tests.moderation.kinds import the
from tests.moderation.test_agendas_under_measures import ON_POSTGRES, _while
from tests.moderation.test_authorship import moderator
from tests.moderation.test_cases import WHY
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_measures import take
from tests.moderation.test_overlapping import lift
from tests.moderation.test_things_that_go import as_moderator, told
from tests.racing import _alone, overtaken

Act = Callable[[], None]


def opened(by: int, *things: tuple[str, int]) -> dict[int, int]:
    """Open the cases of some things, and return their versions."""
    with transaction():
        cases = [commands.open_case_for(the(by), targets.load(the(by), *thing)) for thing in things]
        return {case.id: case.version for case in cases}


def deciding(by: int, versions: dict[int, int], step: str) -> Act:
    return lambda: _decided(commands.decide_many(the(by), versions, step=step, facts=REASONS, rule="respekt"))


def _decided(outcome: commands.bulk.Outcome) -> None:
    assert not outcome.refused


def answering(who: int, thread_id: int, parent_id: int | None = None) -> Act:
    def act() -> None:
        thread = db.session.get_one(Thread, thread_id)
        discussions.send_post(the(who), thread, text="Darauf antworte ich gern.", parent_id=parent_id)

    return act


def _hid(statement: str) -> bool:
    return statement.startswith("UPDATE post SET") and "state" in statement


def _counted(statement: str) -> bool:
    return statement.startswith("UPDATE thread SET") and "post_count" in statement


@ON_POSTGRES
@pytest.mark.parametrize("beside", ["title", "account"])
def test_many_are_hidden_while_somebody_answers_one_of_them(app: Flask, beside: str) -> None:
    """M-03, M-22: beside the title of the same thread, and beside all posts of whoever answers."""
    thread = factories.thread()
    post, by, writer = factories.post(thread).id, moderator(), factories.person().id
    other = ("thread", thread.id) if beside == "title" else ("account", writer)
    factories.post(thread, the(writer))
    versions = opened(by, ("post", post), other)
    failures = _while(
        app, answering(writer, thread.id, post), deciding(by, versions, "verbergen"), _hid, "after_cursor_execute"
    )
    assert [one for one in failures if not isinstance(one, Conflict)] == []


@ON_POSTGRES
@pytest.mark.parametrize("rival", ["merges", "writes"])
def test_many_appear_while_somebody_writes_or_moves(app: Flask, rival: str) -> None:
    """M-03, M-12: what waited, in two threads that are merged at this moment, or where its author writes something else."""
    as_moderator(lambda who: watching.add_watched_word(who, pattern="Kanarienvogel", action="hold"))
    threads = [factories.thread().id for _ in range(2)]
    by, mover, writer = moderator(), factories.person("moderator", "staff").id, factories.person().id
    numbers = []
    # The later thread first: the order of the cases is not that of the threads.
    for thread_id in reversed(threads):
        with transaction():
            thread = db.session.get_one(Thread, thread_id)
            made = discussions.send_post(the(writer), thread, text="Ein Kanarienvogel singt.")
            assert isinstance(made, HeldText)
            numbers.append(made.id)
    versions = opened(by, *(("held", number) for number in numbers))

    def merge() -> None:
        rows = [db.session.get_one(Thread, one) for one in threads]
        discussions.merge_threads(the(mover), rows[0], target=rows[1], reason=WHY, confirmed=True)

    beside = merge if rival == "merges" else answering(writer, threads[1])
    failures = _while(app, beside, deciding(by, versions, "abweisen"), _counted, "after_cursor_execute")
    assert failures == []


@ON_POSTGRES
def test_one_appears_while_its_thread_moves(app: Flask) -> None:
    """M-03, M-12: with one press of the button, while the thread goes to the space of other moderators."""
    as_moderator(lambda who: watching.add_watched_word(who, pattern="Kanarienvogel", action="hold"))
    thread_id, space_id, by, writer = factories.thread().id, factories.space().id, moderator(), factories.person().id
    mover = factories.person("moderator", "staff").id
    with transaction():
        made = discussions.send_post(
            the(writer), db.session.get_one(Thread, thread_id), text="Ein Kanarienvogel singt."
        )
        assert isinstance(made, HeldText)
        held_id = made.id
    ((case_id, version),) = opened(by, ("held", held_id)).items()

    def move() -> None:
        space = db.session.get_one(Space, space_id)
        discussions.move_thread(
            the(mover), db.session.get_one(Thread, thread_id), space=space, reason=WHY, confirmed=True
        )

    def publish() -> None:
        waiting.publish_waiting(the(by), db.session.get_one(Case, case_id), version=version)

    def taken(statement: str) -> bool:
        return statement.startswith("UPDATE held_text SET")

    assert _while(app, move, publish, taken, "after_cursor_execute") == []
    assert db.session.get_one(HeldText, held_id).state == HeldState.PUBLISHED


@ON_POSTGRES
def test_measures_end_while_somebody_answers(app: Flask) -> None:
    """M-03, M-17: a post that a program hid comes back while the pause of its thread ends."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    thread = factories.thread()
    thread_id, by, writer = thread.id, moderator(), factories.person().id
    post = factories.post(thread).id
    below = factories.post(db.session.get_one(Thread, thread_id), parent_id=post).id
    beside = factories.post(db.session.get_one(Thread, thread_id)).id
    told(factories.person(), "post", post)
    take(beside, by, "slow_thread", minutes=60, days=1)
    with shifted_by(timedelta(hours=25)):
        failures = _while(
            app,
            answering(writer, thread_id, below),
            lambda: _ended(commands.end_due_measures()),
            _hid,
            "after_cursor_execute",
        )
    assert failures == []


def _ended(number: int) -> None:
    assert number == 2


def test_a_sweep_waits_for_the_one_before_it(app: Flask) -> None:
    """T-33, M-15: an account that is hidden again while its posts still come back is hidden in the end."""
    thread = factories.thread()
    by, spammer = moderator(), thread.author_id or 0
    post = db.session.scalars(select(Post.id).where(Post.author_id == spammer)).one()

    def begin(command: Callable[..., object], **values: str) -> None:
        with transaction():
            command(the(by), the(spammer), **values)

    begin(discussions.hide_posts_of, ground="Werbung")
    sweeps.go_on_sweeping()
    begin(discussions.restore_posts_of)
    begin(discussions.hide_posts_of, ground="Werbung")
    taken: list[int] = []

    def other_worker() -> None:
        with app.app_context():
            taken.append(sweeps.go_on_sweeping())
            db.session.remove()

    original, runner = sweeps._sweep, Runner(target=other_worker)

    def slowly(sweep: object) -> None:
        if not taken and not runner.is_alive() and runner.ident is None:
            runner.start()
            # SQLite lets the other one begin only afterwards.
            runner.join(1)
        original(sweep)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps, "_sweep", slowly)
        while sweeps.go_on_sweeping():
            pass
        runner.join()
        sweeps.go_on_sweeping()
    db.session.expire_all()
    assert db.session.get_one(Post, post).state == PostState.HIDDEN


@ON_POSTGRES
def test_a_measure_about_a_thread_holds_again_only_where_its_post_is(app: Flask) -> None:
    """M-03, M-15: the post is moved in the moment in which somebody lets the measure hold again."""
    thread, other = factories.thread(), factories.thread().id
    post, by, mover = factories.post(thread).id, moderator(), factories.person("moderator", "staff").id
    number = thread.id
    take(post, by, "slow_thread", minutes=60)
    lift(post, by)

    def move() -> None:
        rows = [db.session.get_one(Thread, one) for one in (number, other)]
        discussions.move_posts(the(mover), rows[0], [post], target=rows[1], reason=WHY, confirmed=True)

    def again() -> None:
        with transaction(), overtaken(app, move):
            commands.undo(the(by), db.session.scalars(select(Case)).one())

    with pytest.raises(Conflict):
        again()
    db.session.expire_all()
    assert (db.session.get_one(Thread, number).pause, db.session.get_one(Thread, other).pause) == (0, 0)


@ON_POSTGRES
def test_a_notice_in_the_moment_of_removing_waits_for_the_desk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """M-02, S-10: whoever reports what the desk of a session removes waits for it, and neither is refused without a word."""
    meeting, leader, people = factories.running_meeting()
    number, chair, ada = meeting.id, leader.id, people[0].id
    said = written(the(ada), number, "Der Kanarienvogel singt lauter als wir.")
    opened(moderator(), ("contribution", said))
    notifier = factories.person().id

    def notice() -> None:
        target = targets.load(the(notifier), "contribution", said)
        commands.file_notice(the(notifier), target, rule="respekt", explanation=REASONS, good_faith=True)

    original, failures, runners = sessions.close, [], []

    def overtaking(*values: object) -> None:
        runners.append(Runner(target=lambda: failures.extend(_alone(app, notice))))
        runners[0].start()
        runners[0].join(1)
        original(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(sessions, "close", overtaking)
    factories.act(the(chair), number, "contribution.remove", contribution_id=said, reason="tone")
    runners[0].join()
    # It waited for the desk, and hears that the text is removed already.
    assert [type(one) for one in failures] == [Gone]
    db.session.expire_all()
    case = db.session.scalars(select(Case)).one()
    assert (case.state, case.notice_count, len(case.statements)) == (CaseState.ACTED, 0, 1)
