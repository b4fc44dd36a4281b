"""What became of the inputs of a space: recommendation, decision, and the reasons where something was not adopted (B-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from forum.core.db import db
from forum.core.permissions import Actor
from forum.core.text import excerpt, plain
from forum.discussions.models import Space
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.projects.models import Project
from forum.web.paging import Order, Page, moment, number

PER_PAGE = 30
S = IdeaState
ADOPTED = frozenset({S.BESCHLOSSEN, S.UMSETZUNG, S.ABGESCHLOSSEN})
# Here the way has ended without adoption, or rests; the last step there says why.
NOT_ADOPTED = frozenset(
    {S.UNZULAESSIG, S.QUORUM_VERFEHLT, S.ABGELEHNT, S.VERTAGT, S.GESTOPPT, S.ZURUECKGEZOGEN, S.ZUSAMMENGEFUEHRT}
)
OLDEST_FIRST = Order(((Idea.submitted_at, False), (Idea.id, False)), (moment, number))


@dataclass
class Outcome:
    """An input, what a committee recommended, what was decided, and where it led."""

    idea: Idea
    recommendations: list[IdeaStep] = field(default_factory=list)
    decisions: list[IdeaStep] = field(default_factory=list)
    last: IdeaStep | None = None
    project: Project | None = None

    @property
    def is_adopted(self) -> bool:
        """Tell whether the input was adopted."""
        return self.idea.state in ADOPTED

    @property
    def is_not_adopted(self) -> bool:
        """Tell whether the input was not adopted, at least for now."""
        return self.idea.state in NOT_ADOPTED

    @property
    def reason(self) -> str:
        """The words of the step that ended the way, cut short."""
        return excerpt(plain(self.last.source), 300) if self.last is not None and self.last.source else ""


def outcomes(viewer: Actor, space: Space, after: str | None = None) -> Page[Outcome]:
    """Return a page of the inputs of a space, the oldest first; what was withdrawn is among them, drafts are not."""
    statement = (
        select(Idea)
        .where(
            Idea.space_id == space.id,
            Idea.audience.in_(viewer.words),
            Idea.hidden_at.is_(None),
            Idea.state != S.ENTWURF.value,
        )
        .options(load_only(Idea.title, Idea.state, Idea.submitted_at, Idea.state_since, Idea.audience, Idea.space_id))
    )
    page = OLDEST_FIRST.page(db.session.scalars(OLDEST_FIRST.apply(statement, after, PER_PAGE)).all(), PER_PAGE)
    found = {idea.id: Outcome(idea) for idea in page.items}
    for step in _steps(list(found)):
        _add(found[step.idea_id], step)
    for idea_id, project in _projects(viewer, list(found)).items():
        found[idea_id].project = project
    return Page([found[idea.id] for idea in page.items], page.after)


def _steps(ideas: Sequence[int]) -> Sequence[IdeaStep]:
    """Return the lines of the logs that tell of a committee or of an end, in their order."""
    ends = IdeaStep.to_state.in_([state.value for state in NOT_ADOPTED])
    tells = IdeaStep.kind.in_([StepKind.RECOMMENDATION.value, StepKind.DECISION.value])
    return db.session.scalars(
        select(IdeaStep)
        .where(IdeaStep.idea_id.in_(ideas), or_(tells, ends))
        .order_by(IdeaStep.idea_id, IdeaStep.seq)
        .options(
            load_only(
                IdeaStep.idea_id, IdeaStep.kind, IdeaStep.to_state, IdeaStep.title, IdeaStep.source, IdeaStep.url,
                IdeaStep.reason_key, IdeaStep.at, IdeaStep.data,
            )
        )
    ).all()  # fmt: skip


def _add(outcome: Outcome, step: IdeaStep) -> None:
    if step.kind == StepKind.RECOMMENDATION:
        outcome.recommendations.append(step)
    if step.kind == StepKind.DECISION:
        outcome.decisions.append(step)
    if step.to_state == outcome.idea.state:
        outcome.last = step


def _projects(viewer: Actor, ideas: Sequence[int]) -> Mapping[int, Project]:
    rows = db.session.scalars(
        select(Project)
        .where(Project.idea_id.in_(ideas), Project.audience.in_(viewer.words))
        .options(load_only(Project.idea_id, Project.title, Project.state, Project.audience))
    )
    return {row.idea_id: row for row in rows}
