"""Who may vote on an item (L-21, G-06)."""

from flask import Flask
from sqlalchemy import select

from forum.committees.models import Membership, Seat
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.meetings.models import AgendaItem, Presence
from forum.meetings.queries.entitled import entitled
from tests import factories


def test_members_who_are_present_have_a_vote_and_a_seat_counts_once(app: Flask) -> None:
    meeting, chair, (ada, ben) = factories.running_meeting()
    clerk = factories.member(meeting.committee, "clerk")
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    assert entitled(meeting, item) == {ada.id, ben.id}
    factories.act(chair, meeting.id, "presence.check_in")
    with transaction():
        db.session.add(Presence(meeting_id=meeting.id, person_id=clerk.id, since=factories.now()))
        seat = Seat(committee_id=meeting.committee_id, sender="Dezernat III", since=today())
        db.session.add(seat)
        db.session.flush()
        for who, deputises in ((ada.id, True), (ben.id, False)):
            one = db.session.scalars(select(Membership).where(Membership.person_id == who)).one()
            one.seat_id, one.deputises = seat.id, deputises
    assert entitled(meeting, item) == {ben.id, chair.id}
