"""A committee that comes to its end leaves no session behind that nobody can close."""

from collections.abc import Callable
from threading import Barrier
from threading import Thread as Runner
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee, Membership, State
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError
from forum.core.permissions import SYSTEM, Nobody
from forum.meetings import fold, queries
from forum.meetings.models import Meeting, MeetingState, Motion, Resolution
from tests import factories
from tests.factories import Visitor

REASON = "Der Auftrag dieses Fachbeirats ist erfüllt."
SignIn = Callable[[Person], Visitor]


def dissolve(committee_id: int) -> None:
    with transaction():
        committees.dissolve(SYSTEM, db.session.get_one(Committee, committee_id), reason=REASON)


def end_terms(committee_id: int) -> None:
    with transaction():
        for membership in db.session.query(Membership).filter_by(committee_id=committee_id, role="chair"):
            committees.end_membership(SYSTEM, membership)


def test_a_committee_is_not_dissolved_during_its_session(app: Flask, sign_in: SignIn) -> None:
    """G-05: the refusal says why, and what was typed is still there; after the session it works."""
    meeting, chair, _people = factories.running_meeting()
    number, of = meeting.id, meeting.committee
    of_id, staff = of.id, sign_in(factories.person("staff"))
    answer = staff.submit(f"{of.url}/aufloesen", reason=REASON)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "tagt gerade" in page, REASON in page) == (409, True, True)
    factories.act(chair, number, "session.close")
    dissolve(of_id)
    assert db.session.get_one(Committee, of_id).state == State.DISSOLVED


def test_planned_meetings_of_a_dissolved_committee_are_cancelled(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    meeting = factories.meeting(factories.committee(title="Fachbeirat Stadtgrün"))
    number, of_id = meeting.id, meeting.committee_id
    dissolve(of_id)
    work()
    work()
    state = queries.state(Nobody(), number)
    assert state["state"] == "cancelled"
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    assert [event["type"] for event in log][-1] == "MeetingCancelled"
    assert fold.fold(log) == fold.core_of(state)
    assert "Die Sitzung ist abgesagt" in client.get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "abgesagt" in client.get("/sitzungen").get_data(as_text=True)
    assert client.get(f"/api/v1/meetings/{number}/state").get_json()["state"] == "cancelled"


def test_staff_closes_a_session_that_nobody_leads(app: Flask, sign_in: SignIn) -> None:
    """While there is a chair it is none of the staff office's business; an open vote ends without a result."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, of_id, staff = meeting.id, meeting.committee_id, factories.person("staff")
    client, path = sign_in(staff), f"/sitzungen/{number}"
    factories.act(chair, number, "motion.add", text="Der Fachbeirat empfiehlt Fahrradbügel.")
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=1, choice="yes")
    assert "Sitzung ohne Leitung" not in client.get(path).get_data(as_text=True)
    with pytest.raises(Forbidden):
        factories.act(staff, number, "session.close")
    end_terms(of_id)
    assert "Sitzung ohne Leitung" in client.get(path).get_data(as_text=True)
    for kind, data in (("item.open", {"item_id": 1}), ("poll.close", {"poll_id": 1})):
        with pytest.raises(Forbidden):
            factories.act(staff, number, kind, **data)
    with pytest.raises(Forbidden):
        factories.act(ben, number, "session.close")
    assert client.submit(f"{path}/befehl", type="session.close").status_code == 303
    state = queries.state(Nobody(), number)
    assert (state["state"], state["polls"][0]["verdict"], state["polls"][0]["yes"]) == ("closed", "void", 1)
    assert db.session.get_one(Motion, 1).state == "void"
    assert db.session.query(Resolution).count() == 0
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)
    for page in ("", "/leinwand", "/niederschrift", "/verlauf"):
        assert client.get(path + page).status_code == 200


def test_a_session_that_outlived_its_committee_can_be_closed(app: Flask) -> None:
    """Whatever brought it about, such as a database that was changed by hand."""
    meeting, _chair, _people = factories.running_meeting()
    number, of_id, staff = meeting.id, meeting.committee_id, factories.person("staff")
    with transaction():
        db.session.execute(update(Committee).where(Committee.id == of_id).values(state=State.DISSOLVED))
    factories.act(staff, number, "session.close")
    assert db.session.get_one(Meeting, number).state == MeetingState.CLOSED


def test_opening_a_session_and_dissolving_exclude_each_other(app: Flask) -> None:
    """Of both at the same moment one happens, and the other is refused with a reason."""
    of = factories.committee()
    chair, of_id = factories.member(of, "chair"), of.id
    number, chair_id = factories.meeting(of).id, chair.id
    start, refused = Barrier(2), []

    def run(deed: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                deed()
            except ForumError as error:
                refused.append(type(error))

    deeds = (
        lambda: dissolve(of_id),
        lambda: factories.act(db.session.get_one(Person, chair_id), number, "session.start"),
    )
    runners = [Runner(target=run, args=(deed,)) for deed in deeds]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(timeout=30)
    db.session.rollback()
    runs = db.session.get_one(Meeting, number).state == MeetingState.RUNNING
    assert runs != (db.session.get_one(Committee, of_id).state == State.DISSOLVED)
    assert len(refused) == 1
    assert refused[0] in {Conflict, Forbidden}
