"""The rule of a vote (L-18)."""

import pytest

from forum.meetings.verdict import Tally, count, verdict


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "expected"),
    [
        (0, 0, 0, "rejected"),
        (1, 0, 0, "accepted"),
        (0, 1, 0, "rejected"),
        (3, 3, 0, "rejected"),
        (3, 3, 9, "rejected"),
        (4, 3, 9, "accepted"),
        (0, 0, 12, "rejected"),
        (1, 0, 12, "accepted"),
    ],
)
def test_more_yes_than_no_is_accepted_and_abstentions_do_not_count(
    yes: int, no: int, abstain: int, expected: str
) -> None:
    assert verdict(Tally(yes, no, abstain)) == expected


def test_ballots_are_counted_by_what_they_say() -> None:
    assert count(["yes", "no", "yes", "abstain"]) == Tally(2, 1, 1)
    assert count([]) == Tally(0, 0, 0)
    with pytest.raises(ValueError, match="unknown"):
        count(["perhaps"])
    with pytest.raises(ValueError, match="unknown"):
        verdict(Tally(1, 0, 0), "qualified")
