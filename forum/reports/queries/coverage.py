"""Which goals, districts and parts of urban society are covered, and where the gaps are (B-08, G-30)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from forum.accounts.models import AFFILIATION_LABELS, Person
from forum.core.db import db
from forum.core.small_cells import suppressed, whole
from forum.dossiers.models import Decision, DecisionGoal
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal, Support
from forum.projects.models import FINISHED, Change, Indicator, MeasuredValue, Project, ProjectGoal
from forum.reports.period import Period
from forum.reports.queries.participation import PUBLIC, public_ideas
from forum.strategy.models import strategy


def by_goal(period: Period) -> list[dict[str, Any]]:
    """Return for each goal its ideas, supporters, answers, decisions, projects and those with results; gaps are zeros."""
    ideas = _ideas(IdeaGoal.goal, IdeaGoal, IdeaGoal.idea_id, period)
    people = _supporters(IdeaGoal.goal, IdeaGoal, IdeaGoal.idea_id, period)
    decisions = _pairs(
        select(DecisionGoal.goal, func.count())
        .join(Decision, Decision.id == DecisionGoal.decision_id)
        .where(Decision.audience == PUBLIC, Decision.decided_on.between(period.first, period.last))
        .group_by(DecisionGoal.goal)
    )
    projects = _pairs(
        select(ProjectGoal.goal, func.count())
        .join(Project, Project.id == ProjectGoal.project_id)
        .where(Project.audience == PUBLIC, Project.created_at < period.end)
        .group_by(ProjectGoal.goal)
    )
    results = _pairs(
        select(ProjectGoal.goal, func.count())
        .join(Project, Project.id == ProjectGoal.project_id)
        .where(Project.audience == PUBLIC, Project.created_at < period.end, _has_result(period))
        .group_by(ProjectGoal.goal)
    )
    return [
        {
            "key": key,
            "title": goal.title,
            "ideas": ideas.get(key, (0, 0))[0],
            "answered": ideas.get(key, (0, 0))[1],
            "supporters": people.get(key, 0),
            "decisions": decisions.get(key, 0),
            "projects": projects.get(key, 0),
            "results": results.get(key, 0),
        }
        for key, goal in strategy().goals.items()
    ]


def _has_result(period: Period) -> ColumnElement[bool]:
    """Return the condition that a project was finished, or its effect measured, until the end of the period."""
    finished = exists().where(Change.project_id == Project.id, Change.reason == FINISHED, Change.at < period.end)
    measured = exists().where(
        Indicator.project_id == Project.id,
        MeasuredValue.indicator_id == Indicator.id,
        MeasuredValue.measured_on <= period.last,
    )
    return or_(finished, measured)


def by_district(period: Period) -> list[dict[str, Any]]:
    """Return for each district its ideas, their supporters and answers."""
    ideas = _ideas(IdeaDistrict.district, IdeaDistrict, IdeaDistrict.idea_id, period)
    people = _supporters(IdeaDistrict.district, IdeaDistrict, IdeaDistrict.idea_id, period)
    return [
        {
            "key": number,
            "title": district.name,
            "ideas": ideas.get(number, (0, 0))[0],
            "answered": ideas.get(number, (0, 0))[1],
            "supporters": people.get(number, 0),
        }
        for number, district in strategy().districts.items()
    ]


def by_affiliation(period: Period) -> list[dict[str, Any]]:
    """Return how many ideas came from which part of urban society, as far as people said so of their own accord.

    Whoever belongs to several parts counts in each of them (G-01). Only for a year that is over: of shorter or running
    periods two could be subtracted, and the day of an idea would say who its author is.
    """
    if period.year is None or not period.is_over:
        return []
    rows = db.session.execute(
        select(Person.affiliations, func.count())
        .join(Idea, Idea.author_id == Person.id)
        .where(*_handed_in(period), Person.affiliations.is_not(None))
        .group_by(Person.affiliations)
    )
    found: Counter[str] = Counter()
    in_all = 0
    for words, number in rows:
        found.update(dict.fromkeys(str(words).split(), number))
        in_all += number
    counts = whole({key: found[key.value] for key in AFFILIATION_LABELS}, in_all)
    return [{"key": key, "ideas": count} for key, count in counts.items()]


def _handed_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (*public_ideas(), Idea.submitted_at >= period.begin, Idea.submitted_at < period.end)


def _ideas(key: Any, link: Any, idea_id: Any, period: Period) -> dict[Any, tuple[int, int]]:
    rows = db.session.execute(
        select(key, func.count(), func.sum(case((Idea.answered_at.is_not(None), 1), else_=0)))
        .select_from(link)
        .join(Idea, Idea.id == idea_id)
        .where(*_handed_in(period))
        .group_by(key)
    )
    return {found: (number, int(answered)) for found, number, answered in rows}


def _supporters(key: Any, link: Any, idea_id: Any, period: Period) -> Mapping[Any, int | None]:
    # People, not signatures: who supports three ideas for one goal counts once there.
    rows = db.session.execute(
        select(key, func.count(func.distinct(Support.person_id)))
        .select_from(link)
        .join(Idea, Idea.id == idea_id)
        .join(Support, Support.idea_id == Idea.id)
        .where(*_handed_in(period))
        .group_by(key)
    )
    return suppressed({found: number for found, number in rows}, total_is_known=False)  # noqa: C416


def _pairs(statement: Any) -> dict[str, int]:
    return {key: number for key, number in db.session.execute(statement)}  # noqa: C416
