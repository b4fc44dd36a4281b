"""The tables of surveys: what is asked, that somebody answered, and what was answered, which no column joins."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.core.small_cells import LEAST
from forum.core.text import slug
from forum.discussions.models import Phase, Space


class State(enum.StrEnum):
    """Where a survey stands; whether it runs is asked of the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Stage(enum.StrEnum):
    """What readers see of where a survey stands."""

    DRAFT = "draft"
    COMING = "coming"
    RUNNING = "running"
    COUNTING = "counting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _STAGES[self]


_STAGES = {
    Stage.DRAFT: lazy("Entwurf"),
    Stage.COMING: lazy("beginnt noch"),
    Stage.RUNNING: lazy("läuft"),
    Stage.COUNTING: lazy("wird ausgezählt"),
    Stage.CLOSED: lazy("beendet"),
    Stage.WITHDRAWN: lazy("zurückgezogen"),
}


class Kind(enum.StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"
    ORDER = "order"
    TEXT = "text"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _KINDS[self]


_KINDS = {
    Kind.SINGLE: lazy("Eine Antwort auswählen"),
    Kind.SEVERAL: lazy("Mehrere Antworten auswählen"),
    Kind.SCALE: lazy("Auf einer Skala einschätzen"),
    Kind.ORDER: lazy("In eine Reihenfolge bringen"),
    Kind.TEXT: lazy("Kurzer Text"),
}
# Kinds whose answers are chosen from a list.
LISTED = frozenset({Kind.SINGLE, Kind.SEVERAL, Kind.ORDER})
# Kinds that can ask about the person: their answers can be kept back for small groups.
GROUPING = frozenset({Kind.SINGLE, Kind.SEVERAL})


class Survey(StoredHtml, Model):
    """Some questions of the city to the people of a process, with a beginning and an end.

    ``version`` counts the changes of what is asked, so that nobody answers other questions than were shown.
    """

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[str] = mapped_column(Text, default="")
    # The phase of the process to which it is bound: it never runs outside of it.
    phase: Mapped[str] = mapped_column(String(20))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[State] = mapped_column(String(20), default=State.DRAFT, index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    # Set by the worker when it told of the opening, and when it counted.
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # How many took part, known from the end on; before that the rows of the turnout are.
    participants: Mapped[int] = mapped_column(default=0)
    # Why it was withdrawn.
    reason: Mapped[str] = mapped_column(String(500), default="")
    # What the result was when it was counted, as a digest (E-38).
    digest: Mapped[str] = mapped_column(String(64), default="")

    space: Mapped[Space] = relationship()

    @property
    def url(self) -> str:
        """The address of the page of the survey."""
        return url_for("surveys.show", survey_id=self.id, slug=slug(self.title), _external=False)

    @property
    def begins(self) -> datetime:
        """When people can begin to answer: not before its phase."""
        stretch = self.space.course.stretch(Phase(self.phase))
        return max(self.opens_at, stretch[0]) if stretch else self.opens_at

    @property
    def ends(self) -> datetime:
        """When it ends for certain: not after its phase."""
        stretch = self.space.course.stretch(Phase(self.phase))
        return min(self.closes_at, stretch[1]) if stretch and stretch[1] else self.closes_at

    @property
    def stage(self) -> Stage:
        """Where it stands at this moment; only the closing act makes a result, and nothing opens it again."""
        if self.state != State.PUBLISHED:
            return Stage(self.state)
        if now() >= self.ends:
            return Stage.COUNTING
        return Stage.RUNNING if now() >= self.begins else Stage.COMING

    @property
    def takes_answers(self) -> bool:
        """Tell whether people can answer at this moment."""
        return self.stage == Stage.RUNNING and self.space.archived_at is None

    @property
    def is_told(self) -> bool:
        """Tell whether there is a result, and so many took part that nobody can be recognised in it."""
        return self.state == State.CLOSED and self.participants >= LEAST

    @property
    def phase_label(self) -> Any:
        """The name of its phase in the interface."""
        return Phase(self.phase).label


class Question(Model):
    """One question of a survey, in its place."""

    __tablename__ = "survey_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    hint: Mapped[str] = mapped_column(String(500), default="")
    required: Mapped[bool] = mapped_column(default=True)
    # What one chooses from or puts in order.
    options: Mapped[list[str]] = mapped_column(default=list)
    # At most so many choices; 0 means any number.
    most: Mapped[int] = mapped_column(default=0)
    # A scale goes from 1 to so many points, with words at both ends.
    points: Mapped[int] = mapped_column(default=0)
    low: Mapped[str] = mapped_column(String(60), default="")
    high: Mapped[str] = mapped_column(String(60), default="")
    # Whether it asks about the person: then small groups are not told (G-30).
    about_person: Mapped[bool] = mapped_column(default=False)

    survey: Mapped[Survey] = relationship()

    @property
    def kind_label(self) -> Any:
        """The name of the kind in the interface."""
        return Kind(self.kind).label

    @property
    def marks(self) -> list[str]:
        """The words of what can be chosen: options, or the points of the scale with the words of their ends."""
        if self.kind != Kind.SCALE:
            return self.options
        ends = {1: self.low, self.points: self.high}
        return [f"{point} – {ends[point]}" if ends.get(point) else str(point) for point in range(1, self.points + 1)]


class Turnout(Model):
    """That somebody took part in a survey that runs, and nothing else: no time and no answer; gone when it closes."""

    __tablename__ = "survey_turnout"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Answer(Model):
    """What somebody answered to one question of a survey that runs: no person, no time, no order, no other answer.

    ``value`` holds the places of what was chosen, counted from 0 and joined by commas, or the text.
    """

    __tablename__ = "survey_answer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"), index=True)
    value: Mapped[str] = mapped_column(Text)


class Tally(Model):
    """How many people gave one answer to one question of a closed survey."""

    __tablename__ = "survey_tally"

    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int]


class Words(Model):
    """A text that somebody typed, of a closed survey; in the order of the alphabet. Shown when somebody let it pass."""

    __tablename__ = "survey_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    shown: Mapped[bool | None]

    question: Mapped[Question] = relationship()
