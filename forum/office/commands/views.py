"""Keeping ways to look at the workbench under names."""

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.office.models import SavedView
from forum.office.queries.workbench import Wanted

MOST_VIEWS = 20
LONGEST_NAME = 60


def save_view(actor: Actor, name: str, wanted: Wanted, *, is_default: bool) -> SavedView:
    """Keep what is wanted under a name; the same name means the same view. Raises Conflict, Invalid."""
    require(actor, "office.save_view")
    name = clean_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(fields={"name": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_NAME)]})
    own = db.session.scalars(select(SavedView).where(SavedView.person_id == actor.person_id)).all()
    view = next((one for one in own if one.name == name), None)
    if view is None:
        if len(own) >= MOST_VIEWS:
            raise Conflict(_("Sie haben schon sehr viele Ansichten. Bitte löschen Sie zuerst eine."))
        view = SavedView(person_id=actor.person_id, name=name, words={})
        db.session.add(view)
    view.words = dict(wanted.words)
    view.is_default = is_default
    db.session.flush()
    if is_default:
        others = SavedView.person_id == actor.person_id, SavedView.id != view.id
        db.session.execute(update(SavedView).where(*others).values(is_default=False))
    return view


def remove_view(actor: Actor, view: SavedView) -> None:
    """Forget a view."""
    require(actor, "office.remove_view", view)
    db.session.delete(view)
    db.session.flush()
