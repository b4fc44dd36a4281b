"""Lists of ideas: filtered, sorted and cut into pages by the database; they never load texts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import AS_NAMED
from forum.core.db import db
from forum.core.likeness import title_key
from forum.core.permissions import Actor
from forum.core.text import clean_line
from forum.discussions.models import Space, Thread
from forum.ideas.lifecycle import UNLISTED, IdeaState
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal, written_by
from forum.strategy.models import Goal, strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, moment, number

IDEAS_PER_PAGE = 18

# What a list needs of an idea; never its texts.
LISTED_COLUMNS = (
    Idea.title, Idea.excerpt, Idea.language, Idea.category, Idea.state, Idea.audience, Idea.author_id, Idea.support_count,
    Idea.threshold, Idea.support_deadline, Idea.submitted_at, Idea.active_at, Idea.state_since, Idea.due_on, Idea.unit,
    Idea.clock_paused_on, Idea.paper_count,
    Idea.hidden_at, Idea.dossier_number, Idea.thread_id, Idea.version,
)  # fmt: skip

ORDERS = {
    "neu": Order(((Idea.submitted_at, True), (Idea.id, True)), (moment, number)),
    "unterstuetzung": Order(((Idea.support_count, True), (Idea.id, True)), (number, number)),
    "aktivitaet": Order(((Idea.active_at, True), (Idea.id, True)), (moment, number)),
    "frist": Order(((Idea.support_deadline, False), (Idea.id, False)), (date.fromisoformat, number)),
    "wartet": Order(((Idea.state_since, False), (Idea.id, False)), (moment, number)),
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader wants to see; unknown words were dropped before."""

    state: IdeaState | None = None
    goal: str = ""
    category: str = ""
    district: int | None = None
    # An Arbeitsfeld of the ISEK, which ideas serve by their goals (G-18).
    area: int | None = None
    space: str = ""
    text: str = ""
    mine: bool = False
    sort: str = "neu"

    @property
    def is_active(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(
            self.state or self.goal or self.category or self.district or self.area or self.space or self.text or self.mine
        )  # fmt: skip


def filter_from(args: Any) -> Filter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    known = strategy()
    district, area = number_in(args.get("bezirk")), number_in(args.get("feld"))
    state = args.get("stand", "")
    return Filter(
        state=IdeaState(state) if state in set(IdeaState) - UNLISTED else None,
        goal=args.get("ziel", "") if args.get("ziel", "") in known.known_goals else "",
        category=args.get("thema", "") if args.get("thema", "") in known.categories else "",
        district=district if district in known.districts else None,
        area=area if area in known.isek_fields else None,
        space=clean_line(args.get("raum", ""))[:60],
        text=args.get("q", "").strip()[:100],
        mine=args.get("meine") == "1",
        sort=args.get("sortierung", "neu") if args.get("sortierung", "neu") in ORDERS else "neu",
    )


def listed(viewer: Actor) -> Select[Idea]:
    """Select the ideas that lists may name to the viewer."""
    return select(Idea).where(
        Idea.audience.in_(viewer.words),
        Idea.hidden_at.is_(None),
        Idea.state.not_in([state.value for state in UNLISTED]),
    )


def linked_to(goals: Iterable[Goal]) -> Any:
    """Build the condition that a link leads to one of these goals, each in its version."""
    return or_(false(), *(and_(IdeaGoal.goal == goal.key, IdeaGoal.version == goal.version) for goal in goals))


def _serving(wanted: Filter) -> Iterator[Any]:
    """Yield the conditions on what the goals of an idea are."""
    if wanted.goal:
        yield Idea.id.in_(select(IdeaGoal.idea_id).where(IdeaGoal.goal == wanted.goal))
    if wanted.area:
        goals = [goal for one in strategy().goal_sets for goal in one.goals.values() if wanted.area in goal.fields]
        yield Idea.id.in_(select(IdeaGoal.idea_id).where(linked_to(goals)))


def _narrowed(viewer: Actor, wanted: Filter) -> Select[Idea]:
    statement = listed(viewer)
    if wanted.state:
        statement = statement.where(Idea.state == wanted.state.value)
    if wanted.goal or wanted.area:
        statement = statement.where(*_serving(wanted))
    if wanted.category:
        statement = statement.where(Idea.category == wanted.category)
    if wanted.district:
        of_district = select(IdeaDistrict.idea_id).where(IdeaDistrict.district == wanted.district)
        statement = statement.where(Idea.id.in_(of_district))
    if wanted.space:
        statement = statement.where(Idea.space_id.in_(select(Space.id).where(Space.slug == wanted.space)))
    for word in title_key(wanted.text).split()[:6]:
        statement = statement.where(Idea.title_key.contains(word, autoescape=True))
    if wanted.mine:
        statement = statement.where(written_by(viewer.person_id or 0))
    return statement


def ideas(viewer: Actor, wanted: Filter, after: str | None = None, *, limit: int = IDEAS_PER_PAGE) -> Page[Idea]:
    """Return a page of the ideas the viewer may see, filtered and sorted by the database (N-33)."""
    order = ORDERS[wanted.sort]
    statement = _narrowed(viewer, wanted)
    if wanted.sort == "frist":
        statement = statement.where(Idea.support_deadline.is_not(None), Idea.state == IdeaState.IN_DISKUSSION.value)
    statement = statement.options(
        load_only(*LISTED_COLUMNS),
        joinedload(Idea.thread).load_only(Thread.post_count),
        joinedload(Idea.author).load_only(*AS_NAMED),
    )
    rows = db.session.scalars(order.apply(statement, after, limit)).all()
    return order.page(rows, limit)


def counts(viewer: Actor) -> dict[IdeaState, int]:
    """Return how many ideas stand in each state."""
    rows = db.session.execute(
        listed(viewer).with_only_columns(Idea.state, func.count()).group_by(Idea.state).order_by(None)
    )
    return {IdeaState(state): there for state, there in rows}


def ideas_by_district(viewer: Actor) -> dict[int, int]:
    """Return how many listed ideas there are about each Stadtbezirk."""
    shown = listed(viewer).with_only_columns(Idea.id).order_by(None)
    rows = db.session.execute(
        select(IdeaDistrict.district, func.count())
        .where(IdeaDistrict.idea_id.in_(shown))
        .group_by(IdeaDistrict.district)
    )
    return {district: number for district, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


def ideas_since(viewer: Actor, since: datetime) -> int:
    """Count the listed ideas that were handed in since a moment."""
    recent = listed(viewer).where(Idea.submitted_at >= since).with_only_columns(func.count()).order_by(None)
    return db.session.scalar(recent) or 0


def newest(viewer: Actor, limit: int) -> Sequence[Idea]:
    """Return the newest ideas, for the start page."""
    return ideas(viewer, Filter(), limit=limit).items


def ideas_before(viewer: Actor, committee_id: int, limit: int) -> Sequence[Idea]:
    """Return the ideas on which a Fachbeirat deliberates, those that wait longest first."""
    statement = listed(viewer).where(Idea.state == IdeaState.FACHBEIRAT.value, Idea.committee_id == committee_id)
    statement = statement.options(load_only(*LISTED_COLUMNS)).order_by(Idea.state_since, Idea.id).limit(limit)
    return db.session.scalars(statement).all()
