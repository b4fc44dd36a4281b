"""The tables of spaces, threads, posts and their revisions."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, literal, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.text import slug

# Depth is capped, so that a path always fits into an index entry (T-01).
DEEPEST = 500


class SpaceKind(enum.StrEnum):
    """For whom a space is; the kind decides its audience word."""

    PUBLIC = "public"
    MEMBERS = "members"
    COMMITTEE = "committee"
    STAFF = "staff"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _SPACE_LABELS[self]


_SPACE_LABELS = {
    SpaceKind.PUBLIC: lazy("Öffentlich: alle lesen mit"),
    SpaceKind.MEMBERS: lazy("Für Mitglieder des Raums"),
    SpaceKind.COMMITTEE: lazy("Für ein Gremium"),
    SpaceKind.STAFF: lazy("Intern: für die Verwaltung"),
}


class Space(Model):
    """A themed place for discussion.

    ``audience`` says who reads it, ``starters`` and ``writers`` whose word it takes to begin a thread and to answer. In a
    space with ``applications`` people who may not read it see its name and may ask to be let in.
    """

    __tablename__ = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SpaceKind] = mapped_column(String(20), default=SpaceKind.PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    # The house rules, and what the talk here can influence and what not.
    rules: Mapped[str] = mapped_column(Text, default="")
    rules_html: Mapped[str] = mapped_column(Text, default="")
    influence: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(60), index=True)
    starters: Mapped[str] = mapped_column(String(60))
    writers: Mapped[str] = mapped_column(String(60))
    applications: Mapped[bool] = mapped_column(default=False)
    # At least so many minutes between two posts of one person in a thread; 0 means no more than the usual pause (T-26).
    slow_minutes: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    thread_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def kind_label(self) -> Any:
        """The name of the kind in the interface."""
        return SpaceKind(self.kind).label

    @property
    def url(self) -> str:
        """The address of the space."""
        return url_for("discussions.space", name=self.slug, _external=False)

    @property
    def door_url(self) -> str:
        """The address at which the Stabsstelle lets people in."""
        return url_for("spaces.members", name=self.slug, _external=False)


class SpaceMember(Model):
    """A person who takes part in a space that is for members only; holds the word ``space:<id>``."""

    __tablename__ = "space_member"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class SpaceApplication(Model):
    """Somebody asks to be let into a space; the row stays when it is decided."""

    __tablename__ = "space_application"
    __table_args__ = (Index("ix_space_application_open", "space_id", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]

    space: Mapped[Space] = relationship()
    person: Mapped[Person] = relationship()


class ThreadKind(enum.StrEnum):
    """What a thread is for."""

    DISCUSSION = "discussion"
    QUESTION = "question"
    ANNOUNCEMENT = "announcement"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _THREAD_LABELS[self]


_THREAD_LABELS = {
    ThreadKind.DISCUSSION: lazy("Diskussion"),
    ThreadKind.QUESTION: lazy("Frage an die Verwaltung"),
    ThreadKind.ANNOUNCEMENT: lazy("Ankündigung"),
}


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
    kind: Mapped[ThreadKind] = mapped_column(String(20), default=ThreadKind.DISCUSSION)
    # What stands above the posts is asked for only where there is something: a summary, or a post with a mark.
    summary_version: Mapped[int] = mapped_column(default=0)
    has_marks: Mapped[bool] = mapped_column(default=False)
    has_moves: Mapped[bool] = mapped_column(default=False)
    # The thread into which all posts went; whoever comes to this one is led there (T-21).
    merged_into_id: Mapped[int | None]
    # The post that answers a question officially; a plain number, because posts name their thread already.
    answer_id: Mapped[int | None]
    audience: Mapped[str] = mapped_column(String(60))
    writers: Mapped[str] = mapped_column(String(60))
    # How many places were given out at the top; it never falls, so that an undone move finds its places free (T-23).
    places: Mapped[int] = mapped_column(default=0)
    # How many posts begin a branch, and how many there are in all; both count removed posts too.
    top_count: Mapped[int] = mapped_column(default=0)
    post_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(250))
    archived_at: Mapped[datetime | None]
    # When it opens and closes by itself (T-25); the worker takes the step, and nobody writes before or after.
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    slow_minutes: Mapped[int] = mapped_column(default=0)
    # A pin always ends (T-24); ``pinned_everywhere`` also shows the thread above the list of spaces.
    pinned_until: Mapped[datetime | None]
    pinned_everywhere: Mapped[bool] = mapped_column(default=False)

    space: Mapped[Space | None] = relationship()
    author: Mapped[Person | None] = relationship()

    @property
    def kind_label(self) -> Any:
        """The name of the kind in the interface."""
        return ThreadKind(self.kind).label

    @property
    def is_open(self) -> bool:
        """Whether people can write here at this moment."""
        begun = self.opens_at is None or self.opens_at <= now()
        return begun and self.closed_at is None and self.archived_at is None and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the time has passed at which the thread was to close."""
        return self.closes_at is not None and self.closes_at <= now()

    @property
    def pause(self) -> int:
        """How many minutes one person waits between two posts: the thread's own setting, else the space's (T-26)."""
        return self.slow_minutes or (self.space.slow_minutes if self.space is not None else 0)

    @property
    def is_pinned(self) -> bool:
        """Whether the thread stands above the others."""
        return self.pinned_until is not None and self.pinned_until > now()

    @property
    def url(self) -> str:
        """The address of the discussion: its own page, or the page of its idea."""
        if self.idea_id is not None:
            return url_for("ideas.show", idea_id=self.idea_id, slug=slug(self.title), _external=False)
        return url_for("discussions.thread", thread_id=self.id, slug=slug(self.title), _external=False)


class ThreadSummary(Model):
    """A version of what moderation or Stabsstelle say a discussion has come to so far (T-38)."""

    __tablename__ = "thread_summary"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The role in which it was written, kept after the role has ended.
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class MoveKind(enum.StrEnum):
    """How posts or a thread came to another place."""

    SPLIT = "split"
    POSTS = "posts"
    MERGE = "merge"
    THREAD = "thread"


class Move(Model):
    """An act of moderation that moved posts or a thread, with its reason; it can be undone (T-20 to T-23)."""

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MoveKind] = mapped_column(String(10))
    from_thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    to_thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    from_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    to_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    post_count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(250))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    from_thread: Mapped[Thread] = relationship(foreign_keys=from_thread_id)
    to_thread: Mapped[Thread] = relationship(foreign_keys=to_thread_id)


class MovedBranch(Model):
    """Where a post stood before it was moved, together with everything below it."""

    __tablename__ = "moved_branch"

    move_id: Mapped[int] = mapped_column(ForeignKey("move.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)
    parent_id: Mapped[int | None]
    path: Mapped[str] = mapped_column(String(2200))


class PostState(enum.StrEnum):
    """Whether a post can be read; a removed one leaves a tombstone in its place (S-06)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    DELETED = "deleted"


MARKS = {
    "staff": lazy("Stabsstelle"),
    "moderator": lazy("Moderation"),
    "expert": lazy("Fachbeirat"),
}


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


class Post(Model):
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
        Index("ix_post_flat", "thread_id", "created_at", "id"),
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

    thread: Mapped[Thread] = relationship()
    author: Mapped[Person | None] = relationship()
    parent: Mapped["Post | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The permanent address, which survives every move (T-08)."""
        return url_for("discussions.permalink", post_id=self.id, _external=False)


class PostQuote(Model):
    """The words of another post that a post answers to; they are shown only while that post can be read (T-14)."""

    __tablename__ = "post_quote"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    quoted_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Mention(Model):
    """A person named in a post; only the number is kept, so a name can change or go (T-15)."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


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


class PostRevision(Model):
    """What a post said before an edit, with author, time and reason of that version."""

    __tablename__ = "post_revision"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


def space_words(person_id: Any) -> Any:
    """Select the words of the spaces a person takes part in."""
    # The bar is SQL's sign for joining text, which both databases know.
    word = literal("space:").op("||")(SpaceMember.space_id.cast(String))
    return select(word).where(SpaceMember.person_id == person_id)
