"""The table of official answers on their way to the public (N-23)."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea


class DraftState(enum.StrEnum):
    """How far an answer is on its way."""

    DRAFT = "entwurf"
    REVIEW = "durchsicht"
    RELEASED = "freigegeben"
    PUBLISHED = "veroeffentlicht"

    @property
    def label(self) -> Any:
        """The name in the reader's language."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    DraftState.DRAFT: lazy("Entwurf"),
    DraftState.REVIEW: lazy("Wartet auf Durchsicht"),
    DraftState.RELEASED: lazy("Freigegeben"),
    DraftState.PUBLISHED: lazy("Veröffentlicht"),
}


class AnswerDraft(StoredHtml, Model):
    """An official answer that somebody writes and another person looks at; nobody else sees it before it is published.

    What was published stands on the log of the idea (``step_id``); this row then only says who wrote and who released it.
    """

    __tablename__ = "answer_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    state: Mapped[DraftState] = mapped_column(String(20), default=DraftState.DRAFT, index=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(120), default="")
    target: Mapped[IdeaState | None] = mapped_column(String(20))
    reason_key: Mapped[str | None] = mapped_column(String(40))
    cost: Mapped[str] = mapped_column(String(120), default="")
    period: Mapped[str] = mapped_column(String(120), default="")
    conditions: Mapped[str] = mapped_column(String(1000), default="")
    # From which text block it was made, in which version (G-11).
    block_id: Mapped[int | None] = mapped_column(ForeignKey("text_block.id"))
    block_version: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Who changed the words last; neither of the two can be the second person who looks at them.
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    releaser_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    # Why a released answer could not be published, for those who released it.
    problem: Mapped[str] = mapped_column(String(500), default="")
    step_id: Mapped[int | None] = mapped_column(ForeignKey("idea_step.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    editor: Mapped[Person] = relationship(foreign_keys=[editor_id])
    releaser: Mapped[Person | None] = relationship(foreign_keys=[releaser_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def stage(self) -> DraftState:
        """The state as a word with a label."""
        return DraftState(self.state)

    @property
    def step(self) -> IdeaState | None:
        """The state to which the answer leads, if it is a step."""
        return IdeaState(self.target) if self.target else None

    @property
    def block(self) -> tuple[int, int] | None:
        """The text block from which it was made, with its version."""
        return (self.block_id, self.block_version) if self.block_id and self.block_version else None
