"""How a ranking depends on the weights: exact arithmetic on fractions, without any rounding (B-07).

With all other weights held, what an idea reaches grows in a straight line with the weight of one criterion, before all are
divided by the same sum. So two ideas change places at most once, where their lines cross.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby

from forum.strategy.models.criteria import MOST_POINTS

Weights = Mapping[str, int]


@dataclass(frozen=True)
class Contender:
    """Something that is ranked: its key, its name, and the mean of its points for each criterion."""

    key: int
    name: str
    points: Mapping[str, Fraction] = field(compare=False)


@dataclass(frozen=True)
class Turn:
    """The weight of a criterion at which two change places: above it ``riser`` lies before ``other``."""

    weight: Fraction
    riser: Contender
    other: Contender


@dataclass(frozen=True)
class Sensitivity:
    """What the ranking does under other weights of one criterion: the nearest turns below and above the present weight."""

    criterion: str
    weight: int
    below: Turn | None
    above: Turn | None
    tied: list[Turn]

    @property
    def is_stable(self) -> bool:
        """Whether no weight changes the ranking."""
        return not (self.below or self.above or self.tied)


def total(weights: Weights, contender: Contender) -> Fraction:
    """Return what a contender reaches, from 0 to 100."""
    whole = sum(weights.values())
    reached = sum((weight * contender.points[key] for key, weight in weights.items()), Fraction(0))
    return 100 * reached / (whole * MOST_POINTS) if whole else Fraction(0)


def ranking(weights: Weights, contenders: Sequence[Contender]) -> list[list[Contender]]:
    """Return the contenders from the first place down; those who reach the same share a place."""
    ordered = sorted(contenders, key=lambda one: (-total(weights, one), one.key))
    return [list(group) for _total, group in groupby(ordered, key=lambda one: total(weights, one))]


def turns(weights: Weights, criterion: str, contenders: Sequence[Contender]) -> list[Turn]:
    """Return every weight above 0 at which two contenders change places, the smallest first."""
    others = {key: weight for key, weight in weights.items() if key != criterion}
    found = []
    for one, two in combinations(contenders, 2):
        slope = one.points[criterion] - two.points[criterion]
        if not slope:
            continue
        behind = sum((weight * (two.points[key] - one.points[key]) for key, weight in others.items()), Fraction(0))
        at = behind / slope
        if at > 0:
            found.append(Turn(at, one, two) if slope > 0 else Turn(at, two, one))
    return sorted(found, key=lambda turn: (turn.weight, turn.riser.key, turn.other.key))


def sensitivity(
    weights: Weights, criterion: str, contenders: Sequence[Contender], most: int | None = None
) -> Sensitivity:
    """Return the nearest turns around the present weight, up to the greatest weight that is looked at."""
    present = weights[criterion]
    found = [turn for turn in turns(weights, criterion, contenders) if most is None or turn.weight <= most]
    return Sensitivity(
        criterion,
        present,
        next((turn for turn in reversed(found) if turn.weight < present), None),
        next((turn for turn in found if turn.weight > present), None),
        [turn for turn in found if turn.weight == present],
    )


def share(weights: Weights, criterion: str, weight: Fraction | int) -> Fraction:
    """Return how much a criterion counts among all, in per cent, if it had this weight."""
    whole = weight + sum(other for key, other in weights.items() if key != criterion)
    return 100 * Fraction(weight) / whole if whole else Fraction(0)
