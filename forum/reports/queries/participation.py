"""How many people took part, and in what."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, union
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.discussions.models import Post, PostState, Thread
from forum.ideas.lifecycle import UNLISTED
from forum.ideas.models import Idea, PaperBatch, PaperFigure, Support
from forum.reports.period import Period

PUBLIC = "public"


def public_ideas() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which an idea may be counted for everybody."""
    return (
        Idea.audience == PUBLIC,
        Idea.hidden_at.is_(None),
        Idea.state.not_in([state.value for state in UNLISTED]),
    )


def participation(period: Period) -> dict[str, Any]:
    """Return how many ideas, posts and supports there were, and from how many different people."""
    handed_in = (*public_ideas(), Idea.submitted_at >= period.begin, Idea.submitted_at < period.end)
    written = (
        Thread.audience == PUBLIC,
        Post.state == PostState.VISIBLE.value,
        Post.created_at >= period.begin,
        Post.created_at < period.end,
    )
    signed = (*public_ideas(), Support.at >= period.begin, Support.at < period.end, Support.merge_id.is_(None))
    posts = select(Post.author_id.label("who")).join(Thread, Thread.id == Post.thread_id).where(*written)
    supports = select(Support.person_id.label("who")).join(Idea, Idea.id == Support.idea_id).where(*signed)
    authors = select(Idea.author_id.label("who")).where(*handed_in)
    everybody = union(posts, supports, authors).subquery()
    return {
        "ideas": _count(authors),
        "posts": _count(posts),
        "supports": _count(supports),
        "on_paper": _on_paper(period),
        "people": db.session.scalar(select(func.count(everybody.c.who))) or 0,
        "supporters": db.session.scalar(select(func.count(func.distinct(supports.subquery().c.who)))) or 0,
    }


def _on_paper(period: Period) -> int:
    """Return how many valid signatures on paper were confirmed for the first time in the period (N-15)."""
    later = aliased(PaperFigure)
    confirmed = (PaperFigure.confirmed_at >= period.begin, PaperFigure.confirmed_at < period.end)
    # Of a batch that was corrected, the last figure that was confirmed until the end of the period counts.
    is_last = ~exists().where(
        later.batch_id == PaperFigure.batch_id, later.seq > PaperFigure.seq, later.confirmed_at < period.end
    )
    before = aliased(PaperFigure)
    is_new = ~exists().where(before.batch_id == PaperFigure.batch_id, before.confirmed_at < period.begin)
    counted = (
        select(func.sum(PaperFigure.valid))
        .join(PaperBatch, PaperBatch.id == PaperFigure.batch_id)
        .join(Idea, Idea.id == PaperBatch.idea_id)
        .where(*public_ideas(), *confirmed, is_last, is_new)
    )
    return int(db.session.scalar(counted) or 0)


def _count(statement: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
