"""The rules of support that hold for an idea: threshold, deadline, and how long the administration may take (N-09, N-39).

What stands in the strategy for a category comes first, then that of the districts, then the settings. Pages read their
figures here, so that no sentence promises what the program does not do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app

from forum.ideas.lifecycle import IdeaState, transition
from forum.ideas.models import Idea
from forum.strategy.models import Category, District, strategy


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
    return row.days or 0
