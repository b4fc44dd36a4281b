"""Hiding and restoring ideas; the statement of reasons is the moderation's own."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.discussions.models import Space
from forum.ideas.commands.bearing import follow_titles
from forum.ideas.events import IdeaHidden, IdeaRestored
from forum.ideas.models import Idea

# Who may still read a hidden idea.
HIDDEN_AUDIENCE = "moderator"


def hide_idea(actor: Actor, idea: Idea, *, ground: str) -> None:
    """Take an idea and its discussion from every surface; ``ground`` stands on the tombstone (S-06)."""
    require(actor, "idea.hide", idea)
    if idea.hidden_at is not None or idea.is_draft:
        raise Conflict(_("Die Idee ist schon verborgen."))
    idea.hidden_at, idea.hidden_ground, idea.hidden_from = now(), clean_line(ground)[:120], idea.audience
    _show_to(idea, HIDDEN_AUDIENCE)
    follow_titles(idea)
    # The log says to everybody that something is gone, so that kept pages and indexes forget it.
    record(actor, IdeaHidden(idea_id=idea.id), audience="public")


def restore_idea(actor: Actor, idea: Idea) -> None:
    """Show a hidden idea and its discussion again."""
    require(actor, "idea.hide", idea)
    if idea.hidden_at is None:
        raise Conflict(_("Die Idee ist nicht verborgen."))
    former = idea.hidden_from or _usual_audience(idea)
    idea.hidden_at = idea.hidden_ground = idea.hidden_from = None
    _show_to(idea, former)
    follow_titles(idea)
    record(actor, IdeaRestored(idea_id=idea.id), audience="public")


def _usual_audience(idea: Idea) -> str:
    """Return for whom an idea is that was hidden before its row kept that: for the people of its space, or for all."""
    space = db.session.get(Space, idea.space_id) if idea.space_id is not None else None
    return space.audience if space is not None else "public"


def _show_to(idea: Idea, audience: str) -> None:
    idea.audience = audience
    if idea.thread is not None:
        idea.thread.audience = audience
    db.session.flush()
