"""The views that a person saved."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.office.models import SavedView


def saved_views(viewer: Actor) -> Sequence[SavedView]:
    """Return the viewer's own views by name."""
    return db.session.scalars(
        select(SavedView).where(SavedView.person_id == viewer.person_id).order_by(SavedView.name)
    ).all()


def saved_view(viewer: Actor, number: int) -> SavedView:
    """Return one of the viewer's own views. Raises NotFound."""
    view = db.session.scalar(select(SavedView).where(SavedView.id == number, SavedView.person_id == viewer.person_id))
    if view is None:
        raise NotFound
    return view


def default_view(viewer: Actor) -> SavedView | None:
    """Return the view that opens by itself."""
    return db.session.scalar(
        select(SavedView).where(SavedView.person_id == viewer.person_id, SavedView.is_default).limit(1)
    )
