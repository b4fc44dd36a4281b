"""How many accounts are here in a month, without following anybody (S-22, Art. 24 (2) DSA).

Each process remembers for some minutes whose pages it served, and then only sets bits: one for each account, at a place
that a key chooses which the month has for itself. How many accounts were here follows from how many bits are still
unset. At the end of the month key and bits go and the number stays. What a process has not written when it ends is lost,
and may be: who is here again sets the same bit again.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import log
from threading import Lock

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import ActiveMonth
from forum.core.clock import now, today
from forum.core.db import db, dialect, transaction

# With so many bits a city of a quarter of a million is counted to within one percent.
BITS = 1 << 16
WRITE_EVERY = timedelta(minutes=5)
# Of so many months the law wants the mean.
MONTHS = 6


@dataclass
class Tally:
    """What one process has seen since it last wrote: accounts, and pages that were read without one."""

    month: date | None = None
    people: set[int] = field(default_factory=set)
    page_views: int = 0
    written_at: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def add(self, person_id: int | None) -> None:
        """Count a page; what is left of a month that is over is forgotten."""
        with self.lock:
            if self.month != first_day():
                self.month, self.people, self.page_views = first_day(), set(), 0
            if person_id is None:
                self.page_views += 1
            else:
                self.people.add(person_id)

    def take_due(self) -> tuple[date, set[int], int] | None:
        """Hand over what was seen when it is time to write, and forget it."""
        with self.lock:
            self.written_at = self.written_at or now()
            if self.month is None or now() - self.written_at < WRITE_EVERY:
                return None
            taken = self.month, self.people, self.page_views
            self.people, self.page_views, self.written_at = set(), 0, now()
            return taken


def init_app(app: Flask) -> None:
    """Give the application a tally of its own."""
    app.extensions["visits"] = Tally()


def first_day() -> date:
    """Return the first day of this month in Braunschweig."""
    return today().replace(day=1)


def count(person_id: int | None) -> None:
    """Count a page for an account, or for nobody; opens a transaction now and then, so it comes after everything else."""
    tally: Tally = current_app.extensions["visits"]
    tally.add(person_id)
    if due := tally.take_due():
        with transaction():
            put_down(*due)


def put_down(month: date, people: set[int], page_views: int) -> None:
    """Add what a process has seen to the sketch of its month; a month that is closed takes nothing more."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    fresh = {"month": month, "key": secrets.token_bytes(32), "bits": bytes(BITS // 8), "page_views": 0}
    db.session.execute(insert(ActiveMonth).values(fresh).on_conflict_do_nothing(index_elements=["month"]))
    row = db.session.scalars(select(ActiveMonth).where(ActiveMonth.month == month).with_for_update()).one()
    if row.key is None or row.bits is None:
        return
    bits = bytearray(row.bits)
    for person_id in people:
        place = _place(row.key, person_id)
        bits[place >> 3] |= 1 << (place & 7)
    row.bits = bytes(bits)
    row.page_views += page_views
    db.session.flush()


def _place(key: bytes, person_id: int) -> int:
    """Return which bit an account sets; without the key nobody can tell."""
    return int.from_bytes(hmac.new(key, str(person_id).encode(), sha256).digest()[:8]) % BITS


def estimate(bits: bytes) -> int:
    """Return how many accounts set these bits, from how many are unset (linear counting)."""
    unset = BITS - sum(byte.bit_count() for byte in bits)
    return round(BITS * log(BITS / max(unset, 1)))


def close_months() -> None:
    """Read off the months that are over, and destroy their keys and bits."""
    with transaction():
        over = select(ActiveMonth).where(ActiveMonth.month < first_day(), ActiveMonth.key.is_not(None))
        for row in db.session.scalars(over.with_for_update()).all():
            row.accounts, row.key, row.bits = estimate(row.bits or b""), None, None


def average(since: date, until: date) -> tuple[int, int] | None:
    """Return the means of active accounts and of pages read without one, over the closed months of a time."""
    rows = db.session.execute(
        select(ActiveMonth.accounts, ActiveMonth.page_views).where(
            ActiveMonth.month >= since, ActiveMonth.month < until, ActiveMonth.accounts.is_not(None)
        )
    ).all()
    if not rows:
        return None
    return round(sum(row.accounts for row in rows) / len(rows)), round(sum(row.page_views for row in rows) / len(rows))


def lately() -> tuple[int, int] | None:
    """Return the means of the last six closed months, as everybody may read them."""
    until = first_day()
    number = until.year * 12 + until.month - 1 - MONTHS
    return average(date(number // 12, number % 12 + 1, 1), until)
