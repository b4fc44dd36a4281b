"""What a complete round says: the spread per criterion, where raters disagree, and what the idea does for its goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from forum.assessments.models import Assessment
from forum.assessments.queries.rounds import Round
from forum.assessments.scoring import Spread, spread
from forum.strategy.models import Criterion, Goal
from forum.web.charts import Bar, BarChart, Profile, ProfileChart, bars, profile

# From this difference in points on, raters are said to disagree.
APART = 2


@dataclass(frozen=True)
class Rated:
    """A criterion with what each rater gave, in their order, and what they remarked."""

    criterion: Criterion
    values: Sequence[int]
    remarks: Sequence[str]

    @property
    def mean(self) -> float | None:
        """The mean of the points."""
        return round(float(mean(self.values)), 1) if self.values and not self.criterion.knock_out else None

    @property
    def is_apart(self) -> bool:
        """Whether raters disagree: by two points or more, or about a yes."""
        reach = max(self.values, default=0) - min(self.values, default=0)
        return reach >= (1 if self.criterion.knock_out else APART)


@dataclass(frozen=True)
class Results:
    """A round in figures. ``goals`` are the linked goals with the mean of what raters gave, if anybody did."""

    round: Round
    spread: Spread
    rated: list[Rated]
    goals: list[tuple[Goal, float | None]]

    @property
    def disagreements(self) -> list[Rated]:
        """The criteria on which raters disagree."""
        return [row for row in self.rated if row.is_apart]

    @property
    def profile(self) -> ProfileChart:
        """The criteria that get points, with the range and the mean of what raters gave."""
        return profile(
            [
                Profile(row.criterion.label, row.values, apart=row.is_apart)
                for row in self.rated
                if not row.criterion.knock_out
            ]
        )

    @property
    def goal_chart(self) -> BarChart:
        """What the idea does for each of its goals that anybody rated."""
        return bars([Bar(goal.label, points) for goal, points in self.goals if points is not None], most=5)


def results(of: Round, goals: Sequence[Goal]) -> Results:
    """Return what a round says; whoever asks has seen to it that the round is complete."""
    rows = of.rows
    rated = [_rated(criterion, rows) for criterion in of.criteria_set.criteria.values()]
    found = [(goal, _mean([row.goals[goal.key] for row in rows if goal.key in row.goals])) for goal in goals]
    return Results(of, spread([row.points for row in rows]), rated, found)


def _rated(criterion: Criterion, rows: Sequence[Assessment]) -> Rated:
    return Rated(
        criterion,
        [int(row.given[criterion.key]) for row in rows if row.given.get(criterion.key) is not None],
        [row.remarks[criterion.key] for row in rows if row.remarks.get(criterion.key)],
    )


def _mean(points: Sequence[int]) -> float | None:
    return round(float(mean(points)), 1) if points else None
