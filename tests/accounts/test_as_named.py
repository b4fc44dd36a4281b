"""What a list needs to name people comes with its rows."""

from flask import Flask
from sqlalchemy import event

from forum.committees.models import Committee
from forum.committees.queries import members
from forum.core.db import db
from forum.core.permissions import SYSTEM
from tests import factories


def test_naming_people_asks_the_database_nothing_more(app: Flask) -> None:
    """E-11: neither handle nor group and organisation is asked for once for each row."""
    of = factories.committee()
    number = of.id
    for _ in range(3):
        factories.member(of)
    db.session.expunge_all()
    rows = members(SYSTEM, db.session.get_one(Committee, number))
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        named = [(row.person.handle, row.person.affiliation_label) for row in rows]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(named) == 3
    assert asked == []
