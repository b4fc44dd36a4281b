"""A process of the demo with its surveys: one that is counted, and one that runs (B-23)."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from forum.core.clock import end_of_day, today
from forum.core.db import db
from forum.core.permissions import SYSTEM
from forum.demo.moments import on, person
from forum.discussions import commands as discussions
from forum.discussions.models import Influence, Phase, Space
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.surveys import commands
from forum.surveys.models import Kind, Question, Survey, Words


def build(data: dict[str, Any]) -> None:
    """Make a space a process, and let people answer what the staff office asks in it."""
    space_id = _process(data["process"])
    for row in data["surveys"]:
        _survey(space_id, row)


def _process(row: dict[str, Any]) -> int:
    begins = {Phase(name): _midnight(days) for name, days in row["phases"].items()}
    with on(row["opened"]):
        position = db.session.scalar(select(func.count()).select_from(Space)) or 0
        words = {name: row[name] for name in ("title", "description", "influence", "contact")}
        space = discussions.open_space(SYSTEM, discussions.SpacePlan(**words), position=position)
        plan = discussions.ProcessPlan(influence=Influence.CONSULTATION, excluded=row["excluded"], begins=begins)
        discussions.arrange_process(SYSTEM, space, plan)
        for handle in row["followers"]:
            notifications.follow(person(handle), "space", space.id, level=Level.TRACKING)
        return space.id


def _midnight(days: int) -> datetime:
    """Return the beginning of the day so many days before the build; to be asked outside of ``on``, which moves today."""
    return end_of_day(today() - timedelta(days=days + 1))


def _survey(space_id: int, row: dict[str, Any]) -> None:
    times = {"opens_at": _midnight(row["opens"]), "closes_at": _midnight(row["closes"])}
    with on(row["opens"] + 1, hour=10):
        plan = commands.Plan(title=row["title"], text=row["text"], phase=Phase(row["phase"]), **times)
        survey = commands.draft_survey(person("Buero-Smart-City"), db.session.get_one(Space, space_id), plan)
        for asked in row["questions"]:
            question = commands.Asked(**{**asked, "kind": Kind(asked["kind"])})
            commands.add_question(person("Buero-Smart-City"), survey, question, version=survey.version)
        commands.publish_survey(person("Buero-Smart-City"), survey, version=survey.version)
        number = survey.id
    with on(row["opens"], hour=0, minute=1):
        commands.keep_time()
    with on(row["opens"] - 1, hour=18):
        _answer(number, row)
    if row["closes"] > 0:
        with on(row["closes"], hour=0, minute=1):
            commands.keep_time()
        with on(row["closes"] - 1, hour=11):
            _check(number, row["shown"])


def _answer(number: int, row: dict[str, Any]) -> None:
    survey = db.session.get_one(Survey, number)
    asked = db.session.scalars(
        select(Question.id).where(Question.survey_id == number).order_by(Question.position)
    ).all()
    for handle, given in zip(row["people"], row["answers"], strict=True):
        commands.answer_survey(person(handle), survey, dict(zip(asked, given, strict=True)), version=survey.version)


def _check(number: int, shown: int) -> None:
    """Let the first texts pass; the others wait for the staff office."""
    rows = db.session.scalars(select(Words).join(Words.question).where(Question.survey_id == number).order_by(Words.id))
    for words in islice(rows.all(), shown):
        commands.check_text(person("Buero-Smart-City"), words, shown=True)
