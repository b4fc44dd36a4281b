"""Putting a report together, as plain values that can be shown, printed and kept."""

from typing import Any

from forum.core.clock import now
from forum.reports.period import Period
from forum.reports.queries.bodies import answers, decisions, meetings, overdue_recommendations
from forum.reports.queries.coverage import by_affiliation, by_district, by_goal
from forum.reports.queries.participation import participation
from forum.reports.queries.projects import projects
from forum.strategy.models import strategy


def gather(period: Period) -> dict[str, Any]:
    """Return what the report of a period says: only public things, only plain values."""
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "year": period.year,
        "is_over": period.is_over,
        "made_at": now().isoformat(),
        "strategy_version": strategy().version,
        "participation": participation(period),
        "answers": answers(period),
        "decisions": decisions(period),
        "meetings": meetings(period),
        "overdue_recommendations": overdue_recommendations(period),
        "projects": projects(period),
        "goals": by_goal(period),
        "districts": by_district(period),
        "affiliations": by_affiliation(period),
    }
