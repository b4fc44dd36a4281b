"""The hash chain of the event log, and what is known of it outside of the database (E-38).

The seal of an event covers the event and the seal before it. That alone proves nothing against somebody who writes into
the database: whoever changes a row can compute the seals behind it anew, empty them, or cut off the end. So each *head*,
the number and the seal of the newest sealed event, is also written into a file beside the data. A head that was known
once must be there for ever, unchanged. The file holds numbers and digests, no people, and is no part of a backup.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import select, text

from forum.core.clock import now
from forum.core.db import after_commit, db, dialect, read_one_moment, transaction
from forum.core.events import LoggedEvent

NAME = "seals.jsonl"
# In so many bytes at the end of the file stands the newest head, also where two processes wrote in another order.
_TAIL = 4096

log = structlog.get_logger()


@dataclass(frozen=True)
class Head:
    """The newest sealed event at some moment; an empty seal says only that the event was there."""

    event_id: int
    seal: str


@dataclass(frozen=True)
class Break:
    """The first event that does not fit, and where it stands, in words for operators."""

    event_id: int
    place: str


def place() -> Path:
    """Return where the heads lie."""
    return Path(current_app.config["INSTANCE"]) / NAME


def set_aside() -> None:
    """Begin a new file, since another database takes the place of this one; the former file stays as a proof."""
    if place().exists():
        place().rename(place().with_name(f"seals-until-{now():%Y%m%d%H%M%S%f}.jsonl"))


def seal() -> int:
    """Extend the chain to the newest event and return how many rows were sealed.

    A row without a seal before the newest known head lost it, and is left for the check to name. Whoever seals inside a
    larger transaction does so before recording anything in it: two who seal wait for each other.
    """
    if dialect() == "postgresql":
        # Numbers are given out before their rows are committed; without this lock a row could slip into what is sealed.
        db.session.execute(text("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE"))
    last = head()
    known = _newest_known()
    behind = max(last.event_id, known)
    wanted = select(LoggedEvent).where(LoggedEvent.seal.is_(None), LoggedEvent.id > behind).order_by(LoggedEvent.id)
    rows = db.session.scalars(wanted).all()
    previous = last.seal
    for row in rows:
        row.seal = previous = _digest(previous, row)
    if rows or last.event_id > known:
        # Also where nothing is new, but the file is, as after an upgrade or when it was lost.
        after_commit(_keep_head)
    return len(rows)


def seal_by_the_clock() -> None:
    """Seal, and tell the server's log, which often lies on another machine, what the newest seal is."""
    with transaction():
        sealed = seal()
    if sealed:
        last = head()
        log.info("events.sealed", number=last.event_id, seal=last.seal)


def head() -> Head:
    """Return the newest sealed event of the database."""
    columns = select(LoggedEvent.id, LoggedEvent.seal).where(LoggedEvent.seal.is_not(None))
    row = db.session.execute(columns.order_by(LoggedEvent.id.desc()).limit(1)).first()
    return Head(row.id, row.seal or "") if row else Head(0, "")


def first_break(also: Collection[Head] = ()) -> Break | None:
    """Return the first place where the log is not as it was sealed, or None when it is whole.

    ``also`` are heads that the caller knows of. Begins to read anew, for what the file knows was committed before.
    """
    known = deque(sorted((*_known(), *(one for one in also if one.event_id)), key=lambda one: one.event_id))
    sealed_until = max((one.event_id for one in known if one.seal), default=0)
    read_one_moment()
    statement = select(LoggedEvent).order_by(LoggedEvent.id).execution_options(yield_per=1000)
    previous, proven, unsealed = "", 0, 0
    with closing(db.session.scalars(statement)) as rows:
        for row in rows:
            if known and known[0].event_id < row.id:
                break
            if row.seal is None and row.id > sealed_until:
                unsealed = unsealed or row.id
            elif row.seal is None or unsealed or row.seal != (previous := _digest(previous, row)):
                return Break(unsealed or row.id, place_of(unsealed or row.id))
            while known and known[0].event_id == row.id:
                if known[0].seal not in {"", row.seal}:
                    return _between(proven, known[0])
                proven = known.popleft().event_id
    return _between(proven, known[0]) if known else None


def _between(proven: int, missing: Head) -> Break:
    """Return where a chain fits that is not the one that was known: somewhere behind the last head that is proven."""
    first, last = proven + 1, missing.event_id
    return Break(first, place_of(first) if first == last else f"event {first} to {last}")


def place_of(event_id: int) -> str:
    """Return where an event stands, in words for operators: its number, and that of its stream (L-80)."""
    row = db.session.get(LoggedEvent, event_id)
    return f"event {event_id}" + (f" ({row.stream}, seq {row.seq})" if row is not None and row.stream else "")


def _digest(previous: str, row: LoggedEvent) -> str:
    subject = [row.subject_kind, row.subject_id, row.audience, row.stream, row.seq]
    values = [row.id, row.at.isoformat(), row.type, row.actor_id, *subject, row.data]
    content = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _keep_head() -> None:
    """Write down what is committed, which is asked for anew: a savepoint may have taken back what was sealed."""
    sealed = head()
    line = json.dumps({"event": sealed.event_id, "seal": sealed.seal, "at": now().isoformat()})
    try:
        # One write at the end of the file, so that the lines of two processes do not mix.
        with place().open("ab", buffering=0) as target:
            target.write(f"{line}\n".encode())
    except OSError as error:
        # The change itself is committed, and the next head covers this one.
        log.error("events.head_not_kept", number=sealed.event_id, problem=type(error).__name__)


def _known() -> Iterator[Head]:
    return _heads(place().read_bytes()) if place().exists() else iter(())


def _newest_known() -> int:
    if not place().exists():
        return 0
    with place().open("rb") as source:
        source.seek(max(0, source.seek(0, os.SEEK_END) - _TAIL))
        return max((one.event_id for one in _heads(source.read())), default=0)


def _heads(content: bytes) -> Iterator[Head]:
    """Go through lines of the file; one that was cut short by a power cut or by the window of the reader is no head."""
    for line in content.splitlines():
        try:
            values = json.loads(line)
            yield Head(int(values["event"]), str(values["seal"]))
        except (ValueError, KeyError, TypeError):
            continue
