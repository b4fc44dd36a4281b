"""Many people at one idea in the same moment, with real threads on both databases (E-19)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.events import LoggedEvent
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep, Support
from tests import factories
from tests.racing import at_once


def support_by(person_id: int, idea_id: int) -> Callable[[], object]:
    return lambda: commands.support(db.session.get_one(Person, person_id), db.session.get_one(Idea, idea_id))


def withdraw_by(person_id: int, idea_id: int) -> Callable[[], object]:
    return lambda: commands.withdraw_support(db.session.get_one(Person, person_id), db.session.get_one(Idea, idea_id))


def events(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(LoggedEvent.type == kind)) or 0


def test_one_person_supporting_fifty_times_at_once_counts_once(app: Flask) -> None:
    """N-08, E-19."""
    idea_id, fan_id = factories.idea().id, factories.person().id
    at_once(app, [support_by(fan_id, idea_id)] * 50)
    assert db.session.get_one(Idea, idea_id).support_count == 1
    assert db.session.scalar(select(func.count()).select_from(Support)) == 1
    assert events("IdeaSupported") == 1


@pytest.mark.parametrize("rivals", [2, 6])
def test_two_supports_at_49_reach_the_threshold_once(app: Flask, rivals: int) -> None:
    """N-10."""
    idea_id = factories.idea().id
    with transaction():
        idea = db.session.get_one(Idea, idea_id)
        for _number in range(49):
            commands.support(factories._inside(), idea)
    fans = [factories.person().id for _number in range(rivals)]
    at_once(app, [support_by(fan, idea_id) for fan in fans])
    idea = db.session.get_one(Idea, idea_id)
    assert (idea.state, idea.support_count) == ("quorum_erreicht", 49 + rivals)
    assert events("IdeaThresholdReached") == 1
    assert db.session.scalar(select(func.count()).where(IdeaStep.to_state == "quorum_erreicht")) == 1
    event = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "IdeaThresholdReached")).one()
    assert event.data["count"] == 50
    with transaction():
        commands.withdraw_support(db.session.get_one(Person, fans[0]), idea)
        commands.withdraw_support(db.session.get_one(Person, fans[1]), idea)
    idea = db.session.get_one(Idea, idea_id)
    assert (idea.state, idea.support_count) == ("quorum_erreicht", 49 + rivals - 2)


def test_supporting_and_withdrawing_at_once_keeps_count_and_rows_equal(app: Flask) -> None:
    idea_id = factories.idea().id
    fans = [factories.person().id for _number in range(6)]
    with transaction():
        for fan in fans[:3]:
            support_by(fan, idea_id)()
            db.session.info.clear()
    at_once(app, [*(withdraw_by(fan, idea_id) for fan in fans[:3]), *(support_by(fan, idea_id) for fan in fans)])
    rows = db.session.scalar(select(func.count()).select_from(Support))
    assert db.session.get_one(Idea, idea_id).support_count == rows
    assert rows is not None
    assert rows >= 3


def test_two_steps_at_once_are_one_step(app: Flask) -> None:
    """E-19: of two people who take the idea different ways, one hears of a conflict."""
    idea_id = factories.idea().id
    staff = [factories.person("staff").id for _number in range(2)]

    def examine(person_id: int) -> Callable[[], object]:
        def act() -> None:
            actor, idea = db.session.get_one(Person, person_id), db.session.get_one(Idea, idea_id)
            commands.advance(actor, idea, IdeaState.FACHPRUEFUNG, reason=factories.REASON)

        return act

    assert at_once(app, [examine(person_id) for person_id in staff], refused=(Conflict,)) == 1
    assert db.session.scalar(select(func.count()).where(IdeaStep.to_state == "fachpruefung")) == 1
