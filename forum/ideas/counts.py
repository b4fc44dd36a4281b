"""The figures that ideas keep, and how each is counted anew (T-32)."""

from sqlalchemy import func, select

from forum.core.counts import Count
from forum.ideas.models import Idea, IdeaStep, Support

COUNTS = [
    Count(
        "supporters of an idea",
        Idea.support_count,
        select(func.count(Support.person_id)).where(Support.idea_id == Idea.id).scalar_subquery(),
    ),
    Count(
        "steps of an idea",
        Idea.step_count,
        select(func.coalesce(func.max(IdeaStep.seq), 0)).where(IdeaStep.idea_id == Idea.id).scalar_subquery(),
    ),
]
