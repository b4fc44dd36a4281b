"""Seats of a committee: who sends somebody, and that nobody sits on a seat that is taken (G-06)."""

from datetime import date

from sqlalchemy import or_, select

from forum.committees.events import SeatAdded, SeatRemoved
from forum.committees.models import Committee, Membership, Seat
from forum.core.clock import today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line

SENDER = (3, 120)


def add_seat(actor: Actor, committee: Committee, *, sender: str) -> Seat:
    """Give a committee one more seat, in the name of the Dezernat or company that sends somebody. Raises Invalid."""
    require(actor, "committee.appoint", committee)
    sender = clean_line(sender)
    if not SENDER[0] <= len(sender) <= SENDER[1]:
        raise Invalid(fields={"sender": [_("Bitte schreiben Sie zwischen 3 und 120 Zeichen.")]})
    seat = Seat(committee_id=committee.id, sender=sender, since=today(), until=None)
    db.session.add(seat)
    db.session.flush()
    record(actor, SeatAdded(committee_id=committee.id, seat_id=seat.id), audience=committee.audience)
    return seat


def remove_seat(actor: Actor, seat: Seat) -> None:
    """Take an empty seat away with the end of today. Raises Conflict while somebody sits on it."""
    require(actor, "committee.appoint", seat.committee)
    seat = get_or_404(Seat, seat.id, lock=True)
    if _sitting(seat, today(), None):
        raise Conflict(_("Auf diesem Sitz ist noch jemand berufen."))
    seat.until = today()
    db.session.flush()
    record(actor, SeatRemoved(committee_id=seat.committee_id, seat_id=seat.id), audience=seat.committee.audience)


def check_seat(committee: Committee, seat: Seat, since: date, until: date | None, *, deputises: bool) -> None:
    """Refuse a seat that is not there or taken in this time; a seat has one holder and one deputy. Raises Conflict."""
    seat = get_or_404(Seat, seat.id, lock=True)
    if seat.committee_id != committee.id or seat.until is not None:
        raise NotFound(_("Diesen Sitz gibt es in diesem Gremium nicht."))
    if any(one.deputises == deputises for one in _sitting(seat, since, until)):
        raise Conflict(
            _("Dieser Sitz hat in dieser Zeit schon eine Stellvertretung.")
            if deputises
            else _("Dieser Sitz ist in dieser Zeit schon besetzt.")
        )


def _sitting(seat: Seat, since: date, until: date | None) -> list[Membership]:
    overlap = select(Membership).where(
        Membership.seat_id == seat.id, or_(Membership.until.is_(None), Membership.until >= since)
    )
    if until is not None:
        overlap = overlap.where(Membership.since <= until)
    return list(db.session.scalars(overlap))
