"""The tables of the public log of an idea, of what it said before, and of what was added later."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.blackening import VersionKind
from forum.core.db import Model
from forum.core.i18n import _
from forum.core.rendered import StoredHtml
from forum.ideas.lifecycle import (
    DEFAULT_UNIT,
    MEANINGS,
    NOTES,
    IdeaState,
    Refusal,
    StepKind,
    house_rules,
    passed_over,
)
from forum.ideas.models.idea import Idea


class IdeaStep(StoredHtml, Model):
    """A line of the public log; never changed (B-01)."""

    __tablename__ = "idea_step"
    __table_args__ = (UniqueConstraint("idea_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    seq: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(String(20))
    from_state: Mapped[IdeaState | None] = mapped_column(String(20))
    to_state: Mapped[IdeaState | None] = mapped_column(String(20))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # A proper name such as the committee's title or a decision's number.
    title: Mapped[str] = mapped_column(String(250), default="")
    # The title of another idea while the moderation hides it or words in it (M-36).
    withheld_title: Mapped[str | None] = mapped_column(String(250))
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(120), default=DEFAULT_UNIT)
    due_on: Mapped[date | None]
    # Whether this step kept the day that the one before had set; empty where none was set (B-02).
    in_time: Mapped[bool | None]
    url: Mapped[str] = mapped_column(String(500), default="")
    reason_key: Mapped[str | None] = mapped_column(String(40))
    # Figures of the moment: version and supporters of an answer (N-24), votes of a recommendation, a council paper.
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    idea: Mapped[Idea] = relationship()

    @property
    def state(self) -> IdeaState | None:
        """The state that the step led to."""
        return IdeaState(self.to_state) if self.to_state else None

    @property
    def headline(self) -> Any:
        """What happened, in the reader's language."""
        if self.kind == StepKind.ANSWER:
            return _("Antwort der Stadt: %(state)s", state=self.state.label) if self.state else _("Antwort der Stadt")
        if self.kind == StepKind.RECOMMENDATION:
            return _("Empfehlung: %(committee)s", committee=self.title)
        if self.kind == StepKind.MINORITY:
            return _("Minderheitsvotum: %(committee)s", committee=self.title)
        if self.kind == StepKind.DECISION:
            label = self.state.label if self.state is not None else _("Im Board behandelt")
            return _("%(state)s – Beschluss %(number)s", state=label, number=self.title)
        note = NOTES.get(self.data.get("note", ""))
        if note is not None:
            return f"{note} {self.title}".strip()
        if self.state == IdeaState.FACHBEIRAT and self.title:
            return _("Im Fachbeirat: %(committee)s", committee=self.title)
        if self.state is not None:
            return passed_over(self.from_state, self.to_state) or self.state.label
        return self.title or _("Neuigkeit")

    @property
    def meaning(self) -> Any:
        """What to say where the line carries no text of its own (B-01)."""
        return MEANINGS[self.state] if self.state is not None else ""

    @property
    def ground(self) -> Any:
        """The ground of a refusal, or the rule of the house that is broken, in the reader's language; else nothing."""
        if not self.reason_key:
            return ""
        if self.state == IdeaState.UNZULAESSIG:
            return house_rules().get(self.reason_key, "")
        return Refusal(self.reason_key).label


class IdeaRevision(StoredHtml, Model):
    """What an idea said before an edit; ``version`` is the text version. The moderation can hide one (M-13)."""

    __tablename__ = "idea_revision"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(250), default="")
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    kind: Mapped[VersionKind] = mapped_column(
        String(12), default=VersionKind.WRITTEN, server_default=VersionKind.WRITTEN.value
    )
    hidden_at: Mapped[datetime | None]
    # The passages that the moderation took out of this version, one a line, as long as their decisions stand, and the other
    # texts of the idea in which they stood, by the names of ``forum.ideas.texts`` (M-13).
    blackened: Mapped[str] = mapped_column(Text, default="", server_default="")
    beside: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    @property
    def texts(self) -> dict[str, str]:
        """What each version has."""
        return {"title": self.title, "text": self.source}


class Addendum(StoredHtml, Model):
    """What an author added below the text after it was closed; never changed (N-14)."""

    __tablename__ = "idea_addendum"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)

    author: Mapped[Person | None] = relationship()
