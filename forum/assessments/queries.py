"""Reading assessments. The first argument is always the viewer, but for what goes into papers without names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person
from forum.assessments.models import Assessment
from forum.assessments.scoring import spread
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Idea


def own_assessment(viewer: Actor, idea: Idea) -> Assessment | None:
    """Return the viewer's own assessment of an idea."""
    return db.session.scalar(
        select(Assessment).where(Assessment.idea_id == idea.id, Assessment.assessor_id == viewer.person_id)
    )


def assessments(viewer: Actor, idea: Idea) -> Sequence[Assessment]:
    """Return all assessments of an idea with their assessors; for Stabsstelle and Board."""
    require(viewer, "assessment.read", idea)
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.idea_id == idea.id)
        .order_by(Assessment.id)
        .options(joinedload(Assessment.assessor).load_only(Person.handle))
    ).all()


def assessments_of(idea: Idea) -> Sequence[Assessment]:
    """Return the assessments of an idea in the order in which they were given."""
    return db.session.scalars(select(Assessment).where(Assessment.idea_id == idea.id).order_by(Assessment.id)).all()


def anonymous_copy(rows: Sequence[Assessment]) -> dict[str, Any]:
    """Return assessments as they go into papers and records: figures and comments, no names."""
    points = spread([row.points for row in rows])
    return {
        "number": points.number,
        "mean": points.mean,
        "least": points.least,
        "most": points.most,
        "rows": [
            {
                "given": row.given,
                "points": row.points,
                "failed": row.failed,
                "comment": row.comment,
                "strategy_version": row.strategy_version,
            }
            for row in rows
        ],
    }
