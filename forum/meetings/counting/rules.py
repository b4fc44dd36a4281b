"""Rules of majority: figures in, a verdict out.

Abstentions, blank and invalid ballots are never counted on either side; a tie is no majority, and without any vote
nothing is accepted (NKomVG § 66). An absolute majority is more than half of those present or of all members with a vote.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Figures = dict[str, Any]

# Votes of these formats elected nobody when the last seat was tied; they are counted anew as they were counted then.
ALL_OR_NOBODY = ("", "1", "2")
# In votes of these, who was ranked by nobody could still be elected, by lot, when places were left.
ANYBODY = (*ALL_OR_NOBODY, "3")

# The rules that each kind of vote knows, the usual one first.
RULES = {
    "yes_no": ("simple", "absolute_present", "absolute_members", "two_thirds", "two_thirds_members"),
    "choice": ("simple", "absolute_present", "absolute_members"),
    "rating": ("highest_mean",),
    "irv": ("ranking",),
    "stv": ("ranking",),
    "consent": ("no_objection",),
}


def _share(part: int, whole: int, share: Fraction, *, over: bool) -> bool:
    return part > 0 and (part > whole * share if over else part >= whole * share)


_HALF, _TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
# From (votes for, votes against, present, members) to whether that is a majority.
_MAJORITIES: dict[str, Callable[[int, int, int, int], bool]] = {
    "simple": lambda yes, no, _present, _members: yes > no,
    "absolute_present": lambda yes, _no, present, _members: _share(yes, present, _HALF, over=True),
    "absolute_members": lambda yes, _no, _present, members: _share(yes, members, _HALF, over=True),
    "two_thirds": lambda yes, no, _present, _members: _share(yes, yes + no, _TWO_THIRDS, over=False),
    "two_thirds_members": lambda yes, _no, _present, members: _share(yes, members, _TWO_THIRDS, over=False),
    "no_objection": lambda yes, no, _present, _members: no == 0 and yes > 0,
}


def has_majority(rule: str, yes: int, no: int, present: int, members: int) -> bool:
    """Tell whether so many votes are a majority by this rule. Raises ValueError for a rule that does not exist."""
    if rule not in _MAJORITIES:
        raise ValueError(f"unknown rule: {rule}")
    return _MAJORITIES[rule](yes, no, present, members)


def chosen(scores: list[Fraction], seats: int) -> tuple[list[int], list[int]]:
    """Return the options that take a seat, the highest score first, and those between which the last seats are open.

    Whoever has more than those who tie is elected in any case; without any vote nobody is.
    """
    order = sorted(
        (place for place, score in enumerate(scores) if score > 0), key=lambda place: (-scores[place], place)
    )
    first, rest = order[:seats], order[seats:]
    if not rest or scores[rest[0]] < scores[first[-1]]:
        return first, []
    level = scores[rest[0]]
    return [place for place in first if scores[place] > level], [place for place in order if scores[place] == level]
