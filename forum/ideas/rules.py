"""The rules of support that hold for an idea: threshold, deadline, and how long the administration may take (N-09, N-39).

What stands in the strategy for a category comes first, then that of the districts, then the settings. Pages read their
figures here, so that no sentence promises what the program does not do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from flask import current_app

from forum.core.clock import today
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, TRANSITIONS, IdeaState, Transition, Way, transition
from forum.ideas.models import Idea
from forum.strategy.models import Category, District, strategy

# How long a list on paper that was entered in time may wait for its second person after the last day of support.
PAPER_GRACE = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What holds for an idea; ``days`` is 0 where there is no deadline, the others are working days of the city."""

    threshold: int
    days: int
    check_days: int
    assign_days: int
    answer_days: int


def rules_for(category: str = "", districts: Sequence[int] = ()) -> Rules:
    """Return the rules for ideas of this category and these districts.

    A category decides alone. Districts decide where each of them says something: an idea for several needs the most
    supporters that one of them asks for, and has the longest time that one of them gives.
    """
    known = strategy()
    of_category = known.categories.get(category)
    of_districts = [known.districts[number] for number in districts if number in known.districts]
    config = current_app.config
    return Rules(
        threshold=_threshold(of_category, of_districts, config["SUPPORT_THRESHOLD"]),
        days=_days(of_category, of_districts, config["SUPPORT_DAYS"]),
        check_days=_working_days(IdeaState.ENTWURF, IdeaState.EINGEREICHT),
        assign_days=_working_days(IdeaState.IN_DISKUSSION, IdeaState.QUORUM_ERREICHT),
        answer_days=_working_days(IdeaState.QUORUM_ERREICHT, IdeaState.FACHPRUEFUNG),
    )


def rules_of(idea: Idea) -> Rules:
    """Return the rules of an idea; a threshold that was reached or promised stays the one of the idea."""
    rules = rules_for(idea.category, idea.district_numbers)
    return rules if idea.is_draft else replace(rules, threshold=idea.threshold)


def special_rules() -> Sequence[tuple[str, Rules]]:
    """Return the categories and districts that have rules of their own, by name."""
    known, usual = strategy(), rules_for()
    categories = [(row.label, rules_for(row.key)) for row in known.categories.values()]
    districts = [(row.name, rules_for("", [row.number])) for row in known.districts.values()]
    return [(label, rules) for label, rules in (*categories, *districts) if rules != usual]


def _threshold(category: Category | None, districts: Sequence[District], usual: int) -> int:
    if category is not None and category.threshold is not None:
        return category.threshold
    own = [district.threshold for district in districts if district.threshold is not None]
    return max(own) if own and len(own) == len(districts) else usual


def _days(category: Category | None, districts: Sequence[District], usual: int) -> int:
    if category is not None and category.deadline_days is not None:
        return category.deadline_days
    own = [district.deadline_days for district in districts if district.deadline_days is not None]
    if not own or len(own) < len(districts):
        return usual
    return 0 if 0 in own else max(own)


def _working_days(source: IdeaState, target: IdeaState) -> int:
    row = transition(source, target)
    assert row is not None  # noqa: S101  The table holds this row, and a test compares it with the requirements.
    return days_until_next_step(row) or 0


def days_until_next_step(row: Transition) -> int | None:
    """Return in how many working days the step after this one is due: as the setting says, else as the table does (N-20)."""
    own = _own_days(tuple(current_app.config["CLOCK_DAYS"]))
    return own.get(_words(row), own.get(row.target, row.days)) if _has_clock(row) else row.days


def clock_problems(setting: Sequence[str]) -> list[str]:
    """Return a sentence for each entry of the setting CLOCK_DAYS that nobody can mean."""
    timed = [row for row in TRANSITIONS if _has_clock(row)]
    known = {row.target.value for row in timed} | {_words(row) for row in timed}
    found = [(entry, re.fullmatch(r"([a-z_>]+)=([1-9]\d{0,2})", entry)) for entry in setting]
    return [
        f"FORUM_CLOCK_DAYS: {entry!r} names no step with a clock, or no working days from 1 to 999."
        for entry, parts in found
        if parts is None or parts[1] not in known
    ]


@lru_cache(maxsize=8)
def _own_days(setting: tuple[str, ...]) -> dict[str, int]:
    return {step: int(days) for step, _sign, days in (entry.partition("=") for entry in setting)}


def _words(row: Transition) -> str:
    return f"{row.source.value}>{row.target.value}"


def _has_clock(row: Transition) -> bool:
    """Tell whether the administration owes something after this step; what comes back from a merge keeps its clock."""
    rests = FINAL | CITIZENS_TURN | {IdeaState.QUORUM_VERFEHLT, IdeaState.ZUSAMMENGEFUEHRT}
    return row.way != Way.MERGE and row.target not in rests


def paper_deadline(idea: Idea) -> date | None:
    """Return the last day on which lists may be confirmed that were entered in time, once nobody can sign any more (N-15).

    Lists are only entered while people may sign, so each of them was there in time; the second person needs some days.
    """
    if idea.support_deadline is None or not idea.deadline_is_over:
        return None
    return idea.support_deadline + PAPER_GRACE


def takes_lists_in_hand(idea: Idea) -> bool:
    """Tell whether lists that were entered already may be confirmed now, so that they count."""
    last = paper_deadline(idea)
    if last is None or idea.hidden_at is not None or idea.retired_for_id is not None:
        return idea.takes_support
    return today() <= last
