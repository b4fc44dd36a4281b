"""Whether what was frozen is still what it was (G-07, E-38); for the operator, so without a viewer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.dossiers import proof
from forum.dossiers.models import Decision, Dossier


def changed_decisions() -> Sequence[str]:
    """Return the numbers of decisions whose record does not fit its digest any more."""
    rows = db.session.scalars(
        select(Decision)
        .order_by(Decision.id)
        .options(
            selectinload(Decision.goal_links),
            selectinload(Decision.district_links),
            selectinload(Decision.subjects),
            selectinload(Decision.duties),
        )
    )
    return [row.number for row in rows if proof.of_decision(row) != row.digest]


def changed_dossiers() -> Sequence[str]:
    """Return number and version of dossiers whose text does not fit its digest any more."""
    rows = db.session.scalars(select(Dossier).order_by(Dossier.id))
    return [f"{row.number}/{row.version}" for row in rows if proof.of_paper(row.data, row.html) != row.digest]
