"""The figures that everybody may see as pictures: who took part when, how long answers took, what became of ideas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from forum.core.clock import CITY_ZONE, today
from forum.core.db import db
from forum.core.i18n import lazy
from forum.discussions.models import Post, PostState, Thread
from forum.ideas.lifecycle import FINAL, IdeaState
from forum.ideas.models import Idea, IdeaStep, Support
from forum.reports.period import Period
from forum.reports.queries.participation import PUBLIC, public_ideas

# More months than these are told as years, and of more years than these the last ones.
MOST_SLICES = 24

S = IdeaState
# How far ideas come, in the order of the picture: what a stage is called, and the states that belong to it.
STAGES: tuple[tuple[Any, frozenset[IdeaState]], ...] = (
    (lazy("Eingereicht"), frozenset({S.EINGEREICHT})),
    (lazy("In der Diskussion"), frozenset({S.IN_DISKUSSION, S.QUORUM_ERREICHT, S.QUORUM_VERFEHLT})),
    (lazy("Geprüft und beraten"), frozenset({S.FACHPRUEFUNG, S.FACHBEIRAT})),
    (lazy("Vor dem Board"), frozenset({S.BOARD, S.GREMIUM, S.VERTAGT})),
    (lazy("Beschlossen"), frozenset({S.BESCHLOSSEN})),
    (lazy("Vorhaben"), frozenset({S.UMSETZUNG, S.GESTOPPT})),
    (lazy("Abgeschlossen"), frozenset({S.ABGESCHLOSSEN})),
)
# Where nothing goes on from; what is finished has arrived, and has not ended early.
_ENDED = (FINAL | {S.QUORUM_VERFEHLT, S.ZUSAMMENGEFUEHRT}) - {S.ABGESCHLOSSEN}

# Days from handing in to the first answer: below which number, and how the picture says it.
WAITS: tuple[tuple[int | None, Any], ...] = (
    (7, lazy("bis zu einer Woche")),
    (30, lazy("bis zu 30 Tagen")),
    (60, lazy("bis zu 60 Tagen")),
    (90, lazy("bis zu 90 Tagen")),
    (None, lazy("länger")),
)


@dataclass(frozen=True)
class Slice:
    """A month or a year of a period, as far as it lies within it."""

    first: date
    last: date
    is_year: bool

    @property
    def _begin(self) -> datetime:
        return datetime.combine(self.first, time(), CITY_ZONE)

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Return the condition that a moment lies in it, in the time of Braunschweig."""
        after = datetime.combine(self.last + timedelta(days=1), time(), CITY_ZONE)
        return (moment >= self._begin) & (moment < after)


def slices(period: Period) -> list[Slice]:
    """Return the months of a period until today, or its years where there would be too many months."""
    end = min(period.last, today())
    months = (end.year - period.first.year) * 12 + end.month - period.first.month + 1
    step = 1 if months <= MOST_SLICES else 12
    begin = period.first.replace(day=1) if step == 1 else period.first.replace(month=1, day=1)
    found = []
    while begin <= end:
        after = _later(begin, step)
        last = min(after - timedelta(days=1), end)
        found.append(Slice(max(begin, period.first), last, step == 12))
        begin = after
    return found[-MOST_SLICES:]


def _later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Activity:
    """What happened in a month or a year."""

    slice: Slice
    ideas: int
    answers: int
    supports: int
    posts: int


def activity(period: Period) -> list[Activity]:
    """Return what happened month by month, in four statements whatever the period."""
    parts = slices(period)
    if not parts:
        return []
    public = public_ideas()
    ideas = _counted(parts, Idea.submitted_at, select().select_from(Idea).where(*public), period)
    answers = _counted(parts, Idea.answered_at, select().select_from(Idea).where(*public), period)
    supports = _counted(
        parts,
        Support.at,
        select().select_from(Support).join(Idea, Idea.id == Support.idea_id).where(*public, Support.merge_id.is_(None)),
        period,
    )
    posts = _counted(
        parts,
        Post.created_at,
        select()
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Thread.audience == PUBLIC, Post.state == PostState.VISIBLE.value),
        period,
    )
    return [Activity(*row) for row in zip(parts, ideas, answers, supports, posts, strict=True)]


def _counted(parts: Sequence[Slice], moment: Any, rows: Any, period: Period) -> Sequence[int]:
    counts = [func.count(case((part.holds(moment), 1))) for part in parts]
    return list(db.session.execute(rows.add_columns(*counts).where(moment >= period.begin, moment < period.end)).one())


def waits(period: Period) -> list[int]:
    """Return how many ideas of the period were answered first within each of ``WAITS``; those without answer come last."""
    rows = db.session.execute(
        select(Idea.submitted_at, Idea.answered_at).where(
            *public_ideas(), Idea.submitted_at >= period.begin, Idea.submitted_at < period.end
        )
    )
    found = [0] * (len(WAITS) + 1)
    for submitted, answered in rows:
        if submitted is not None:
            found[-1 if answered is None else _place_of((answered - submitted) / timedelta(days=1))] += 1
    return found


def _place_of(days: float) -> int:
    return next(place for place, (limit, _label) in enumerate(WAITS) if limit is None or days <= limit)


@dataclass(frozen=True)
class Stage:
    """How many ideas came to a stage, and of them went on, are there now, and ended there."""

    label: Any
    went_on: int
    there: int
    ended: int

    @property
    def came(self) -> int:
        """How many ideas came this far."""
        return self.went_on + self.there + self.ended


def flow(period: Period) -> list[Stage]:
    """Return what became of the ideas of a period, stage by stage.

    An idea counts where it came farthest: what the Board sent back for examination has been before the Board.
    """
    place_of = {state: place for place, (_label, states) in enumerate(STAGES) for state in states}

    def place(column: Any) -> ColumnElement[int]:
        return case(place_of, value=column, else_=0)

    farthest = func.max(place(IdeaStep.to_state))
    ideas = (
        select(Idea.id, Idea.state, farthest.label("step"), func.max(place(Idea.state)).label("now"))
        .outerjoin(IdeaStep, (IdeaStep.idea_id == Idea.id) & IdeaStep.to_state.is_not(None))
        .where(*public_ideas(), Idea.submitted_at >= period.begin, Idea.submitted_at < period.end)
        .group_by(Idea.id, Idea.state)
        .subquery()
    )
    reached = case((ideas.c.step > ideas.c.now, ideas.c.step), else_=ideas.c.now)
    there, ended = [0] * len(STAGES), [0] * len(STAGES)
    for where, state, number in db.session.execute(
        select(reached, ideas.c.state, func.count()).group_by(reached, ideas.c.state)
    ):
        (ended if IdeaState(state) in _ENDED else there)[where] += number
    return [
        Stage(label, sum(there[number + 1 :]) + sum(ended[number + 1 :]), there[number], ended[number])
        for number, (label, _states) in enumerate(STAGES)
    ]
