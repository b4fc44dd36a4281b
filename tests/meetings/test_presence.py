"""Presence, substitutes, recusal and the quorum (L-05, L-06, L-21, L-31, B-06, B-15)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee, Membership
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Actor, Nobody
from forum.meetings import commands, fold, queries
from forum.meetings.models import AgendaItem, Meeting, Presence, SpeakerEntry, Substitution
from forum.meetings.queries.entitled import entitled, has_vote_on, voters_present
from forum.web.realtime.leases import Lease
from tests import factories
from tests.factories import Visitor
from tests.meetings.polling import opened
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def entitled_one_by_one(meeting: Meeting, item: AgendaItem) -> frozenset[int]:
    """Return who may vote on an item, after asking the same of every single person (L-68)."""
    found = entitled(meeting, item)
    asked = {number for number in db.session.scalars(select(Person.id)) if has_vote_on(number, meeting, item.id)}
    assert asked == found
    return found


def voters(number: int) -> frozenset[int]:
    """Return who has a vote where nobody steps back, after asking the same of every single person."""
    meeting = db.session.get_one(Meeting, number)
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == number).order_by(AgendaItem.id)).first()
    assert item is not None
    found = voters_present(meeting)
    assert entitled_one_by_one(meeting, item) <= found
    return found


def events(number: int, kind: str) -> list[LoggedEvent]:
    statement = select(LoggedEvent).where(LoggedEvent.stream == f"meeting:{number}", LoggedEvent.type == kind)
    return list(db.session.scalars(statement.order_by(LoggedEvent.seq)))


def test_members_take_part_in_the_room_online_or_by_telephone(app: Flask) -> None:
    """L-31: three kinds; two check-ins in a row are refused, and each interval has its kind (L-05)."""
    meeting, _chair, _people = factories.running_meeting(members=0)
    number, of = meeting.id, meeting.committee
    people = [factories.member(of) for _ in range(3)]
    for who, kind in zip(people, ("room", "online", "phone"), strict=True):
        factories.act(who, number, "presence.check_in", how=kind)
    with pytest.raises(Conflict):
        factories.act(people[0], number, "presence.check_in")
    factories.act(people[0], number, "presence.check_out")
    factories.act(people[0], number, "presence.check_in", how="phone")
    rows = db.session.scalars(select(Presence).order_by(Presence.id)).all()
    assert [(str(row.kind), row.until is None) for row in rows] == [
        ("room", False),
        ("online", True),
        ("phone", True),
        ("phone", True),
    ]
    state = queries.state(Nobody(), number)
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "am Telefon" in page
    assert "online" in page


def test_who_acts_for_a_member_is_named_beside_them(app: Flask) -> None:
    """L-31: every event of such an act has its actor and for whom it was; the page shows both."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, late = meeting.id, factories.member(meeting.committee)
    clerk = factories.member(meeting.committee, "clerk")
    factories.act(clerk, number, "presence.check_in", person_id=late.id, how="online")
    item = db.session.scalars(select(AgendaItem.id)).one()
    reason = "Die Schwester baut die Bügel."
    factories.act(clerk, number, "recusal.declare", item_id=item, person_id=late.id, interest=reason)
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert f"gemeldet von {clerk.handle}" in page
    factories.act(clerk, number, "presence.check_out", person_id=late.id)
    for kind in ("MemberCheckedIn", "MemberCheckedOut", "MemberRecused"):
        newest = events(number, kind)[-1]
        assert (newest.actor_id, newest.data["on_behalf_of"], newest.data["person_id"]) == (clerk.id, late.id, late.id)
    assert events(number, "MemberCheckedIn")[0].data["on_behalf_of"] is None
    for kind in ("presence.check_out", "substitute.end"):
        with pytest.raises(Forbidden):
            factories.act(ada, number, kind, person_id=chair.id)


def with_deputy() -> tuple[int, Person, Person, Person, Person]:
    """Return a running session, its chair, two members of whom one is not there, and an appointed deputy."""
    of = factories.committee()
    chair, ada, ben = factories.member(of, "chair"), factories.member(of), factories.member(of)
    deputy = factories.deputy(of, ada)
    number = factories.meeting(of).id
    factories.act(chair, number, "session.start")
    factories.act(ben, number, "presence.check_in")
    factories.act(chair, number, "item.open", item_id=db.session.scalars(select(AgendaItem.id)).one())
    return number, chair, ada, ben, deputy


def test_a_member_who_comes_takes_the_vote_back_at_once(app: Flask) -> None:
    """L-21: never both."""
    number, _chair, ada, ben, deputy = with_deputy()
    factories.act(ada, number, "substitute.name", substitute_id=deputy.id)
    assert voters(number) == {ben.id}
    factories.act(deputy, number, "presence.check_in")
    assert voters(number) == {ben.id, deputy.id}
    factories.act(ada, number, "presence.check_in")
    assert voters(number) == {ben.id, ada.id}
    assert events(number, "SubstituteEnded")[0].data["substitute_id"] == deputy.id
    factories.act(ada, number, "presence.check_out")
    assert voters(number) == {ben.id}  # The substitute has to be named anew.
    state = queries.state(Nobody(), number)
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)


def test_a_seat_votes_once_when_the_member_comes_during_a_vote(app: Flask) -> None:
    """L-21, L-73: the list of a vote is frozen with the substitute on it; the member has every vote after it."""
    number, chair, ada, _ben, deputy = with_deputy()
    factories.act(deputy, number, "presence.check_in")
    first = opened(chair, number)
    factories.act(ada, number, "presence.check_in")
    assert deputy.id not in voters(number)
    with pytest.raises(Conflict):
        factories.act(ada, number, "poll.vote", poll_id=first, choice="no")
    factories.act(deputy, number, "poll.vote", poll_id=first, choice="yes")
    factories.act(chair, number, "poll.close", poll_id=first)
    second = opened(chair, number)
    with pytest.raises(Conflict):
        factories.act(deputy, number, "poll.vote", poll_id=second, choice="yes")
    factories.act(ada, number, "poll.vote", poll_id=second, choice="no")


def test_a_substitute_who_leaves_votes_no_more(app: Flask) -> None:
    """L-21: the frozen list gives nobody a vote who is not there."""
    number, chair, ada, _ben, deputy = with_deputy()
    factories.act(deputy, number, "presence.check_in")
    poll_id = opened(chair, number)
    factories.act(ada, number, "presence.check_in")
    factories.act(deputy, number, "presence.check_out")
    with pytest.raises(Conflict):
        factories.act(deputy, number, "poll.vote", poll_id=poll_id, choice="yes")


def test_a_substitute_may_come_during_a_vote_and_votes_in_the_next(app: Flask) -> None:
    """L-05, L-73: who comes is noted at once; of the vote that runs it changes nothing."""
    number, chair, _ada, ben, deputy = with_deputy()
    first = opened(chair, number)
    factories.act(deputy, number, "presence.check_in")
    assert voters(number) == {ben.id, deputy.id}
    with pytest.raises(Conflict):
        factories.act(deputy, number, "poll.vote", poll_id=first, choice="yes")


def test_who_leaves_the_committee_leaves_its_session(app: Flask, work: Callable[[], object]) -> None:
    """L-05, L-52: with the term the presence ends, on its own and in the log; who has another seat stays."""
    number, chair, _ada, ben, _deputy = with_deputy()
    factories.act(chair, number, "presence.check_in")
    with transaction():
        row = db.session.scalars(select(Membership).where(Membership.person_id == ben.id)).one()
        committees.end_membership(SYSTEM, row)
    work()
    db.session.rollback()
    [told] = events(number, "MemberCheckedOut")
    assert (told.data["person_id"], told.actor_id) == (ben.id, None)
    state = queries.state(Nobody(), number)
    assert [one["person_id"] for one in state["present"]] == [chair.id]
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)


def test_whose_term_ends_with_its_day_leaves_the_session_that_goes_on(app: Flask) -> None:
    """G-04, L-05, L-07, L-52: at midnight presence, votes and the list know it, by events and without anybody's doing."""
    number, chair, ada, ben, _deputy = with_deputy()
    act = factories.act
    act(chair, number, "presence.check_in")
    act(ada, number, "presence.check_in")
    for who in (ben, ada, chair):
        act(who, number, "speech.request")
    entries = db.session.scalars(select(SpeakerEntry.id).order_by(SpeakerEntry.id)).all()
    act(chair, number, "speech.start", speaker_id=entries[0])
    act(ben, number, "speech.point", point="break")
    with transaction():
        rows = db.session.scalars(select(Membership).where(Membership.person_id.in_([ada.id, ben.id])))
        for row in rows:
            row.until = today()
    assert commands.leave_with_the_term() == 0
    with frozen_at(now() + timedelta(days=1)):
        assert commands.leave_with_the_term() == 2
        assert commands.leave_with_the_term() == 0
        db.session.rollback()
        db.session.info.clear()
        assert voters(number) == {chair.id}
        state = queries.state(Nobody(), number)
        log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    told = {(one.data["person_id"], one.actor_id) for one in events(number, "MemberCheckedOut")}
    assert told == {(ada.id, None), (ben.id, None)}
    assert [one["person_id"] for one in state["present"]] == [chair.id]
    assert [one["person_id"] for one in state["speakers"] if one["state"] in ("waiting", "speaking")] == [chair.id]
    assert [one.data["speaker_id"] for one in events(number, "SpeechEnded")] == [entries[0]]
    assert len(events(number, "SpeechLapsed")) == 2
    assert fold.fold(log) == fold.core_of(state)


def test_connections_and_visitors_are_shown_beside_the_log(app: Flask, sign_in: SignIn) -> None:
    """L-35, L-50: visitors as a rounded number; at the desk, who says to be online but is not connected."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    factories.act(ada, number, "presence.check_out")
    factories.act(ada, number, "presence.check_in", how="online")
    before = len(queries.everything(Nobody(), db.session.get_one(Meeting, number)))
    desk = sign_in(chair)
    assert "nicht verbunden" in desk.get(path).get_data(as_text=True)
    with transaction():
        for name, who, sockets in (("one", ada.id, 1), ("all", None, 12)):
            db.session.add(
                Lease(
                    connection=name, stream=f"meeting:{number}", person_id=who, process="p", sockets=sockets,
                    cursor=0, seen_at=now(),
                )
            )  # fmt: skip
    page = desk.get(path).get_data(as_text=True)
    assert "etwa 10 sehen zu" in page
    assert "nicht verbunden" not in page
    assert len(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == before


def test_substitutes_form_no_chain_and_collect_no_votes(app: Flask) -> None:
    """L-21: one for each member, one vote for each substitute, named before the vote."""
    number, chair, ada, ben, deputy = with_deputy()
    of = db.session.get_one(Meeting, number).committee
    cleo = factories.member(of)
    second = factories.deputy(of, cleo)
    factories.act(ada, number, "substitute.name", substitute_id=deputy.id)
    for who, data in (
        (cleo, {"substitute_id": deputy.id}),  # Stands in for Ada already.
        (cleo, {"substitute_id": ben.id}),  # Has a vote of their own.
        (cleo, {"substitute_id": factories.person().id}),  # Is not appointed.
        (ben, {"substitute_id": second.id}),  # Is here.
    ):
        with pytest.raises(Conflict):
            factories.act(who, number, "substitute.name", **data)
    with pytest.raises(NotFound):
        factories.act(deputy, number, "substitute.name", substitute_id=second.id)
    with pytest.raises(Forbidden):
        factories.act(cleo, number, "substitute.name", substitute_id=second.id, person_id=ada.id)
    factories.act(chair, number, "substitute.name", substitute_id=second.id, person_id=ada.id)
    pairs = db.session.execute(select(Substitution.member_id, Substitution.substitute_id)).all()
    assert [tuple(pair) for pair in pairs] == [(ada.id, second.id)]
    assert events(number, "SubstituteNamed")[-1].data["on_behalf_of"] == ada.id
    factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
    with pytest.raises(Conflict):
        factories.act(chair, number, "substitute.end", person_id=ada.id)


def test_member_and_substitute_at_the_same_moment_never_both_count(app: Flask) -> None:
    """L-21, with real threads: whichever comes first, one vote is there at the end, and it is the member's."""
    number, _chair, ada, ben, deputy = with_deputy()
    factories.act(ada, number, "substitute.name", substitute_id=deputy.id)
    ids = ada.id, ben.id, deputy.id

    def come(person_id: int) -> None:
        actor = db.session.get_one(Person, person_id)
        commands.perform(actor, number, "presence.check_in", {}, f"come-number-{person_id}")

    at_once(app, [lambda: come(ids[0]), lambda: come(ids[2])], refused=(ForumError,))
    assert voters(number) == {ids[0], ids[1]}
    assert not db.session.scalars(select(Substitution)).all()
    state = queries.state(Nobody(), number)
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)


def test_whoever_has_an_interest_leaves_the_count_of_the_item(app: Flask) -> None:
    """B-15: for this item only; an event says so, and the interest itself stays with the committee."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    item = db.session.scalars(select(AgendaItem)).one()
    factories.act(ada, number, "recusal.declare", item_id=item.id, interest="Mein Haus steht dort.")
    with pytest.raises(Conflict):
        factories.act(ada, number, "recusal.declare", item_id=item.id)
    again, one = db.session.get_one(Meeting, number), db.session.get_one(AgendaItem, item.id)
    assert entitled_one_by_one(again, one) == {ben.id}
    assert voters_present(again) == {ada.id, ben.id}
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert f"{ada.handle} ist bei TOP 1 befangen" in page
    assert "Mein Haus" not in page
    factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
    with pytest.raises(Conflict):
        factories.act(ben, number, "recusal.declare", item_id=item.id)


def test_the_quorum_holds_until_somebody_doubts_it(app: Flask) -> None:
    """L-06, NKomVG § 65: established, doubted, established anew; no vote between a doubt and the new finding."""
    of = factories.committee()
    chair, ada, ben = factories.member(of, "chair"), factories.member(of), factories.member(of)
    number = factories.meeting(of, quorum=2).id
    act = factories.act
    act(chair, number, "session.start")
    act(ada, number, "presence.check_in")
    act(ben, number, "presence.check_in")
    act(chair, number, "item.open", item_id=db.session.scalars(select(AgendaItem.id)).one())
    act(chair, number, "motion.add", text="Mehr Bügel an Haltestellen.")
    act(chair, number, "quorum.establish")
    act(ben, number, "presence.check_out")
    with pytest.raises(Conflict):
        act(chair, number, "quorum.establish")  # It holds, also for fewer, as long as nobody doubts it.
    with pytest.raises(Conflict):
        act(ben, number, "quorum.doubt")  # Who is not there cannot doubt it.
    act(ada, number, "quorum.doubt")
    with pytest.raises(Conflict, match="angezweifelt"):
        act(chair, number, "poll.open", motion_id=1)
    with pytest.raises(Conflict, match="nicht beschlussfähig"):
        act(chair, number, "quorum.establish")
    act(ben, number, "presence.check_in")
    act(chair, number, "quorum.establish")
    act(chair, number, "poll.open", motion_id=1)
    found = [
        (one.data["again"], one.data["present"], one.data["needed"]) for one in events(number, "QuorumEstablished")
    ]
    assert found == [(False, 2, 2), (True, 2, 2)]


@pytest.mark.parametrize("announced", [True, False])
def test_a_second_meeting_needs_no_number_if_its_invitation_said_so(app: Flask, announced: bool) -> None:
    """B-06: without the sentence in the invitation it is refused."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    first, chair_id, of_id = factories.meeting(of, quorum=3).id, chair.id, of.id
    with transaction():
        commands.invite(db.session.get_one(Person, chair_id), first)
    for kind in ("session.start", "session.close"):
        factories.act(chair, first, kind)
    number = factories.meeting(db.session.get_one(Committee, of_id), quorum=3, second=True).id
    if announced:
        with transaction():
            commands.invite(db.session.get_one(Person, chair_id), number)
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "presence.check_in")
    if announced:
        factories.act(chair, number, "quorum.establish")
        return
    with pytest.raises(Conflict, match="Die Einladung hat nicht gesagt"):
        factories.act(chair, number, "quorum.establish")


def test_closing_the_page_changes_no_presence(app: Flask) -> None:
    """L-05: being connected is another fact; only the member or the desk ends a presence."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    client: Any = factories.signed_in(app, ada)
    assert client.get(meeting.url).status_code == 200
    before = voters(meeting.id)
    del client
    assert voters(meeting.id) == before


def test_who_stands_in_is_for_the_committee_until_the_session_begins(app: Flask) -> None:
    """L-21, L-29: like the answers to the invitation; then everybody reads it, and each log tells its state."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    deputy, outsider = factories.deputy(of, ada), Nobody()
    number = factories.meeting(db.session.get_one(Committee, of.id)).id
    factories.act(ada, number, "substitute.name", substitute_id=deputy.id)

    def read_by(viewer: Actor) -> list[int]:
        db.session.rollback()
        db.session.info.clear()
        state = queries.state(viewer, number)
        assert fold.fold(queries.everything(viewer, db.session.get_one(Meeting, number))) == fold.core_of(state)
        return [one["substitute_id"] for one in state["substitutes"]]

    assert (read_by(outsider), read_by(chair)) == ([], [deputy.id])
    factories.act(chair, number, "session.start")
    assert read_by(outsider) == read_by(chair) == [deputy.id]
    factories.act(ada, number, "presence.check_in")
    assert read_by(outsider) == read_by(chair) == []
