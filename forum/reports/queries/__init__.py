"""Gathering a report; everything in it is public, and every figure can be counted again from the rows."""

from forum.reports.queries.coverage import by_affiliation, by_district, by_goal
from forum.reports.queries.gathering import gather
from forum.reports.queries.published import changed_reports, published, published_reports

__all__ = ["by_affiliation", "by_district", "by_goal", "changed_reports", "gather", "published", "published_reports"]
