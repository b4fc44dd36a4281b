"""What waits for the Board."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import case, func, select
from sqlalchemy.orm import load_only

from forum.assessments.models import Assessment
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea


@dataclass(frozen=True)
class BoardItem:
    """An idea before the Board, with what stands and what is missing."""

    idea: Idea
    assessments: int
    mean: float | None
    dossier: str | None
    own: bool


def board_items(viewer: Actor) -> Sequence[BoardItem]:
    """Return the ideas before the Board, the one that waits longest first."""
    require(viewer, "board.open")
    figures = (
        select(
            Assessment.idea_id,
            func.count().label("number"),
            func.avg(Assessment.points).label("mean"),
            func.sum(case((Assessment.assessor_id == viewer.person_id, 1), else_=0)).label("own"),
        )
        .group_by(Assessment.idea_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Idea, figures.c.number, figures.c.mean, figures.c.own)
        .outerjoin(figures, figures.c.idea_id == Idea.id)
        .where(Idea.state == IdeaState.BOARD.value, Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None))
        .order_by(Idea.state_since, Idea.id)
        .options(
            load_only(
                Idea.title, Idea.state, Idea.state_since, Idea.due_on, Idea.support_count, Idea.threshold,
                Idea.dossier_number, Idea.excerpt, Idea.hidden_at,
            )
        )
    )  # fmt: skip
    return [
        BoardItem(idea, number or 0, round(mean, 1) if mean is not None else None, idea.dossier_number, bool(own))
        for idea, number, mean, own in rows
    ]


def is_ready(idea: Idea) -> bool:
    """Tell whether the Board can decide on an idea: it lies before it, with a paper and enough assessments (G-09)."""
    if idea.state != IdeaState.BOARD or idea.dossier_number is None or idea.hidden_at is not None:
        return False
    there = db.session.scalar(select(func.count()).where(Assessment.idea_id == idea.id)) or 0
    return there >= int(current_app.config["ASSESSMENTS_NEEDED"])
