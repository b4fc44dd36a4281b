"""Who writes an idea, and who was asked to (N-06)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, require
from forum.ideas.models import CoAuthor, Idea


def invitation(viewer: Actor, idea_id: int) -> CoAuthor:
    """Return the open question to the viewer, with the title of the idea, even of a draft. Raises NotFound."""
    found = db.session.scalar(
        select(CoAuthor)
        .join(CoAuthor.idea)
        .where(
            CoAuthor.idea_id == idea_id,
            CoAuthor.person_id == viewer.person_id,
            CoAuthor.accepted_at.is_(None),
            Idea.hidden_at.is_(None),
        )
        .options(joinedload(CoAuthor.idea), joinedload(CoAuthor.invited_by))
    )
    if found is None:
        raise NotFound
    return found


def invitations(viewer: Actor) -> Sequence[CoAuthor]:
    """Return the questions that the viewer has not answered yet, the oldest first."""
    return db.session.scalars(
        select(CoAuthor)
        .join(CoAuthor.idea)
        .where(CoAuthor.person_id == viewer.person_id, CoAuthor.accepted_at.is_(None), Idea.hidden_at.is_(None))
        .order_by(CoAuthor.id)
        .options(joinedload(CoAuthor.idea).load_only(Idea.title), joinedload(CoAuthor.invited_by))
    ).all()


def asked(viewer: Actor, found: Idea) -> Sequence[CoAuthor]:
    """Return who has not answered yet; for those who may ask."""
    require(viewer, "idea.invite", found)
    return [one for one in found.co_authors if one.accepted_at is None]
