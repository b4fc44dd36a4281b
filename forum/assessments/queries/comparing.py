"""Comparing what waits for a decision, by the criteria and under weights that are only looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.assessments.policies import ASSESSABLE
from forum.assessments.queries.results import Results, results
from forum.assessments.queries.rounds import Round, completed, rounds_of
from forum.assessments.weighing import Contender, Sensitivity, Weights, ranking, sensitivity, share, total, turns
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Idea
from forum.strategy.models import CriteriaSet, Criterion, strategy
from forum.web.charts import CrossingChart, Crossline, crossing

MOST_WEIGHT = 100
# More lines than these nobody can tell apart.
MOST_LINES = 8


@dataclass(frozen=True)
class Compared:
    """An idea with its place; ``stored`` is what it reaches under the weights that apply."""

    idea: Idea
    place: int
    contender: Contender
    total: float
    stored: float
    results: Results

    @property
    def failed(self) -> list[Criterion]:
        """The knock-out criteria that any rater answered with no."""
        return [row.criterion for row in self.results.rated if row.criterion.knock_out and not all(row.values)]


@dataclass(frozen=True)
class Comparison:
    """All pending ideas: those that are ranked, those whose round is not complete, and those that were asked otherwise."""

    criteria_set: CriteriaSet
    weights: dict[str, int]
    rows: list[Compared]
    waiting: list[tuple[Idea, Round]]
    otherwise: list[tuple[Idea, Round]]

    @property
    def criteria(self) -> list[Criterion]:
        """The criteria that get points, in their order."""
        return [self.criteria_set.criteria[key] for key in self.weights]

    @property
    def is_changed(self) -> bool:
        """Whether other weights are looked at than those that apply."""
        return self.weights != self.criteria_set.weights

    @property
    def sensitivities(self) -> list[tuple[Criterion, Sensitivity]]:
        """For each criterion, what other weights would do to the ranking."""
        among = [row.contender for row in self.rows]
        return [(row, sensitivity(self.weights, row.key, among, MOST_WEIGHT)) for row in self.criteria]

    def chart(self, criterion: str) -> CrossingChart:
        """Return how the first ideas would lie if a criterion counted less or more."""
        first = [row.contender for row in self.rows[:MOST_LINES]]
        without, alone = {**self.weights, criterion: 0}, {key: int(key == criterion) for key in self.weights}
        lines = [Crossline(one.name, _rounded(total(without, one)), _rounded(total(alone, one))) for one in first]
        marks = []
        for turn in turns(self.weights, criterion, first):
            at = share(self.weights, criterion, turn.weight)
            height = total(without, turn.riser) * (100 - at) / 100 + total(alone, turn.riser) * at / 100
            marks.append((float(at), float(height)))
        return crossing(lines, _rounded(share(self.weights, criterion, self.weights[criterion])), marks)


def comparison(viewer: Actor, wanted: Mapping[str, int | None]) -> Comparison:
    """Return the pending ideas, ranked under the wanted weights; what is not wanted keeps the weight that applies.

    The number of queries does not depend on the number of ideas.
    """
    require(viewer, "assessment.compare")
    known = strategy().criteria_set
    weights = {key: _within(wanted.get(key), weight) for key, weight in known.weights.items()}
    ideas = db.session.scalars(
        select(Idea)
        .where(
            Idea.state.in_([state.value for state in ASSESSABLE]),
            Idea.audience.in_(viewer.words),
            Idea.hidden_at.is_(None),
        )
        .order_by(Idea.state_since, Idea.id)
        .options(load_only(Idea.title, Idea.language, Idea.state, Idea.state_since, Idea.due_on, Idea.dossier_number))
    ).all()
    rounds = rounds_of([idea.id for idea in ideas])
    newest = {idea.id: rounds[idea.id][0] for idea in ideas}
    counted = {idea.id: found for idea in ideas if (found := completed(rounds[idea.id]))}
    ranked = [idea for idea in ideas if idea.id in counted and _fits(counted[idea.id], known)]
    return Comparison(
        known,
        weights,
        _ranked(ranked, counted, weights, known.weights),
        [(idea, newest[idea.id]) for idea in ideas if idea.id not in counted],
        [(idea, counted[idea.id]) for idea in ideas if idea.id in counted and idea not in ranked],
    )


def _fits(of: Round, known: CriteriaSet) -> bool:
    # Other weights can be compared, other questions cannot.
    return set(of.criteria_set.weights) == set(known.weights)


def _within(wanted: int | None, stored: int) -> int:
    return stored if wanted is None else min(MOST_WEIGHT, max(0, wanted))


def _ranked(ideas: Sequence[Idea], counted: Mapping[int, Round], weights: Weights, stored: Weights) -> list[Compared]:
    by_id = {idea.id: idea for idea in ideas}
    contenders = [Contender(idea.id, idea.title, _means(counted[idea.id], weights)) for idea in ideas]
    rows, place = [], 1
    for group in ranking(weights, contenders):
        for one in group:
            reached = _rounded(total(weights, one)), _rounded(total(stored, one))
            rows.append(Compared(by_id[one.key], place, one, *reached, results(counted[one.key], [])))
        place += len(group)
    return rows


def _means(of: Round, weights: Weights) -> dict[str, Fraction]:
    return {key: Fraction(sum(row.given[key] for row in of.rows), len(of.rows)) for key in weights}


def _rounded(value: Fraction) -> float:
    return round(float(value), 1)
