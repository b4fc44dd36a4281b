"""The tables of ideas and of who writes them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Double, ForeignKey, Index, Select, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.blackening import VersionKind
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy, marked
from forum.core.rendered import StoredHtml
from forum.core.text import slug
from forum.discussions.models import Thread
from forum.ideas.lifecycle import (
    CITIZENS_TURN,
    DEFAULT_UNIT,
    FINAL,
    SUPPORTABLE,
    UNLISTED,
    IdeaState,
)
from forum.ideas.models.facts import IdeaDistrict, IdeaGoal
from forum.ideas.models.solution import Solution
from forum.strategy.models import Category, District, Goal, Point, outline, strategy

# What must be named in every copy of ideas that come from elsewhere, by their origin.
ATTRIBUTIONS = {
    "cimt": marked(
        "Ideen: CIMT PartEval Argument Components, J. Romberg und S. Conrad, HHU Düsseldorf, CC BY-SA 4.0; Beiträge aus den "
        "Raddialogen Bonn und Köln-Ehrenfeld 2017 (T. Escher, DIID), CC BY 4.0, Adresse beim jeweiligen Beitrag; bearbeitet."
    ),
}

# How an idea reached the desk of the Stabsstelle that has no account behind it (N-16).
TOLD = {
    "phone": lazy("am Telefon"),
    "letter": lazy("in einem Brief"),
    "event": lazy("bei einer Veranstaltung"),
}


class Idea(StoredHtml, Model):
    """A proposal to the city. Its state changes only together with a line of the log (``commands.steps``)."""

    __tablename__ = "idea"
    __table_args__ = (
        Index("ix_idea_new", "submitted_at", "id"),
        Index("ix_idea_activity", "active_at", "id"),
        Index("ix_idea_support", "support_count", "id"),
        Index("ix_idea_deadline", "support_deadline", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    # The title in lower case with simple letters, for finding similar ones.
    title_key: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(8), default="de")
    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    place_text: Mapped[str] = mapped_column(String(200), default="")
    # A point on the map, both or none of them; set through ``point`` and nowhere else (N-07).
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[IdeaState] = mapped_column(String(20), default=IdeaState.ENTWURF, index=True)
    audience: Mapped[str] = mapped_column(String(60))
    # The space in whose name the idea was collected, such as that of a dialogue; most ideas have none.
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), unique=True)
    # Everybody who supports the idea, with an account or on paper: the one figure that lists, threshold and API show.
    support_count: Mapped[int] = mapped_column(default=0)
    # How many of them signed on paper, here or at ideas that live on in this one (N-15, N-18).
    paper_count: Mapped[int] = mapped_column(default=0)
    threshold: Mapped[int]
    support_deadline: Mapped[date | None]
    threshold_reached_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    active_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    edit_kind: Mapped[VersionKind] = mapped_column(
        String(12), default=VersionKind.WRITTEN, server_default=VersionKind.WRITTEN.value
    )
    # An official answer ends editing (N-14).
    answered_at: Mapped[datetime | None]
    step_count: Mapped[int] = mapped_column(default=0)
    state_since: Mapped[datetime]
    due_on: Mapped[date | None]
    # The answer clock (N-20): the day since which it stands still, the day of the next reminder, and how many went out.
    clock_paused_on: Mapped[date | None]
    remind_on: Mapped[date | None] = mapped_column(index=True)
    reminded: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(120), default=DEFAULT_UNIT)
    # The unit of that name whose people may work on the idea; none where it is the Stabsstelle or a body without accounts. A
    # plain number, set together with the name and nowhere else (``commands.units``, ``commands.log``).
    unit_id: Mapped[int | None] = mapped_column(index=True)
    # The Fachbeirat that deliberates on the idea, or was the last to do so; the step that leads there sets it (B-16).
    committee_id: Mapped[int | None] = mapped_column(index=True)
    goals_reason: Mapped[str | None] = mapped_column(String(500))
    goals_confirmed_at: Mapped[datetime | None]
    # The idea in which this one lives on (N-17); a plain number like ``Support.merge_id``, both set by merging alone.
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    # Of what this idea was a part (N-19), and to which one its authors point instead (N-31).
    split_from_id: Mapped[int | None] = mapped_column(index=True)
    retired_for_id: Mapped[int | None]
    # The number of the newest frozen dossier; the package of dossiers writes it through a command here.
    dossier_number: Mapped[str | None] = mapped_column(String(20))
    # Who could read it before the moderation hid it; restoring gives it back to them.
    hidden_from: Mapped[str | None] = mapped_column(String(60))
    hidden_at: Mapped[datetime | None]
    hidden_ground: Mapped[str | None] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(20), default="web")
    # When somebody told the desk of it, and at which event; ``origin`` then is a key of ``TOLD``.
    told_on: Mapped[date | None]
    told_at: Mapped[str] = mapped_column(String(120), default="")
    source_url: Mapped[str | None] = mapped_column(String(500))
    foreign_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    # The text version whose twins were looked for (N-05).
    twins_version: Mapped[int] = mapped_column(default=0)
    # Counts the texts that readers saw; ``version`` also rises with every step and guards against lost changes.
    text_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    author: Mapped[Person | None] = relationship()
    # Also those who were asked and have not answered yet.
    co_authors: Mapped[list["CoAuthor"]] = relationship(
        cascade="all, delete-orphan", order_by="CoAuthor.id", back_populates="idea"
    )
    thread: Mapped[Thread | None] = relationship()
    goal_links: Mapped[list[IdeaGoal]] = relationship(cascade="all, delete-orphan", order_by=IdeaGoal.goal)
    district_links: Mapped[list[IdeaDistrict]] = relationship(
        cascade="all, delete-orphan", order_by=IdeaDistrict.district
    )
    # How mature the solution is, and references of other cities; none as long as nobody has said anything (G-23).
    described: Mapped[Solution | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The permanent address (N-32)."""
        return url_for("ideas.show", idea_id=self.id, slug=slug(self.title), _external=False)

    @property
    def stage(self) -> IdeaState:
        """The state as a word with a label."""
        return IdeaState(self.state)

    @property
    def author_ids(self) -> frozenset[int]:
        """The numbers of all authors: who began the idea, and who joined (N-06)."""
        joined = {one.person_id for one in self.co_authors if one.accepted_at is not None}
        return frozenset(joined | ({self.author_id} if self.author_id is not None else set()))

    @property
    def authors(self) -> list[Person]:
        """All authors, the one who began the idea first."""
        joined = [one.person for one in self.co_authors if one.accepted_at is not None]
        return [*([self.author] if self.author is not None else []), *joined]

    @property
    def attribution(self) -> str:
        """The line that must go with every copy; empty for what was written here."""
        return ATTRIBUTIONS.get(self.origin, "")

    @property
    def told(self) -> Any:
        """How the desk heard of it, in the reader's language; empty for what was written here."""
        return TOLD.get(self.origin, "")

    @property
    def is_draft(self) -> bool:
        """Tell whether only its authors know of it."""
        return self.state == IdeaState.ENTWURF

    @property
    def is_listed(self) -> bool:
        """Tell whether lists, search and feeds may name the idea to those who hold its audience word."""
        return self.state not in UNLISTED and self.hidden_at is None

    @property
    def takes_support(self) -> bool:
        """Tell whether people may support it now."""
        return self.gives_support_back and self.retired_for_id is None

    @property
    def gives_support_back(self) -> bool:
        """Tell whether people may take their support back now; also of an idea that points to another one (N-31)."""
        return self.state in SUPPORTABLE and self.hidden_at is None and not self.deadline_is_over

    @property
    def deadline_is_over(self) -> bool:
        """Tell whether the last day of support has passed, also while nobody closed the idea yet (N-12)."""
        if self.support_deadline is None or self.state != IdeaState.IN_DISKUSSION:
            return False
        return self.support_deadline < today()

    @property
    def has_clock(self) -> bool:
        """Tell whether the administration has a day to keep for the next step (N-20)."""
        return self.due_on is not None and self.state not in FINAL and self.state not in CITIZENS_TURN

    @property
    def is_overdue(self) -> bool:
        """Tell whether the day of the next step has passed (B-02)."""
        if self.due_on is None or self.clock_paused_on is not None or self.state in FINAL:
            return False
        return self.due_on < today()

    @property
    def goal_keys(self) -> list[str]:
        """The keys of the strategic goals the idea serves."""
        return [link.goal for link in self.goal_links]

    @property
    def goals(self) -> list[Goal]:
        """The strategic goals, each in the wording of the version in which the idea was linked to it (G-17)."""
        known = strategy()
        found = (known.goal(link.goal, link.version) for link in self.goal_links)
        return [goal for goal in found if goal is not None]

    @property
    def district_numbers(self) -> list[int]:
        """The numbers of the districts."""
        return [link.district for link in self.district_links]

    @property
    def districts(self) -> list[District]:
        """The districts the idea is about; none means the whole city."""
        known = strategy().districts
        return [known[number] for number in self.district_numbers if number in known]

    @property
    def solution(self) -> Solution:
        """What it says of its solution; an empty row of version 0 as long as nobody has said anything (G-23)."""
        return self.described or Solution(maturity="", version=0)

    @property
    def point(self) -> Point | None:
        """The point on the map, where there is one."""
        return (
            Point(self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None
        )

    @point.setter
    def point(self, point: Point | None) -> None:
        self.latitude, self.longitude = point if point is not None else (None, None)

    @property
    def district_of_point(self) -> District | None:
        """The district in which the point lies, as far as the map knows."""
        number = outline().district_at(self.point) if self.point is not None else None
        return strategy().districts.get(number) if number is not None else None

    @property
    def category_row(self) -> Category | None:
        """The category, if the strategy still knows it."""
        return strategy().categories.get(self.category)


class CoAuthor(Model):
    """Somebody who was asked to join the authors of an idea, and since when they are one (N-06).

    Declining and leaving remove the row, so that nothing tells of either.
    """

    __tablename__ = "idea_co_author"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    # The merge that asked the author of an original; undoing it takes the question back (N-17, N-19).
    merge_id: Mapped[int | None] = mapped_column(index=True)

    idea: Mapped[Idea] = relationship(back_populates="co_authors")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])


def written_by(person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person is an author of an idea: the one who began it, or one who joined."""
    return written_by_any([person_id])


def written_by_any(people: Sequence[int] | Select[Any]) -> ColumnElement[bool]:
    """Return the condition that one of these people is an author of an idea."""
    joined = select(CoAuthor.idea_id).where(CoAuthor.person_id.in_(people), CoAuthor.accepted_at.is_not(None))
    return or_(Idea.author_id.in_(people), Idea.id.in_(joined))
