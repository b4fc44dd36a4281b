"""Running numbers without gaps, taken in the transaction that uses them."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db, dialect
from forum.dossiers.models import NumberSeries


def next_number(name: str) -> int:
    """Return the next number of a series; the row stays locked until the end of the transaction."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    db.session.execute(insert(NumberSeries).values(name=name, last=0).on_conflict_do_nothing())
    raised = update(NumberSeries).where(NumberSeries.name == name).values(last=NumberSeries.last + 1)
    return db.session.scalar(raised.returning(NumberSeries.last)) or 1
