"""Ideas that live on in others, and those that could (N-17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, load_only

from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.discussions.models import Thread
from forum.ideas.lifecycle import MERGEABLE
from forum.ideas.models import Idea, IdeaMerge, MergedIdea, Support
from forum.ideas.queries.lists import LISTED_COLUMNS, listed


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
    """Return the idea in which this one lives on, if the viewer may see it; of a chain of merges the last one (N-17)."""
    if found.merged_into_id is None:
        return None
    way = select(Idea.id, Idea.merged_into_id).where(Idea.id == found.merged_into_id).cte("way", recursive=True)
    onward = aliased(Idea)
    way = way.union(select(onward.id, onward.merged_into_id).join(way, onward.id == way.c.merged_into_id))
    last = select(way.c.id).where(way.c.merged_into_id.is_(None)).scalar_subquery()
    return db.session.scalar(listed(viewer).where(Idea.id == last).options(load_only(*LISTED_COLUMNS)))


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
