"""What is adopted is what the committee voted on: its words and its members (L-15, L-73, B-05, B-15, L-51)."""

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee, Recusal
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.dossiers.models import Decision, Dossier
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Motion, Poll, Resolution
from forum.meetings.models.agenda import Circle
from tests import factories
from tests.factories import act
from tests.meetings.polling import opened, poll
from tests.meetings.talk import moves
from tests.meetings.test_motions import TEXT, voted

OTHER = "Die Stadt stellt 5 Bügel auf."


def state_of(motion: int) -> str:
    db.session.rollback()
    return str(db.session.get_one(Motion, motion).state)


def amended(chair: Person, number: int, motion: int, paragraph: int = 1) -> int:
    return moves(chair, number, "motion.amend", motion_id=motion, paragraph=paragraph, text=OTHER)


def adopted() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Resolution.text).order_by(Resolution.id)))


def counting_on_paper(chair: Person, number: int, motion: int, officers: list[Person]) -> int:
    """Vote on paper until only the report of the officers is missing."""
    one, two = officers
    poll_id = opened(
        chair, number, motion_id=motion, question="", level="paper", officer_one_id=one.id, officer_two_id=two.id
    )
    act(chair, number, "poll.close", poll_id=poll_id)
    assert poll(poll_id).state == "counting"
    return poll_id


def test_a_motion_whose_vote_is_counted_is_not_amended_meanwhile(app: Flask) -> None:
    """L-15, L-73: the resolution has the words that were voted on."""
    meeting, chair, people = factories.running_meeting(members=2)
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    amendment = amended(chair, number, motion)
    poll_id = counting_on_paper(chair, number, motion, people)
    with pytest.raises(Conflict, match="in Abstimmung"):
        act(chair, number, "poll.open", motion_id=amendment)
    for one in people:
        act(one, number, "poll.report", poll_id=poll_id, yes=2)
    assert (adopted(), state_of(amendment)) == ([TEXT], "void")


def test_a_motion_waits_for_the_count_of_its_amendment(app: Flask) -> None:
    """L-15, L-73: it is neither voted on nor withdrawn nor referred while nobody knows its words."""
    meeting, chair, people = factories.running_meeting(members=2)
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    poll_id = counting_on_paper(chair, number, amended(chair, number, motion), people)
    for kind in ("poll.open", "motion.withdraw", "motion.refer"):
        with pytest.raises(Conflict, match="gerade abgestimmt"):
            act(chair, number, kind, motion_id=motion)
    for one in people:
        act(one, number, "poll.report", poll_id=poll_id, yes=2)
    voted(chair, number, motion, *people)
    assert len(adopted()) == 1
    assert adopted()[0].startswith(OTHER)


@pytest.mark.parametrize("end", ["vote", "motion.withdraw", "motion.refer"])
def test_open_amendments_end_with_their_motion(app: Flask, end: str) -> None:
    """L-15: nothing amends what is decided, withdrawn or referred."""
    meeting, chair, people = factories.running_meeting(members=2)
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    admitted, waiting = amended(chair, number, motion), amended(people[0], number, motion, 2)
    if end == "vote":
        voted(chair, number, motion, *people)
    else:
        act(chair, number, end, motion_id=motion)
    assert (state_of(admitted), state_of(waiting)) == ("void", "void")
    with pytest.raises(Conflict):
        act(chair, number, "poll.open", motion_id=admitted)
    assert adopted() == ([TEXT] if end == "vote" else [])


def test_the_chair_alone_decides_nothing(app: Flask) -> None:
    """L-03, L-06, B-05: where only the chair reads, there is neither a motion nor a vote, not even a straw poll."""
    of = factories.committee()
    chair, people = factories.member(of, "chair"), [factories.member(of) for _ in range(5)]
    number = factories.meeting(of, (PlannedItem("Nur Vorsitz", level=Circle.CHAIR), PlannedItem("Offen"))).id
    act(chair, number, "session.start")
    for one in (chair, *people):
        act(one, number, "presence.check_in")
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.place)
    act(chair, number, "item.open", item_id=db.session.scalars(items).first())
    for kind, data in (
        ("motion.add", {"text": TEXT}),
        ("poll.open", {"question": "Was will der Vorsitz?"}),
        ("poll.open", {"question": "Was meint der Vorsitz?", "straw": True}),
    ):
        with pytest.raises(Conflict, match="nur für den Vorsitz"):
            act(chair, number, kind, **data)
    assert db.session.scalars(select(Poll)).all() == []


def in_session(of: Committee, *items: PlannedItem) -> tuple[int, Person, Person, Person]:
    """Begin a session of a chair and two members, and return its number and them."""
    people = factories.member(of, "chair"), factories.member(of), factories.member(of)
    number = factories.meeting(of, items).id
    act(people[0], number, "session.start")
    for one in people:
        act(one, number, "presence.check_in")
    return number, *people


def items_of(number: int) -> list[int]:
    found = select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.place)
    return list(db.session.scalars(found))


def test_whoever_is_biased_takes_no_part_in_what_belongs_to_it(app: Flask) -> None:
    """B-15: with an item in what lies below it, and there is no speaking, moving, supporting or writing either."""
    parent = PlannedItem("Oberpunkt eins", children=(PlannedItem("Unterpunkt a"),))
    number, chair, ada, _ben = in_session(factories.committee(), parent)
    above, below = items_of(number)
    act(ada, number, "recusal.declare", item_id=above, interest="Es ist mein Grundstück.")
    for item in (below, above):
        act(chair, number, "item.open", item_id=item)
        poll_id = opened(chair, number)
        assert ada.id not in poll(poll_id).configuration["entitled"]
        act(chair, number, "poll.void", poll_id=poll_id, reason="Nur für diesen Test.")
        motion = moves(chair, number, text=TEXT)
        wishes: list[tuple[str, dict[str, object]]] = [
            ("speech.request", {}),
            ("speech.point", {"point": "other"}),
            ("motion.add", {"text": TEXT}),
            ("motion.amend", {"motion_id": motion, "paragraph": 1, "text": OTHER}),
            ("contribution.add", {"text": "Ich bin befangen."}),
        ]
        for kind, data in wishes:
            with pytest.raises(Conflict, match="befangen"):
                act(ada, number, kind, **data)
        with pytest.raises(Conflict, match="befangen"):
            act(chair, number, "speech.request", person_id=ada.id)


def test_the_board_decides_on_its_dossier(app: Flask) -> None:
    """B-12, B-15: the decision stands in the register, and who stepped back from the idea of the dossier took no part."""
    idea = factories.idea(state="board")
    idea_id = idea.id
    dossier = db.session.scalars(select(Dossier.id).where(Dossier.idea_id == idea_id)).one()
    board = db.session.scalar(select(Committee).where(Committee.kind == "board")) or factories.committee(kind="board")
    number, chair, ada, ben = in_session(board, PlannedItem("Vorlage beraten", dossier_id=dossier))
    with transaction():
        db.session.add(Recusal(idea_id=idea_id, person_id=ada.id, interest="Verwandt", declared_at=now()))
    act(chair, number, "item.open", item_id=items_of(number)[0])
    motion = moves(chair, number, text="Das Board beschließt die Vorlage wie vorgelegt.", ruling="ungeaendert")
    poll_id = opened(chair, number, motion_id=motion, question="")
    assert poll(poll_id).configuration["entitled"] == sorted([chair.id, ben.id])
    for one in (chair, ben):
        act(one, number, "poll.vote", poll_id=poll_id, choice="yes")
    act(chair, number, "poll.close", poll_id=poll_id)
    assert db.session.scalars(select(Resolution.idea_id)).one() == idea_id
    assert db.session.scalars(select(Decision.idea_id)).one() == idea_id


def test_no_text_without_words_is_adopted(app: Flask) -> None:
    """L-51, L-73: what is voted on is not removed before the vote is void, and what was removed is not voted on."""
    meeting, chair, people = factories.running_meeting(members=2)
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    amendment = amended(chair, number, motion)
    for voted_on in (amendment, motion):
        poll_id = opened(chair, number, motion_id=voted_on, question="")
        for text_id in {voted_on, motion}:
            with pytest.raises(Conflict):
                act(chair, number, "text.redact", kind="motion", text_id=text_id, reason="mistake")
        act(chair, number, "poll.void", poll_id=poll_id, reason="Der Text muss weg.")
    act(chair, number, "text.redact", kind="motion", text_id=amendment, reason="mistake")
    # An amendment without words would strike its paragraph out.
    with pytest.raises(Conflict, match="entfernt"):
        act(chair, number, "poll.open", motion_id=amendment)
    voted(chair, number, motion, *people)
    assert adopted() == [TEXT]
