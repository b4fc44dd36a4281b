"""The figures that discussions keep, and how each is counted anew (T-32)."""

from typing import Any

from sqlalchemy import exists, func, literal, select
from sqlalchemy.orm import aliased

from forum.core.counts import Count
from forum.discussions.models import ClosedBranch, Post, Reaction, ReactionKind, Space, Thread

_below = aliased(Post)


def _number(counted: Any, *conditions: Any) -> Any:
    return select(func.count(counted)).where(*conditions).scalar_subquery()


COUNTS = [
    Count("posts of a thread", Thread.post_count, _number(Post.id, Post.thread_id == Thread.id)),
    Count("branches of a thread", Thread.top_count, _number(Post.id, Post.thread_id == Thread.id, Post.depth == 0)),
    Count(
        "closed branches of a thread",
        Thread.has_closed_branches,
        exists().where(ClosedBranch.post_id == _below.id, _below.thread_id == Thread.id),
    ),
    Count(
        "marks of a thread",
        Thread.has_marks,
        exists().where(_below.thread_id == Thread.id, _below.mark != ""),
    ),
    Count("answers to a post", Post.child_count, _number(_below.id, _below.parent_id == Post.id)),
    Count(
        "all answers below a post",
        Post.descendant_count,
        _number(
            _below.id,
            _below.thread_id == Post.thread_id,
            _below.path > Post.path,
            _below.path < Post.path.op("||")(literal("~")),
        ),
    ),
    *(
        Count(
            f"reactions {kind.value}",
            getattr(Post, kind.value),
            _number(Reaction.person_id, Reaction.post_id == Post.id, Reaction.kind == kind),
        )
        for kind in ReactionKind
    ),
    Count(
        "threads of a space",
        Space.thread_count,
        _number(Thread.id, Thread.space_id == Space.id, Thread.merged_into_id.is_(None)),
    ),
]
