"""The tables of threads, of their summaries, and of the acts that moved posts from one to another."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.core.text import slug
from forum.discussions.models.spaces import Space


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
        Index("ix_thread_author", "author_id"),
        CheckConstraint("(space_id IS NULL) <> (idea_id IS NULL)", name="belongs_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    # The idea package lies above this one, so the number carries no foreign key of this floor.
    idea_id: Mapped[int | None] = mapped_column(unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(250))
    # What the title was before the moderation hid it; it comes back when the decision is taken back (M-27).
    withheld_title: Mapped[str | None] = mapped_column(String(250))
    kind: Mapped[ThreadKind] = mapped_column(String(20), default=ThreadKind.DISCUSSION)
    # What stands above the posts is asked for only where there is something: a summary, a post with a mark, a closed branch.
    summary_version: Mapped[int] = mapped_column(default=0)
    has_marks: Mapped[bool] = mapped_column(default=False)
    has_moves: Mapped[bool] = mapped_column(default=False)
    has_closed_branches: Mapped[bool] = mapped_column(default=False)
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
    # The languages of its posts, as codes with blanks between them.
    languages: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(250))
    archived_at: Mapped[datetime | None]
    # Why it lies in the archive, if that was said.
    state_reason: Mapped[str | None] = mapped_column(String(250))
    # When it opens and closes by itself (T-25); the worker takes the step, and nobody writes before or after.
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    slow_minutes: Mapped[int] = mapped_column(default=0)
    # What measures of the moderation that stand today make of it, beside what is arranged: why nobody writes here, and the
    # minutes between two posts. Both are computed from those measures whenever one begins or ends.
    locked_reason: Mapped[str | None] = mapped_column(String(250))
    slowed_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # Until when nobody writes here, because the moderation stopped the talk for some hours (M-31).
    braked_until: Mapped[datetime | None]
    # Raised by each act that arranges it, so that a form that was opened before cannot take that act back unseen.
    arrangement: Mapped[int] = mapped_column(default=0)
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
    def language(self) -> str:
        """The language of its title as far as its posts tell: the only one they are in, else German."""
        return self.languages if self.languages and " " not in self.languages else "de"

    @property
    def is_arranged_open(self) -> bool:
        """Whether it is open by what moderation and Stabsstelle arranged, whatever measure stands beside that."""
        begun = self.opens_at is None or self.opens_at <= now()
        return begun and self.closed_at is None and self.archived_at is None and not self.is_over

    @property
    def is_open(self) -> bool:
        """Whether people can write here at this moment."""
        return self.is_arranged_open and self.locked_reason is None

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed it, by arrangement or by a measure."""
        return self.closed_at is not None or self.locked_reason is not None

    @property
    def takes_posts(self) -> bool:
        """Whether people can write here: it is open, and so is the space around it."""
        return self.is_open and not self.is_braked and (self.space is None or self.space.takes_posts)

    @property
    def is_braked(self) -> bool:
        """Whether the moderation has stopped the talk here at this moment (M-31)."""
        return self.braked_until is not None and self.braked_until > now()

    @property
    def is_over(self) -> bool:
        """Whether the time has passed at which the thread was to close."""
        return self.closes_at is not None and self.closes_at <= now()

    @property
    def pause(self) -> int:
        """How many minutes one person waits between two posts: the thread's own setting, else the space's (T-26).

        A measure of the moderation makes it longer and never shorter.
        """
        arranged = self.slow_minutes or (self.space.slow_minutes if self.space is not None else 0)
        return max(arranged, self.slowed_minutes)

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


class ThreadSummary(StoredHtml, Model):
    """A version of what moderation or Stabsstelle say a discussion has come to so far (T-38)."""

    __tablename__ = "thread_summary"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    # Under an idea the text says what speaks for it; these say what speaks against it and whom it concerns (G-28).
    against: Mapped[str] = mapped_column(Text, default="", server_default="")
    against_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    affected: Mapped[str] = mapped_column(Text, default="", server_default="")
    affected_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The role in which it was written, kept after the role has ended.
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class SummaryCorrection(Model):
    """Somebody asks that a version of a summary be corrected; the next version settles it (G-28)."""

    __tablename__ = "summary_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class StepKind(enum.StrEnum):
    """What was arranged about a thread, or about a branch of it, with a reason."""

    CLOSED = "closed"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    ARRANGED = "arranged"
    BRANCH_CLOSED = "branch_closed"
    BRANCH_REOPENED = "branch_reopened"
    PUT_BACK = "put_back"
    BRAKED = "braked"
    RELEASED = "released"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    StepKind.CLOSED: lazy("Thema geschlossen"),
    StepKind.REOPENED: lazy("Thema wieder geöffnet"),
    StepKind.ARCHIVED: lazy("Ins Archiv gelegt"),
    StepKind.PINNED: lazy("Oben angeheftet"),
    StepKind.UNPINNED: lazy("Nicht mehr angeheftet"),
    StepKind.ARRANGED: lazy("Thema eingerichtet"),
    StepKind.BRANCH_CLOSED: lazy("Zweig geschlossen"),
    StepKind.BRANCH_REOPENED: lazy("Zweig wieder geöffnet"),
    StepKind.PUT_BACK: lazy("Umzug zurückgenommen"),
    StepKind.BRAKED: lazy("Bremse angezogen"),
    StepKind.RELEASED: lazy("Bremse gelöst"),
}


class ThreadStep(Model):
    """An act that arranged a thread or a branch of it, and its reason, which nothing overwrites (T-25)."""

    __tablename__ = "thread_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    # The post on which a branch hangs.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(250))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    @property
    def label(self) -> Any:
        """What was done, in the interface."""
        return StepKind(self.kind).label


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
