"""The consistency check (E-07): figures that are kept are compared with a recount, and put right on request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import and_, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.core import events
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import Delivery
from forum.discussions.models import ClosedBranch, Post, Reaction, ReactionKind, Space, Thread
from forum.discussions.tree import ancestors
from forum.files import storage
from forum.files.commands import without_row
from forum.files.models import File

LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be."""

    check: str
    thing: str
    stored: Any
    counted: Any


@dataclass(frozen=True)
class Count:
    """A figure that is kept in a column, and the statement that counts it anew: rows of (id, count)."""

    name: str
    column: InstrumentedAttribute[int] | InstrumentedAttribute[bool]
    recount: Callable[[], Any]


def _children() -> Any:
    child = aliased(Post)
    return select(Post.id, func.count(child.id)).outerjoin(child, child.parent_id == Post.id).group_by(Post.id)


def _descendants() -> Any:
    below = aliased(Post)
    inside = and_(
        below.thread_id == Post.thread_id,
        below.path > Post.path,
        below.path < Post.path.op("||")(literal("~")),
    )
    return select(Post.id, func.count(below.id)).outerjoin(below, inside).group_by(Post.id)


def _reactions(kind: ReactionKind) -> Any:
    of_kind = and_(Reaction.post_id == Post.id, Reaction.kind == kind)
    return select(Post.id, func.count(Reaction.person_id)).outerjoin(Reaction, of_kind).group_by(Post.id)


def _closed_branches() -> Any:
    closed = select(Post.thread_id).join(ClosedBranch, ClosedBranch.post_id == Post.id).distinct().subquery()
    found = select(Thread.id, closed.c.thread_id.is_not(None))
    return found.outerjoin(closed, closed.c.thread_id == Thread.id)


COUNTS: list[Count] = [
    Count(
        "posts of a thread",
        Thread.post_count,
        lambda: select(Thread.id, func.count(Post.id)).outerjoin(Post).group_by(Thread.id),
    ),
    Count("closed branches of a thread", Thread.has_closed_branches, _closed_branches),
    Count(
        "branches of a thread",
        Thread.top_count,
        lambda: (
            select(Thread.id, func.count(Post.id))
            .outerjoin(Post, and_(Post.thread_id == Thread.id, Post.depth == 0))
            .group_by(Thread.id)
        ),
    ),
    Count("answers to a post", Post.child_count, _children),
    Count("all answers below a post", Post.descendant_count, _descendants),
    *(Count(f"reactions {kind.value}", getattr(Post, kind.value), partial(_reactions, kind)) for kind in ReactionKind),
    Count(
        "threads of a space",
        Space.thread_count,
        lambda: (
            select(Space.id, func.count(Thread.id))
            .outerjoin(Thread, and_(Thread.space_id == Space.id, Thread.merged_into_id.is_(None)))
            .group_by(Space.id)
        ),
    ),
]


def check(*, repair: bool = False) -> list[Finding]:
    """Return everything that is not as it should be; with ``repair`` counts are put right in the open transaction."""
    findings = [finding for count in COUNTS for finding in _check_count(count, repair=repair)]
    return [*findings, *_check_paths(), *_check_files(), *_check_outbox(), *_check_log()]


def _check_count(count: Count, *, repair: bool) -> Sequence[Finding]:
    table = count.column.class_
    stored: dict[int, int] = dict(db.session.execute(select(table.id, count.column)).all())
    counted: dict[int, int] = dict(db.session.execute(count.recount()).all())
    wrong = {number: figure for number, figure in counted.items() if stored[number] != figure}
    if repair:
        for number, figure in wrong.items():
            db.session.execute(update(table).where(table.id == number).values({count.column.key: figure}))
    kind = table.__tablename__
    return [Finding(count.name, f"{kind} {number}", stored[number], figure) for number, figure in wrong.items()]


def _check_paths() -> list[Finding]:
    """Compare every post's depth and path with its parent's (T-01)."""
    parent = aliased(Post)
    rows = db.session.execute(
        select(Post.id, Post.path, Post.depth, parent.path.label("above")).outerjoin(
            parent, parent.id == Post.parent_id
        )
    )
    findings = []
    for row in rows:
        above = ancestors(row.path)
        if len(above) != row.depth or (above[-1] if above else None) != row.above:
            findings.append(Finding("place of a post", f"post {row.id}", row.path, row.above))
    return findings


def _check_files() -> list[Finding]:
    """Compare the rows of files with what lies on the disk; bytes without a row are removed by the daily job."""
    kept = {key for key, _changed in storage.kept()}
    rows = db.session.execute(select(File.id, File.key, File.size))
    lost = [
        Finding(
            "file on the disk", f"file {row.id}", f"{row.size} bytes", "missing" if row.key not in kept else "other"
        )
        for row in rows
        if row.key not in kept or storage.path_of(row.key).stat().st_size != row.size
    ]
    return [*lost, *(Finding("file without a row", key, "on the disk", 0) for key in without_row())]


def _check_outbox() -> list[Finding]:
    late = db.session.execute(
        select(Delivery.subscriber, func.count()).where(Delivery.due_at < now() - LATE).group_by(Delivery.subscriber)
    )
    return [Finding("outbox", f"subscriber {name}", f"{number} late", 0) for name, number in late]


def _check_log() -> list[Finding]:
    broken = events.first_broken_seal()
    return [] if broken is None else [Finding("event log", f"event {broken}", "seal does not fit", "whole")]
