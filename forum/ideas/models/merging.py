"""The tables of acts that joined ideas into one (N-17 to N-19)."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import Model
from forum.ideas.lifecycle import (
    IdeaState,
)
from forum.ideas.models.idea import Idea


class IdeaMerge(Model):
    """An act that joined ideas into one, with its reason; it can be undone for some days (N-17 to N-19)."""

    __tablename__ = "idea_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    @property
    def can_be_undone(self) -> bool:
        """Tell whether the days are not over yet (N-19)."""
        return self.undone_at is None and now() - self.at < timedelta(days=current_app.config["MERGE_UNDO_DAYS"])

    @property
    def can_be_declined(self) -> bool:
        """Tell whether those whose support it brought along may still decline that (N-18)."""
        limit = timedelta(days=current_app.config["MERGE_OPT_OUT_DAYS"])
        return self.undone_at is None and now() - self.at < limit


class MergedIdea(Model):
    """Where an idea stood before it was merged, so that undoing gives it back."""

    __tablename__ = "merged_idea"

    merge_id: Mapped[int] = mapped_column(ForeignKey("idea_merge.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    state: Mapped[IdeaState] = mapped_column(String(20))
    # Since when; unknown for what was merged before this was kept.
    state_since: Mapped[datetime | None]
    due_on: Mapped[date | None]
    clock_paused_on: Mapped[date | None]
    # Whether its discussion was open, and is to be opened again.
    was_open: Mapped[bool]

    merge: Mapped[IdeaMerge] = relationship()
    idea: Mapped[Idea] = relationship()
