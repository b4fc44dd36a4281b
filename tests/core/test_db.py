"""Statements that are asked often: they stay what they were, and a page that is only looked at writes nothing by them."""

import pytest
from flask import Flask
from sqlalchemy import Date, Integer, bindparam, column, insert, literal, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import today
from forum.core.db import Model, plainly, with_its_values


def test_values_stand_in_a_statement_and_what_is_bound_later_stays_open() -> None:
    """L-68: nothing is left that the database or SQLAlchemy prepares anew for each of 300 votes."""
    number = bindparam("number", type_=Integer)
    one = select(literal("it's")).where(column("a", Integer) == number, column("word").like("space:%:moderator"))
    other = select(column("b")).where(column("b").in_(["x", "y"]), column("day", Date) <= today())
    made = with_its_values(union_all(one, other))
    for dialect, percent in ((sqlite.dialect(), "%"), (postgresql.psycopg.dialect(), "%%")):  # type: ignore[no-untyped-call]
        compiled = made.compile(dialect=dialect)
        assert set(compiled.binds) == {"number"}
        words = str(compiled)
        assert "'it''s'" in words
        assert f"LIKE 'space:{percent}:moderator'" in words
        assert "IN ('x', 'y')" in words
        assert f"<= '{today()}'" in words


def test_a_plain_statement_writes_only_in_a_transaction(app: Flask) -> None:
    table = Model.metadata.tables["sent_command"]
    with pytest.raises(RuntimeError, match="reading never writes"):
        plainly(insert(table), {"meeting_id": 1, "person_id": 1, "key": "k", "type": "t", "seq": 1})
