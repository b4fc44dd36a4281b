"""Reading which exports a person asked for."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.privacy.models import DataExport


def exports(viewer: Actor, limit: int = 5) -> Sequence[DataExport]:
    """Return the latest exports of the viewer, the newest first."""
    own = select(DataExport).where(DataExport.person_id == viewer.person_id).order_by(DataExport.id.desc())
    return db.session.scalars(own.limit(limit)).all()


def export(viewer: Actor, export_id: int) -> DataExport:
    """Return an export of the viewer whose file is there. Raises NotFound, also for those of others."""
    row = db.session.get(DataExport, export_id)
    if row is None or viewer.person_id is None or row.person_id != viewer.person_id or not row.is_there:
        raise NotFound
    return row
