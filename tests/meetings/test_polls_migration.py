"""Votes of earlier versions are kept, can be counted anew, and find their way back (E-06, L-78)."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Nobody
from forum.meetings import queries
from forum.meetings.counting import problems
from forum.meetings.queries import polls as poll_queries
from tests import factories


def test_votes_of_earlier_versions_become_roll_calls(app: Flask) -> None:
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, ids, chair_id = meeting.id, (ada.id, ben.id), chair.id
    for poll_id, closes in ((1, True), (2, False)):
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?", level="roll_call")
        factories.act(ada, number, "poll.vote", poll_id=poll_id, choice="yes")
        if closes:
            factories.act(ben, number, "poll.vote", poll_id=poll_id, choice="abstain")
            factories.act(chair, number, "poll.close", poll_id=poll_id)
    db.session.remove()
    try:
        downgrade(revision="recommendations")
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT poll_id, person_id, choice FROM ballot ORDER BY 1, 2")).all()
        assert [tuple(row) for row in rows] == [(1, ids[0], "yes"), (1, ids[1], "abstain"), (2, ids[0], "yes")]
    finally:
        upgrade()
    closed, running = queries.state(Nobody(), number)["polls"]
    assert (closed["level"], closed["yes"], closed["abstain"], closed["verdict"]) == ("roll_call", 1, 1, "accepted")
    assert (running["state"], running["yes"], running["given"]) == ("open", 1, 1)
    assert problems(poll_queries.published(Nobody(), number, 1)) == []
    factories.act(db.session.get_one(Person, chair_id), number, "poll.close", poll_id=2)
    assert problems(poll_queries.published(Nobody(), number, 2)) == []
