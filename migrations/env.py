"""How Alembic reaches the application's database and models."""

from typing import Any

from alembic import context
from flask import current_app

from forum.core.db import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, thing: Any, autogen_context: Any) -> Any:
    """Write our moment type into new migrations by its name."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen_context.imports.add("from forum.core.db import UtcDateTime")
        return "UtcDateTime()"
    return False


def _check_references(connection: Any, *, now: bool) -> None:
    """Let SQLite look at references at every statement, or not.

    A table that is made anew to change it is dropped for a moment while others refer to it. SQLite's own documentation
    says to switch the looking off before such a step begins, and to ask afterwards (ALTER TABLE, section 7).
    """
    if connection.dialect.name == "sqlite":
        # Not by way of SQLAlchemy, which would begin the transaction in which this has no effect.
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={'ON' if now else 'OFF'}")


with database.engine.connect() as connection:
    _check_references(connection, now=False)
    try:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            compare_type=True,
            render_as_batch=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"after this step, rows refer to what is not there: {broken[:5]}")
        connection.commit()
    finally:
        connection.rollback()
        _check_references(connection, now=True)
