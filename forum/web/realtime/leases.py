"""Who is connected: a lease for each socket, renewed while it is open and void soon after (L-50).

Connected is not present: presence is what a member or the clerk said, and stands in the log of a meeting. Leases lie
beside the log, so that lost and found connections make no noise there. A visitor has no lease; each process says how
many it serves.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

import structlog
from flask import Flask
from sqlalchemy import String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model, db, transaction
from forum.core.tokens import random_key
from forum.web.realtime.listening import Listener
from forum.web.realtime.server import socketio

RENEW_EVERY = 20.0
# A person counts as connected for so long after the last renewal, and is shown as gone a little later.
EXPIRES = timedelta(seconds=60)
GONE = timedelta(seconds=90)

log = structlog.get_logger()


class Lease(Model):
    """An open socket of a person, or with a count all those of visitors in one process."""

    __tablename__ = "lease"

    connection: Mapped[str] = mapped_column(String(120), primary_key=True)
    stream: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None]
    # Empty once the socket is closed; the row then lives to its end, so that a reload does not look like leaving.
    process: Mapped[str] = mapped_column(String(64), index=True)
    sockets: Mapped[int] = mapped_column(default=1)
    cursor: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(index=True)


def connected(stream: str, within: timedelta = EXPIRES) -> frozenset[int]:
    """Return the numbers of the people with a live lease on a stream; ``GONE`` for a display that does not flicker."""
    return frozenset(
        number
        for number in db.session.scalars(
            select(Lease.person_id)
            .where(Lease.stream == stream, Lease.person_id.is_not(None), Lease.seen_at > now() - within)
            .distinct()
        )
        if number is not None
    )


def observers(stream: str) -> int:
    """Return how many visitors follow a stream, rounded to tens; nobody can be counted out of it (L-35)."""
    found = db.session.scalar(
        select(func.coalesce(func.sum(Lease.sockets), 0)).where(
            Lease.stream == stream, Lease.person_id.is_(None), Lease.seen_at > now() - EXPIRES
        )
    )
    return round(int(found or 0) / 10) * 10


def forget_old_leases() -> None:
    """Remove leases that are long void: those of the last who left, and of processes that were killed (P-10)."""
    with transaction():
        db.session.execute(delete(Lease).where(Lease.seen_at < now() - GONE))


class Keeper:
    """Keeps the leases of one process; it writes at most once a second, and nothing while nothing changes."""

    def __init__(self, app: Flask, listeners: Callable[[], Sequence[Listener]]) -> None:
        self._app = app
        self._listeners = listeners
        self._process = random_key()
        self._held: set[str] = set()
        self._visitors: Counter[str] = Counter()
        self._has_changed = True
        self._renewed = monotonic()

    def changed(self) -> None:
        """Note that a socket came or went."""
        self._has_changed = True

    def keep_forever(self) -> None:
        """Write down who is there, again and again."""
        while True:
            socketio.sleep(1)
            is_due = monotonic() - self._renewed > RENEW_EVERY
            if not is_due and not self._has_changed:
                continue
            with self._app.app_context():
                try:
                    self.keep_once(is_due=is_due)
                except Exception:
                    log.exception("realtime.leases_failed")
                finally:
                    db.session.remove()

    def keep_once(self, *, is_due: bool) -> None:
        """Write new and closed leases; renew all of them when it is time, and forget those that are long void."""
        self._has_changed = False
        listeners = list(self._listeners())
        people = {one.sid: one for one in listeners if one.person_id is not None}
        visitors = Counter(one.stream for one in listeners if one.person_id is None)
        new, closed = people.keys() - self._held, self._held - people.keys()
        if not (new or closed or visitors != self._visitors or (is_due and listeners)):
            self._renewed = monotonic() if is_due else self._renewed
            return
        moment = now()
        mine = Lease.process == self._process
        with transaction():
            if closed:
                db.session.execute(update(Lease).where(Lease.connection.in_(closed)).values(process=""))
            if is_due:
                # Written anew and not renewed: a process that slept too long may have been forgotten by the others.
                db.session.execute(delete(Lease).where(mine | (Lease.seen_at < moment - GONE)))
                new = set(people)
            rows = [self._row(sid, people[sid].stream, moment, people[sid]) for sid in new]
            if visitors != self._visitors or is_due:
                db.session.execute(delete(Lease).where(mine, Lease.person_id.is_(None)))
                rows += [
                    {**self._row(f"{self._process}/{stream}", stream, moment), "sockets": count}
                    for stream, count in visitors.items()
                ]
            if rows:
                db.session.execute(insert(Lease), rows)
        self._held, self._visitors = set(people), visitors
        self._renewed = monotonic() if is_due else self._renewed

    def _row(self, connection: str, stream: str, moment: datetime, of: Listener | None = None) -> dict[str, object]:
        return {
            "connection": connection,
            "stream": stream,
            "person_id": of.person_id if of else None,
            "process": self._process,
            "sockets": 1,
            "cursor": of.cursor if of else 0,
            "seen_at": moment,
        }
