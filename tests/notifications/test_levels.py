"""Who is told: every combination of levels on thread, idea and space, for every reason."""

from itertools import product

import pytest

from forum.notifications.levels import REASONS, USUAL_REASONS, Level, Stance, is_told, level_of

CHOICES = (None, *Level)
# What each level lets through where it counts; written out, so that a change of the rules has to change this too.
HEARS = {
    None: {"reply", "mention", "answer", "author", "support", "role", "district", "own"},
    Level.MUTED: {"role", "district", "own"},
    Level.NORMAL: {"reply", "mention", "answer", "author", "support", "role", "district", "own"},
    Level.TRACKING: {"reply", "mention", "answer", "author", "support", "role", "district", "own", "step", "thread"},
    Level.WATCHING: {
        "reply",
        "mention",
        "answer",
        "author",
        "support",
        "role",
        "district",
        "own",
        "step",
        "thread",
        "post",
    },
}


def chosen(level: Level | None) -> Stance | None:
    return None if level is None else Stance(level)


@pytest.mark.parametrize(("thread", "idea", "space"), list(product(CHOICES, repeat=3)))
def test_the_closest_choice_counts_and_muted_wins_over_all(
    thread: Level | None, idea: Level | None, space: Level | None
) -> None:
    """T-17: all 125 combinations of levels on thread, idea and space, each with every reason."""
    given = (thread, idea, space)
    counts = Level.MUTED if Level.MUTED in given else next((level for level in given if level), None)
    stances = [chosen(level) for level in given]
    assert {reason for reason in REASONS if is_told(reason, stances)} == HEARS[counts]


@pytest.mark.parametrize(("own", "space"), list(product(Level, CHOICES)))
def test_taking_part_raises_to_tracking_and_lowers_nothing(own: Level, space: Level | None) -> None:
    """T-17: own posts set tracking; a louder space stays loud, a muted one stays mute, a choice on the thread wins."""
    by_taking_part = Stance(Level.TRACKING, chosen=False)
    expected = {Level.MUTED: Level.MUTED, Level.WATCHING: Level.WATCHING}.get(space or Level.NORMAL, Level.TRACKING)
    assert level_of([by_taking_part, None, chosen(space)]) == expected
    assert level_of([Stance(own), None, None]) == own


def test_a_row_that_says_nothing_changes_nothing() -> None:
    """A wish about mails alone leaves the level as it was."""
    silent = Stance(Level.NORMAL, chosen=False)
    for level in Level:
        assert level_of([silent, None, chosen(level)]) == level


def test_every_usual_reason_is_a_reason() -> None:
    assert set(USUAL_REASONS.values()) <= set(REASONS)
