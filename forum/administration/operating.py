"""Letting jobs run now and failed deliveries be tried again, by hand."""

from sqlalchemy import select, update

from forum.administration.events import DeliveriesRetried, JobHastened
from forum.core import worker
from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import NotFound
from forum.core.events import Delivery, record
from forum.core.permissions import Actor, require
from forum.core.worker import LEASE, JobRun


def hasten_job(actor: Actor, name: str) -> None:
    """Let a job run as soon as a worker looks; one that never ran is due anyway. Raises NotFound."""
    require(actor, "operation.manage")
    if name not in {job.name for job in worker.jobs()}:
        raise NotFound
    db.session.execute(update(JobRun).where(JobRun.name == name).values(due_at=now()))
    record(actor, JobHastened(job=name), audience="admin")


def retry_deliveries(actor: Actor, subscriber: str) -> int:
    """Let what a subscriber failed to hear be tried again now; return how many deliveries that is. Raises NotFound.

    What is due within a lease is left alone: a worker may have it in hand just now, and no mail goes out twice.
    """
    require(actor, "operation.manage")
    failed = Delivery.subscriber == subscriber, Delivery.attempts > 0
    if db.session.scalar(select(Delivery.id).where(*failed).limit(1)) is None:
        raise NotFound
    count = changed(update(Delivery).where(*failed, Delivery.due_at > now() + LEASE).values(due_at=now()))
    record(actor, DeliveriesRetried(subscriber=subscriber, count=count), audience="admin")
    return count
