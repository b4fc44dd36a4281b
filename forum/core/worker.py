"""The worker: delivers events to their subscribers and runs jobs when they are due.

It runs as a thread of the embedded server or as a process of its own (``flask forum worker``). Deliveries are claimed by
a lease, so that several workers never do the same work, and one that dies gives its work back after the lease.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from threading import Event as Flag
from threading import Thread
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import String, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import events
from forum.core.clock import now
from forum.core.db import Model, changed, db, transaction
from forum.core.events import Delivery, LoggedEvent, Subscriber

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
AT_ONCE = 200
# What happened in bulk is told in small parts, because whatever comes meanwhile waits for the part under way.
IN_BULK_AT_ONCE = 50

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """Work that is due again and again; ``run`` opens its own transactions."""

    name: str
    every: timedelta
    run: Callable[[], object]


class JobRun(Model):
    """When a job is due next; the row is the guard that only one worker runs it."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True)
class _Claim:
    ids: list[int]
    subscriber: Subscriber
    attempts: int
    in_bulk: bool


def run_once() -> int:
    """Deliver what is due and run the jobs that are due; return how many deliveries and jobs were tried."""
    claims = _claim()
    for claim in claims:
        _deliver(claim)
    return sum(len(claim.ids) for claim in claims) + _run_due_jobs()


def run_until_idle(most: int = 1000) -> int:
    """Work until nothing is due; return how many deliveries and jobs were tried."""
    total = 0
    for _round in range(most):
        done = run_once()
        if not done:
            break
        total += done
    return total


def run_forever(app: Flask, stop: Flag) -> None:
    """Work until ``stop`` is set; sleep until there is news, at most half a second."""
    with app.app_context():
        while not stop.is_set():
            seen = events.wakes()
            try:
                busy = run_once() > 0
            except Exception:
                log.exception("worker.failed")
                busy = False
                stop.wait(2)
            finally:
                db.session.remove()
            if not busy:
                events.wait_for_news(seen, timeout=0.5)


def start_thread(app: Flask) -> Callable[[], None]:
    """Run the worker as a thread of this process; return the function that ends it."""
    stop = Flag()
    thread = Thread(target=run_forever, args=(app, stop), name="worker", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        events.wake()
        thread.join(timeout=30)

    return end


def _claim() -> list[_Claim]:
    """Take due deliveries for this worker by moving their due time behind the lease."""
    if not db.session.scalar(select(Delivery.id).where(Delivery.due_at <= now()).limit(1)):
        db.session.rollback()
        return []
    known = {subscriber.name: subscriber for subscriber in events.subscribers()}
    claims: list[_Claim] = []
    with transaction():
        due = [*_due(known, AT_ONCE, in_bulk=False), *_due(known, IN_BULK_AT_ONCE, in_bulk=True)]
        by_subscriber = sorted(due, key=lambda row: (*_lane(row), row.id))
        for (in_bulk, name, failed), rows in groupby(by_subscriber, key=_lane):
            ids = [(row.id, row.attempts) for row in rows]
            # What failed before is tried alone, so that one bad event does not hold up its neighbours.
            size = 1 if failed else known[name].batch
            claims += [
                _Claim([number for number, _ in part], known[name], part[0][1], in_bulk)
                for part in (ids[start : start + size] for start in range(0, len(ids), size))
            ]
        db.session.execute(
            update(Delivery).where(Delivery.id.in_([row.id for row in due])).values(due_at=now() + LEASE)
        )
    # Across subscribers, too, what happened first is told first, and what happened in bulk last.
    return sorted(claims, key=lambda claim: (claim.in_bulk, claim.ids[0]))


def _due(known: Collection[str], most: int, *, in_bulk: bool) -> Sequence[Any]:
    return db.session.execute(
        select(Delivery.id, Delivery.subscriber, Delivery.attempts, Delivery.in_bulk)
        .where(Delivery.due_at <= now(), Delivery.subscriber.in_(known), Delivery.in_bulk.is_(in_bulk))
        .order_by(Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _lane(row: Any) -> tuple[bool, str, bool]:
    return row.in_bulk, row.subscriber, row.attempts > 0


def _deliver(claim: _Claim) -> None:
    subscriber = claim.subscriber
    try:
        if subscriber.inside_transaction:
            with transaction():
                subscriber.handle(_events(claim))
                db.session.execute(delete(Delivery).where(Delivery.id.in_(claim.ids)))
        else:
            subscriber.handle(_events(claim))
            with transaction():
                db.session.execute(delete(Delivery).where(Delivery.id.in_(claim.ids)))
    except Exception as error:
        db.session.rollback()
        log.exception("delivery.failed", subscriber=subscriber.name, deliveries=claim.ids)
        _postpone(claim, error)


def _events(claim: _Claim) -> Sequence[LoggedEvent]:
    return db.session.scalars(
        select(LoggedEvent).join(Delivery).where(Delivery.id.in_(claim.ids)).order_by(LoggedEvent.id)
    ).all()


def _postpone(claim: _Claim, error: Exception) -> None:
    """Try again later, each time after twice the pause; a batch that failed is tried again one by one at once."""
    pause = min(timedelta(seconds=2 ** min(claim.attempts, 20)), LONGEST_PAUSE) if len(claim.ids) == 1 else timedelta()
    with transaction():
        db.session.execute(
            update(Delivery)
            .where(Delivery.id.in_(claim.ids))
            .values(attempts=Delivery.attempts + 1, due_at=now() + pause, last_error=type(error).__name__)
        )


def waiting(subscriber: str) -> int:
    """Return how many deliveries a subscriber still has to hear of."""
    statement = select(func.count()).select_from(Delivery).where(Delivery.subscriber == subscriber)
    return db.session.scalar(statement) or 0


def jobs() -> Sequence[Job]:
    """Return the jobs of the running application."""
    names: Sequence[Job] = current_app.extensions["jobs"]
    return names


def _run_due_jobs() -> int:
    due = {row.name: row.due_at for row in db.session.execute(select(JobRun.name, JobRun.due_at))}
    db.session.rollback()
    moment = now()
    mine = [job for job in jobs() if due.get(job.name, moment) <= moment and _take(job)]
    for job in mine:
        _run(job)
    return len(mine)


def _take(job: Job) -> bool:
    """Move the job's due time on; only the worker whose statement changed the row may run it."""
    try:
        with transaction():
            if db.session.get(JobRun, job.name) is None:
                db.session.execute(insert(JobRun).values(name=job.name, due_at=now() + job.every))
                return True
            due = update(JobRun).where(JobRun.name == job.name, JobRun.due_at <= now())
            return changed(due.values(due_at=now() + job.every)) > 0
    except IntegrityError:
        return False  # Another worker inserted the row at the same moment.


def _run(job: Job) -> None:
    problem = None
    try:
        job.run()
    except Exception as error:
        db.session.rollback()
        problem = type(error).__name__
        log.exception("job.failed", job=job.name)
    with transaction():
        db.session.execute(update(JobRun).where(JobRun.name == job.name).values(finished_at=now(), last_error=problem))
