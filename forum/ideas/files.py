"""Files of ideas: who may download them is asked of the idea, each time (T-30, X-24)."""

from forum.core.db import db
from forum.core.errors import Gone
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.files.queries import Purpose
from forum.ideas import queries
from forum.ideas.lifecycle import IdeaState, is_author
from forum.ideas.models import Idea


def _check(viewer: Actor, idea_id: int) -> None:
    """Refuse the file of an idea that the viewer may not read now. Raises NotFound, Gone.

    A draft and what it holds is for its author alone. What the moderation hid stays evidence for its author and for
    moderators (P-09); an idea that was taken back keeps its files for its author.
    """
    found = db.session.get(Idea, idea_id)
    if found is not None and is_author(viewer, found):
        return
    if queries.idea(viewer, idea_id).state == IdeaState.ZURUECKGEZOGEN:
        raise Gone(_("Die Idee wurde zurückgezogen."))


def _shares(viewer: Actor, idea_id: int) -> bool:
    """Tell whether the viewer is an author, who arranges also what the other authors attached (N-06)."""
    found = db.session.get(Idea, idea_id)
    return found is not None and is_author(viewer, found)


IDEAS = Purpose("idea", _check, _shares)
