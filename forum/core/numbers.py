"""Running numbers without gaps, taken in the transaction that uses them."""

from sqlalchemy import String, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model, db, dialect


class NumberSeries(Model):
    """How far a series of numbers such as SCB-2026 has come; a number is never used again (G-07)."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]


def next_number(name: str) -> int:
    """Return the next number of a series; the row stays locked until the end of the transaction."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    db.session.execute(insert(NumberSeries).values(name=name, last=0).on_conflict_do_nothing())
    raised = update(NumberSeries).where(NumberSeries.name == name).values(last=NumberSeries.last + 1)
    return db.session.scalar(raised.returning(NumberSeries.last)) or 1
