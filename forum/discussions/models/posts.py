"""The tables of posts: their revisions, quotes, mentions and reactions."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.blackening import VersionKind
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.discussions.models.threads import Thread

# Depth is capped, so that a path always fits into an index entry (T-01).
DEEPEST = 500


class PostState(enum.StrEnum):
    """Whether a post can be read; a removed one leaves a tombstone in its place (S-06)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    DELETED = "deleted"


MARKS = {
    "staff": lazy("Stabsstelle"),
    "moderator": lazy("Moderation"),
    "unit": lazy("Verwaltung"),
    "expert": lazy("Fachbeirat"),
}

# Marks with which somebody speaks in office; readers cannot put such posts out of their sight (T-37).
OFFICIAL = frozenset({"staff", "moderator", "unit"})
# What is sent by whoever could speak in office and speaks for themselves instead.
PRIVATE = "private"


def byline(mark: str | None, unit: str | None, handle: str | None) -> str | None:
    """Return whose name stands over a post: the office's where somebody speaks in office, for the writer is internal (I-17).

    None is an erased account.
    """
    return unit or str(MARKS[mark]) if mark in OFFICIAL else handle


def known_writer(mark: str, author_id: int | None) -> int | None:
    """Return who wrote, as far as readers know: nobody where somebody speaks in office, nor where the account is erased.

    What readers wish about a person must tell nobody who writes for an office (I-17).
    """
    return None if mark.partition(":")[0] in OFFICIAL else author_id


class Stance(enum.StrEnum):
    """What an author says a post argues for; readers can filter by it and see both sides beside each other."""

    NONE = ""
    PRO = "dafuer"
    CONTRA = "dagegen"
    NEUTRAL = "neutral"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _STANCE_LABELS[self]


_STANCE_LABELS = {
    Stance.NONE: lazy("Ohne Angabe"),
    Stance.PRO: lazy("Dafür"),
    Stance.CONTRA: lazy("Dagegen"),
    Stance.NEUTRAL: lazy("Neutral"),
}


_DELETED: Any = {f"{name}_where": text(f"state = '{PostState.DELETED.value}'") for name in ("sqlite", "postgresql")}


class Post(StoredHtml, Model):
    """One contribution. ``path`` orders a thread depth-first, oldest first; see ``forum.discussions.tree``."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "path"),
        Index("ix_post_author_time", "author_id", "created_at"),
        Index("ix_post_branch", "parent_id", "path"),
        Index("ix_post_mark", "thread_id", "mark", "id"),
        # One index for each order in which the beginnings of branches are read (T-06), and one for the flat view.
        Index("ix_post_top_time", "thread_id", "depth", "created_at", "id"),
        Index("ix_post_top_helpful", "thread_id", "depth", "helpful", "id"),
        Index("ix_post_top_answers", "thread_id", "depth", "descendant_count", "id"),
        # Few posts are taken back; those that are leave lists and figures (T-07).
        Index("ix_post_deleted", "thread_id", "parent_id", **_DELETED),
        Index("ix_post_deleted_answers", "parent_id", **_DELETED),
        Index("ix_post_flat", "thread_id", "created_at", "id"),
        Index("ix_post_language", "thread_id", "language", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    depth: Mapped[int]
    path: Mapped[str] = mapped_column(String(2200).with_variant(String(2200, collation="C"), "postgresql"))
    places: Mapped[int] = mapped_column(default=0)
    child_count: Mapped[int] = mapped_column(default=0)
    descendant_count: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # A mark that needs the role at the time of writing and stays afterwards (T-29): a key of MARKS.
    mark: Mapped[str] = mapped_column(String(20), default="")
    # The name of the unit that speaks, as it was then (G-27).
    unit: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # Whether the author argues for or against, if the author says so.
    stance: Mapped[str] = mapped_column(String(10), default=Stance.NONE)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="de")
    state: Mapped[PostState] = mapped_column(String(10), default=PostState.VISIBLE)
    state_ground: Mapped[str | None] = mapped_column(String(120))
    state_at: Mapped[datetime | None]
    # How many people reacted, by kind; each figure is the number of its rows in ``reaction``.
    helpful: Mapped[int] = mapped_column(default=0)
    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    objection: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    # When, by whom and why the text was changed last; what it said before stands in ``post_revision`` (T-11).
    edited_at: Mapped[datetime | None]
    editor_id: Mapped[int | None]
    edit_reason: Mapped[str] = mapped_column(String(200), default="")
    edit_kind: Mapped[VersionKind] = mapped_column(
        String(12), default=VersionKind.WRITTEN, server_default=VersionKind.WRITTEN.value
    )

    thread: Mapped[Thread] = relationship()
    author: Mapped[Person | None] = relationship()
    parent: Mapped["Post | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The permanent address, which survives every move (T-08)."""
        return url_for("discussions.permalink", post_id=self.id, _external=False)

    @property
    def known_writer(self) -> int | None:
        """Who wrote, as far as readers know."""
        return known_writer(self.mark, self.author_id)

    @property
    def byline(self) -> str | None:
        """The name over the post; None for an erased account."""
        return byline(self.mark, self.unit, self.author.handle if self.author else None)


class ClosedBranch(Model):
    """A post under which nobody can write any more, nor below it, and the reason that everybody reads there (T-25).

    It hangs on the post, so a move takes it along.
    """

    __tablename__ = "closed_branch"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(250))
    # From when on; a moment to come says when the branch closes by itself, and then those in it are told.
    at: Mapped[datetime]
    announced: Mapped[bool] = mapped_column(default=True)


class PostQuote(Model):
    """The words of another post that a post answers to; they are shown only while that post can be read (T-14)."""

    __tablename__ = "post_quote"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    quoted_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Mention(Model):
    """A person named in a post, now or in an earlier version of it, so that a name can change or go (T-15)."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    # The name as the text has it; when the person goes by another, the text is told.
    handle: Mapped[str] = mapped_column(String(30))
    # Whether the present version names the person.
    named: Mapped[bool] = mapped_column(default=True)
    # When the person was told; nobody is told of one post twice.
    told_at: Mapped[datetime | None]


class ReactionKind(enum.StrEnum):
    """What a reaction says; the list is short and fixed, and none of them hides or sinks a post (T-16)."""

    HELPFUL = "helpful"
    AGREE = "agree"
    DISAGREE = "disagree"
    OBJECTION = "objection"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _REACTION_LABELS[self]


_REACTION_LABELS = {
    ReactionKind.HELPFUL: lazy("Hilfreich"),
    ReactionKind.AGREE: lazy("Stimme zu"),
    ReactionKind.DISAGREE: lazy("Stimme nicht zu"),
    ReactionKind.OBJECTION: lazy("Guter Einwand"),
}


class Reaction(Model):
    """What one person says about a post with one click; each kind at most once."""

    __tablename__ = "reaction"
    __table_args__ = (Index("ix_reaction_person_time", "person_id", "at"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[ReactionKind] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime]


class PostRevision(StoredHtml, Model):
    """What a post said before an edit, with author, time and reason of that version; it can be hidden alone (T-12)."""

    __tablename__ = "post_revision"
    __table_args__ = (UniqueConstraint("post_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    kind: Mapped[VersionKind] = mapped_column(
        String(12), default=VersionKind.WRITTEN, server_default=VersionKind.WRITTEN.value
    )
    hidden_at: Mapped[datetime | None]
    # The passages that the moderation took out of this version, one a line, as long as their decisions stand (M-13).
    blackened: Mapped[str] = mapped_column(Text, default="", server_default="")
    # The names of the files that this version had, by their numbers; nothing where nobody knows it any more.
    files: Mapped[dict[str, Any] | None]

    @property
    def texts(self) -> dict[str, str]:
        """What is blackened in a post."""
        return {"text": self.source}

    @property
    def beside(self) -> dict[str, str]:
        """A post has no other texts."""
        return {}
