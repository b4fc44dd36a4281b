"""The event log and its outbox: what happened, written in the transaction in which it happened.

``record`` appends one ``event`` row and one ``delivery`` row per subscriber. The log is the audit trail, the timeline of
an idea, the protocol of a meeting and the source of notifications and of the search index. It holds ids, words from
fixed lists and numbers, never a text that a person wrote (L-51, E-38).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from threading import Condition
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import BigId, Model, after_commit, db, dialect, plainly
from forum.core.permissions import Actor

LONGEST_WORD = 120


@dataclass(frozen=True, kw_only=True)
class Event:
    """The parent of all events; a package's events are frozen dataclasses in the past tense.

    ``about`` names the kind of the subject, and ``<kind>_id`` is the field that holds its number.
    """

    about: ClassVar[str]

    @property
    def subject_id(self) -> int:
        """The number of the thing that this event is about."""
        number: int = getattr(self, f"{self.about}_id")
        return number

    def data(self) -> dict[str, Any]:
        """Return the fields as plain JSON values; refuses anything that could be a person's text."""
        return {field.name: _plain(field.name, getattr(self, field.name)) for field in fields(self)}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) <= LONGEST_WORD and "\n" not in value:
        return value
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(name, item) for key, item in value.items()}
    raise TypeError(f"the event field {name} holds {type(value).__name__}: only ids, words and numbers go into the log")


class LoggedEvent(Model):
    """One line of the log; it is never changed, but for the seal that is set once."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        Index("ix_event_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    type: Mapped[str] = mapped_column(String(80), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(60))
    stream: Mapped[str | None] = mapped_column(String(60))
    seq: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    seal: Mapped[str | None] = mapped_column(String(64))


class Delivery(Model):
    """What a subscriber still has to hear of; the row goes when it has heard."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "due_at", "id"), Index("ix_delivery_order", "in_bulk", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    subscriber: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    # Whether nobody waits for it, because it was one of many; what people wait for is told first.
    in_bulk: Mapped[bool] = mapped_column(default=False)
    event: Mapped[LoggedEvent] = relationship(lazy="joined", innerjoin=True)


_LOG, _OUTBOX = (Model.metadata.tables[name] for name in ("event", "delivery"))
_WRITE, _DELIVER = insert(_LOG).returning(_LOG.c.id), insert(_OUTBOX)


@dataclass(frozen=True)
class Subscriber:
    """Somebody who learns of events after the commit, at least once, in order, from the worker.

    ``listens`` names event classes exactly: one that inherits its fields from another is another event.

    ``handle`` gets up to ``batch`` events at a time. It runs in a transaction of its own together with the removal of
    the delivery rows; with ``inside_transaction=False`` it runs outside of any, for effects beyond the database.

    Whoever only looks at the present state of what was touched may say ``in_any_order``: then what happened ``in_bulk``
    lets everything else pass.
    """

    name: str
    listens: tuple[type[Event], ...]
    handle: Callable[[Sequence[LoggedEvent]], object]
    batch: int = 1
    inside_transaction: bool = True
    in_any_order: bool = False


_in_bulk: ContextVar[bool] = ContextVar("in_bulk", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Let what happens inside, such as an import, be told after what single people do meanwhile."""
    before = _in_bulk.set(True)
    try:
        yield
    finally:
        _in_bulk.reset(before)


def subscribers() -> Sequence[Subscriber]:
    """Return the subscribers of the running application."""
    names: Sequence[Subscriber] = current_app.extensions["subscribers"]
    return names


def record(actor: Actor, event: Event, *, audience: str, stream: str | None = None, seq: int | None = None) -> int:
    """Append the event to the log and to the outbox of every subscriber, in the present transaction; return its number.

    ``stream`` and ``seq`` number the events of a meeting without gaps; the caller takes ``seq`` under the lock of the
    meeting's row (L-37).
    """
    moment = now()
    values = {
        "at": moment,
        "type": type(event).__name__,
        "actor_id": actor.person_id,
        "subject_kind": event.about,
        "subject_id": event.subject_id,
        "audience": audience,
        "stream": stream,
        "seq": seq,
        "data": event.data(),
    }
    # What happened is written before it is told.
    db.session.flush()
    # Rows of the log are never objects that somebody might change; writing them plainly also takes a fifth of the time.
    number: int = plainly(_WRITE, values).scalar_one()
    deliveries = [
        {
            "event_id": number,
            "subscriber": subscriber.name,
            "due_at": moment,
            "in_bulk": _in_bulk.get() and subscriber.in_any_order,
            "attempts": 0,
        }
        for subscriber in subscribers()
        if type(event) in subscriber.listens
    ]
    if deliveries:
        plainly(_DELIVER, deliveries)
    after_commit(wake)
    if stream is not None:
        _notify()
    return number


# The name under which PostgreSQL tells other processes that a stream has grown.
NOTIFICATION = "forum_stream"


def _notify() -> None:
    """Let the database wake other processes at the commit of this transaction, and never without it (L-47).

    Only streams do this, whose writers wait for each other anyway: notifying commits of a database do, too.
    """
    if dialect() == "postgresql" and not db.session.info.get("has_notified"):
        db.session.execute(text(f"NOTIFY {NOTIFICATION}"))
        db.session.info["has_notified"] = True


def history(subject_kind: str, subject_id: int, *, words: frozenset[str]) -> Sequence[LoggedEvent]:
    """Return the events about one thing that these words may see, oldest first."""
    return db.session.scalars(
        select(LoggedEvent)
        .where(
            LoggedEvent.subject_kind == subject_kind,
            LoggedEvent.subject_id == subject_id,
            LoggedEvent.audience.in_(words),
        )
        .order_by(LoggedEvent.id)
    ).all()


def position() -> int:
    """Return the number of the newest event; whatever was made from the database at this number is still true."""
    return db.session.scalar(select(func.coalesce(func.max(LoggedEvent.id), 0))) or 0


# A wake-up only makes the worker and the sockets fast; whoever misses one looks again after a moment anyway (L-47).
_wake = Condition()
_wakes = 0


def wake() -> None:
    """Tell the worker and the socket processes of this process that there is news."""
    global _wakes  # noqa: PLW0603
    with _wake:
        _wakes += 1
        _wake.notify_all()


def wakes() -> int:
    """Return how often this process was woken."""
    return _wakes


def wait_for_news(seen: int, timeout: float) -> int:
    """Wait until there were more wake-ups than ``seen``, at most ``timeout`` seconds; return their number."""
    with _wake:
        _wake.wait_for(lambda: _wakes != seen, timeout)
        return _wakes
