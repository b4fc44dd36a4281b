"""The workbench: all ideas as one list that facets narrow, sorted and cut into pages by the database (N-33).

Units see their own ideas and nothing else, in list, counts and export alike.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import load_only

from forum.accounts.models import Person
from forum.accounts.units import units_of
from forum.core.clock import end_of_day, local, today
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.likeness import title_key
from forum.core.permissions import Actor, require
from forum.discussions.models import Thread
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, UNLISTED, IdeaState, StepKind
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal, IdeaStep
from forum.ideas.queries import LISTED_COLUMNS, ORDERS, listed
from forum.office.models import AnswerDraft, Assignment, DraftState, Sponsorship
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


class Pending(enum.StrEnum):
    """What waits for somebody beside the day of the next step."""

    RECOMMENDATION = "empfehlung"
    SPONSOR = "foerderung"
    ANSWER = "antwort"


PENDING_LABELS = {
    Pending.RECOMMENDATION: lazy("Empfehlung liegt vor"),
    Pending.SPONSOR: lazy("Durchsicht der Förderung"),
    Pending.ANSWER: lazy("Antwort wartet auf Durchsicht"),
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
    pending: Pending | None = None
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
            "ansteht": self.pending,
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
        pending=word_of("ansteht", Pending),
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
    return statement.where(*conditions(viewer, wanted).values(), *holding(wanted.text))


def conditions(viewer: Actor, wanted: Wanted) -> dict[str, ColumnElement[bool]]:
    """Return what each choice that was made asks of an idea, by its word in the address."""
    known: dict[str, Callable[[], ColumnElement[bool]]] = {
        "stand": lambda: Idea.state == wanted.state,
        "ziel": lambda: Idea.id.in_(select(IdeaGoal.idea_id).where(IdeaGoal.goal == wanted.goal)),
        "thema": lambda: Idea.category == wanted.category,
        "bezirk": lambda: Idea.id.in_(select(IdeaDistrict.idea_id).where(IdeaDistrict.district == wanted.district)),
        "unterstuetzung": lambda: support() == str(wanted.support),
        "frist": lambda: clock() == str(wanted.clock),
        "wartet": lambda: Idea.state_since < since(wanted.waiting),
        "stelle": lambda: Idea.unit == wanted.unit,
        "ansteht": lambda: waits_for(Pending(str(wanted.pending))),
        "bei": lambda: (
            Assignment.person_id.is_(None)
            if wanted.assigned == NOBODY
            else Assignment.person_id == (viewer.person_id if wanted.assigned == MINE else int(wanted.assigned))
        ),
    }
    return {word: known[word]() for word in wanted.words if word in known}


def since(days: str) -> datetime:
    """Return the moment before which an idea must have come into its state to have waited so many days."""
    return end_of_day(today() - timedelta(days=int(days)))


def holding(text: str) -> list[ColumnElement[bool]]:
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


def support() -> ColumnElement[str]:
    """Return the word of ``Support`` for an idea."""
    return case(
        (Idea.threshold_reached_at.is_not(None), Support.ENOUGH.value),
        (Idea.support_count == 0, Support.NONE.value),
        (Idea.support_count * 2 >= Idea.threshold, Support.HALF.value),
        else_=Support.SOME.value,
    )


def clock() -> ColumnElement[str]:
    """Return the word of ``Clock`` for an idea."""
    return case(
        (or_(Idea.due_on.is_(None), Idea.state.in_(FINAL | CITIZENS_TURN)), Clock.NONE.value),
        (Idea.clock_paused_on.is_not(None), Clock.PAUSED.value),
        (Idea.due_on < today(), Clock.OVERDUE.value),
        (Idea.due_on <= today() + SOON, Clock.SOON.value),
        else_=Clock.RUNNING.value,
    )


def waits_for(what: Pending) -> ColumnElement[bool]:
    """Return the condition that an idea waits for this."""
    if what == Pending.RECOMMENDATION:
        recommended = exists().where(IdeaStep.idea_id == Idea.id, IdeaStep.kind == StepKind.RECOMMENDATION.value)
        return and_(Idea.state.in_([IdeaState.FACHBEIRAT, IdeaState.FACHPRUEFUNG]), recommended)
    # Of these there are few, so they are looked up once instead of for each idea.
    if what == Pending.SPONSOR:
        late = Sponsorship.reviewed_at.is_(None), Sponsorship.review_on < today()
        return Idea.id.in_(select(Sponsorship.idea_id).where(*late))
    return Idea.id.in_(select(AnswerDraft.idea_id).where(AnswerDraft.state == DraftState.REVIEW.value))


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


def days_waited(idea: Idea) -> int:
    """Return for how many days an idea has stood in its state."""
    return (today() - local(idea.state_since).date()).days


def chosen(viewer: Actor, ids: Sequence[int]) -> Sequence[Idea]:
    """Return the ideas with these numbers on which the viewer may work, in the given order."""
    found = db.session.scalars(
        reachable(viewer).where(Idea.id.in_(ids)).options(load_only(*LISTED_COLUMNS, Idea.unit_id))
    )
    by_id = {idea.id: idea for idea in found}
    return [by_id[number] for number in dict.fromkeys(ids) if number in by_id]
