"""Reading what a post said before, each version beside the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.blackening import VersionKind
from forum.core.db import db, get_or_404
from forum.core.difference import Piece, difference
from forum.core.permissions import Actor
from forum.discussions.models import Post, PostRevision, byline
from forum.discussions.queries.posts import post


@dataclass(frozen=True)
class Version:
    """One version of a post: who wrote it when and why, and how it differs from the one before.

    Of a hidden one only its place is told. ``revision_id`` numbers an earlier version for the moderation. ``kind`` says
    whether it is the moderation that made it; no words of anybody do.
    """

    number: int
    at: datetime | None = None
    editor: str | None = None
    by_author: bool = True
    reason: str = ""
    pieces: Sequence[Piece] = ()
    revision_id: int | None = None
    is_hidden: bool = False
    kind: VersionKind = VersionKind.WRITTEN


def versions(_viewer: Actor, found: Post) -> list[Version]:
    """Return all versions of a post, the newest first (T-11). The viewer was asked for the post before.

    A difference leaves hidden versions out: it is to the last one before that can be read (T-12). Who wrote for an office
    is internal (I-17).
    """
    rows = db.session.execute(
        select(PostRevision, Person.handle)
        .outerjoin(Person, Person.id == PostRevision.editor_id)
        .where(PostRevision.post_id == found.id)
        .order_by(PostRevision.version)
    ).all()
    editor = db.session.scalar(select(Person.handle).where(Person.id == (found.editor_id or found.author_id)))
    told: list[Version] = []
    before = ""
    for number, (row, handle) in enumerate(rows, start=1):
        if row.hidden_at is not None:
            told.append(Version(number, revision_id=row.id, is_hidden=True))
            continue
        by_author, pieces = row.editor_id == found.author_id, difference(before, row.source)
        name = _name(found, handle, own=by_author)
        kind = VersionKind(row.kind)
        told.append(Version(number, row.at, name, by_author, row.reason, pieces, revision_id=row.id, kind=kind))
        before = row.source
    by_author = found.editor_id in {None, found.author_id}
    at = found.edited_at or found.created_at
    name, pieces = _name(found, editor, own=by_author), difference(before, found.source)
    kind = VersionKind(found.edit_kind)
    told.append(Version(len(told) + 1, at, name, by_author, found.edit_reason, pieces, kind=kind))
    return told[::-1]


def kept_versions(found: Post) -> Sequence[PostRevision]:
    """Return the earlier versions of a post, the oldest first, as they are by now; also those that are hidden."""
    wanted = select(PostRevision).where(PostRevision.post_id == found.id).order_by(PostRevision.version)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _name(found: Post, handle: str | None, *, own: bool) -> str | None:
    """Return the name over a version: that of the post where its author wrote it, else that of whoever did."""
    return byline(found.mark, found.unit, handle) if own else handle


def revision(viewer: Actor, revision_id: int) -> tuple[PostRevision, Post]:
    """Return an earlier version and its post. Raises NotFound, also when the viewer may not read the post."""
    found = get_or_404(PostRevision, revision_id)
    return found, post(viewer, found.post_id)
