"""Every step of an idea is told to its authors, supporters and followers, once and in readable words (N-22, N-29)."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState, transition
from forum.ideas.models import Idea
from forum.notifications.levels import Level
from forum.notifications.models import Message
from tests import factories
from tests.ideas.test_authors import join
from tests.notifications.conftest import Listens

# A new support is told by itself, and is no step.
NO_STEP = {"idea_supported"}


def heard(people: Mapping[str, Person], after: int) -> dict[str, list[Message]]:
    """Return what each has been told since this message."""
    found: dict[str, list[Message]] = {}
    for name, person in people.items():
        told = select(Message).where(Message.person_id == person.id, Message.id > after, Message.kind.not_in(NO_STEP))
        found[name] = list(db.session.scalars(told))
    return found


ENDS = ("quorum_verfehlt", "quorum_erreicht", "fachbeirat", "beschlossen", "vertagt", "abgelehnt", "abgeschlossen")


@pytest.mark.parametrize("state", [*ENDS, "zurueckgezogen"])
def test_each_step_is_one_readable_message_for_everybody_concerned(
    app: Flask, work: Callable[[], int], listens: Listens, state: str
) -> None:
    """N-22, N-29, E-03: author, co-author, supporter and follower; the actor alone hears nothing of it."""
    author, second, fan, reader = (factories.person() for _person in range(4))
    idea = factories.idea(author)
    idea_id = idea.id
    join(idea, second)
    with transaction():
        ideas.support(db.session.get_one(Person, fan.id), db.session.get_one(Idea, idea_id))
    listens(reader, "idea", idea_id, Level.TRACKING)
    work()
    people = {"author": author, "second": second, "fan": fan, "reader": reader}
    for step in factories._WAYS[state][2:]:
        before = db.session.get_one(Idea, idea_id).state
        last = db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0
        with transaction():
            step(db.session.get_one(Person, author.id), db.session.get_one(Idea, idea_id))
        work()
        found = db.session.get_one(Idea, idea_id)
        if found.state == before:
            continue
        row = transition(IdeaState(before), IdeaState(found.state))
        assert row is not None
        assert "followers" in row.told
        told = heard(people, last)
        assert {name: len(messages) for name, messages in told.items()} == {
            "author": 0 if found.state == "zurueckgezogen" else 1,
            "second": 1,
            "fan": 1,
            "reader": 1,
        }
        for message in (message for messages in told.values() for message in messages):
            sentence = app.jinja_env.get_template(f"notifications/{message.kind}.txt").render(data=message.data)
            assert sentence.strip() == f"„{found.title}“ steht jetzt bei: {found.stage.label}"
            assert message.url == found.url
