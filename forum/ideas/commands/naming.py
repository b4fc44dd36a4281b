"""Showing that one supports an idea, by the own pseudonym and for this idea alone (N-13)."""

from sqlalchemy import update

from forum.core.db import changed, db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.ideas.events import IdeaSupportShown
from forum.ideas.models import Idea, Support


def show_support(actor: Actor, idea: Idea, *, shown: bool) -> None:
    """Let everybody read the own pseudonym among the supporters of an idea, or nobody. Raises Conflict.

    Taking it back is possible as long as the row is there, also when the idea takes no support any more. The event says
    nothing of the person to others; it lets kept pages forget the name.
    """
    require(actor, "idea.show_support", idea)
    own = (Support.idea_id == idea.id, Support.person_id == actor.person_id)
    if not changed(update(Support).where(*own).values(is_shown=shown)):
        raise Conflict(_("Sie unterstützen diese Idee nicht."))
    db.session.flush()
    record(actor, IdeaSupportShown(idea_id=idea.id), audience=f"person:{actor.person_id}")
