"""The list of projects as a table for programs: one row for each project, keys in English, days in ISO form (B-09)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from forum.core.mail import absolute
from forum.dossiers.models import Decision
from forum.projects.models import Project

# The order is part of the contract: new columns go to the end.
HEADER = (
    "id", "url", "name", "description", "area", "districts", "expected_benefit", "cost_planned_eur", "cost_spent_eur",
    "running_cost_eur_per_year", "staff", "energy_material", "begins_on", "ends_on", "state", "decisions", "next_steps",
    "participation_planned", "participation_form", "contact", "responsible_unit", "goals", "topic", "maturity",
    "lighthouse_decision", "first_reading_on", "listed_on", "is_new", "progress_percent", "last_news_on", "next_news_by",
    "without_current_news",
)  # fmt: skip


def rows_of(projects: Iterable[Project], decisions: Mapping[int, Sequence[Decision]]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of projects; ``decisions`` are those of their ideas."""
    return (_row(project, decisions.get(project.idea_id, ())) for project in projects)


def _row(project: Project, decisions: Sequence[Decision]) -> tuple[Any, ...]:
    return (
        project.id,
        absolute(project.url),
        project.title,
        project.excerpt,
        project.area,
        _list(district.name for district in project.districts),
        project.benefit,
        project.planned,
        project.spent,
        project.running_cost,
        project.staff_need,
        project.resource_use,
        project.begins_on,
        project.ends_on,
        project.stage.value,
        _list(f"{one.number} ({one.result})" for one in decisions),
        project.next_step,
        project.participation,
        project.participation_form,
        project.contact,
        project.unit,
        _list(link.goal for link in project.goal_links),
        project.idea.category,
        project.maturity,
        project.lighthouse_number,
        project.first_reading_on,
        project.created_at.date(),
        project.is_new,
        project.progress,
        project.news_at.date() if project.news_at else None,
        project.next_update_on,
        project.lacks_update,
    )


def _list(words: Iterable[str]) -> str:
    return "; ".join(words)
