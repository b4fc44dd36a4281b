"""Short ways to a process with a survey that people can answer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Influence, Phase, Space, SpaceKind
from forum.surveys import commands
from forum.surveys.answers import Given
from forum.surveys.commands import Asked
from forum.surveys.models import Kind, Question, Survey
from tests import factories

WHERE = Asked(kind=Kind.SINGLE, text="Wo fehlen Bänke am meisten?", options=("Hagenmarkt", "Kohlmarkt", "Burgplatz"))
WHICH = Asked(
    kind=Kind.SEVERAL,
    text="Was braucht ein guter Platz?",
    options=("Schatten", "Wasser", "Licht"),
    most=2,
    required=False,
)
HOW_WELL = Asked(kind=Kind.SCALE, text="Wie zufrieden sind Sie?", low="gar nicht", high="sehr", required=False)
ORDER = Asked(kind=Kind.ORDER, text="Was ist Ihnen wichtig?", options=("Ruhe", "Nähe", "Grün"), required=False)
WORDS = Asked(kind=Kind.TEXT, text="Was möchten Sie uns noch sagen?", required=False)
AGE = Asked(
    kind=Kind.SINGLE,
    text="Wie alt sind Sie?",
    options=("bis 30", "31–60", "über 60"),
    about_person=True,
    required=False,
)
EVERY_KIND = (WHERE, WHICH, HOW_WELL, ORDER, WORDS, AGE)

Failure = TypeVar("Failure", bound=Exception)


def process(
    kind: SpaceKind = SpaceKind.PUBLIC, *, excluded: str = "Der Haushalt steht nicht zur Debatte.", **changes: Any
) -> Space:
    """Return a space whose phase of collecting began yesterday and ends in ten days."""
    number = factories.space(kind, **changes).id
    begins = {Phase.OPEN: now() - timedelta(days=1), Phase.CHECK: now() + timedelta(days=10)}
    plan = discussions.ProcessPlan(influence=Influence.CONSULTATION, excluded=excluded, begins=begins)
    with transaction():
        discussions.arrange_process(SYSTEM, db.session.get_one(Space, number), plan)
    return db.session.get_one(Space, number)


def plan(**changes: Any) -> commands.Plan:
    """Return what a survey says of itself; it runs from now on for a week."""
    values = {
        "title": "Wo fehlen Bänke?",
        "text": "Die Stadt stellt *zehn* Bänke auf.",
        "phase": Phase.OPEN,
        "opens_at": now() - timedelta(minutes=1),
        "closes_at": now() + timedelta(days=7),
        **changes,
    }
    return commands.Plan(**values)


def drafted(within: Space | None = None, *asked: Asked, **changes: Any) -> Survey:
    """Return a draft with these questions; one of a single choice if nothing else is asked for."""
    space_id = (within or process()).id
    with transaction():
        survey = commands.draft_survey(SYSTEM, db.session.get_one(Space, space_id), plan(**changes))
        for one in asked or (WHERE,):
            commands.add_question(SYSTEM, survey, one, version=survey.version)
        number = survey.id
    return db.session.get_one(Survey, number)


def running(within: Space | None = None, *asked: Asked, **changes: Any) -> Survey:
    """Return a survey that people can answer, and of which they were told."""
    number = drafted(within, *asked, **changes).id
    with transaction():
        found = db.session.get_one(Survey, number)
        commands.publish_survey(SYSTEM, found, version=found.version)
        commands.keep_time()
    return db.session.get_one(Survey, number)


def question_ids(survey: Survey) -> list[int]:
    """Return the numbers of the questions in their order."""
    statement = select(Question.id).where(Question.survey_id == survey.id).order_by(Question.position)
    return list(db.session.scalars(statement))


def answer(survey: Survey, *given: Given | None, who: Person | None = None) -> None:
    """Let somebody answer, question by question; None leaves one out."""
    survey_id, person_id = survey.id, (who or factories.person()).id
    sheet: Mapping[int, Given] = {
        number: one for number, one in zip(question_ids(survey), given, strict=False) if one is not None
    }
    with transaction():
        found = db.session.get_one(Survey, survey_id)
        commands.answer_survey(db.session.get_one(Person, person_id), found, sheet, version=found.version)


def refused(kind: type[Failure], act: Callable[[], object]) -> Failure:
    """Act in a transaction of its own, see it refused in this way, and return the refusal."""
    with pytest.raises(kind) as caught, transaction():
        act()
    return caught.value


def end(survey: Survey) -> Survey:
    """Let the time of a survey pass, and count it."""
    number = survey.id
    with transaction():
        found = db.session.get_one(Survey, number)
        found.opens_at, found.closes_at = now() - timedelta(days=2), now() - timedelta(seconds=1)
        db.session.flush()
        commands.keep_time()
    return db.session.get_one(Survey, number)
