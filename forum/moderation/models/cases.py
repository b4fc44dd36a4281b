"""The tables of cases, notices, statements of reasons and complaints."""

import re
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.moderation.models.hands import StatementHand
from forum.moderation.models.words import HIDING, ON_PERSON, ON_THREAD, Answer, CaseState, Outcome


class Case(Model):
    """Everything that was said about one thing; there is one case per thing, and a new notice opens it again (M-02)."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        UniqueConstraint("kind", "target_id"),
        Index("ix_moderation_case_queue", "state", "opened_at"),
        Index("ix_moderation_case_rank", "state", "rank", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    # In which space the thing stood when it was last looked at; its moderators see the case (M-25).
    space_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[CaseState] = mapped_column(String(12), default=CaseState.OPEN)
    # How many standing notices belong to its present opening; earlier ones were answered by an earlier decision.
    notice_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    # The parts of the score but for the time, and the place in the queue that follows from them; see ``score`` (M-06).
    points: Mapped[dict[str, Any] | None]
    rank: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    # Who works on it, and until when others leave it to them; a claim keeps nobody out (M-04).
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    first_viewed_at: Mapped[datetime | None]
    wants_opinion: Mapped[bool] = mapped_column(default=False, server_default="0")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # What the public reason of the last decision was; notifiers are told it too.
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    notices: Mapped[list["Notice"]] = relationship(back_populates="case", order_by="Notice.id")
    statements: Mapped[list["Statement"]] = relationship(back_populates="case", order_by="Statement.id")
    complaints: Mapped[list["Complaint"]] = relationship(back_populates="case", order_by="Complaint.id")
    claimer: Mapped[Person | None] = relationship(foreign_keys=[claimed_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the case for moderators."""
        return url_for("moderation.case", case_id=self.id, _external=False)

    @property
    def standing_notices(self) -> list["Notice"]:
        """The notices that nobody took back, the oldest first (M-34)."""
        return [notice for notice in self.notices if notice.withdrawn_at is None]

    @property
    def present_notices(self) -> list["Notice"]:
        """The standing notices that the next decision is about, or that the last one was: those of its present opening."""
        return [notice for notice in self.standing_notices if notice.opening == self.opened_at]

    @property
    def is_claimed(self) -> bool:
        """Whether somebody works on it at this moment."""
        return self.claimed_until is not None and self.claimed_until > now()


_STANDING: Any = {f"{name}_where": text("withdrawn_at IS NULL") for name in ("sqlite", "postgresql")}


class Notice(Model):
    """One person's report, with a copy of the text as it was (M-20); the notifier stays unknown to the author (S-11)."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("good_faith", name="good_faith"),
        # One account reports a thing once while a case about it is open; again once it was decided, or the text changed, or
        # somebody is in danger, and who took that back may do it again (M-05, M-34).
        Index(
            "ix_notice_standing",
            "case_id",
            "person_id",
            "opening",
            "evidence_version",
            "urgent",
            unique=True,
            **_STANDING,
        ),
        Index("ix_notice_person", "person_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    rule: Mapped[str] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text)
    good_faith: Mapped[bool]
    # To which opening of the case it belongs, and whether somebody is in danger. It is the one to which it came, until a
    # complaint shows that the decision about it was wrong: then it waits in the next one again.
    opening: Mapped[datetime | None]
    urgent: Mapped[bool] = mapped_column(default=False, server_default="0")
    # The law that the notifier names, for illegal content, and where exactly the content stands (Art. 16 (2) DSA).
    legal_ground: Mapped[str] = mapped_column(String(250), default="", server_default="")
    address: Mapped[str] = mapped_column(String(300), default="", server_default="")
    evidence: Mapped[str] = mapped_column(Text)
    evidence_version: Mapped[int]
    # Name, digest and size of each file that belonged to it at that moment (M-20).
    evidence_files: Mapped[list[Any] | None]
    language: Mapped[str] = mapped_column(String(8))
    # Opens the page that shows the state of the notice, without an account; only the digest is stored (E-27).
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Whether it came from a trusted flagger on that day (S-15).
    trusted: Mapped[bool] = mapped_column(default=False, server_default="0")
    created_at: Mapped[datetime]
    # Since when the notifier does not report it any more; it stays in the figures as received (M-34).
    withdrawn_at: Mapped[datetime | None]
    # When the author was told who reported it, by whom, and why that could not be avoided; usually never (S-11).
    named_at: Mapped[datetime | None]
    named_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    named_because: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Which decision the notifier was told last, by whom and when it was made: the right to object to it stays, whatever
    # becomes of the case later (S-12).
    answer: Mapped[Answer | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # With which reasons: those of the case may be about a later notice by now.
    answer_reason: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship(back_populates="notices")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    complaints: Mapped[list["Complaint"]] = relationship(back_populates="notice", order_by="Complaint.id")

    @property
    def complaint(self) -> "Complaint | None":
        """The newest objection of the notifier."""
        return self.complaints[-1] if self.complaints else None

    @property
    def stand(self) -> CaseState:
        """Where it stands for whoever sent it; what a later notice led to changes nothing about an earlier one."""
        if self.case.state == CaseState.OPEN or self.answer is None:
            return CaseState(self.case.state)
        return CaseState.ACTED if self.answer in {Answer.HIDDEN, Answer.ACTED} else CaseState.DISMISSED

    @property
    def is_hidden_now(self) -> bool:
        """Whether a decision hides the content at this moment, whichever notice led to it."""
        return any(row.stands and row.measure in HIDING for row in self.case.statements)

    @property
    def place(self) -> str:
        """Where the content stands, without the words of its title: those may be hidden or blackened by now (M-36)."""
        return re.sub(r"(/(?:aktivitaeten|ideen|themen|vorhaben)/\d+)-[^/?#]*", r"\1", self.address)

    @property
    def can_be_objected(self) -> bool:
        """Whether the notifier was told that the content stays, and did not object to that decision yet (S-12)."""
        if self.withdrawn_at is not None or self.answered_at is None or self.answer in {Answer.HIDDEN, Answer.GONE}:
            return False
        return all(one.informed_at != self.answered_at for one in self.complaints)

    @property
    def who(self) -> str:
        """The name of the notifier, for the moderation and, after an explicit act, for the author (S-11)."""
        return self.name or (self.person.handle if self.person is not None else "")

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether nothing was decided about it yet (M-34)."""
        return (
            self.withdrawn_at is None and self.case.state == CaseState.OPEN and self.created_at >= self.case.opened_at
        )


class Statement(Model):
    """Why something was hidden: the statement of reasons of Art. 17 DSA, and what became of it."""

    __tablename__ = "statement"
    # Nobody is left without a letter but those who flood the forum with advertising (S-24).
    __table_args__ = (CheckConstraint("NOT untold OR rule = 'werbung'", name="untold"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Random, so that nothing can be derived from it (S-23).
    puid: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    measure: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(30))
    # The version of the rules that held on that day; the key of the clause is ``rule`` (S-20).
    rules_version: Mapped[int] = mapped_column(default=1, server_default="1")
    # The law and the clause, for illegal content; empty for the rules of the house.
    legal_ground: Mapped[str] = mapped_column(String(250), default="")
    facts: Mapped[str] = mapped_column(Text)
    after_notice: Mapped[bool]
    automated_detection: Mapped[bool] = mapped_column(default=False)
    automated_decision: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[str] = mapped_column(Text)
    evidence_version: Mapped[int] = mapped_column(default=0, server_default="0")
    evidence_files: Mapped[list[Any] | None]
    # When the content was published, of what type it is and in which language: Art. 17 (3) DSA asks for it.
    content_at: Mapped[datetime | None]
    content_type: Mapped[str] = mapped_column(String(20), default="TEXT", server_default="TEXT")
    content_language: Mapped[str] = mapped_column(String(8), default="de", server_default="de")
    # From where the moderation heard of it, in the vocabulary of the transparency database.
    source: Mapped[str] = mapped_column(String(40), default="SOURCE_VOLUNTARY", server_default="SOURCE_VOLUNTARY")
    # Until when it holds, when it ended by itself, and what taking it back needs.
    until: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    detail: Mapped[dict[str, Any] | None]
    # The canned reason that it began with, in its version, and the act on many cases of which it is a part (M-19, M-22).
    canned_id: Mapped[int | None]
    bulk: Mapped[str | None] = mapped_column(String(40), index=True)
    # Whether the author was sent nothing, as the law allows for deceptive advertising in bulk (Art. 17 (2) DSA).
    untold: Mapped[bool] = mapped_column(default=False, server_default="0")
    # When one of its authors opened it first, where nobody was written to: their time to object runs from then on.
    opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # In which opening of the case it was decided: only notices of that one led to it.
    opening: Mapped[datetime | None]
    reverted_at: Mapped[datetime | None]
    reverted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revert_reason: Mapped[str | None] = mapped_column(Text)
    # Since when it holds again, where it was taken back by a slip; its authors were told anew then (M-15, S-04).
    again_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="statements")
    complaints: Mapped[list["Complaint"]] = relationship(back_populates="statement", order_by="Complaint.id")
    hands: Mapped[list[StatementHand]] = relationship(order_by=[StatementHand.person_id, StatementHand.imposed])

    @property
    def is_on_person(self) -> bool:
        """Whether it concerns the account and not one text."""
        return self.measure in ON_PERSON

    @property
    def is_on_thread(self) -> bool:
        """Whether it concerns a thread, and whoever began it."""
        return self.measure in ON_THREAD

    @property
    def is_refusal(self) -> bool:
        """Whether it is why a text that waited does not appear; what concerns its author alone says nothing of that."""
        return self.case.kind == "held" and self.measure == "hide"

    @property
    def informed_at(self) -> datetime | None:
        """Since when its authors know of it; None where they were sent nothing and did not open it yet (S-24)."""
        return self.opened_at if self.untold else self.holds_since

    @property
    def holds_since(self) -> datetime:
        """Since when it holds: since it was decided, or since it held again."""
        return self.again_at or self.created_at

    @property
    def imposed_by(self) -> frozenset[int]:
        """Who decided it, and who let it hold again."""
        people = {self.moderator_id, *(one.person_id for one in self.hands if one.imposed)}
        return frozenset(number for number in people if number is not None)

    @property
    def decided_by(self) -> frozenset[int]:
        """Everybody who had a hand in it: who decided it, took it back, or let it hold again (S-04, M-24)."""
        people = {self.moderator_id, self.reverted_by, *(one.person_id for one in self.hands)}
        return frozenset(number for number in people if number is not None)

    @property
    def stands(self) -> bool:
        """Whether it holds: neither taken back nor over."""
        return self.reverted_at is None and self.ended_at is None

    @property
    def told(self) -> list["Notice"]:
        """The standing notices whose senders were told of it: in its opening, of what hides a thing also later."""
        answered = ((one, one.answered_at) for one in self.case.standing_notices)
        return [
            one
            for one, at in answered
            if at is not None and at >= self.created_at and (self.measure in HIDING or one.opening == self.opening)
        ]

    @property
    def url(self) -> str:
        """The address at which the author reads the statement."""
        return url_for("moderation.statement", puid=self.puid, _external=False)


class Complaint(Model):
    """An objection to a decision: by the author to a statement, or by a notifier to doing nothing (Art. 20 DSA)."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(statement_id IS NULL) <> (notice_id IS NULL)", name="one_decision"),
        # No answer without reasons (S-13), and never by whoever decided first (S-04).
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="outcome"),
        CheckConstraint("answered_at IS NULL OR reasons IS NOT NULL", name="reasons"),
        CheckConstraint("answered_by IS NULL OR against_id IS NULL OR answered_by <> against_id", name="four_eyes"),
        # One objection of each person whose content it was, who may be several (Art. 20 DSA).
        UniqueConstraint("statement_id", "person_id"),
        # One objection to each decision that a notifier was told.
        UniqueConstraint("notice_id", "informed_at"),
        Index("ix_complaint_answered_at_id", "answered_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    # Unknown for those who have no account.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Who decided what the complaint is about.
    against_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    # Since when the time for a complaint runs.
    informed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    reasons: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship(back_populates="complaints")
    statement: Mapped[Statement | None] = relationship(back_populates="complaints")
    notice: Mapped[Notice | None] = relationship(back_populates="complaints")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the complaint for moderators."""
        return url_for("complaints.show", complaint_id=self.id, _external=False)

    @property
    def is_settled(self) -> bool:
        """Whether the decision holds no more without this complaint: taken back, or told anew to the notifier since."""
        if self.outcome == Outcome.REVERSED:
            return False
        if self.statement is not None:
            return self.statement.reverted_at is not None
        return self.notice is not None and self.notice.answered_at != self.informed_at
