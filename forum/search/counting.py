"""What is searched for, as sums without persons (Q-39).

A search must not wait for the database to write, so each process counts for itself and writes now and then what it has;
what it has not written when it ends is lost, and may be. Who searched never reaches the database: only within the
process, and for the day, it is known by an unnamed key whether somebody has counted for these words already.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from flask import Flask, current_app
from sqlalchemy import Row, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import now, today
from forum.core.db import db, dialect, transaction
from forum.core.permissions import Actor, require
from forum.core.tokens import keyed_digest
from forum.search.analysis import clean
from forum.search.looking import Loosened
from forum.search.models import AskedWords
from forum.search.queries import Answer

# Words that fewer people asked for on a day are dropped with the day.
FEWEST = 5
WRITE_EVERY = timedelta(minutes=5)
KEEP_DAYS = 365
SHOWN_DAYS = 90
MOST_SHOWN = 100
# Whoever sees only this sees what everybody with an account sees; the hits of others would tell of closed rooms.
OPEN_WORDS = frozenset({"public", "members"})
# Addresses and telephone numbers lead to people, and nobody needs them as words.
_PERSONAL = re.compile(r"@|\d[\d\s/()-]{4,}\d")


# Times and the newest number of hits, by day and words.
Counted = dict[tuple[date, str], tuple[int, int]]


@dataclass
class Tally:
    """What one process has counted since it last wrote, and who has counted today."""

    counted: Counted = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    day: date | None = None
    written_at: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def add(self, words: str, hits: int, who: str) -> None:
        """Count words once for each unnamed caller of a day."""
        with self.lock:
            if self.day != today():
                self.day, self.heard = today(), set()
            key = keyed_digest(who, words)
            if key in self.heard:
                return
            self.heard.add(key)
            times, _hits = self.counted.get((self.day, words), (0, 0))
            self.counted[self.day, words] = (times + 1, hits)

    def take_due(self) -> Counted:
        """Hand over what was counted when it is time to write, and forget it."""
        with self.lock:
            self.written_at = self.written_at or now()
            if not self.counted or now() - self.written_at < WRITE_EVERY:
                return {}
            taken, self.counted, self.written_at = self.counted, {}, now()
            return taken


def init_app(app: Flask) -> None:
    """Give the application a tally of its own."""
    app.extensions["search_tally"] = Tally()


def countable(viewer: Actor, answer: Answer) -> str:
    """Return the words that count, or nothing: first pages of open searches by words alone, whose hits tell nothing."""
    query = answer.asked.query
    words = " ".join([*query.words, *(f'"{phrase}"' for phrase in query.phrases)])
    is_plain = not (query.filters or query.prefixes or query.any_of or query.excluded or query.after or query.before)
    if not is_plain or answer.number > 1 or answer.plain or not viewer.words <= OPEN_WORDS:
        return ""
    words = clean(words).text.lower()
    return "" if len(words) > AskedWords.LONGEST or _PERSONAL.search(words) else words


def count(viewer: Actor, answer: Answer, who: str) -> None:
    """Count a search, and write the tally down when it is due; ``who`` is an unnamed key of the caller for this day.

    Opens a transaction now and then, so it comes after everything else of the request.
    """
    tally: Tally = current_app.extensions["search_tally"]
    if words := countable(viewer, answer):
        tally.add(words, 0 if answer.loosened is Loosened.SOME else answer.total, who)
    if due := tally.take_due():
        with transaction():
            put_down(due)


def put_down(counted: Counted) -> None:
    """Add what was counted to what is kept; the number of hits is the newest."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    # In one order, so that two processes that write at once wait for each other and never in a circle.
    rows = [
        {"day": day, "words": words, "times": times, "hits": hits}
        for (day, words), (times, hits) in sorted(counted.items())
    ]
    added = insert(AskedWords).values(rows)
    times = AskedWords.times + added.excluded.times
    db.session.execute(
        added.on_conflict_do_update(index_elements=["day", "words"], set_={"times": times, "hits": added.excluded.hits})
    )


def drop_rare_words() -> None:
    """Remove the words of past days that fewer than five callers asked for, and all words after a year."""
    with transaction():
        rare = (AskedWords.day < today()) & (AskedWords.times < FEWEST)
        old = AskedWords.day < today() - timedelta(days=KEEP_DAYS)
        db.session.execute(delete(AskedWords).where(rare | old))


def asked_words(actor: Actor, *, found: bool) -> Sequence[Row[tuple[str, int, int]]]:
    """Return what was searched for in ninety days and found, or found nothing: words, times and newest hits.

    The most frequent first; never what fewer than five callers of a day asked for. Raises Forbidden.
    """
    require(actor, "search.statistics")
    newest = (
        select(AskedWords.words, func.max(AskedWords.day).label("day"), func.sum(AskedWords.times).label("times"))
        .where(AskedWords.day >= today() - timedelta(days=SHOWN_DAYS), AskedWords.times >= FEWEST)
        .group_by(AskedWords.words)
        .subquery()
    )
    last = (AskedWords.words == newest.c.words) & (AskedWords.day == newest.c.day)
    statement = (
        select(AskedWords.words, newest.c.times, AskedWords.hits)
        .join(newest, last)
        .where(case((AskedWords.hits > 0, 1), else_=0) == int(found))
        .order_by(newest.c.times.desc(), AskedWords.words)
        .limit(MOST_SHOWN)
    )
    return db.session.execute(statement).all()
