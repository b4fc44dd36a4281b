"""The figures of the moment in which the city answers an idea."""

from typing import Any

from forum.core.clock import now
from forum.core.db import db
from forum.ideas.lifecycle import IdeaState, Transition
from forum.ideas.models import Idea


def snapshot(idea: Idea, state: IdeaState) -> dict[str, Any]:
    """Return the figures of this moment, which later edits and supports leave as they are (N-24)."""
    return {
        "version": idea.text_version,
        "supporters": idea.support_count,
        "on_paper": idea.paper_count,
        "state": state,
    }


def answered(idea: Idea, row: Transition) -> dict[str, Any]:
    """Let a step count as the answer that it is, and return the figures of this moment (N-38, B-20)."""
    idea.answered_at = idea.answered_at or now()
    db.session.flush()
    return snapshot(idea, row.target)
