"""The pictures of a committee's work: right figures, only for those who may see them."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.committees.queries import terms
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.meetings.models import Presence, SpeakerEntry
from forum.pages.committee_figures import pictures
from forum.recommendations.models import FollowUp
from forum.recommendations.queries import answering
from tests import factories
from tests.factories import Visitor, act
from tests.ideas.test_lists import queries_of
from tests.meetings.talk import asks
from tests.recommendations.test_recommendations import Adopted

SignIn = Callable[[Person], Visitor]


def spoke(chair: Person, who: Person, meeting_id: int, seconds: int) -> None:
    """Let somebody speak for so long in a session that runs."""
    wish = asks(who, meeting_id)
    act(chair, meeting_id, "speech.start", speaker_id=wish)
    act(chair, meeting_id, "speech.end", speaker_id=wish)
    with transaction():
        entry = db.session.get_one(SpeakerEntry, wish)
        assert entry.started_at is not None
        db.session.execute(
            update(SpeakerEntry)
            .where(SpeakerEntry.id == wish)
            .values(ended_at=entry.started_at + timedelta(seconds=seconds), stood_still=0)
        )


def test_speaking_time_is_told_by_group(app: Flask) -> None:
    """L-10, G-12: each member's time counts for the group for which they sat there on that day; questions do not count."""
    of = factories.committee()
    trade, study = factories.member(of, group="business"), factories.member(of, group="research")
    meeting, chair, _members = factories.running_meeting(0, of)
    number, of_id, chair_id = meeting.id, of.id, chair.id
    for who in (trade, study):
        act(who, number, "presence.check_in")
    spoke(chair, trade, number, 90)
    spoke(chair, trade, number, 30)
    spoke(chair, study, number, 60)
    found = pictures(db.session.get_one(Person, chair_id), db.session.get_one(Committee, of_id))
    assert (found.minutes["business"], found.minutes["research"], found.minutes["guests"]) == (2.0, 1.0, 0.0)
    assert [row.bar.value for row in found.speaking.rows] == list(found.minutes.values())


def test_attendance_counts_the_members_of_that_day(app: Flask) -> None:
    """L-05: the clerk and a guest are no members; who left early was there all the same."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    of = meeting.committee
    factories.member(of, "clerk")
    guest = factories.person()
    number, of_id, chair_id, guest_id = meeting.id, of.id, chair.id, guest.id
    act(ada, number, "presence.check_out")
    act(chair, number, "session.close")
    with transaction():
        db.session.add(Presence(meeting_id=number, person_id=guest_id, since=now()))
    (one,) = pictures(db.session.get_one(Person, chair_id), db.session.get_one(Committee, of_id)).attendance
    assert (one.members, one.present) == (3, 2)
    assert len(terms(of_id)) == 4


@pytest.mark.parametrize(
    ("due", "answered", "kind"),
    [(1, None, "open"), (-1, None, "overdue"), (0, 0, "in_time"), (-2, 0, "late")],
)
def test_answers_are_told_by_their_day(app: Flask, due: int, answered: int | None, kind: str) -> None:
    """B-17."""
    adopted = Adopted()
    staff, of_id = factories.person("staff"), adopted.row.committee_id
    with transaction():
        row = db.session.get_one(FollowUp, adopted.id)
        row.due_on = today() + timedelta(days=due)
        row.answered_at = None if answered is None else now()
    assert answering(staff, of_id) == {kind: 1}


def test_the_page_is_for_the_committee_and_the_stabsstelle(app: Flask, sign_in: SignIn) -> None:
    """E-16, A-20: others see neither page nor file nor the way to them; each picture has its table."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    act(chair, meeting.id, "session.close")
    url = meeting.committee.url
    for who in (ada, factories.person("staff")):
        client = sign_in(who)
        page = client.get(f"{url}/zahlen")
        assert page.text.count("<figure") == page.text.count("Zahlen als Tabelle") == 3
        table = client.get(f"{url}/zahlen.csv")
        asked_again = {"If-None-Match": table.headers["ETag"]}
        assert client.get(f"{url}/zahlen.csv", headers=asked_again).status_code == 304
        rows = list(csv.reader(io.StringIO(table.get_data(as_text=True))))
        assert ["speaking", "guests", "minutes", "0.0"] in rows
        assert f"{url}/zahlen" in client.get(url).text
    for roles in ((), ("board",), ("moderator",)):
        client = sign_in(factories.person(*roles))
        assert client.get(f"{url}/zahlen").status_code == 403
        assert client.get(f"{url}/zahlen.csv").status_code == 403
        assert f"{url}/zahlen" not in client.get(url).text


def test_many_sessions_cost_no_more_queries(app: Flask, sign_in: SignIn) -> None:
    """E-11."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    of_id, url, chair_id = meeting.committee_id, meeting.committee.url, chair.id
    act(chair, meeting.id, "session.close")
    client, asked = sign_in(ada), []
    for _time in range(2):
        client.get(f"{url}/zahlen")
        asked.append(queries_of(lambda: client.get(f"{url}/zahlen")))
        other, leader = factories.meeting(db.session.get_one(Committee, of_id)).id, db.session.get_one(Person, chair_id)
        for kind in ("session.start", "presence.check_in", "session.close"):
            act(leader, other, kind)
    assert asked[0] == asked[1]
