"""How many ideas each choice of the workbench would show, counted by the database (N-33)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal
from forum.office.models import Assignment
from forum.office.queries.workbench import (
    MINE,
    NOBODY,
    WAITING,
    Pending,
    Wanted,
    clock,
    narrowed,
    since,
    support,
    waits_for,
)


@dataclass(frozen=True)
class Facets:
    """How many ideas each choice would show, all other choices staying as they are; keys as in the address."""

    total: int
    counts: Mapping[str, Mapping[str, int]]
    handles: Mapping[str, str]


def facets(viewer: Actor, wanted: Wanted) -> Facets:
    """Count the ideas by every facet, one question each."""
    no_choice: dict[str, Any] = {
        "stand": (Idea.state, {"state": None}),
        "thema": (Idea.category, {"category": ""}),
        "unterstuetzung": (support(), {"support": None}),
        "frist": (clock(), {"clock": None}),
        "stelle": (Idea.unit, {"unit": ""}),
    }
    counts = {
        word: _counted(viewer, replace(wanted, **without), column) for word, (column, without) in no_choice.items()
    }
    counts["ziel"] = _counted(viewer, replace(wanted, goal=""), IdeaGoal.goal, _by_goal)
    counts["bezirk"] = _counted(viewer, replace(wanted, district=None), IdeaDistrict.district, _by_district)
    counts["wartet"] = _sums(
        narrowed(viewer, replace(wanted, waiting="")), {days: Idea.state_since < since(days) for days in WAITING}
    )
    counts["ansteht"] = _sums(
        narrowed(viewer, replace(wanted, pending=None)), {what.value: waits_for(what) for what in Pending}
    )
    by_person, handles = _assigned(viewer, replace(wanted, assigned=""))
    # What narrows by state also counts it, so the sum over states without that choice is not the total of the list.
    total = counts["stand"].get(wanted.state.value, 0) if wanted.state else sum(counts["stand"].values())
    return Facets(total, {**counts, "bei": by_person}, handles)


def _by_goal(statement: Select[Any]) -> Select[Any]:
    return statement.join(IdeaGoal, IdeaGoal.idea_id == Idea.id)


def _by_district(statement: Select[Any]) -> Select[Any]:
    return statement.join(IdeaDistrict, IdeaDistrict.idea_id == Idea.id)


def _counted(
    viewer: Actor,
    wanted: Wanted,
    column: Any,
    joined: Callable[[Select[Any]], Select[Any]] = lambda statement: statement,
) -> dict[str, int]:
    key = column.label("key")
    statement = joined(narrowed(viewer, wanted)).with_only_columns(key, func.count()).group_by(key)
    return {str(value): there for value, there in db.session.execute(statement) if value not in {None, ""}}


def _sums(statement: Select[Any], conditions: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """Return by each word how many ideas meet its condition; one idea may meet several."""
    sums = [func.count(case((condition, 1))) for condition in conditions.values()]
    return dict(zip(conditions, db.session.execute(statement.with_only_columns(*sums)).one(), strict=True))


def _assigned(viewer: Actor, wanted: Wanted) -> tuple[dict[str, int], dict[str, str]]:
    """Return how many ideas are with nobody, the viewer and each other person, and what the people are called."""
    found = db.session.execute(
        narrowed(viewer, wanted)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .with_only_columns(Assignment.person_id, Person.handle, func.count())
        .group_by(Assignment.person_id, Person.handle)
        .order_by(Person.handle)
    ).all()
    handles = {str(number): handle for number, handle, _there in found if number not in {None, viewer.person_id}}
    words = {None: NOBODY, viewer.person_id: MINE}
    return {words.get(number, str(number)): there for number, _handle, there in found}, handles
