"""The figures that ideas keep, and how each is counted anew (T-32)."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.core.counts import Count
from forum.ideas.models import Idea, IdeaStep, PaperBatch, PaperFigure, Support

_Merged, _Later = aliased(Idea), aliased(PaperFigure)

_ON_OWN_SHEETS = (
    select(func.coalesce(func.sum(PaperFigure.valid), 0))
    .join(PaperBatch, PaperBatch.id == PaperFigure.batch_id)
    .where(
        PaperBatch.idea_id == Idea.id,
        PaperFigure.confirmed_at.is_not(None),
        # Only the last confirmed figure of a batch counts.
        ~select(_Later.id)
        .where(_Later.batch_id == PaperFigure.batch_id, _Later.seq > PaperFigure.seq, _Later.confirmed_at.is_not(None))
        .exists(),
    )
    .scalar_subquery()
)
# Sheets of ideas that live on here count here too; nobody can say who signed several of them (N-18).
_ON_SHEETS_OF_MERGED = (
    select(func.coalesce(func.sum(_Merged.paper_count), 0)).where(_Merged.merged_into_id == Idea.id).scalar_subquery()
)
PAPER = _ON_OWN_SHEETS + _ON_SHEETS_OF_MERGED
SUPPORT = select(func.count(Support.person_id)).where(Support.idea_id == Idea.id).scalar_subquery() + Idea.paper_count

COUNTS = [
    Count("signatures on paper for an idea", Idea.paper_count, PAPER),
    Count("supporters of an idea", Idea.support_count, SUPPORT),
    Count(
        "steps of an idea",
        Idea.step_count,
        select(func.coalesce(func.max(IdeaStep.seq), 0)).where(IdeaStep.idea_id == Idea.id).scalar_subquery(),
    ),
]
