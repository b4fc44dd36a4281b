"""What authors add below their idea once its text is closed, because the city works with it or answered (N-14)."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text, render
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import IdeaAdded
from forum.ideas.models import Addendum, Idea
from forum.screening.commands import look_at_change

ADDENDUM = (10, 5000)


def add_addendum(actor: Actor, idea: Idea, *, text: str) -> Addendum:
    """Put a dated addition below the text; it is never changed. Raises Invalid."""
    require(actor, "idea.add", idea)
    text = clean_text(text)
    if not ADDENDUM[0] <= len(text) <= ADDENDUM[1]:
        least, most = ADDENDUM
        raise Invalid(
            fields={"text": [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]}
        )
    refuse_redacted(idea, {"text": text})
    row = Addendum(idea_id=idea.id, author_id=actor.person_id, at=now(), source=text, html=render(text))
    db.session.add(row)
    idea.active_at = now()
    db.session.flush()
    record(actor, IdeaAdded(idea_id=idea.id, addendum_id=row.id), audience=idea.audience)
    look_at_change(actor, "idea", idea.id, idea.audience, source=text)
    return row
