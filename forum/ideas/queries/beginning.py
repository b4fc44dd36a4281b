"""Reading a text that waits for an account: whoever knows its secret may."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.tokens import digest
from forum.ideas.models import BegunIdea


def gone() -> NotFound:
    """Return the refusal for a text that was taken over, has expired, or never was there."""
    return NotFound(
        _(
            "Diesen Text haben wir nicht mehr. Vielleicht haben Sie ihn schon übernommen; dann steht er bei Ihren Entwürfen."
        )
    )


def begun_idea(_viewer: Actor, token: str) -> BegunIdea:
    """Return the text that a secret opens. Raises NotFound."""
    found = db.session.get(BegunIdea, digest(token))
    if found is None or found.expires_at < now():
        raise gone()
    return found
