"""Reading projects. The first argument is always the viewer."""

from forum.projects.queries.lists import (
    DeskFigures,
    Filter,
    desk_figures,
    filter_from,
    for_export,
    late,
    projects,
    projects_by_district,
    projects_by_goal,
    promises_of,
    sponsor_reviews,
    without_update,
)
from forum.projects.queries.news import history, newest_news, news
from forum.projects.queries.outcomes import Outcome, outcomes
from forum.projects.queries.people import possible_owners
from forum.projects.queries.readiness import missing_for_end, missing_for_work, open_project
from forum.projects.queries.single import decisions_of, indicator, project, project_of, whole_projects

__all__ = [
    "DeskFigures",
    "Filter",
    "Outcome",
    "decisions_of",
    "desk_figures",
    "filter_from",
    "for_export",
    "history",
    "indicator",
    "late",
    "missing_for_end",
    "missing_for_work",
    "newest_news",
    "news",
    "open_project",
    "outcomes",
    "possible_owners",
    "project",
    "project_of",
    "projects",
    "projects_by_district",
    "projects_by_goal",
    "promises_of",
    "sponsor_reviews",
    "whole_projects",
    "without_update",
]
