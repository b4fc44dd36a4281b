"""Taking a service away from an account, and what stays of somebody whom it called a resident (I-05)."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select

from forum.accounts.models import LeftResident, ProviderIdentity
from forum.core.clock import now
from forum.core.db import db, transaction


def take_away(*which: ColumnElement[bool]) -> bool:
    """Let services open an account no longer, and tell whether there were any; for a time residents keep to that account."""
    rows = db.session.scalars(select(ProviderIdentity).where(*which).with_for_update()).all()
    until = now() + timedelta(days=current_app.config["RESIDENT_KEEP_DAYS"])
    for row in rows:
        if row.resident:
            db.session.merge(LeftResident(subject=row.subject, person_id=row.person_id, until=until))
        db.session.delete(row)
    db.session.flush()
    return bool(rows)


def left_resident(subject: str, *, by_others_than: int | None) -> LeftResident | None:
    """Return the account to which somebody at a service belongs still, unless it is this one."""
    row = db.session.get(LeftResident, subject)
    return row if row is not None and row.until > now() and row.person_id != by_others_than else None


def forget_left_residents() -> None:
    """Let go of whom a service called a resident, once they may prove another account (P-10)."""
    with transaction():
        db.session.execute(delete(LeftResident).where(LeftResident.until <= now()))
