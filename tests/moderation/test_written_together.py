"""What several people wrote together: each of them is told, each may object, and each hears what came of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.files import commands as files
from forum.files.intake import Received
from forum.files.models import File
from forum.moderation import commands, queries, targets
from forum.moderation.models import Complaint, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_authors import join
from tests.moderation.test_complaints import REASONS, TEXT

SignIn = Callable[[Person], Visitor]
FACTS = "Die Idee beleidigt eine Person."


@pytest.fixture
def pair(app: Flask) -> tuple[int, int, int]:
    """The numbers of an idea, of whoever began it, and of who joined."""
    first, second = factories.person(), factories.person()
    idea = factories.idea(first)
    join(idea, second)
    return idea.id, first.id, second.id


def hide(kind: str, number: int) -> Statement:
    moderator = factories.person("moderator").id
    with transaction():
        who = db.session.get_one(Person, moderator)
        case = commands.open_case_for(who, targets.load(who, kind, number))
        made = commands.hide(who, case, rule="respekt", facts=FACTS, version=case.version).id
    return db.session.get_one(Statement, made)


def object_to(statement: Statement, person: int, outcome: str = "") -> int:
    """Let a person object, and another moderator answer."""
    number, other = statement.id, factories.person("moderator").id
    with transaction():
        who, row = db.session.get_one(Person, person), db.session.get_one(Statement, number)
        made = commands.complain(who, row, text=TEXT)
        if outcome:
            actor = db.session.get_one(Person, other)
            commands.answer_complaint(actor, made, outcome=outcome, reasons=REASONS, version=made.version)
        return made.id


def told(person: int) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person).order_by(Message.id)))


def test_each_author_objects_once_and_all_hear_what_came_of_it(
    pair: tuple[int, int, int], sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-04, S-11, Art. 20 DSA: that the complaint of one was turned down takes the right of the other from nobody."""
    idea, first, second = pair
    statement = hide("idea", idea)
    object_to(statement, first, "upheld")
    work()
    assert "complaint_answered" in told(first)
    assert "co_complaint_answered" in told(second)
    url = db.session.get_one(Statement, statement.id).url
    assert "Beschwerde einlegen" not in sign_in(db.session.get_one(Person, first)).get(url).text
    assert "Beschwerde einlegen" in sign_in(db.session.get_one(Person, second)).get(url).text
    with pytest.raises(Conflict):
        object_to(statement, first)
    object_to(statement, second, "reversed")
    work()
    for person in (first, second):
        assert "statement_reverted" in told(person)
        page = sign_in(db.session.get_one(Person, person)).get(url).text
        assert page.count("Die Beschwerde vom") == 2
    assert not targets.load(db.session.get_one(Person, first), "idea", idea).is_hidden


def test_a_file_on_an_idea_concerns_all_who_wrote_the_idea(
    pair: tuple[int, int, int], sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-02, M-32: also who did not send the file in is told, reads why, finds it in the list, and may object."""
    idea, first, second = pair
    with transaction():
        who = db.session.get_one(Person, first)
        row = files.add_file(who, Received("a" * 32, "pdf", "Plan.pdf", 10, "0" * 64))
        row.purpose, row.thing_id, row.audience = "idea", idea, "public"
        number = row.id
    statement = hide("file", number)
    work()
    assert (told(first).count("statement"), told(second).count("statement")) == (1, 1)
    other = db.session.get_one(Person, second)
    assert [row.id for row in queries.own_statements(other)] == [statement.id]
    assert FACTS in sign_in(other).get(statement.url).text
    object_to(statement, second, "reversed")
    assert db.session.get_one(File, number).hidden_at is None


def test_the_version_before_keeps_the_oldest_objection(pair: tuple[int, int, int]) -> None:
    """S-04: going back and forth loses no decision."""
    idea, first, second = pair
    statement = hide("idea", idea)
    kept = object_to(statement, first)
    object_to(statement, second)
    db.session.remove()
    try:
        downgrade(revision="openings")
    finally:
        upgrade()
    assert list(db.session.scalars(select(Complaint.id))) == [kept]
