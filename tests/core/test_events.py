"""The log and its outbox: written with the change, delivered at least once, sealed against tampering."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.core import clock, events, worker
from forum.core.db import db, transaction
from forum.core.events import Delivery, Event, LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.core.worker import Job


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    """Something to tell."""

    about: ClassVar[str] = "lamp"
    lamp_id: int
    colour: Any = "red"


@pytest.fixture
def heard(app: Flask) -> Any:
    """A subscriber that writes down what it heard, and may be told to fail."""

    class Ear:
        rows: ClassVar[list[int]] = []
        failures = 0

        def __call__(self, told: Sequence[LoggedEvent]) -> None:
            if self.failures:
                self.failures -= 1
                raise ConnectionError("the ear is shut")
            self.rows.extend(row.data["lamp_id"] for row in told)

    ear = Ear()
    ear.rows = []
    before = app.extensions["subscribers"]
    app.extensions["subscribers"] = [Subscriber("ear", (LampLit,), ear, batch=10)]
    yield ear
    app.extensions["subscribers"] = before


def light(*numbers: int) -> None:
    with transaction():
        for number in numbers:
            record(SYSTEM, LampLit(lamp_id=number), audience="public")


def test_what_is_rolled_back_is_never_told(heard: Any, work: Callable[[], int]) -> None:
    """E-03: the outbox row stands and falls with the change."""
    with transaction() as change:
        record(SYSTEM, LampLit(lamp_id=1), audience="public")
        change.discard()
    light(2)
    work()
    assert heard.rows == [2]


def test_a_failed_delivery_is_tried_again_until_it_succeeds(heard: Any, work: Callable[[], int]) -> None:
    """E-03: at least once, with pauses, one by one after a failed batch, and visible meanwhile."""
    light(1, 2, 3)
    heard.failures = 3
    work()
    waiting = db.session.scalars(select(Delivery)).all()
    assert waiting
    assert waiting[0].last_error == "ConnectionError"
    with clock.shifted_by(timedelta(hours=1)):
        work()
    assert sorted(heard.rows) == [1, 2, 3]
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0


def test_what_happens_in_bulk_lets_others_pass(app: Flask, heard: Any) -> None:
    """Q-13: a backlog is told in small parts, and what comes meanwhile is told before the next part."""
    app.extensions["subscribers"] = [Subscriber("ear", (LampLit,), heard, batch=200, in_any_order=True)]
    many = 2 * worker.IN_BULK_AT_ONCE
    with events.in_bulk():
        light(*range(many))
    light(1001)
    worker.run_once()
    assert heard.rows == [1001, *range(worker.IN_BULK_AT_ONCE)]
    light(1002)
    worker.run_once()
    assert heard.rows[worker.IN_BULK_AT_ONCE + 1 :] == [1002, *range(worker.IN_BULK_AT_ONCE, many)]
    assert not worker.waiting("ear")


def test_who_needs_the_order_is_told_in_order(heard: Any) -> None:
    """Only a subscriber that looks at the present state says that the order does not matter."""
    with events.in_bulk():
        light(*range(60))
    light(1001)
    worker.run_once()
    assert heard.rows == [*range(60), 1001]


def test_a_dead_worker_gives_its_work_back(heard: Any, work: Callable[[], int]) -> None:
    """E-01: a claim is a lease; what was claimed and never done is done later."""
    light(1)
    worker._claim()
    work()
    assert heard.rows == []
    with clock.shifted_by(worker.LEASE + timedelta(seconds=1)):
        work()
    assert heard.rows == [1]


def test_the_log_takes_no_text_that_a_person_wrote(app: Flask) -> None:
    """L-51, E-38: long or broken lines and foreign objects are refused."""
    for colour in ("x" * 121, "zwei\nZeilen", object()):
        with pytest.raises(TypeError), transaction():
            record(SYSTEM, LampLit(lamp_id=1, colour=colour), audience="public")


def test_reading_never_writes(app: Flask) -> None:
    """A flush or a statement that changes rows outside a transaction is an error of the program."""
    with pytest.raises(RuntimeError):
        db.session.execute(update(LoggedEvent).values(type="x"))
    db.session.add(LoggedEvent(at=clock.now(), type="x", subject_kind="y", subject_id=1, audience="public", data={}))
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()


def test_a_job_runs_when_it_is_due_and_only_then(app: Flask) -> None:
    ran: list[int] = []
    before = app.extensions["jobs"]
    app.extensions["jobs"] = [Job("count", timedelta(hours=1), lambda: ran.append(1))]
    try:
        worker.run_once()
        worker.run_once()
        assert ran == [1]
        with clock.shifted_by(timedelta(hours=2)):
            worker.run_once()
        assert ran == [1, 1]
    finally:
        app.extensions["jobs"] = before


def test_two_workers_share_the_jobs_and_run_none_twice(app: Flask) -> None:
    """Only the worker whose statement moved the due time runs the job."""
    job = Job("once", timedelta(hours=1), lambda: None)
    assert worker._take(job)
    assert not worker._take(job)
