"""Reading dossiers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.comparing import Section, compared
from forum.dossiers.models import Dossier, DossierIdea
from forum.ideas.models import Idea


def dossier(viewer: Actor, number: str, version: int | None = None) -> Dossier:
    """Return a version of a dossier, the newest unless one is named. Raises NotFound."""
    statement = (
        select(Dossier)
        .join(Dossier.idea)
        .where(
            Dossier.number == number,
            Dossier.audience.in_(viewer.words),
            Idea.audience.in_(viewer.words),
            Idea.hidden_at.is_(None),
            # What was hidden later is gone from papers, too, whichever of their ideas it is.
            ~Dossier.idea_links.any(DossierIdea.idea.has(Idea.hidden_at.is_not(None))),
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


def dossier_versions(_viewer: Actor, found: Dossier) -> Sequence[Any]:
    """Return number, version and day of all versions of a dossier. The viewer was asked for one before."""
    return db.session.execute(
        select(Dossier.version, Dossier.frozen_at).where(Dossier.number == found.number).order_by(Dossier.version)
    ).all()


def comparison(viewer: Actor, number: str, before: int, after: int) -> Sequence[Section]:
    """Return how two versions of a dossier differ. Raises NotFound."""
    old, new = dossier(viewer, number, before), dossier(viewer, number, after)
    return compared(old.data, new.data, html_before=old.html, html_after=new.html)
