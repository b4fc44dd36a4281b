"""The register of the Board's decisions."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.core.rendered import StoredHtml
from forum.dossiers.models.frozen import freeze
from forum.dossiers.models.papers import Dossier
from forum.dossiers.models.results import Result, Unanimity
from forum.ideas.models import Idea
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
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    # The package of meetings lies above this one, so the number carries no foreign key of this floor.
    meeting_id: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(250))
    result: Mapped[Result] = mapped_column(String(20), index=True)
    unanimity: Mapped[Unanimity] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    conditions_html: Mapped[str] = mapped_column(Text, default="")
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    binding_basis: Mapped[str] = mapped_column(String(500))
    decided_on: Mapped[date]
    next_on: Mapped[date | None]
    strategy_version: Mapped[int]
    # A frozen copy of the assessments, without names.
    assessments: Mapped[dict[str, Any]]
    audience: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    idea: Mapped[Idea] = relationship()
    dossier: Mapped[Dossier] = relationship()
    goal_links: Mapped[list["DecisionGoal"]] = relationship(order_by="DecisionGoal.goal", passive_deletes="all")
    district_links: Mapped[list["DecisionDistrict"]] = relationship(
        order_by="DecisionDistrict.district", passive_deletes="all"
    )

    @property
    def url(self) -> str:
        """The permanent address."""
        return url_for("decisions.show", number=self.number, _external=False)

    @property
    def outcome(self) -> Result:
        """The result as a word with a label."""
        return Result(self.result)

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


freeze(Decision, DecisionGoal, DecisionDistrict)
