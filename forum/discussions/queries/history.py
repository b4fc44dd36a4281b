"""Reading what a post said before, each version beside the one before it."""

from collections.abc import Collection, Mapping, Sequence
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
from forum.files.queries import hidden_among, names_of


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
    # The names of files that came with it or went, where that is known.
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


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
    before, compared = "", _Files({number for row, _handle in rows for number in row.files or ()})
    for number, (row, handle) in enumerate(rows, start=1):
        if row.hidden_at is not None:
            told.append(Version(number, revision_id=row.id, is_hidden=True))
            continue
        by_author, pieces = row.editor_id == found.author_id, difference(before, row.source)
        name = _name(found, handle, own=by_author)
        kind = VersionKind(row.kind)
        added, removed = compared.then(row.files)
        told.append(
            Version(
                number,
                row.at,
                name,
                by_author,
                row.reason,
                pieces,
                revision_id=row.id,
                kind=kind,
                added=added,
                removed=removed,
            )
        )
        before = row.source
    by_author = found.editor_id in {None, found.author_id}
    at = found.edited_at or found.created_at
    name, pieces = _name(found, editor, own=by_author), difference(before, found.source)
    kind = VersionKind(found.edit_kind)
    added, removed = compared.then(names_of("post", found.id))
    reason = found.edit_reason
    told.append(Version(len(told) + 1, at, name, by_author, reason, pieces, kind=kind, added=added, removed=removed))
    return told[::-1]


class _Files:
    """Which files came and went from one version to the next; those that the moderation hid are none (M-36)."""

    def __init__(self, numbers: Collection[str]) -> None:
        self._hidden = hidden_among(numbers) if numbers else frozenset()
        self._before: set[tuple[str, str]] | None = None

    def then(self, files: Mapping[str, str] | None) -> tuple[list[str], list[str]]:
        """Return the names that are new in the next version and those that are gone, as far as both are known."""
        before, known = self._before, files is not None
        self._before = {item for item in (files or {}).items() if item[0] not in self._hidden} if known else None
        if before is None or self._before is None:
            return [], []
        return _names(self._before - before), _names(before - self._before)


def _names(files: Collection[tuple[str, str]]) -> list[str]:
    return sorted(name for _number, name in files)


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
