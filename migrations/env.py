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


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
