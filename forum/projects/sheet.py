"""The list of projects as a table for files: one row for each project, keys in English, days in ISO form (B-09, F-04)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forum.core.clock import local
from forum.core.i18n import lazy
from forum.core.mail import absolute
from forum.core.permissions import Actor
from forum.dossiers.models import Decision
from forum.projects import queries
from forum.projects.models import Project
from forum.projects.queries import Filter
from forum.web.sheets import Column


class Line(NamedTuple):
    """A project, and the decisions on its idea."""

    project: Project
    decisions: Sequence[Decision]


def lines(viewer: Actor, wanted: Filter) -> list[Line]:
    """Return the rows of the file."""
    found = queries.for_export(viewer, wanted)
    decisions = queries.decisions_of(viewer, [project.idea_id for project in found])
    return [Line(project, decisions.get(project.idea_id, ())) for project in found]


def _list(words: Iterable[str]) -> str:
    return "; ".join(words)


# The order is part of the contract: new columns go to the end.
COLUMNS = (
    Column("id", lazy("Nummer"), lambda row: row.project.id, "integer"),
    Column("url", lazy("Adresse im Netz"), lambda row: absolute(row.project.url), "anyURI"),
    Column("name", lazy("Titel"), lambda row: row.project.title),
    Column("description", lazy("Was geschieht?"), lambda row: row.project.excerpt),
    Column("area", lazy("Gebiet in Worten"), lambda row: row.project.area),
    Column("districts", lazy("Stadtbezirke"), lambda row: _list(one.name for one in row.project.districts)),
    Column("expected_benefit", lazy("Konkreter Nutzen für die Menschen"), lambda row: row.project.benefit),
    Column("cost_planned_eur", lazy("Geplant (Euro)"), lambda row: row.project.planned, "integer"),
    Column("cost_spent_eur", lazy("Ausgegeben (Euro)"), lambda row: row.project.spent, "integer"),
    Column(
        "running_cost_eur_per_year",
        lazy("Laufende Kosten im Jahr (Euro)"),
        lambda row: row.project.running_cost,
        "integer",
    ),
    Column("staff", lazy("Personal"), lambda row: row.project.staff_need),
    Column("energy_material", lazy("Energie und Material"), lambda row: row.project.resource_use),
    Column("begins_on", lazy("Beginn"), lambda row: row.project.begins_on, "date"),
    Column("ends_on", lazy("Ende"), lambda row: row.project.ends_on, "date"),
    Column("state", lazy("Stand"), lambda row: row.project.stage.value),
    Column("decisions", lazy("Beschlüsse"), lambda row: _list(f"{one.number} ({one.result})" for one in row.decisions)),
    Column("next_steps", lazy("Nächster Schritt"), lambda row: row.project.next_step),
    Column("participation_planned", lazy("Ist Beteiligung geplant?"), lambda row: row.project.participation, "boolean"),
    Column("participation_form", lazy("Form der Beteiligung"), lambda row: row.project.participation_form),
    Column("contact", lazy("Kontakt für die Öffentlichkeit"), lambda row: row.project.contact),
    Column("responsible_unit", lazy("Zuständige Stelle"), lambda row: row.project.unit),
    Column("goals", lazy("Ziele der Stadt"), lambda row: _list(link.goal for link in row.project.goal_links)),
    Column("topic", lazy("Thema"), lambda row: row.project.idea.category),
    Column("maturity", lazy("Reife der Lösung"), lambda row: row.project.idea.solution.maturity),
    Column("lighthouse_decision", lazy("Leuchtturmprojekt"), lambda row: row.project.lighthouse_number),
    Column("first_reading_on", lazy("Erste Beratung im Ausschuss"), lambda row: row.project.first_reading_on, "date"),
    Column("listed_on", lazy("Auf der Liste seit"), lambda row: local(row.project.created_at).date(), "date"),
    Column("is_new", lazy("neu"), lambda row: row.project.is_new, "boolean"),
    Column("progress_percent", lazy("Fortschritt in Prozent"), lambda row: row.project.progress, "integer"),
    Column("next_news_by", lazy("Nächste Neuigkeit bis"), lambda row: row.project.next_update_on, "date"),
    Column("without_current_news", lazy("kein aktueller Stand"), lambda row: row.project.lacks_update, "boolean"),
)
