"""How many ideas each choice of the workbench would show, counted by the database in one pass (N-33)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, String, case, cast, func, literal, select, union_all

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
    conditions,
    holding,
    reachable,
    since,
    support,
    waits_for,
)

TOTAL = ""
# Facets whose choices part the ideas, by the word that says which part an idea belongs to.
PARTS: dict[str, Callable[[], Any]] = {
    "stand": lambda: Idea.state,
    "thema": lambda: Idea.category,
    "unterstuetzung": support,
    "frist": clock,
    "stelle": lambda: Idea.unit,
    "bei": lambda: Assignment.person_id,
}
# Facets of which an idea may meet several choices: the rows that link it, or a condition for each choice.
LINKS: dict[str, tuple[Any, Any]] = {"ziel": (IdeaGoal, IdeaGoal.goal), "bezirk": (IdeaDistrict, IdeaDistrict.district)}


@dataclass(frozen=True)
class Facets:
    """How many ideas each choice would show, all other choices staying as they are; keys as in the address."""

    total: int
    counts: Mapping[str, Mapping[str, int]]
    handles: Mapping[str, str]


def facets(viewer: Actor, wanted: Wanted) -> Facets:
    """Count the ideas by every facet in one statement that goes through the ideas once.

    First each idea becomes a short line: what it is in each facet, and which of the choices it meets. Everything is then
    counted from these lines; a facet leaves its own choice out.
    """
    chosen = conditions(viewer, wanted)
    counts: dict[str, dict[str | None, int]] = defaultdict(dict)
    questions = _questions(_lines(viewer, wanted, chosen), [*chosen])
    for facet, key, there in db.session.execute(union_all(*questions)):
        counts[facet][key] = there
    total = counts.pop(TOTAL)[TOTAL]
    people = counts.pop("bei", {})
    words = {None: NOBODY, str(viewer.person_id): MINE}
    others = [int(number) for number in people if number is not None and number not in words]
    by_person = {words.get(number, str(number)): there for number, there in people.items()}
    named = {word: _named(counts[word]) for word in (*PARTS, *LINKS, "wartet", "ansteht")}
    return Facets(total, {**named, "bei": by_person}, _handles(others))


def _lines(viewer: Actor, wanted: Wanted, chosen: Mapping[str, ColumnElement[bool]]) -> CTE:
    """Return a line for each idea on which the viewer may work and which holds the words that are looked for."""
    met = {f"waits_{days}": Idea.state_since < since(days) for days in WAITING}
    met |= {f"pending_{what.value}": waits_for(what) for what in Pending}
    met |= {f"meets_{word}": condition for word, condition in chosen.items()}
    return (
        reachable(viewer)
        .outerjoin(Assignment, Assignment.idea_id == Idea.id)
        .where(*holding(wanted.text))
        .with_only_columns(
            Idea.id.label("id"),
            *(column().label(word) for word, column in PARTS.items()),
            *(case((condition, 1), else_=0).label(name) for name, condition in met.items()),
        )
        .order_by(None)
        .cte("lines")
    )


def _questions(lines: CTE, chosen: Sequence[str]) -> Iterator[Select[Any]]:
    """Yield the questions: each answers with a facet, the key of a choice, and how many ideas that choice would show."""

    def counted(
        facet: str, key: ColumnElement[Any], among: FromClause = lines, *more: ColumnElement[bool]
    ) -> Select[Any]:
        others = [lines.c[f"meets_{word}"] == 1 for word in chosen if word != facet]
        return select(literal(facet), key, func.count()).select_from(among).where(*others, *more)

    yield counted(TOTAL, literal(TOTAL))
    for word in PARTS:
        key = cast(lines.c[word], String)
        yield counted(word, key).group_by(key)
    for word, (link, column) in LINKS.items():
        key = cast(column, String)
        yield counted(word, key, lines.join(link, link.idea_id == lines.c.id)).group_by(key)
    for days in WAITING:
        yield counted("wartet", literal(days), lines, lines.c[f"waits_{days}"] == 1)
    for what in Pending:
        yield counted("ansteht", literal(what.value), lines, lines.c[f"pending_{what.value}"] == 1)


def _named(counts: Mapping[str | None, int]) -> dict[str, int]:
    """Return the counts without what has no name."""
    return {key: there for key, there in counts.items() if key}


def _handles(people: Sequence[int]) -> dict[str, str]:
    """Return what these people are called, in the order of their names."""
    named = select(Person.id, Person.handle).where(Person.id.in_(people)).order_by(Person.handle)
    return {str(number): handle for number, handle in db.session.execute(named)} if people else {}
