"""Reading dossiers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import Dossier
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
