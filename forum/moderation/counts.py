"""The figure that cases keep, and how it is counted anew (T-32)."""

from sqlalchemy import func, select

from forum.core.counts import Count
from forum.moderation.models import Case, Notice

COUNTS = [
    Count(
        "notices of a case",
        Case.notice_count,
        select(func.count(Notice.id))
        .where(Notice.case_id == Case.id, Notice.opening == Case.opened_at, Notice.withdrawn_at.is_(None))
        .scalar_subquery(),
    )
]
