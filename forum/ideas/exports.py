"""Ideas as a table for everybody: states, dates, answers and figures (N-36); never a supporter, never a draft (N-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from forum.core.clock import today
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.queries import listed
from forum.web.sheets import Column


@dataclass(frozen=True)
class Exported:
    """An idea with the newest answer of the city, if there is one."""

    idea: Idea
    answer: IdeaStep | None

    @property
    def online(self) -> int:
        """How many people support the idea with their account."""
        return self.idea.support_count - self.idea.paper_count

    @property
    def overdue_days(self) -> int | None:
        """For how many days the next step has been overdue."""
        due_on = self.idea.due_on
        return (today() - due_on).days if self.idea.is_overdue and due_on is not None else None


COLUMNS = (
    Column("number", lazy("Nummer"), lambda row: row.idea.id, "integer"),
    Column("title", lazy("Titel"), lambda row: row.idea.title),
    Column("text", lazy("Text"), lambda row: row.idea.source),
    Column("state", lazy("Stand"), lambda row: row.idea.state),
    Column("submitted_at", lazy("Eingereicht"), lambda row: row.idea.submitted_at, "dateTime"),
    Column("category", lazy("Thema"), lambda row: row.idea.category),
    Column("goals", lazy("Ziele der Stadt"), lambda row: ";".join(row.idea.goal_keys)),
    Column("districts", lazy("Stadtbezirke"), lambda row: ";".join(map(str, row.idea.district_numbers))),
    Column("place_text", lazy("Ort"), lambda row: row.idea.place_text),
    Column("latitude", lazy("Breite"), lambda row: row.idea.latitude, "decimal"),
    Column("longitude", lazy("Länge"), lambda row: row.idea.longitude, "decimal"),
    Column("support_online", lazy("Unterstützungen im Netz"), lambda row: row.online, "integer"),
    Column("support_paper", lazy("Unterstützungen auf Papier"), lambda row: row.idea.paper_count, "integer"),
    Column("threshold", lazy("Schwelle"), lambda row: row.idea.threshold, "integer"),
    Column("threshold_reached_at", lazy("Schwelle erreicht"), lambda row: row.idea.threshold_reached_at, "dateTime"),
    Column("answered_at", lazy("Erste Antwort"), lambda row: row.idea.answered_at, "dateTime"),
    Column("answer_state", lazy("Stand der letzten Antwort"), lambda row: _state_of(row.answer)),
    Column("answer_unit", lazy("Antwort von"), lambda row: row.answer.unit if row.answer else None),
    Column("answer", lazy("Letzte Antwort der Stadt"), lambda row: row.answer.source if row.answer else None),
    Column("due_at", lazy("Nächster Schritt bis"), lambda row: row.idea.due_on, "date"),
    Column("overdue_days", lazy("Tage überfällig"), lambda row: row.overdue_days, "integer"),
    Column("unit", lazy("Zuständige Stelle"), lambda row: row.idea.unit),
    Column("merged_into", lazy("Lebt weiter in"), lambda row: row.idea.merged_into_id, "integer"),
    Column("url", lazy("Adresse"), lambda row: row.idea.url),
    Column("source_url", lazy("Ursprünglicher Beitrag"), lambda row: row.idea.source_url),
    Column("attribution", lazy("Quelle"), lambda row: row.idea.attribution),
)


def _state_of(answer: IdeaStep | None) -> str | None:
    return (answer.to_state or answer.data.get("state")) if answer is not None else None


def exported(viewer: Actor, statement: Select[Any] | None = None) -> Sequence[Exported]:
    """Return the ideas of a selection, or all that the viewer may see listed, oldest first, in a fixed number of queries."""
    wanted = (statement if statement is not None else listed(viewer)).order_by(None).order_by(Idea.id)
    found = db.session.scalars(wanted.options(selectinload(Idea.goal_links), selectinload(Idea.district_links))).all()
    newest = select(func.max(IdeaStep.id)).where(IdeaStep.kind == StepKind.ANSWER.value).group_by(IdeaStep.idea_id)
    answers = {step.idea_id: step for step in db.session.scalars(select(IdeaStep).where(IdeaStep.id.in_(newest)))}
    return [Exported(idea, answers.get(idea.id)) for idea in found]
