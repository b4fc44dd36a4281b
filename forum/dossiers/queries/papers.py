"""Reading dossiers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.comparing import Section, compared
from forum.dossiers.models import Dossier, DossierIdea
from forum.dossiers.withholding import shown
from forum.ideas.models import Idea


def readable(viewer: Actor) -> Any:
    """Return the condition that a paper can be read by a viewer, and its title shown (M-36).

    Whoever may not read one of its ideas may not read the paper; what was hidden later is gone from it, too.
    """
    closed = DossierIdea.idea.has(or_(Idea.audience.not_in(viewer.words), Idea.hidden_at.is_not(None)))
    return and_(Dossier.audience.in_(viewer.words), ~Dossier.idea_links.any(closed))


def dossier(viewer: Actor, number: str, version: int | None = None) -> Dossier:
    """Return a version of a dossier, the newest unless one is named. Raises NotFound."""
    statement = (
        select(Dossier)
        .where(
            Dossier.number == number,
            readable(viewer),
        )
        .order_by(Dossier.version.desc())
        .limit(1)
    )
    if version is not None:
        statement = statement.where(Dossier.version == version)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def dossiers_about(viewer: Actor, idea_id: int) -> Sequence[Dossier]:
    """Return all versions of the dossiers in which an idea went to the Board, the oldest first."""
    about = Dossier.idea_links.any(DossierIdea.idea_id == idea_id)
    return db.session.scalars(select(Dossier).where(about, readable(viewer)).order_by(Dossier.id)).all()


def dossier_versions(_viewer: Actor, found: Dossier) -> Sequence[Any]:
    """Return number, version and day of all versions of a dossier. The viewer was asked for one before."""
    return db.session.execute(
        select(Dossier.version, Dossier.frozen_at).where(Dossier.number == found.number).order_by(Dossier.version)
    ).all()


def comparison(viewer: Actor, number: str, before: int, after: int) -> Sequence[Section]:
    """Return how two versions of a dossier differ. Raises NotFound."""
    old, new = (shown(dossier(viewer, number, version)) for version in (before, after))
    return compared(old.data, new.data, html_before=old.html, html_after=new.html)
