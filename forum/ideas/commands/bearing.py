"""Letting everything that bears the title of an idea show what may be shown of it (M-36, M-13)."""

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select

from forum.core.db import db
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.titles import Titles, titles_of, with_slug

_UNCHANGED: Mapping[str, str] = {}
# Lines with another idea as their title.
_NAMING = frozenset({"merged", "unmerged", "split", "split_off", "retired"})


def follow_titles(idea: Idea, replaced: Mapping[str, str] = _UNCHANGED) -> None:
    """Bring what bears a title of an idea to what is shown of it by now; ``replaced`` leads from what was shown before.

    Records that keep the title of their day follow it always; what only names the idea follows where it is still shown.
    """
    thread = idea.thread
    if thread is not None and thread.withheld_title is None:
        thread.title = idea.title
    elif thread is not None:
        thread.withheld_title = idea.title
    titles = titles_of(idea)
    _retitle_own_log(idea, replaced)
    retitle_other_logs(titles)
    for follow in current_app.extensions["borrowed_titles"]:
        follow(titles, replaced)
    db.session.flush()


def _retitle_own_log(idea: Idea, replaced: Mapping[str, str]) -> None:
    """Write the title anew in the log of the idea, which names it where a project bears it."""
    named = (IdeaStep.idea_id == idea.id, IdeaStep.title.in_(list(replaced)))
    for step in db.session.scalars(select(IdeaStep).where(*named)) if replaced else ():
        before, after = step.title, replaced[step.title]
        step.title, step.url = after, with_slug(step.url, before, after)


def retitle_other_logs(titles: Titles) -> None:
    """Let the logs of other ideas name this one as it may be shown by now; each line keeps the title of its day aside."""
    for step in _naming_lines(titles.idea):
        original = step.title if step.withheld_title is None else step.withheld_title
        before, shown = step.title, titles.shown(original)
        step.title, step.withheld_title = shown, original if shown != original else None
        step.url = with_slug(step.url, before, shown)
    db.session.flush()


def named_in_other_logs(idea: Idea) -> dict[str, str]:
    """Return how the logs of other ideas name this one, by names of their own: also by a title that no version has."""
    return {f"log-{step.id}": step.title for step in _naming_lines(idea)}


def _naming_lines(idea: Idea) -> list[IdeaStep]:
    named = (IdeaStep.idea_id != idea.id, IdeaStep.url.contains(f"/ideen/{idea.id}-", autoescape=True))
    lines = db.session.scalars(select(IdeaStep).where(*named).order_by(IdeaStep.id))
    return [step for step in lines if step.data.get("note") in _NAMING or step.to_state == IdeaState.ZUSAMMENGEFUEHRT]
