"""Where council and committees deal with an idea."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.ideas.models import CouncilPaper, Idea


def stations(_viewer: Actor, ideas: Sequence[Idea]) -> Sequence[CouncilPaper]:
    """Return the stations of ideas, in the order of their days. The viewer was asked for the ideas before."""
    return db.session.scalars(
        select(CouncilPaper)
        .where(CouncilPaper.idea_id.in_([idea.id for idea in ideas]))
        .order_by(CouncilPaper.meets_on, CouncilPaper.id)
    ).all()


def station(_viewer: Actor, found: Idea, paper_id: int) -> CouncilPaper:
    """Return a station of an idea. Raises NotFound."""
    paper = db.session.get(CouncilPaper, paper_id)
    if paper is None or paper.idea_id != found.id:
        raise NotFound
    return paper
