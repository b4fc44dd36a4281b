"""Keeping what an idea said before, and what must not be said in it again (N-14, M-13)."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.core import blackening
from forum.core.blackening import VersionKind
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.models import Idea, IdeaRevision


def keep_revision(idea: Idea, *, editor: Actor | None = None, reason: str = "") -> IdeaRevision:
    """Keep the present version of an idea in its history; ``reason`` says why ``editor`` writes another one.

    Where the moderation makes the next one, the version belongs to who wrote it.
    """
    wrote = idea.author_id if idea.edit_kind == VersionKind.WRITTEN else None
    kept = IdeaRevision(
        idea_id=idea.id,
        version=idea.text_version,
        title=idea.title,
        source=idea.source,
        html=idea.html,
        renderer=idea.renderer,
        reason=reason[:250],
        editor_id=editor.person_id if editor is not None else wrote,
        kind=idea.edit_kind,
        at=idea.edited_at or idea.submitted_at or idea.created_at,
    )
    db.session.add(kept)
    return kept


def refuse_redacted(idea: Idea, texts: Mapping[str, str]) -> None:
    """Refuse texts, by their fields, in which something stands again that is blackened in this idea. Raises Invalid."""
    if idea.text_version == 1:
        return
    about = (IdeaRevision.idea_id == idea.id, IdeaRevision.blackened != "")
    gone = db.session.scalars(select(IdeaRevision.blackened).where(*about).order_by(IdeaRevision.version)).all()
    blackening.refuse_words(texts, gone)
