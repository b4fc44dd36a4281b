"""The workbench: all ideas as one list that facets narrow, with counts, sorted and cut into pages by the database (N-33).

Units see their own ideas and nothing else, in list, counts and export alike.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import load_only

from forum.accounts.models import Person
from forum.accounts.units import units_of
from forum.core.clock import end_of_day, today
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.likeness import title_key
from forum.core.permissions import Actor, require
from forum.discussions.models import Thread
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, UNLISTED, IdeaState
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal
from forum.ideas.queries import LISTED_COLUMNS, ORDERS, listed
from forum.office.models import Assignment
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, number

ROWS_PER_PAGE = 50
# Days until the next step is due within which it counts as soon.
SOON = timedelta(days=7)
LONGEST_WORDS = 6


class Clock(enum.StrEnum):
    """How an idea stands with the day of its next step."""

    OVERDUE = "ueberfaellig"
    SOON = "bald"
    RUNNING = "laeuft"
    PAUSED = "angehalten"
    NONE = "ohne"


CLOCK_LABELS = {
    Clock.OVERDUE: lazy("Überfällig"),
    Clock.SOON: lazy("In den nächsten 7 Tagen"),
    Clock.RUNNING: lazy("Später"),
    Clock.PAUSED: lazy("Angehalten"),
    Clock.NONE: lazy("Keine Frist"),
}
# For how many days at least an idea has stood in its state.
WAITING = {"7": lazy("Über 1 Woche"), "30": lazy("Über 1 Monat"), "90": lazy("Über 3 Monate")}


class Support(enum.StrEnum):
    """How much support an idea has."""

    NONE = "keine"
    SOME = "wenige"
    HALF = "halb"
    ENOUGH = "genug"


SUPPORT_LABELS = {
    Support.NONE: lazy("Noch keine"),
    Support.SOME: lazy("Unter der halben Schwelle"),
    Support.HALF: lazy("Ab der halben Schwelle"),
    Support.ENOUGH: lazy("Schwelle erreicht"),
}
# Whose ideas: one's own, nobody's, or those of a person by number.
MINE, NOBODY = "ich", "niemand"

WORKBENCH_ORDERS = {
    **{word: ORDERS[word] for word in ("neu", "unterstuetzung", "aktivitaet", "wartet")},
    "frist": Order(((Idea.due_on, False), (Idea.id, False)), (date.fromisoformat, number)),
    "titel": Order(((Idea.title_key, False), (Idea.id, False)), (str, number)),
}
SORT_LABELS = {
    "neu": lazy("Neueste zuerst"),
    "frist": lazy("Nächste Frist zuerst"),
    "wartet": lazy("Wartet am längsten"),
    "unterstuetzung": lazy("Meiste Unterstützung"),
    "aktivitaet": lazy("Zuletzt aktiv"),
    "titel": lazy("Titel von A bis Z"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to see on the workbench; unknown words were dropped before."""

    state: IdeaState | None = None
    goal: str = ""
    category: str = ""
    district: int | None = None
    support: Support | None = None
    clock: Clock | None = None
    waiting: str = ""
    assigned: str = ""
    unit: str = ""
    text: str = ""
    sort: str = "neu"

    @property
    def words(self) -> dict[str, str]:
        """The words of an address that mean the same."""
        values = {
            "stand": self.state,
            "ziel": self.goal,
            "thema": self.category,
            "bezirk": self.district,
            "unterstuetzung": self.support,
            "frist": self.clock,
            "wartet": self.waiting,
            "bei": self.assigned,
            "stelle": self.unit,
            "q": self.text,
            "sortierung": self.sort if self.sort != "neu" else "",
        }
        return {word: str(value) for word, value in values.items() if value}

    @property
    def is_active(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(self.words.keys() - {"sortierung"})


def wanted_from(args: Mapping[str, Any]) -> Wanted:
    """Read what is wanted from the words of an address; only known keys get through (E-21)."""
    known = strategy()
    district, assigned = number_in(args.get("bezirk")), args.get("bei", "")
    by_number = str(number_in(assigned) or "")

    def one_of(name: str, keys: Any) -> Any:
        value = args.get(name, "")
        return value if value in keys else ""

    def word_of(name: str, words: type[enum.StrEnum], without: frozenset[Any] = frozenset()) -> Any:
        value = one_of(name, set(words) - without)
        return words(value) if value else None

    return Wanted(
        state=word_of("stand", IdeaState, UNLISTED),
        goal=one_of("ziel", known.goals),
        category=one_of("thema", known.categories),
        district=district if district in known.districts else None,
        support=word_of("unterstuetzung", Support),
        clock=word_of("frist", Clock),
        waiting=one_of("wartet", WAITING),
        assigned=assigned if assigned in {MINE, NOBODY} else by_number,
        unit=args.get("stelle", "").strip()[:120],
        text=args.get("q", "").strip()[:100],
        sort=one_of("sortierung", WORKBENCH_ORDERS) or "neu",
    )


def reachable(viewer: Actor) -> Select[Any]:
    """Select the ideas on which a person may work: all listed ones for the Stabsstelle, their own for units."""
    require(viewer, "office.open")
    statement = listed(viewer)
    return statement if "staff" in viewer.words else statement.where(Idea.unit_id.in_(units_of(viewer)))


def narrowed(viewer: Actor, wanted: Wanted) -> Select[Any]:
    """Select the ideas that match, with who works on each."""
    statement = reachable(viewer).outerjoin(Assignment, Assignment.idea_id == Idea.id)
    return statement.where(*_conditions(viewer, wanted), *_holding(wanted.text))


def _conditions(viewer: Actor, wanted: Wanted) -> list[Any]:
    conditions: dict[str, Callable[[], Any]] = {
        "stand": lambda: Idea.state == wanted.state,
        "ziel": lambda: Idea.id.in_(select(IdeaGoal.idea_id).where(IdeaGoal.goal == wanted.goal)),
        "thema": lambda: Idea.category == wanted.category,
        "bezirk": lambda: Idea.id.in_(select(IdeaDistrict.idea_id).where(IdeaDistrict.district == wanted.district)),
        "unterstuetzung": lambda: _support() == str(wanted.support),
        "frist": lambda: _clock() == str(wanted.clock),
        "wartet": lambda: Idea.state_since < _since(wanted.waiting),
        "stelle": lambda: Idea.unit == wanted.unit,
        "bei": lambda: (
            Assignment.person_id.is_(None)
            if wanted.assigned == NOBODY
            else Assignment.person_id == (viewer.person_id if wanted.assigned == MINE else int(wanted.assigned))
        ),
    }
    return [conditions[word]() for word in wanted.words if word in conditions]


def _since(days: str) -> datetime:
    return end_of_day(today() - timedelta(days=int(days)))


def _holding(text: str) -> list[ColumnElement[bool]]:
    """Return the conditions that an idea holds all words, or has this number."""
    asked = number_in(text.removeprefix("#"))
    conditions = []
    for word in text.split()[:LONGEST_WORDS]:
        alternatives = [Idea.source.icontains(word, autoescape=True)]
        if key := title_key(word):
            alternatives.append(Idea.title_key.contains(key, autoescape=True))
        if asked is not None:
            alternatives.append(Idea.id == asked)
        conditions.append(or_(*alternatives))
    return conditions


def _support() -> ColumnElement[str]:
    return case(
        (Idea.threshold_reached_at.is_not(None), Support.ENOUGH.value),
        (Idea.support_count == 0, Support.NONE.value),
        (Idea.support_count * 2 >= Idea.threshold, Support.HALF.value),
        else_=Support.SOME.value,
    )


def is_overdue() -> ColumnElement[bool]:
    """Return the condition that the administration missed the day of the next step, as ``Idea.is_overdue`` tells it."""
    return and_(Idea.due_on < today(), Idea.clock_paused_on.is_(None), Idea.state.not_in(FINAL | CITIZENS_TURN))


def _clock() -> ColumnElement[str]:
    return case(
        (or_(Idea.due_on.is_(None), Idea.state.in_(FINAL | CITIZENS_TURN)), Clock.NONE.value),
        (Idea.clock_paused_on.is_not(None), Clock.PAUSED.value),
        (Idea.due_on < today(), Clock.OVERDUE.value),
        (Idea.due_on <= today() + SOON, Clock.SOON.value),
        else_=Clock.RUNNING.value,
    )


def rows(viewer: Actor, wanted: Wanted, after: str | None = None, *, limit: int = ROWS_PER_PAGE) -> Page[Row[Any]]:
    """Return a page of the list: each row is the idea, the handle of who works on it, and the number of posts."""
    order = WORKBENCH_ORDERS[wanted.sort]
    statement = (
        narrowed(viewer, wanted)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .outerjoin(Thread, Thread.id == Idea.thread_id)
        .add_columns(Person.handle.label("assignee"), func.coalesce(Thread.post_count, 0).label("posts"))
        .options(load_only(*LISTED_COLUMNS, Idea.title_key, Idea.unit_id))
    )
    if wanted.sort == "frist":
        statement = statement.where(Idea.due_on.is_not(None), Idea.state.not_in(FINAL | CITIZENS_TURN))
    found = db.session.execute(order.apply(statement, after, limit)).all()
    return order.page(found, limit)


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
        "unterstuetzung": (_support(), {"support": None}),
        "frist": (_clock(), {"clock": None}),
        "stelle": (Idea.unit, {"unit": ""}),
    }
    counts = {
        word: _counted(viewer, replace(wanted, **without), column) for word, (column, without) in no_choice.items()
    }
    counts["ziel"] = _counted(viewer, replace(wanted, goal=""), IdeaGoal.goal, _by_goal)
    counts["bezirk"] = _counted(viewer, replace(wanted, district=None), IdeaDistrict.district, _by_district)
    counts["wartet"] = _waiting(viewer, replace(wanted, waiting=""))
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


def _waiting(viewer: Actor, wanted: Wanted) -> dict[str, int]:
    sums = [func.count(case((Idea.state_since < _since(days), 1))) for days in WAITING]
    return dict(zip(WAITING, db.session.execute(narrowed(viewer, wanted).with_only_columns(*sums)).one(), strict=True))


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


def chosen(viewer: Actor, ids: Sequence[int]) -> Sequence[Idea]:
    """Return the ideas with these numbers on which the viewer may work, in the given order."""
    found = db.session.scalars(
        reachable(viewer).where(Idea.id.in_(ids)).options(load_only(*LISTED_COLUMNS, Idea.unit_id))
    )
    by_id = {idea.id: idea for idea in found}
    return [by_id[number] for number in dict.fromkeys(ids) if number in by_id]
