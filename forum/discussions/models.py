"""The tables of spaces, threads, posts and their revisions."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, literal, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.text import slug

# Depth is capped, so that a path always fits into an index entry (T-01).
DEEPEST = 500


class Space(Model):
    """A themed place for discussion; ``audience`` says who reads it, ``writers`` whose word it takes to write."""

    __tablename__ = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(60), index=True)
    writers: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)
    thread_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class SpaceMember(Model):
    """A person who takes part in a space that is for members only; holds the word ``space:<id>``."""

    __tablename__ = "space_member"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class Thread(Model):
    """One discussion. It lies in a space, or it belongs to an idea: then ``idea_id`` names it and there is no space."""

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_space_activity", "space_id", "last_post_at", "id"),
        CheckConstraint("(space_id IS NULL) <> (idea_id IS NULL)", name="belongs_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    # The idea package lies above this one, so the number carries no foreign key of this floor.
    idea_id: Mapped[int | None] = mapped_column(unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(250))
    audience: Mapped[str] = mapped_column(String(60))
    writers: Mapped[str] = mapped_column(String(60))
    # How many posts begin a branch, and how many there are in all; both count removed posts too.
    top_count: Mapped[int] = mapped_column(default=0)
    post_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(250))

    space: Mapped[Space | None] = relationship()
    author: Mapped[Person | None] = relationship()

    @property
    def url(self) -> str:
        """The address of the discussion: its own page, or the page of its idea."""
        if self.idea_id is not None:
            return url_for("ideas.show", idea_id=self.idea_id, slug=slug(self.title), _external=False)
        return url_for("discussions.thread", thread_id=self.id, slug=slug(self.title), _external=False)


class PostState(enum.StrEnum):
    """Whether a post can be read; a removed one leaves a tombstone in its place (S-06)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    DELETED = "deleted"


class Post(Model):
    """One contribution. ``path`` orders a thread depth-first, oldest first; see ``forum.discussions.tree``."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("thread_id", "path"), Index("ix_post_author_time", "author_id", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    depth: Mapped[int]
    path: Mapped[str] = mapped_column(String(2200).with_variant(String(2200, collation="C"), "postgresql"))
    child_count: Mapped[int] = mapped_column(default=0)
    descendant_count: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # A mark that needs the role at the time of writing and stays afterwards (T-29): "", "staff", "expert".
    mark: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="de")
    state: Mapped[PostState] = mapped_column(String(10), default=PostState.VISIBLE)
    state_ground: Mapped[str | None] = mapped_column(String(120))
    state_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship()
    author: Mapped[Person | None] = relationship()
    parent: Mapped["Post | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The permanent address, which survives every move (T-08)."""
        return url_for("discussions.permalink", post_id=self.id, _external=False)


class PostRevision(Model):
    """What a post said before an edit."""

    __tablename__ = "post_revision"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


def space_words(person_id: Any) -> Any:
    """Select the words of the spaces a person takes part in."""
    # The bar is SQL's sign for joining text, which both databases know.
    word = literal("space:").op("||")(SpaceMember.space_id.cast(String))
    return select(word).where(SpaceMember.person_id == person_id)
