"""What waits for the Board."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from forum.assessments.queries import Round, completed, rounds, rounds_of
from forum.assessments.scoring import spread
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.dossiers.models import DossierIdea
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea


@dataclass(frozen=True)
class BoardItem:
    """An idea before the Board, with what stands and what is missing.

    ``mean`` is that of the round that counts; as long as none is complete, nobody sees any figures (B-14).
    """

    idea: Idea
    round: Round
    mean: float | None
    may_assess: bool

    @property
    def is_ready(self) -> bool:
        """Whether the Board can decide."""
        return self.mean is not None and self.idea.dossier_number is not None


def board_items(viewer: Actor) -> Sequence[BoardItem]:
    """Return the ideas before the Board, the one that waits longest first; always as many queries."""
    require(viewer, "board.open")
    ideas = db.session.scalars(
        select(Idea)
        .where(Idea.state == IdeaState.BOARD.value, Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None))
        .order_by(Idea.state_since, Idea.id)
        .options(
            load_only(
                Idea.title, Idea.state, Idea.state_since, Idea.due_on, Idea.support_count, Idea.threshold,
                Idea.dossier_number, Idea.excerpt, Idea.hidden_at,
            )
        )
    ).all()  # fmt: skip
    rounds = rounds_of([idea.id for idea in ideas])
    return [_item(viewer, idea, rounds[idea.id]) for idea in ideas]


def _item(viewer: Actor, idea: Idea, rounds: Sequence[Round]) -> BoardItem:
    newest, counted = rounds[0], completed(rounds)
    mean = spread([row.points for row in counted.rows]).mean if counted else None
    return BoardItem(idea, newest, mean, not newest.is_complete and newest.of(viewer.person_id) is None)


def paper_number(idea_id: int) -> int | None:
    """Return the number of the row of the paper that was frozen last about an idea."""
    number: int | None = db.session.scalar(
        select(func.max(DossierIdea.dossier_id)).where(DossierIdea.idea_id == idea_id)
    )
    return number


def is_ready(idea: Idea) -> bool:
    """Tell whether the Board can decide on an idea: it lies before it, with a paper and enough assessments (G-09)."""
    if idea.state != IdeaState.BOARD or idea.dossier_number is None or idea.hidden_at is not None:
        return False
    return completed(rounds(idea)) is not None
