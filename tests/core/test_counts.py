"""Kept figures equal a recount, and a nightly job sees to it."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Thread as Runner

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core import counts, worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Post, ReactionKind, Space, Thread
from forum.ideas.models import Idea
from tests import factories, indexes
from tests.racing import at_once


def wrong() -> set[str]:
    db.session.rollback()
    return {found.count.name for found in counts.differences()}


def test_every_kept_figure_is_counted_anew(app: Flask) -> None:
    """T-32: a column that is named like a count is in the list, or is no figure about other rows."""
    listed = {(count.column.class_.__tablename__, count.column.key) for count in counts.counts()}
    tables = Person.metadata.sorted_tables
    named = {
        (table.name, column.name) for table in tables for column in table.columns if column.name.endswith("_count")
    }
    # What an act moved is history, not a figure that still changes; how often a device signed says the device alone.
    assert named - {("move", "post_count"), ("passkey", "sign_count")} <= listed


def test_injected_differences_are_found_logged_and_repaired(
    app: Flask, work: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """T-32: one of each kind; the job finds them by itself the next night."""
    thread, idea = factories.thread(), factories.idea()
    post = factories.post(thread)
    thread_id, post_id, idea_id = thread.id, post.id, idea.id
    work()
    assert wrong() == set()
    with transaction():
        faults = {"child_count": 7, "descendant_count": 3, **{kind.value: 5 for kind in ReactionKind}}
        db.session.execute(update(Post).where(Post.id == post_id).values(**faults))
        db.session.execute(
            update(Thread)
            .where(Thread.id == thread_id)
            .values(post_count=99, top_count=0, has_closed_branches=True, has_marks=True)
        )
        db.session.execute(update(Space).values(thread_count=12))
        db.session.execute(
            update(Idea).where(Idea.id == idea_id).values(support_count=1_000, paper_count=5, step_count=0)
        )
        db.session.execute(update(worker.JobRun).where(worker.JobRun.name == "counts.repair").values(due_at=now()))
    faulty = wrong()
    assert faulty == {count.name for count in counts.counts()} - {"notices of a case"}
    capsys.readouterr()
    work()
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "counts.repaired" in line]
    assert {line["count"] for line in told} == faulty
    assert {"count": "posts of a thread", "thing": f"thread {thread_id}", "stored": 99, "counted": 2}.items() <= next(
        line for line in told if line["count"] == "posts of a thread"
    ).items()
    assert wrong() == set()


def test_the_job_runs_every_night(app: Flask, work: Callable[[], int]) -> None:
    """T-32: not only when somebody thinks of it."""
    indexes.night_falls()
    work()
    due = db.session.scalar(select(worker.JobRun.due_at).where(worker.JobRun.name == "counts.repair"))
    assert due is not None
    assert timedelta(hours=23) < due - now() <= timedelta(hours=24)


def test_tables_are_read_page_by_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-32: also what lies behind the first page is found."""
    monkeypatch.setattr(counts, "PAGE", 2)
    thread = factories.thread()
    ids = [factories.post(thread).id for _ in range(7)]
    with transaction():
        db.session.execute(update(Post).where(Post.id.in_(ids[4:])).values(child_count=7))
    assert [found.id for found in counts.differences()] == ids[4:]
    assert [found.id for found in counts.repair()] == ids[4:]
    assert wrong() == set()


def test_repair_and_reactions_at_once_agree(app: Flask) -> None:
    """T-32: real threads; a change that comes while the figure is put right is neither lost nor counted twice."""
    thread = factories.thread()
    post_id = factories.post(thread).id
    readers = [factories.person().id for _ in range(6)]
    with transaction():
        db.session.execute(update(Post).where(Post.id == post_id).values(helpful=40))

    def put_right() -> None:
        with app.app_context():
            counts.repair()
            db.session.remove()

    def react(person_id: int) -> Callable[[], object]:
        return lambda: commands.react(
            db.session.get_one(Person, person_id), db.session.get_one(Post, post_id), ReactionKind.HELPFUL
        )

    runner = Runner(target=put_right)
    runner.start()
    at_once(app, [react(number) for number in readers])
    runner.join()
    assert wrong() == set()
