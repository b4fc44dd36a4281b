"""The register of the Board's decisions."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import _
from forum.core.rendered import StoredHtml
from forum.dossiers.models.frozen import freeze
from forum.dossiers.models.papers import Dossier
from forum.ideas.models import Idea
from forum.ideas.results import Result, Unanimity
from forum.strategy.models import District, Goal, Holder, Office, strategy


class Decision(StoredHtml, Model):
    """A line of the Board's register; it is written once and never changed (G-07)."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_day", "decided_on", "id"),
        CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name="votes_are_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    # The idea and the paper that stand first among the subjects; a decision about something else has none.
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    # Which body decided, and its name on that day.
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committee.id"), index=True)
    body: Mapped[str] = mapped_column(String(120))
    # The package of meetings lies above this one, so these numbers carry no foreign key of this floor.
    meeting_id: Mapped[int | None] = mapped_column(index=True)
    item_id: Mapped[int | None]
    # The number of the event in the meeting's log in which it was adopted (L-34).
    minutes_seq: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(250))
    # The title as it was recorded, while its idea is hidden.
    withheld_title: Mapped[str | None] = mapped_column(String(250))
    result: Mapped[Result] = mapped_column(String(20), index=True)
    unanimity: Mapped[Unanimity] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    # Text and reasons as they were recorded, when they are not shown any more (L-51).
    withheld_text: Mapped[str | None] = mapped_column(Text)
    withheld_reasons: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    conditions_html: Mapped[str] = mapped_column(Text, default="")
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    # The rule of the vote, copied word by word (L-18).
    rule: Mapped[str] = mapped_column(String(300))
    present: Mapped[int]
    entitled: Mapped[int]
    # Who did not take part because of a conflict of interest.
    recused: Mapped[list[str]]
    binding: Mapped[bool]
    binding_basis: Mapped[str] = mapped_column(String(500))
    decided_on: Mapped[date]
    next_on: Mapped[date | None]
    strategy_version: Mapped[int]
    # A frozen copy of the assessments, without names.
    assessments: Mapped[dict[str, Any]]
    # The number of the earlier decision that this one changes.
    replaces: Mapped[str | None] = mapped_column(ForeignKey("decision.number"), index=True)
    audience: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    # Which fields the digest covers; older records stay provable by the fields of their time.
    digest_version: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    idea: Mapped[Idea | None] = relationship()
    dossier: Mapped[Dossier | None] = relationship()
    subjects: Mapped[list["DecisionSubject"]] = relationship(order_by="DecisionSubject.position", passive_deletes="all")
    duties: Mapped[list["DecisionDuty"]] = relationship(order_by="DecisionDuty.position", passive_deletes="all")
    goal_links: Mapped[list["DecisionGoal"]] = relationship(order_by="DecisionGoal.goal", passive_deletes="all")
    district_links: Mapped[list["DecisionDistrict"]] = relationship(
        order_by="DecisionDistrict.district", passive_deletes="all"
    )

    @property
    def url(self) -> str:
        """The permanent address."""
        return url_for("decisions.show", number=self.number, _external=False)

    @property
    def titles(self) -> str:
        """The titles of all that was decided on together, each as it may be shown."""
        return "; ".join(subject.title for subject in self.subjects) if len(self.subjects) > 1 else self.title

    @property
    def is_whole(self) -> bool:
        """Whether everything that was recorded is shown (L-51)."""
        return not (self.withheld_title or self.withheld_text or self.withheld_reasons)

    @property
    def outcome(self) -> Result:
        """The result as a word with a label."""
        return Result(self.result)

    @property
    def outcome_label(self) -> Any:
        """The result in the reader's language, with its conditions named."""
        if self.outcome.accepts and (self.duties or self.conditions):
            return _("%(result)s, mit Auflagen", result=self.outcome.label)
        return self.outcome.label

    @property
    def agreement(self) -> Unanimity:
        """Unanimous or by majority, as a word with a label."""
        return Unanimity(self.unanimity)

    @property
    def goals(self) -> list[Goal]:
        """The strategic goals of the decision, in the wording of that day (G-17)."""
        known = strategy()
        found = (known.goal(link.goal, link.version) for link in self.goal_links)
        return [goal for goal in found if goal is not None]

    @property
    def officials(self) -> list[tuple[Office, Holder]]:
        """Who held which office on the day of the decision (G-14)."""
        return strategy().holders_on(self.decided_on)

    @property
    def districts(self) -> list[District]:
        """The districts of the decision."""
        known = strategy().districts
        return [known[link.district] for link in self.district_links if link.district in known]


class DecisionGoal(Model):
    """A goal of a decision, as it stood on that day."""

    __tablename__ = "decision_goal"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class DecisionDistrict(Model):
    """A district of a decision, as it stood on that day."""

    __tablename__ = "decision_district"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    district: Mapped[int] = mapped_column(primary_key=True, index=True)


class DecisionSubject(Model):
    """What was decided on: an idea with its paper, a project, or a committee's recommendation."""

    __tablename__ = "decision_subject"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    # Projects and resolutions lie above this package, so their numbers carry no foreign key of this floor.
    project_id: Mapped[int | None] = mapped_column(index=True)
    resolution_id: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(250))
    # The title as it was recorded, while its idea is hidden.
    withheld_title: Mapped[str | None] = mapped_column(String(250))

    idea: Mapped[Idea | None] = relationship()
    dossier: Mapped[Dossier | None] = relationship()


class DecisionDuty(Model):
    """A condition of a decision: who has to do what, and by when."""

    __tablename__ = "decision_duty"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(120))
    # Both as they were recorded, when they are not shown any more (L-51).
    withheld_text: Mapped[str | None] = mapped_column(String(500))
    withheld_unit: Mapped[str | None] = mapped_column(String(120))
    due_on: Mapped[date]

    decision: Mapped[Decision] = relationship(back_populates="duties")
    fulfilment: Mapped["DutyFulfilment | None"] = relationship()

    @property
    def is_overdue(self) -> bool:
        """Tell whether the day has passed and nobody has said that it was done."""
        return self.fulfilment is None and self.due_on < today()


class DutyFulfilment(Model):
    """When a condition was fulfilled, and by what one sees it; it stands beside the record, which never changes."""

    __tablename__ = "duty_fulfilment"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "position"], ["decision_duty.decision_id", "decision_duty.position"]),
    )

    decision_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    fulfilled_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500))
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


freeze(Decision, DecisionGoal, DecisionDistrict, DecisionSubject, DecisionDuty, DutyFulfilment)
