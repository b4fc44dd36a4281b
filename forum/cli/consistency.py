"""The consistency check (E-07): figures that are kept are compared with a recount, and put right on request."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.administration.verifying import changed_papers, first_break
from forum.core import counts, pdf
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import Delivery
from forum.discussions.models import Post, Thread
from forum.discussions.tree import ancestors
from forum.files import storage, videos
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


def check() -> list[Finding]:
    """Return everything that is not as it should be; ``forum.core.counts`` puts counts right."""
    wrong = [Finding(found.count.name, found.thing, found.stored, found.counted) for found in counts.differences()]
    return [
        *wrong,
        *_check_paths(),
        *_check_merged(),
        *_check_files(),
        *_check_outbox(),
        *_check_log(),
        *_check_frozen(),
        *_check_libraries(),
    ]


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


def _check_merged() -> list[Finding]:
    """Find posts in threads that lead to another one, where nobody can read them (T-21)."""
    rows = db.session.execute(
        select(Thread.id, func.count())
        .join(Post, Post.thread_id == Thread.id)
        .where(Thread.merged_into_id.is_not(None))
        .group_by(Thread.id)
    )
    return [Finding("posts in a merged thread", f"thread {number}", count, 0) for number, count in rows]


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
    broken = first_break()
    return [] if broken is None else [Finding("event log", broken.place, "seal does not fit", "whole")]


def _check_frozen() -> list[Finding]:
    return [Finding(f"frozen {kind}", name, "changed", "unchanged") for kind, name in changed_papers()]


def _check_libraries() -> list[Finding]:
    problems = {"PDF": pdf.problem(), "videos": videos.problem()}
    return [Finding(name, "library of the system", problem, "there") for name, problem in problems.items() if problem]
