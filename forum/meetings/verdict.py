"""The rule of a vote, as a pure function: the same figures always give the same verdict (L-18)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Counted votes."""

    yes: int = 0
    no: int = 0
    abstain: int = 0


def count(choices: Iterable[str]) -> Tally:
    """Count ballots. Raises ValueError for a choice that does not exist."""
    counted = Counter(choices)
    if unknown := set(counted) - {"yes", "no", "abstain"}:
        raise ValueError(f"unknown choices: {sorted(unknown)}")
    return Tally(counted["yes"], counted["no"], counted["abstain"])


def verdict(tally: Tally, rule: str = "simple") -> str:
    """Return ``accepted`` or ``rejected``: simple majority, abstentions do not count, a tie is rejected (NKomVG § 66)."""
    if rule != "simple":
        raise ValueError(f"unknown rule: {rule}")
    return "accepted" if tally.yes > tally.no else "rejected"
