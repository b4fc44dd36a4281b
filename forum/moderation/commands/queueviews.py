"""Keeping ways to look at the queue under names."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.moderation.models import QueueView

MOST_VIEWS = 20
LONGEST_NAME = 60


def save_view(actor: Actor, name: str, words: Mapping[str, str]) -> QueueView:
    """Keep what the queue shows under a name; the same name means the same view. Raises Conflict, Invalid."""
    require(actor, "case.read")
    name = clean_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(fields={"name": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_NAME)]})
    own = db.session.scalars(select(QueueView).where(QueueView.person_id == actor.person_id)).all()
    view = next((one for one in own if one.name == name), None)
    if view is None:
        if len(own) >= MOST_VIEWS:
            raise Conflict(_("Sie haben schon sehr viele Ansichten. Bitte löschen Sie zuerst eine."))
        view = QueueView(person_id=actor.person_id, name=name, words={})
        db.session.add(view)
    view.words = dict(words)
    db.session.flush()
    return view


def remove_view(actor: Actor, view: QueueView) -> None:
    """Forget a view."""
    require(actor, "queue_view.remove", view)
    db.session.delete(view)
    db.session.flush()
