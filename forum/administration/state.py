"""How the forum is doing: jobs, deliveries, mails, the index, the log; read for the page of the administration."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text

from forum.administration.models import LogCheck
from forum.core import events, pdf, worker
from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.events import Delivery, LoggedEvent
from forum.core.mail import SUBSCRIBER as MAILER
from forum.core.mail import Mail
from forum.core.permissions import Actor, require
from forum.core.worker import JobRun
from forum.files import videos
from forum.search.looking import engine as search_engine
from forum.web.paging import Order, Page, number

PER_PAGE = 50
FAILED = Order(((Delivery.id, True),), (number,))
# What waits longer than this is late: the worker looks every half second (E-07).
LATE = timedelta(minutes=10)
CHECKS = 10


@dataclass(frozen=True)
class JobState:
    """A job of the running application and how it went."""

    name: str
    every: timedelta
    due_at: datetime | None
    finished_at: datetime | None
    last_error: str | None

    @property
    def is_late(self) -> bool:
        """Tell whether it should have run long ago."""
        return self.due_at is not None and self.due_at < now() - LATE


def job_states(viewer: Actor) -> Sequence[JobState]:
    """Return all jobs by name; those whose last run failed come first."""
    require(viewer, "operation.manage")
    rows = {row.name: row for row in db.session.scalars(select(JobRun))}
    states = [_job_state(job, rows.get(job.name)) for job in worker.jobs()]
    return sorted(states, key=lambda one: (one.last_error is None, not one.is_late, one.name))


def _job_state(job: worker.Job, row: JobRun | None) -> JobState:
    if row is None:
        return JobState(job.name, job.every, None, None, None)
    return JobState(job.name, job.every, row.due_at, row.finished_at, row.last_error)


def waiting_by_subscriber(viewer: Actor) -> Sequence[Any]:
    """Return for each subscriber with waiting deliveries how many there are, how many of them failed, and since when."""
    require(viewer, "operation.manage")
    failed = func.count().filter(Delivery.attempts > 0).label("failed")
    columns = Delivery.subscriber, func.count().label("waiting"), failed, func.min(LoggedEvent.at).label("since")
    grouped = select(*columns).join(LoggedEvent).group_by(Delivery.subscriber)
    return db.session.execute(grouped.order_by(Delivery.subscriber)).all()


def failed_deliveries(viewer: Actor, after: str | None = None) -> Page[Delivery]:
    """Return a page of what a subscriber tried to hear and could not, the newest first."""
    require(viewer, "operation.manage")
    failed = select(Delivery).where(Delivery.attempts > 0)
    return FAILED.page(db.session.scalars(FAILED.apply(failed, after, PER_PAGE)).all(), PER_PAGE)


@dataclass(frozen=True)
class UnsentMail:
    """A mail that waits for long: its number and the fault, without address, subject and text."""

    id: int
    created_at: datetime
    language: str
    attempts: int
    last_error: str | None


def unsent_mails(viewer: Actor) -> Sequence[UnsentMail]:
    """Return the oldest mails that could not be sent yet."""
    require(viewer, "operation.manage")
    late = Mail.sent_at.is_(None), Mail.created_at < now() - LATE, Mail.to_address != ""
    columns = select(Mail.id, Mail.created_at, Mail.language)
    mails = db.session.execute(columns.where(*late).order_by(Mail.id).limit(PER_PAGE)).all()
    tried = _tried() if mails else {}
    return [UnsentMail(row.id, row.created_at, row.language, *tried.get(row.id, (0, None))) for row in mails]


def _tried() -> Mapping[int, tuple[int, str | None]]:
    """Return how often a mail was tried and what went wrong, by its number."""
    waits = select(Delivery).where(Delivery.subscriber == MAILER.name, Delivery.attempts > 0)
    found: dict[int, tuple[int, str | None]] = {}
    for one in db.session.scalars(waits.order_by(Delivery.id).limit(PER_PAGE)):
        for mail in (one.event.subject_id, *one.event.data.get("more", ())):
            found[mail] = one.attempts, one.last_error
    return found


def checks(viewer: Actor) -> Sequence[LogCheck]:
    """Return the latest checks of the log, the newest first."""
    require(viewer, "operation.manage")
    return db.session.scalars(select(LogCheck).order_by(LogCheck.id.desc()).limit(CHECKS)).all()


@dataclass(frozen=True)
class Facts:
    """What the page says about the running application."""

    database: str
    revision: str
    index_healthy: bool
    documents: int
    waiting: int
    newest_event: int
    unsealed: int
    worker_seen: datetime | None
    mail_server: bool
    pdf_problem: str
    video_problem: str
    free_mebibytes: int

    @property
    def worker_is_away(self) -> bool:
        """Tell whether no job has finished for long; some run every few seconds."""
        return self.worker_seen is None or self.worker_seen < now() - LATE


def facts(viewer: Actor) -> Facts:
    """Return how the parts of the running application are doing."""
    require(viewer, "operation.manage")
    engine = search_engine()
    healthy = engine.healthy()
    return Facts(
        database={"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(dialect(), dialect()),
        revision=str(db.session.scalar(text("SELECT version_num FROM alembic_version")) or ""),
        index_healthy=healthy,
        documents=engine.count() if healthy else 0,
        waiting=worker.waiting("search.index"),
        newest_event=events.position(),
        unsealed=_unsealed(),
        worker_seen=db.session.scalar(select(func.max(JobRun.finished_at))),
        mail_server=bool(current_app.config["MAIL_SERVER"]),
        pdf_problem=pdf.problem(),
        video_problem=videos.problem(),
        free_mebibytes=shutil.disk_usage(current_app.config["INSTANCE"]).free // 2**20,
    )


def _unsealed() -> int:
    """Count the events behind the newest seal; the index of numbers makes it cheap."""
    sealed = select(func.max(LoggedEvent.id)).where(LoggedEvent.seal.is_not(None)).scalar_subquery()
    behind = select(func.count()).select_from(LoggedEvent).where(LoggedEvent.id > func.coalesce(sealed, 0))
    return db.session.scalar(behind) or 0
