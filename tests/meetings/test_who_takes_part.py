"""Who may not take part does not: no floor, no count and no vote, by whatever way (B-15, L-04 to L-07, L-14, L-52, L-75)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.events import RestrictionSet
from forum.accounts.models import Limit, Person, Standing
from forum.committees import commands as committees
from forum.committees.models import Membership
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.permissions import SYSTEM, Nobody
from forum.meetings import fold, queries
from forum.meetings.models import Meeting, SpeakerEntry
from tests import factories
from tests.factories import act
from tests.meetings.polling import allow_secret_votes, newest, opened, poll, public_key
from tests.meetings.talk import asks
from tests.meetings.test_fair_to_all import WHY, in_session_with_deputy, item_of


def speaks(chair: Person, who: Person, number: int, kind: str = "speech.request", **data: Any) -> int:
    entry = asks(who, number, kind, **data)
    act(chair, number, "speech.start", speaker_id=entry)
    return entry


def state_of(entry: int) -> str:
    db.session.rollback()
    return db.session.get_one(SpeakerEntry, entry).state


def leaves(who: Person) -> None:
    """End the term of a member."""
    with transaction():
        row = db.session.scalars(select(Membership).where(Membership.person_id == who.id)).one()
        committees.end_membership(SYSTEM, row)


def prepared(chair: Person, number: int, officers: list[Person]) -> int:
    """Prepare a secret vote, to which both officers made their keys, and return its number."""
    opened(chair, number, level="secret", officer_one_id=officers[0].id, officer_two_id=officers[1].id)
    for officer, letter in zip(officers, "ab", strict=True):
        act(officer, number, "poll.key", poll_id=newest(), public_key=public_key(letter))
    return newest()


@pytest.mark.parametrize(
    ("how", "why"), [("recusal", "befangen"), ("leaving", "nicht anwesend"), ("debated", "Beratung .* ist beendet")]
)
def test_undoing_gives_no_floor_to_who_may_not_have_it(app: Flask, how: str, why: str) -> None:
    """B-15, L-04, L-07, L-14: who stepped back or left, or whose debate has ended, speaks no more."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    speech = speaks(chair, ada, number)
    if how == "recusal":
        act(ada, number, "recusal.declare", item_id=item_of(number), interest=WHY)
    elif how == "leaving":
        act(ada, number, "presence.check_out")
    else:
        act(chair, number, "item.debated", item_id=item_of(number))
    with pytest.raises(Conflict, match=why):
        act(chair, number, "speech.undo")
    assert state_of(speech) == "done"


def test_after_the_debate_nobody_is_put_on_the_list_but_points_of_order_are_heard(app: Flask) -> None:
    """L-04, L-09, L-14."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "speech.end", speaker_id=speaks(chair, ada, number))
    act(chair, number, "item.debated", item_id=item_of(number))
    with pytest.raises(Conflict, match=r"Beratung .* ist beendet"):
        act(chair, number, "speech.readd")
    point = speaks(chair, ben, number, "speech.point", point="break")
    act(chair, number, "speech.end", speaker_id=point)
    act(chair, number, "speech.undo")
    assert state_of(point) == "speaking"


def test_a_speech_whose_time_stood_still_comes_back_as_it_was(app: Flask) -> None:
    """L-13, L-14: ten seconds spoken are ten seconds, also after its end was taken back."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, noon = meeting.id, now()
    with frozen_at(noon):
        speech = speaks(chair, ada, number)
    for seconds, kind in ((10, "speech.halt"), (70, "speech.end")):
        with frozen_at(noon + timedelta(seconds=seconds)):
            act(chair, number, kind, speaker_id=speech)
    with frozen_at(noon + timedelta(seconds=75)):
        act(chair, number, "speech.undo")
    assert state_of(speech) == "halted"
    assert db.session.get_one(SpeakerEntry, speech).clock.used(now()) == timedelta(seconds=10)


def test_one_steps_back_while_a_vote_is_only_prepared(app: Flask, monkeypatch: Any) -> None:
    """B-15, L-73: nothing is frozen yet, and who stepped back is not on the list."""
    allow_secret_votes(app, monkeypatch)
    meeting, chair, people = factories.running_meeting(members=3)
    number = meeting.id
    poll_id = prepared(chair, number, people[:2])
    act(people[2], number, "recusal.declare", item_id=item_of(number), interest=WHY)
    act(chair, number, "poll.start", poll_id=poll_id, confirmed=True)
    assert people[2].id not in poll(poll_id).configuration["entitled"]
    with pytest.raises(Conflict, match="Während einer Abstimmung"):
        act(people[1], number, "recusal.declare", item_id=item_of(number), interest=WHY)


def test_who_stepped_back_counts_no_votes(app: Flask) -> None:
    """B-15, L-75."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    act(ada, number, "recusal.declare", item_id=item_of(number), interest=WHY)
    with pytest.raises(Invalid) as refused:
        opened(chair, number, level="paper", officer_one_id=ada.id, officer_two_id=ben.id)
    assert "befangen" in str(refused.value.fields["officers"])


@pytest.mark.parametrize("how", ["recusal", "term"])
def test_no_secret_vote_opens_that_nobody_could_count(app: Flask, monkeypatch: Any, how: str) -> None:
    """L-75: an officer left or stepped back after making the key; the vote is declared void and prepared anew."""
    allow_secret_votes(app, monkeypatch)
    meeting, chair, people = factories.running_meeting(members=3)
    number = meeting.id
    poll_id = prepared(chair, number, people[:2])
    if how == "recusal":
        act(people[0], number, "recusal.declare", item_id=item_of(number), interest=WHY)
    else:
        leaves(people[0])
    with pytest.raises(Conflict, match="beauftragten Personen"):
        act(chair, number, "poll.start", poll_id=poll_id, confirmed=True)
    act(chair, number, "poll.void", poll_id=poll_id, reason="Eine Beauftragte fehlt uns.")
    act(chair, number, "poll.start", poll_id=prepared(chair, number, people[1:]), confirmed=True)


def suspended(who: Person) -> None:
    """Suspend an account, and say it as the moderation does."""
    with transaction():
        db.session.get_one(Person, who.id).standing = Standing.SUSPENDED
        record(SYSTEM, RestrictionSet(person_id=who.id, restriction_id=1, kind=str(Limit.SUSPENDED)), audience="admin")
    db.session.info.clear()


def test_a_suspended_member_counts_no_more_and_leaves_the_session(app: Flask, work: Callable[[], object]) -> None:
    """L-05 to L-07, L-52: from the suspension on, by an event, and nobody brings them back before it ends."""
    meeting, chair, (ada, ben) = factories.running_meeting(quorum=3)
    number = meeting.id
    act(chair, number, "presence.check_in")
    speech = speaks(chair, ada, number)
    suspended(ada)
    poll_id = opened(chair, number)
    assert poll(poll_id).configuration["entitled"] == sorted([chair.id, ben.id])
    with pytest.raises(Conflict, match="Anwesend sind 2, nötig sind 3"):
        act(chair, number, "quorum.establish")
    work()
    assert state_of(speech) == "done"
    state = queries.state(Nobody(), number)
    assert {one["person_id"] for one in state["present"]} == {chair.id, ben.id}
    assert fold.fold(queries.everything(Nobody(), db.session.get_one(Meeting, number))) == fold.core_of(state)
    for kind in ("presence.check_in", "speech.request"):
        with pytest.raises(NotFound):
            act(chair, number, kind, person_id=ada.id)


def test_a_deputy_comes_for_a_suspended_member(app: Flask) -> None:
    """L-21: the seat is not lost."""
    number, chair, ada, ben, deputy = in_session_with_deputy()
    suspended(ada)
    assert poll(opened(chair, number)).configuration["entitled"] == sorted([ben.id, deputy.id])
    act(deputy, number, "poll.vote", poll_id=newest(), choice="yes")


def test_the_staff_closes_a_session_whose_only_leader_is_suspended(app: Flask) -> None:
    """L-52: nobody leads it then, so that no session runs for ever."""
    meeting, chair, _people = factories.running_meeting()
    staff = factories.person("staff")
    with pytest.raises(Forbidden):
        act(staff, meeting.id, "session.close")
    suspended(chair)
    act(staff, meeting.id, "session.close")
    db.session.rollback()
    assert db.session.get_one(Meeting, meeting.id).state == "closed"
