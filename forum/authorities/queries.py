"""Reading the register, the holds, and whether evidence is still what it was."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forum.authorities.models import AuthorityRecord, Evidence, RecordKind
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can
from forum.holds.models import LegalHold
from forum.web.paging import Order, Page, number

PER_PAGE = 30
NEWEST_FIRST = Order(((AuthorityRecord.id, True),), (number,))


def register(viewer: Actor, after: str | None = None) -> Page[AuthorityRecord]:
    """Return a page of the register, the newest first. Raises NotFound for whoever may not know of it."""
    _ask(viewer)
    rows = db.session.scalars(NEWEST_FIRST.apply(select(AuthorityRecord), after, PER_PAGE)).all()
    return NEWEST_FIRST.page(rows, PER_PAGE)


def record(viewer: Actor, record_id: int) -> AuthorityRecord:
    """Return one record with its evidence. Raises NotFound."""
    _ask(viewer)
    found = db.session.scalar(
        select(AuthorityRecord)
        .where(AuthorityRecord.id == record_id)
        .options(selectinload(AuthorityRecord.evidence), joinedload(AuthorityRecord.registrar))
    )
    if found is None:
        raise NotFound
    return found


def standing_holds(viewer: Actor) -> Sequence[LegalHold]:
    """Return the holds that stand, those that are to be looked at first on top."""
    _ask(viewer)
    standing = select(LegalHold).where(LegalHold.lifted_at.is_(None)).options(joinedload(LegalHold.setter))
    return db.session.scalars(standing.order_by(LegalHold.review_on, LegalHold.id)).all()


def hold(viewer: Actor, hold_id: int) -> LegalHold:
    """Return one hold. Raises NotFound."""
    _ask(viewer)
    found = db.session.get(LegalHold, hold_id)
    if found is None:
        raise NotFound
    return found


def _ask(viewer: Actor) -> None:
    if not can(viewer, "authority.keep"):
        raise NotFound


_ORDERS = {
    RecordKind.REMOVAL: "orders_to_act_against_illegal_content",
    RecordKind.INFORMATION: "orders_to_provide_information",
}
_HOUR = timedelta(hours=1)


def orders_in_figures(since: datetime, until: datetime) -> Iterator[tuple[str, str, Any]]:
    """Yield the orders of a time as lines of the yearly report, in all and by state; they name no authority (S-18, S-21).

    The hours are the middle ones from the entry in the register to the acknowledgement and to the effect.
    """
    rows = db.session.scalars(
        select(AuthorityRecord).where(AuthorityRecord.registered_at >= since, AuthorityRecord.registered_at < until)
    ).all()
    for kind, word in _ORDERS.items():
        found = [row for row in rows if row.kind == kind]
        yield word, "TOTAL", len(found)
        yield from ((word, state, number) for state, number in sorted(Counter(row.state for row in found).items()))
        yield f"{word}_items", "TOTAL", sum(len(row.addresses) for row in found)
        for step in ("acknowledged_at", "effect_at"):
            ends = [(getattr(row, step), row.registered_at) for row in found]
            spans = [(end - begin) / _HOUR for end, begin in ends if end is not None]
            yield (
                f"{word}_median_hours_to_{step.removesuffix('_at')}",
                "TOTAL",
                round(median(spans), 1) if spans else None,
            )


def changed_evidence() -> Sequence[str]:
    """Return the numbers of copies that do not fit their digest any more (S-16, E-38)."""
    rows = db.session.scalars(select(Evidence).order_by(Evidence.id))
    return [str(row.id) for row in rows if row.fingerprint() != row.digest]
