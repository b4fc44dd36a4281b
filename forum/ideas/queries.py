"""Reading ideas. The first argument is always the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.accounts.models import Person
from forum.core.clock import end_of_day
from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.i18n import _, spoken
from forum.core.likeness import title_key
from forum.core.permissions import Actor, require
from forum.discussions.models import Space, Thread
from forum.ideas.lifecycle import MERGEABLE, UNLISTED, IdeaState
from forum.ideas.models import (
    Idea,
    IdeaDistrict,
    IdeaGoal,
    IdeaMerge,
    IdeaRevision,
    IdeaStep,
    MergedIdea,
    Support,
)
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, moment

IDEAS_PER_PAGE = 18
ROWS_PER_PAGE = 50

# What a list needs of an idea; never its texts.
LISTED_COLUMNS = (
    Idea.title, Idea.excerpt, Idea.language, Idea.category, Idea.state, Idea.audience, Idea.author_id, Idea.support_count,
    Idea.threshold, Idea.support_deadline, Idea.submitted_at, Idea.active_at, Idea.state_since, Idea.due_on, Idea.unit,
    Idea.hidden_at, Idea.dossier_number, Idea.thread_id, Idea.version,
)  # fmt: skip

ORDERS = {
    "neu": Order(((Idea.submitted_at, True), (Idea.id, True)), (moment, int)),
    "unterstuetzung": Order(((Idea.support_count, True), (Idea.id, True)), (int, int)),
    "aktivitaet": Order(((Idea.active_at, True), (Idea.id, True)), (moment, int)),
    "frist": Order(((Idea.support_deadline, False), (Idea.id, False)), (date.fromisoformat, int)),
    "wartet": Order(((Idea.state_since, False), (Idea.id, False)), (moment, int)),
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader wants to see; unknown words were dropped before."""

    state: IdeaState | None = None
    goal: str = ""
    category: str = ""
    district: int | None = None
    space: str = ""
    text: str = ""
    mine: bool = False
    least_support: int = 0
    waiting_since: date | None = None
    sort: str = "neu"

    @property
    def is_active(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(
            self.state or self.goal or self.category or self.district or self.space or self.text or self.mine
            or self.least_support
            or self.waiting_since
        )  # fmt: skip


def filter_from(args: Any) -> Filter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    known = strategy()
    district = number_in(args.get("bezirk"))
    state = args.get("stand", "")
    return Filter(
        state=IdeaState(state) if state in set(IdeaState) - UNLISTED else None,
        goal=args.get("ziel", "") if args.get("ziel", "") in known.goals else "",
        category=args.get("thema", "") if args.get("thema", "") in known.categories else "",
        district=district if district in known.districts else None,
        space=args.get("raum", "")[:60],
        text=args.get("q", "").strip()[:100],
        mine=args.get("meine") == "1",
        least_support=number_in(args.get("ab")) or 0,
        waiting_since=_day(args.get("seit", "")),
        sort=args.get("sortierung", "neu") if args.get("sortierung", "neu") in ORDERS else "neu",
    )


def _day(word: str) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if day < date.max else None  # The last day of the calendar has no end.


def listed(viewer: Actor) -> Select[Idea]:
    """Select the ideas that lists may name to the viewer."""
    return select(Idea).where(
        Idea.audience.in_(viewer.words),
        Idea.hidden_at.is_(None),
        Idea.state.not_in([state.value for state in UNLISTED]),
    )


def _narrowed(viewer: Actor, wanted: Filter) -> Select[Idea]:
    statement = listed(viewer)
    if wanted.state:
        statement = statement.where(Idea.state == wanted.state.value)
    if wanted.goal:
        statement = statement.where(Idea.id.in_(select(IdeaGoal.idea_id).where(IdeaGoal.goal == wanted.goal)))
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
        statement = statement.where(Idea.author_id == (viewer.person_id or 0))
    if wanted.least_support:
        statement = statement.where(Idea.support_count >= wanted.least_support)
    if wanted.waiting_since:
        statement = statement.where(Idea.state_since < end_of_day(wanted.waiting_since))
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
        joinedload(Idea.author).load_only(Person.handle),
    )
    rows = db.session.scalars(order.apply(statement, after, limit)).all()
    return order.page(rows, limit)


def counts(viewer: Actor) -> dict[IdeaState, int]:
    """Return how many ideas stand in each state."""
    rows = db.session.execute(
        listed(viewer).with_only_columns(Idea.state, func.count()).group_by(Idea.state).order_by(None)
    )
    return {IdeaState(state): there for state, there in rows}


def newest(viewer: Actor, limit: int) -> Sequence[Idea]:
    """Return the newest ideas, for the start page."""
    return ideas(viewer, Filter(), limit=limit).items


def idea(viewer: Actor, idea_id: int) -> Idea:
    """Return one idea. Raises NotFound for foreign drafts, Gone with the ground for what the moderation hid."""
    found = db.session.scalar(
        select(Idea)
        .where(Idea.id == idea_id)
        .options(
            joinedload(Idea.thread),
            joinedload(Idea.author),
            selectinload(Idea.goal_links),
            selectinload(Idea.district_links),
        )
    )
    if found is None:
        raise NotFound
    if found.is_draft:
        if viewer.person_id is None or viewer.person_id != found.author_id:
            raise NotFound
        return found
    if found.hidden_at is not None and found.audience not in viewer.words:
        raise Gone(_("Die Moderation hat diese Idee verborgen. Grund: %(ground)s", ground=spoken(found.hidden_ground)))
    if found.audience not in viewer.words:
        raise NotFound
    return found


def drafts(viewer: Actor) -> Sequence[Idea]:
    """Return the viewer's own drafts, the one changed last first (N-03)."""
    return db.session.scalars(
        select(Idea)
        .where(Idea.author_id == (viewer.person_id or 0), Idea.state == IdeaState.ENTWURF.value)
        .order_by(Idea.active_at.desc(), Idea.id.desc())
        .options(load_only(*LISTED_COLUMNS))
    ).all()


def timeline(_viewer: Actor, found: Idea) -> Sequence[IdeaStep]:
    """Return the public log of an idea, oldest line first. The viewer was asked for the idea before."""
    return db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == found.id).order_by(IdeaStep.seq)).all()


def supports(viewer: Actor, found: Idea) -> bool:
    """Tell whether the viewer supports the idea."""
    return viewer.person_id is not None and db.session.get(Support, (found.id, viewer.person_id)) is not None


def revisions(_viewer: Actor, found: Idea) -> Sequence[IdeaRevision]:
    """Return what an idea said before, newest first. The viewer was asked for the idea before."""
    return db.session.scalars(
        select(IdeaRevision).where(IdeaRevision.idea_id == found.id).order_by(IdeaRevision.version.desc())
    ).all()


def has_revisions(found: Idea) -> bool:
    """Tell whether an idea said something else before."""
    return db.session.scalar(select(IdeaRevision.version).where(IdeaRevision.idea_id == found.id).limit(1)) is not None


def supporters(found: Idea) -> Sequence[int]:
    """Return the numbers of the supporters, for those who tell them; never for a page (N-13)."""
    return db.session.scalars(select(Support.person_id).where(Support.idea_id == found.id)).all()


def for_export(viewer: Actor, wanted: Filter) -> Sequence[Idea]:
    """Return all ideas of a filter with their texts and facts, oldest first; for the staff office."""
    require(viewer, "office.open")
    return db.session.scalars(
        _narrowed(viewer, wanted)
        .order_by(Idea.id)
        .options(
            selectinload(Idea.goal_links),
            selectinload(Idea.district_links),
            joinedload(Idea.author).load_only(Person.handle),
        )
    ).all()


def ideas_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many listed ideas serve each goal (B-08)."""
    shown = listed(viewer).with_only_columns(Idea.id)
    rows = db.session.execute(
        select(IdeaGoal.goal, func.count()).where(IdeaGoal.idea_id.in_(shown)).group_by(IdeaGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


@dataclass(frozen=True)
class MergedHere:
    """An idea that lives on in another: where it stood, how much was written about it, and the act."""

    idea: Idea
    post_count: int
    merge: IdeaMerge


def merged_here(_viewer: Actor, found: Idea) -> Sequence[MergedHere]:
    """Return the ideas that live on in this one, in the order of their numbers; the viewer was asked before (N-17)."""
    rows = db.session.execute(
        select(Idea, func.coalesce(Thread.post_count, 0), IdeaMerge)
        .join(MergedIdea, MergedIdea.idea_id == Idea.id)
        .join(IdeaMerge, (IdeaMerge.id == MergedIdea.merge_id) & IdeaMerge.undone_at.is_(None))
        .outerjoin(Thread, Thread.id == Idea.thread_id)
        .where(Idea.merged_into_id == found.id, IdeaMerge.target_id == found.id, Idea.hidden_at.is_(None))
        .order_by(Idea.id)
        .options(load_only(*LISTED_COLUMNS))
    )
    return [MergedHere(*row) for row in rows]


def living_on(viewer: Actor, found: Idea) -> Idea | None:
    """Return the idea in which this one lives on, if the viewer may see it."""
    if found.merged_into_id is None:
        return None
    return db.session.scalar(listed(viewer).where(Idea.id == found.merged_into_id).options(load_only(*LISTED_COLUMNS)))


@dataclass(frozen=True)
class Joinable:
    """An idea that could be joined with another; ``both`` is how many people support the two of them."""

    idea: Idea
    both: int


def joinable(viewer: Actor, target: Idea, wanted: Sequence[int]) -> Sequence[Joinable]:
    """Return the ideas with these numbers that can be joined with the target, in the given order (N-17, N-18)."""
    require(viewer, "idea.merge", target)
    here = select(Support.person_id).where(Support.idea_id == target.id)
    both = (
        select(func.count())
        .where(Support.idea_id == Idea.id, Support.person_id.in_(here))
        .correlate(Idea)
        .scalar_subquery()
    )
    rows = db.session.execute(
        listed(viewer)
        .add_columns(both)
        .where(Idea.id.in_(wanted), Idea.id != target.id, Idea.state.in_(MERGEABLE), Idea.audience == target.audience)
        .options(load_only(*LISTED_COLUMNS))
    ).all()
    found = {idea.id: Joinable(idea, number) for idea, number in rows}
    return [found[number] for number in wanted if number in found]


def merged_by(act: IdeaMerge) -> Sequence[Idea]:
    """Return the ideas that an act of merging joined with another."""
    return db.session.scalars(
        select(Idea)
        .join(MergedIdea, MergedIdea.idea_id == Idea.id)
        .where(MergedIdea.merge_id == act.id)
        .order_by(Idea.id)
        .options(load_only(*LISTED_COLUMNS))
    ).all()
