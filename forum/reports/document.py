"""The words that a report needs beside its figures, in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale

from forum.accounts.models import AFFILIATION_LABELS
from forum.core.i18n import _
from forum.dossiers.models import RESULTS
from forum.ideas.lifecycle import LABELS
from forum.projects.models import PROJECT_STATES
from forum.strategy.models import strategy
from forum.web.language import written

Rows = Sequence[dict[str, Any]]


def words_of(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report with the labels of everything that it names by a key, and with days as days."""
    states = {key.value: label for key, label in LABELS.items()}
    goals = {key: goal.label for key, goal in strategy().goals.items()}
    return {
        "report": report,
        "first": date.fromisoformat(report["first"]),
        "last": date.fromisoformat(report["last"]),
        "made_at": datetime.fromisoformat(report["made_at"]),
        "state_rows": [(states[key], number) for key, number in report["answers"]["states"].items()],
        "meeting_rows": [(written(row["title"]), row["meetings"], row["resolutions"]) for row in report["meetings"]],
        "decisions": [{**row, "decided_on": date.fromisoformat(row["decided_on"])} for row in report["decisions"]],
        "overdue_recommendations": [
            {**row, "due_on": date.fromisoformat(row["due_on"])} for row in report["overdue_recommendations"]
        ],
        "results": {key.value: label for key, label in RESULTS.items()},
        "project_states": {key.value: label for key, label in PROJECT_STATES.items()},
        # A goal that the strategy has given up keeps the title that it had when the report was made.
        "goal_labels": {row["key"]: goals.get(row["key"], row["title"]) for row in report["goals"]},
        **coverage_rows(report["goals"], report["districts"], report["affiliations"]),
    }


def coverage_rows(goals: Rows, districts: Rows, affiliations: Rows) -> dict[str, Any]:
    """Return the rows of the three tables of the coverage, and the names of the goals that nothing serves yet."""
    labels = {key: goal.label for key, goal in strategy().goals.items()}
    said = {key.value: label for key, label in AFFILIATION_LABELS.items()}
    named = [(labels.get(row["key"], row["title"]), row) for row in goals]
    return {
        "goal_rows": [
            (name, *(row[key] for key in ("ideas", "answered")), told(row["supporters"]), *_served(row))
            for name, row in named
        ],
        "goals_without_idea": [name for name, row in named if not row["ideas"]],
        "goals_without_project": [name for name, row in named if not row["projects"]],
        "district_rows": [(row["title"], row["ideas"], row["answered"], told(row["supporters"])) for row in districts],
        "affiliation_rows": [(said[row["key"]], told(row["ideas"])) for row in affiliations],
    }


def _served(row: dict[str, Any]) -> tuple[int, ...]:
    return row["decisions"], row["projects"], row["results"]


def told(count: int | None) -> Any:
    """Return a number of people as tables say it; small ones stay untold (G-30)."""
    return _("unter 5") if count is None else count


def german_html(report: dict[str, Any]) -> str:
    """Return the German text of a report, whoever asks for it: this is what is published."""
    with force_locale("de"):
        return current_app.jinja_env.get_template("reports/_report.html").render(**words_of(report))
