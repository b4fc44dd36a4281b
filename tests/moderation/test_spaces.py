"""Who moderates one space sees and decides what lies in it, ideas too, and nothing else (M-25)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Gone, NotFound
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.moderation import commands, queries
from forum.moderation.models import Case, Statement
from forum.screening import watching
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
FACTS = "Die Idee beleidigt eine Person."


def found_by_rule(work: Callable[[], int], space_id: int | None) -> tuple[int, int]:
    """Return an idea in a space whose text a rule found, and the number of its case."""
    keeper = factories.person("moderator").id
    with transaction():
        watching.add_watched_word(db.session.get_one(Person, keeper), pattern="Kanarienvogel", action="hold")
    author = factories.person()
    number, author_id = factories.idea(author).id, author.id
    with transaction():
        row = db.session.get_one(Idea, number)
        row.space_id = space_id
        content = ideas.Content(title=row.title, text="Ein Kanarienvogel singt im Park, und alle hören ihm zu.")
        ideas.edit(db.session.get_one(Person, author_id), row, content, version=row.version, reason="Neue Worte")
    work()
    return number, db.session.scalars(select(Case.id).where(Case.kind == "idea")).one()


def test_an_idea_that_a_rule_found_is_in_the_queue_of_its_space(
    app: Flask, work: Callable[[], int], sign_in: SignIn
) -> None:
    """M-25, M-11: its moderators see the case, hide the idea and show it again; those of another space do not know it."""
    here, there = factories.space().id, factories.space().id
    number, case_id = found_by_rule(work, here)
    own, other = (factories.person(f"space:{one}:moderator").id for one in (here, there))
    assert db.session.get_one(Case, case_id).space_id == here
    assert [case.id for case in queries.queue(db.session.get_one(Person, own)).items] == [case_id]
    assert not queries.queue(db.session.get_one(Person, other)).items
    with pytest.raises(NotFound):
        queries.case(db.session.get_one(Person, other), case_id)
    client = sign_in(db.session.get_one(Person, own))
    idea = db.session.get_one(Idea, number)
    assert f"/moderation/oeffnen/idea/{number}" in client.get(idea.url).text
    version = str(db.session.get_one(Case, case_id).version)
    fields = {"rule": "respekt", "facts": FACTS, "version": version}
    assert client.submit(f"/moderation/{case_id}", schritt="verbergen", **fields).status_code == 303
    assert db.session.get_one(Idea, number).hidden_at is not None
    assert db.session.scalars(select(Statement.moderator_id)).one() == own
    seen = db.session.get_one(Case, case_id).version
    with pytest.raises((Forbidden, Gone)), transaction():
        commands.restore(
            db.session.get_one(Person, other), db.session.get_one(Case, case_id), reason=FACTS, version=seen
        )
    again = {**fields, "version": str(seen)}
    assert client.submit(f"/moderation/{case_id}", schritt="wiederherstellen", **again).status_code == 303
    assert db.session.get_one(Idea, number).hidden_at is None


def test_an_idea_in_no_space_is_for_those_who_moderate_everywhere(app: Flask, work: Callable[[], int]) -> None:
    """M-25: nobody else sees it."""
    _number, case_id = found_by_rule(work, None)
    helper = factories.person(f"space:{factories.space().id}:moderator")
    assert not queries.queue(helper).items
    assert [case.id for case in queries.queue(factories.person("moderator")).items] == [case_id]
