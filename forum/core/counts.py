"""Figures that are kept beside the rows they count, compared with a recount and put right (T-32).

Each package lists its own in ``counts.py``, ``forum/app/parts.py`` puts the lists together, and a job goes through them
every night. ``flask forum check`` uses the same recount.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from forum.core.db import db, transaction

PAGE = 500

log = structlog.get_logger()


@dataclass(frozen=True)
class Count:
    """A figure that is kept in a column, and the expression that counts it anew for the row."""

    name: str
    column: InstrumentedAttribute[int] | InstrumentedAttribute[bool]
    counted: Any


@dataclass(frozen=True)
class Difference:
    """A figure that is not what it should be."""

    count: Count
    id: int
    stored: int
    counted: int

    @property
    def thing(self) -> str:
        """The row, as operators look for it."""
        return f"{self.count.column.class_.__tablename__} {self.id}"


def counts() -> Sequence[Count]:
    """Return what is counted in the running application."""
    listed: Sequence[Count] = current_app.extensions["counts"]
    return listed


def differences() -> list[Difference]:
    """Return every figure that is not what it should be."""
    return [difference for count in counts() for page in _pages(count) for difference in page]


def repair() -> list[Difference]:
    """Put wrong figures right and log each; opens a short transaction for each of them.

    The row is locked before it is counted again: whoever changes the figure holds this lock until the end, so a change is
    either seen by the recount or comes after it. No second lock is taken, so nobody can wait for us in a circle.
    """
    repaired = []
    for count in counts():
        for page in _pages(count):
            db.session.rollback()
            repaired += [done for difference in page if (done := _put_right(difference)) is not None]
    return repaired


def _put_right(found: Difference) -> Difference | None:
    count = found.count
    table = count.column.class_
    with transaction():
        stored = db.session.scalar(select(count.column).where(table.id == found.id).with_for_update())
        counted = db.session.scalar(select(count.counted).select_from(table).where(table.id == found.id))
        if stored is None or counted is None or stored == counted:
            return None
        db.session.execute(
            update(table)
            .where(table.id == found.id)
            .values({count.column.key: counted})
            .execution_options(synchronize_session=False)
        )
    done = Difference(count, found.id, stored, counted)
    log.warning("counts.repaired", count=count.name, thing=done.thing, stored=stored, counted=counted)
    return done


def _pages(count: Count) -> Iterator[list[Difference]]:
    """Yield the differences among the rows of a table, some rows at a time, so that no statement is long."""
    table = count.column.class_
    last = 0
    while True:
        ids = select(table.id).where(table.id > last).order_by(table.id).limit(PAGE)
        numbers = db.session.scalars(ids).all()
        if not numbers:
            return
        within = table.id.between(numbers[0], numbers[-1])
        wrong = select(table.id, count.column, count.counted).where(within, count.column != count.counted)
        rows = db.session.execute(wrong.order_by(table.id))
        yield [Difference(count, number, stored, counted) for number, stored, counted in rows]
        last = numbers[-1]
