"""Gathering a report; everything in it is public, and every figure can be counted again from the rows."""

from forum.reports.queries.bodies import answers
from forum.reports.queries.coverage import by_affiliation, by_district, by_goal
from forum.reports.queries.figures import activity, flow, waits
from forum.reports.queries.gathering import gather
from forum.reports.queries.participation import participation
from forum.reports.queries.published import changed_reports, published, published_reports, years

__all__ = [
    "activity",
    "answers",
    "by_affiliation",
    "by_district",
    "by_goal",
    "changed_reports",
    "flow",
    "gather",
    "participation",
    "published",
    "published_reports",
    "waits",
    "years",
]
