"""Which processes are closed."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.ideas import queries as ideas
from forum.ideas.lifecycle import FINAL
from forum.ideas.models import Idea
from forum.web.paging import Order, Page, moment, number

PER_PAGE = 30
BY_END = Order(((Idea.state_since, True), (Idea.id, True)), (moment, number))
_SHOWN = (Idea.title, Idea.language, Idea.state, Idea.state_since)


def closed_ideas(viewer: Actor, after: str | None = None) -> Page[Idea]:
    """Return a page of the ideas that came to an end, the last one first. Raises Forbidden."""
    require(viewer, "archive.take")
    statement: Any = (
        select(Idea)
        .where(Idea.state.in_(FINAL), Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None))
        .options(load_only(*_SHOWN))
    )
    return BY_END.page(db.session.scalars(BY_END.apply(statement, after, PER_PAGE)).all(), PER_PAGE)


def closed_idea(viewer: Actor, idea_id: int) -> Idea:
    """Return an idea that came to an end. Raises Forbidden, NotFound, Gone, and Conflict while it is on its way."""
    require(viewer, "archive.take")
    found = ideas.idea(viewer, idea_id)
    if found.is_draft:
        raise NotFound
    if found.stage not in FINAL:
        raise Conflict(
            _("Diese Idee ist noch unterwegs. Ein Paket für das Archiv gibt es, sobald sie abgeschlossen ist.")
        )
    return found
