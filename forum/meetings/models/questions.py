"""Questions from the public. An anonymous one knows neither its author nor a moment nor an address (L-27)."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.meetings.written import Written


class Question(Model):
    """A question to the committee, in plain words without markup."""

    __tablename__ = "question"
    __table_args__ = (CheckConstraint("NOT (anonymous AND person_id IS NOT NULL)", name="nobody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[Written] = mapped_column(String(10), default=Written.VISIBLE)
    reason: Mapped[str] = mapped_column(String(12), default="")
    # Whether it was ever answered; an archived question remembers it.
    answered: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    votes: Mapped[int] = mapped_column(default=0)
    audience: Mapped[str] = mapped_column(String(60))
    # Of an anonymous question the digest of its words, so that a repeated click asks once.
    words: Mapped[str | None] = mapped_column(String(64), unique=True)

    person: Mapped[Person | None] = relationship()


class QuestionVote(Model):
    """Somebody who wants to hear the answer, too; there is at most one vote each."""

    __tablename__ = "question_vote"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
