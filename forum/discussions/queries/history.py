"""Reading what a post said before, each version beside the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.difference import Piece, difference
from forum.discussions.models import Post, PostRevision


@dataclass(frozen=True)
class Version:
    """One version of a post: who wrote it when and why, and how it differs from the one before."""

    number: int
    at: datetime
    editor: str | None
    by_author: bool
    reason: str
    pieces: Sequence[Piece]


def versions(_viewer: Actor, found: Post) -> list[Version]:
    """Return all versions of a post, the newest first (T-11). The viewer was asked for the post before."""
    rows = db.session.execute(
        select(PostRevision, Person.handle)
        .outerjoin(Person, Person.id == PostRevision.editor_id)
        .where(PostRevision.post_id == found.id)
        .order_by(PostRevision.version)
    ).all()
    editor = db.session.scalar(select(Person.handle).where(Person.id == (found.editor_id or found.author_id)))
    texts = [(row.PostRevision.source, row.PostRevision, row.handle) for row in rows]
    told: list[Version] = []
    before = ""
    for source, row, handle in texts:
        by_author = row.editor_id == found.author_id
        told.append(Version(len(told) + 1, row.at, handle, by_author, row.reason, difference(before, source)))
        before = source
    by_author = found.editor_id in {None, found.author_id}
    at = found.edited_at or found.created_at
    told.append(Version(len(told) + 1, at, editor, by_author, found.edit_reason, difference(before, found.source)))
    return told[::-1]
