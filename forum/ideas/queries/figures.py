"""Figures of ideas for everybody: where they stand, how long answers take, which days were kept (N-38, B-02)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func, or_, select

from forum.core.clock import CITY_ZONE, end_of_day, today
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.queries.lists import listed


@dataclass(frozen=True)
class Statistics:
    """The figures of a period; ``days_to_answer`` is empty where nothing was answered."""

    first: date
    last: date
    states: dict[IdeaState, int]
    answered: int
    days_to_answer: float | None
    kept: int
    missed: int
    unanswered: int
    overdue: int

    @property
    def submitted(self) -> int:
        """How many ideas were handed in."""
        return sum(self.states.values())

    @property
    def share_in_time(self) -> float | None:
        """Which part of the days was kept, from 0 to 1; None where there was none to keep. What is still open counts."""
        due = self.kept + self.missed + self.unanswered
        return self.kept / due if due else None


def statistics(viewer: Actor, first: date, last: date) -> Statistics:
    """Return the figures of the ideas that were handed in, and of the days that were due, from first to last day.

    ``unanswered`` are days of the period that passed without anything until now (versäumt); ``overdue`` is the number of
    today, whatever the period. Days of ideas that were withdrawn or hidden later stay in the figures: they were due.
    """
    begin, end = datetime.combine(first, time(), CITY_ZONE), end_of_day(last)
    shown = listed(viewer)
    handed_in = shown.where(Idea.submitted_at >= begin, Idea.submitted_at < end)
    states = db.session.execute(
        handed_in.with_only_columns(Idea.state, func.count()).group_by(Idea.state).order_by(None)
    ).all()
    moments = db.session.execute(handed_in.with_only_columns(Idea.submitted_at, Idea.answered_at)).all()
    waits = [(answered - submitted) / timedelta(days=1) for submitted, answered in moments if submitted and answered]
    steps = db.session.execute(
        select(IdeaStep.in_time, func.count())
        .where(
            IdeaStep.in_time.is_not(None),
            IdeaStep.at >= begin,
            IdeaStep.at < end,
            # Who takes an idea back in time does not keep a day of the administration.
            or_(IdeaStep.in_time.is_(False), IdeaStep.to_state.is_distinct_from(IdeaState.ZURUECKGEZOGEN)),
            IdeaStep.idea_id.in_(select(Idea.id).where(_could_be_read_by(viewer))),
        )
        .group_by(IdeaStep.in_time)
    ).all()
    in_time = {bool(kept): number for kept, number in steps}
    overdue = shown.with_only_columns(func.count()).where(
        Idea.due_on < today(), Idea.clock_paused_on.is_(None), Idea.state.not_in(FINAL | CITIZENS_TURN)
    )
    unanswered = overdue.where(Idea.due_on >= first, Idea.due_on <= last)
    return Statistics(
        first=first,
        last=last,
        states={IdeaState(state): number for state, number in states},
        answered=len(waits),
        days_to_answer=median(waits) if waits else None,
        kept=in_time.get(True, 0),
        missed=in_time.get(False, 0),
        unanswered=db.session.scalar(unanswered) or 0,
        overdue=db.session.scalar(overdue) or 0,
    )


def _could_be_read_by(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that the viewer may read an idea, or might if it were not hidden."""
    return or_(Idea.audience.in_(viewer.words), Idea.hidden_from.in_(viewer.words))
