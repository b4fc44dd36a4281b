"""Asking whether something is held; every package that removes for good asks here."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select

from forum.core.db import db
from forum.holds.models import LegalHold

_STANDS = LegalHold.lifted_at.is_(None)


def is_held(kind: str, target_id: int) -> bool:
    """Tell whether a thing is held."""
    return any_held(kind, [target_id])


def any_held(kind: str, target_ids: Collection[int]) -> bool:
    """Tell whether one of these things is held."""
    found = select(LegalHold.id).where(LegalHold.kind == kind, LegalHold.target_id.in_(target_ids), _STANDS)
    return db.session.scalar(found.limit(1)) is not None


def is_ordered(kind: str, target_id: int) -> bool:
    """Tell whether an authority ordered that a thing be taken from the public, and its hold stands still."""
    about = (LegalHold.kind == kind, LegalHold.target_id == target_id, LegalHold.ordered, _STANDS)
    return db.session.scalar(select(LegalHold.id).where(*about).limit(1)) is not None


def is_person_held(person_id: int | None) -> bool:
    """Tell whether the data of an account are held; its erasure waits until they are free."""
    found = select(LegalHold.id).where(LegalHold.person_id == person_id, _STANDS)
    return person_id is not None and db.session.scalar(found.limit(1)) is not None


def thing_is_held(kind: Any, target_id: Any) -> Any:
    """Return the condition, for a job, that the thing in these columns is held, or the account that ``profile`` names."""
    is_profile = (kind == "profile") & (LegalHold.person_id == target_id)
    return exists().where(_STANDS, ((LegalHold.kind == kind) & (LegalHold.target_id == target_id)) | is_profile)


def held_people() -> Any:
    """Select the accounts of which all data are held."""
    return select(LegalHold.person_id).where(LegalHold.person_id.is_not(None), _STANDS)


def free_of_holds(person_id: Any) -> Any:
    """Return the condition, for a job that removes rows of people, that nothing holds the person in this column."""
    return ~exists().where(LegalHold.person_id == person_id, _STANDS)
