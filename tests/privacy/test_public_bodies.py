"""What anybody can fetch holds no address, no number of an account and no list of who supported (P-02, N-13)."""

import pytest
from flask import Flask
from sqlalchemy import text

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from tests import factories
from tests.search.surfaces import told_by

NUMBER = 1_987_654_320


def _number_next(number: int) -> None:
    """Let the next account have the number after this one, which stands nowhere by chance."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ALTER SEQUENCE person_id_seq RESTART WITH {number + 1}"))
        db.session.commit()
        return
    last = factories.person().id
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("UPDATE person SET id = ? WHERE id = ?", (number, last))
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_public_body_tells_who_somebody_is(app: Flask) -> None:
    """P-02: pages, feeds, tables, calendars and the API, each searched for an address, a number and a supporter."""
    _number_next(NUMBER)
    author, quiet = factories.person(handle="Kanarienautor"), factories.person(handle="Kanarienstille")
    assert author.id > NUMBER
    words = {str(author.id), str(quiet.id), author.email, quiet.email, "Kanarienstille", "127.0.0.1"}
    quiet_id = quiet.id
    idea_id = factories.idea(author).id
    factories.post(factories.thread(author), author)
    with transaction():
        ideas.support(db.session.get_one(Person, quiet_id), db.session.get_one(Idea, idea_id))
    found = told_by(factories.visitor(app), {*words, "Kanarienautor"})
    assert f"/api/v1/ideas/{idea_id}" in found.pop("Kanarienautor"), "the walk reads what is said of authors"
    # A name has its own page and the way to report it, which tell nothing of what was supported.
    profile = "/leute/Kanarienstille"
    known = {profile, f"{profile}/melden"}
    assert {word: places - known for word, places in found.items() if places - known} == {}
    assert f"/ideen/{idea_id}" not in factories.visitor(app).get(profile).text
