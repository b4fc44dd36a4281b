"""Likely twins for the Stabsstelle: pairs, and the clusters they form (N-05)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, load_only

from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.lifecycle import MERGEABLE
from forum.ideas.models import Idea, IdeaTwin
from forum.web.paging import Order, Page, number

PAIRS_PER_PAGE = 30
_ORDER = Order(((IdeaTwin.score, True), (IdeaTwin.one_id, False), (IdeaTwin.other_id, False)), (number, number, number))
_SHOWN = (Idea.title, Idea.language, Idea.excerpt, Idea.state, Idea.support_count, Idea.submitted_at)
_One, _Other = aliased(Idea), aliased(Idea)


@dataclass(frozen=True)
class Pair:
    """Two ideas that seem to mean the same."""

    twin: IdeaTwin
    one: Idea
    other: Idea

    @property
    def percent(self) -> int:
        """How alike they are, of a hundred."""
        return round(self.twin.score / 10)


@dataclass(frozen=True)
class Cluster:
    """Ideas that hang together by pairs: the one with most support, and those that could live on in it."""

    target: Idea
    others: Sequence[Idea]


def twins(viewer: Actor, after: str | None) -> Page[Pair]:
    """Return a page of the pairs that nobody dismissed and that could be merged, the most alike first."""
    require(viewer, "twins.sort")
    statement = (
        select(IdeaTwin)
        .join(_One, _One.id == IdeaTwin.one_id)
        .join(_Other, _Other.id == IdeaTwin.other_id)
        .where(
            IdeaTwin.dismissed_at.is_(None),
            *(
                condition
                for idea in (_One, _Other)
                for condition in (
                    idea.state.in_(MERGEABLE), idea.hidden_at.is_(None), idea.audience.in_(viewer.words)
                )
            ),
        )
    )  # fmt: skip
    rows = db.session.scalars(_ORDER.apply(statement, after, PAIRS_PER_PAGE)).all()
    page = _ORDER.page(rows, PAIRS_PER_PAGE)
    numbers = {number for row in page.items for number in (row.one_id, row.other_id)}
    ideas = {
        idea.id: idea
        for idea in db.session.scalars(select(Idea).where(Idea.id.in_(numbers)).options(load_only(*_SHOWN)))
    }
    return Page([Pair(row, ideas[row.one_id], ideas[row.other_id]) for row in page.items], page.after)


def clusters(pairs: Sequence[Pair]) -> Sequence[Cluster]:
    """Return what hangs together by pairs, if it is more than one pair, the largest first."""
    groups: dict[int, dict[int, Idea]] = {}
    for pair in pairs:
        joined = {pair.one.id: pair.one, pair.other.id: pair.other}
        for idea_id in list(joined):
            joined |= groups.get(idea_id, {})
        groups |= dict.fromkeys(joined, joined)
    found = {min(group): group for group in groups.values() if len(group) > 2}
    ranked = [
        sorted(group.values(), key=lambda idea: (-idea.support_count, idea.id))
        for group in sorted(found.values(), key=len, reverse=True)
    ]
    return [Cluster(first, others) for first, *others in ranked]
