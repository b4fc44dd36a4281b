"""What a vote of the Board decides about ideas: the result is voted on with the text, and holds for all of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.assessments import commands as assessments
from forum.committees.models import Committee
from forum.core.clock import shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.permissions import Nobody
from forum.dossiers import queries as dossiers
from forum.dossiers.models import Decision, Result
from forum.dossiers.proof import of_decision
from forum.ideas.models import Idea, IdeaStep
from forum.meetings import queries, replay, sealing
from forum.meetings.commands import PlannedItem
from forum.meetings.counting import digest, fingerprint
from forum.meetings.minutes import draft
from forum.meetings.models import AgendaItem, Circle, Meeting, Motion, Poll, Resolution
from forum.recommendations.models import FollowUp
from forum.search import queries as search
from tests import factories
from tests.dossiers.test_decisions import decide
from tests.dossiers.test_papers import drafted, frozen
from tests.factories import GIVEN, Visitor
from tests.meetings.test_circulation import answer, started

Work = Callable[[], int]
TEXT = "Das Board beschließt über die Bänke am Fluss.\n\nSie stehen am Ufer."
WHY = "Die Kosten stehen in keinem Verhältnis zum Nutzen."


class Board:
    """A session of the Board with one member beside the chair, at an item about ideas."""

    def __init__(self, **item: Any) -> None:
        of = db.session.scalar(select(Committee).where(Committee.kind == "board")) or factories.committee(kind="board")
        meeting, self.chair, (self.member,) = factories.running_meeting(
            members=1, of=of, items=(PlannedItem("Die Idee", **item),)
        )
        self.number, self.url = meeting.id, meeting.url

    def act(self, kind: str, /, **data: Any) -> Any:
        return factories.act(self.chair, self.number, kind, **data)

    def move(self, **data: Any) -> int:
        self.act("motion.add", **{"text": TEXT, "reasons": WHY, **data})
        return db.session.scalars(select(Motion.id).order_by(Motion.id.desc()).limit(1)).one()

    def adopt(self, motion_id: int) -> None:
        """Let the one member who is present accept the motion."""
        self.act("poll.open", motion_id=motion_id)
        poll_id = db.session.scalars(select(Poll.id).order_by(Poll.id.desc()).limit(1)).one()
        factories.act(self.member, self.number, "poll.vote", poll_id=poll_id, choice="yes")
        self.act("poll.close", poll_id=poll_id)

    def log(self) -> list[dict[str, Any]]:
        return queries.everything(Nobody(), db.session.get_one(Meeting, self.number))


def state_of(idea_id: int) -> str:
    db.session.expire_all()
    return str(db.session.get_one(Idea, idea_id).state)


def the_decision() -> Decision:
    return db.session.scalars(select(Decision)).one()


def under_examination(*, assessed: bool = True) -> Idea:
    made = factories.idea(state="fachpruefung")
    if assessed:
        with transaction():
            for _assessor in range(2):
                assessments.assess(factories._inside("staff"), db.session.get_one(Idea, made.id), given=GIVEN)
    return made


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ("ungeaendert", "beschlossen"),
        ("geaendert", "beschlossen"),
        ("abgelehnt", "abgelehnt"),
        ("vertagt", "vertagt"),
        ("verwiesen", "fachpruefung"),
        ("kenntnis", "board"),
        ("erledigt", "fachpruefung"),
        ("zurueckgezogen", "fachpruefung"),
    ],
)
def test_the_register_says_what_was_voted_on(app: Flask, client: Visitor, result: str, state: str) -> None:
    """B-19, G-07: a motion to reject that is accepted rejects; room, vote, log, minutes and register say so alike."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id)
    day = today() + timedelta(days=30)
    until = {"next_on": day.isoformat()} if result == "vertagt" else {}
    motion = board.move(ruling=result, **until)
    label = str(Result(result).label)
    assert f"<strong>{label}" in client.get(board.url).text
    board.act("poll.open", motion_id=motion)
    assert f"Bei Annahme lautet das Ergebnis zur Idee Nummer {idea_id}:" in client.get(board.url).text
    assert f"<strong>{label}" in client.get(f"{board.url}/leinwand").text
    poll = db.session.scalars(select(Poll)).one()
    assert poll.configuration["ruling"] == result
    factories.act(board.member, board.number, "poll.vote", poll_id=poll.id, choice="yes")
    board.act("poll.close", poll_id=poll.id)
    decision = the_decision()
    assert (decision.result, decision.next_on) == (result, day if until else None)
    assert state_of(idea_id) == state
    for url in (board.url, f"{board.url}/abstimmungen/{poll.id}"):
        page = client.get(url).text
        assert f"Ergebnis im Beschlussregister: <strong>{label}" in page
        assert f'href="{decision.url}"' in page
    log = board.log()
    opened = next(one for one in log if one["type"] == "PollOpened")
    assert (opened["data"]["ruling"], opened["data"]["next_on"]) == (result, until.get("next_on"))
    scene = replay.scene(log, opened["seq"])
    assert scene is not None
    assert scene.core["polls"][poll.id]["ruling"] == result
    [item] = draft(log).items
    assert (item.polls[0].ruling, item.polls[0].next_on) == (result, until.get("next_on"))
    assert item.polls[0].decision == decision.number


def test_a_motion_that_decides_nothing_moves_no_idea(app: Flask) -> None:
    """B-19: what the Board says about an idea without deciding stays a resolution of its meeting."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id)
    motion = board.move(ruling="none")
    assert "Bei Annahme ist damit über die Idee noch nicht beschlossen." in factories.visitor(app).get(board.url).text
    board.adopt(motion)
    assert "Über die Idee ist damit nicht beschlossen." in factories.visitor(app).get(board.url).text
    assert db.session.scalars(select(Resolution)).one().idea_ids == [idea_id]
    assert db.session.scalar(select(Decision)) is None
    assert state_of(idea_id) == "board"


def test_whoever_moves_says_what_is_decided(app: Flask) -> None:
    """B-19: nothing is guessed; a no has its reasons, what is postponed a day, and only the Board decides about ideas."""
    board = Board(idea_id=factories.idea(state="board").id)
    past = today().isoformat()
    for data, field in (
        ({}, "ruling"),
        ({"ruling": "abgelehnt", "reasons": ""}, "reasons"),
        ({"ruling": "abgelehnt", "reasons": "Zu\r\nteuer!"}, "reasons"),
        ({"ruling": "vertagt"}, "next_on"),
        ({"ruling": "vertagt", "next_on": past}, "next_on"),
        ({"ruling": "vertagt", "next_on": "9999-12-31"}, "next_on"),
    ):
        with pytest.raises(Invalid) as refused:
            board.move(**data)
        assert list(refused.value.fields) == [field]
    assert db.session.scalar(select(Motion)) is None


def test_only_the_board_decides_and_only_about_ideas(app: Flask) -> None:
    """B-19: elsewhere a motion has no such result."""
    board = Board()
    with pytest.raises(Invalid):
        board.move(ruling="ungeaendert")
    board.move()
    council, chair, _members = factories.running_meeting(
        items=(PlannedItem("Die Idee", idea_id=factories.idea(state="board").id),)
    )
    with pytest.raises(Invalid):
        factories.act(chair, council.id, "motion.add", text=TEXT, ruling="ungeaendert")


@pytest.mark.parametrize("change", ["amendment", "desk", "author"])
def test_what_the_committee_changed_is_adopted_changed(app: Flask, change: str) -> None:
    """B-19, L-15: an amendment, or words that the desk wrote anew after it was admitted; an author's draft stays open."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id)
    if change == "author":
        factories.act(board.member, board.number, "motion.add", text=TEXT, reasons=WHY, ruling="ungeaendert")
        motion = db.session.scalars(select(Motion.id).order_by(Motion.id.desc()).limit(1)).one()
        factories.act(board.member, board.number, "motion.change", motion_id=motion, version=1, text=f"{TEXT} Bald.")
        board.act("motion.admit", motion_id=motion)
    else:
        motion = board.move(ruling="ungeaendert")
    if change == "desk":
        board.act("motion.change", motion_id=motion, version=1, text=f"{TEXT} Bald.")
    if change == "amendment":
        board.act("motion.amend", motion_id=motion, paragraph=2, text="Sie stehen im Park.")
        board.adopt(db.session.scalars(select(Motion.id).where(Motion.parent_id == motion)).one())
    board.adopt(motion)
    decision = db.session.scalars(select(Decision).where(Decision.idea_id == idea_id)).one()
    assert decision.result == ("ungeaendert" if change == "author" else "geaendert")


def test_a_vote_starts_only_while_the_day_lies_ahead(app: Flask) -> None:
    """B-19: nothing is postponed to a day that has passed."""
    board = Board(idea_id=factories.idea(state="board").id)
    motion = board.move(ruling="vertagt", next_on=(today() + timedelta(days=1)).isoformat())
    with shifted_by(timedelta(days=1)), pytest.raises(Conflict, match="Tag, bis zu dem"):
        board.act("poll.open", motion_id=motion)


def test_a_paper_decides_about_all_its_ideas(app: Flask, client: Visitor) -> None:
    """B-13, G-09: one decision with all ideas that lie before the Board; what was not assessed enough stays there."""
    one, two, early = under_examination(), under_examination(), under_examination(assessed=False)
    numbers = [one.id, two.id, early.id]
    paper = frozen(drafted(one, two, early))
    board = Board(dossier_id=paper.id)
    board.adopt(board.move(ruling="abgelehnt"))
    assert [state_of(number) for number in numbers] == ["abgelehnt", "abgelehnt", "board"]
    decision = the_decision()
    assert [subject.idea_id for subject in decision.subjects] == numbers[:2]
    resolution = db.session.scalars(select(Resolution)).one()
    assert resolution.idea_ids == numbers
    for number in numbers:
        assert [found.id for found in queries.resolutions_of_idea(Nobody(), number)] == [resolution.id]
        assert f"/ideen/{number}" in client.get(board.url).text
        decided = select(IdeaStep.url).where(IdeaStep.idea_id == number, IdeaStep.kind == "decision")
        assert db.session.scalars(decided).all() == ([decision.url] if number != early.id else [])


def test_a_recommendation_stands_on_all_ideas_of_its_paper(app: Flask, work: Work) -> None:
    """B-12, B-17, L-51: it is answered by a decision about any of them, and its words leave all of them together."""
    one, two = under_examination(), under_examination()
    paper, numbers = frozen(drafted(one, two)), [one.id, two.id]
    meeting, chair, people = factories.running_meeting(items=(PlannedItem("Vorlage", dossier_id=paper.id),))
    factories.act(
        chair, meeting.id, "motion.add", kind="recommendation", text="Der Fachbeirat empfiehlt Kanarienbänke."
    )
    motion = db.session.scalars(select(Motion.id)).one()
    factories.act(chair, meeting.id, "poll.open", motion_id=motion)
    poll_id = db.session.scalars(select(Poll.id)).one()
    for who in people:
        factories.act(who, meeting.id, "poll.vote", poll_id=poll_id, choice="yes")
    factories.act(chair, meeting.id, "poll.close", poll_id=poll_id)
    work()
    said = select(IdeaStep.source).where(IdeaStep.kind == "recommendation").order_by(IdeaStep.idea_id)
    assert [text.count("Kanarienbänke") for text in db.session.scalars(said)] == [1, 1]
    board = Board(idea_id=numbers[1])
    board.adopt(board.move(ruling="ungeaendert"))
    work()
    assert db.session.scalars(select(FollowUp)).one().decision_id == the_decision().id
    factories.act(chair, meeting.id, "text.redact", kind="motion", text_id=motion, reason="mistake")
    db.session.expire_all()
    assert db.session.scalars(said).all() == ["", ""]


def test_the_board_decides_in_writing_in_its_words(app: Flask) -> None:
    """B-06, B-19: the result is fixed when the circulation starts, and a day lies behind its deadline."""
    idea_id = factories.idea(state="board").id
    of = factories.committee(kind="board")
    chair = factories.member(of, "chair")
    about = {"idea_id": idea_id, "reasons": WHY}
    for wrong, field in (
        ({}, "ruling"),
        ({"ruling": "vertagt", "next_on": today() + timedelta(days=4)}, "next_on"),
        ({"ruling": "abgelehnt", "reasons": ""}, "reasons"),
    ):
        with pytest.raises(Invalid) as refused:
            started(of, chair, **{**about, **wrong})
        assert list(refused.value.fields) == [field]
    day = today() + timedelta(days=40)
    number = started(of, chair, **about, ruling="vertagt", next_on=day)
    answer(chair, number, "yes")
    assert (the_decision().result, the_decision().next_on) == ("vertagt", day)
    assert state_of(idea_id) == "vertagt"


def test_the_forms_of_the_board_ask_for_it(app: Flask, sign_in: Callable[[Person], Visitor]) -> None:
    """B-19: in the room and for a circulation, and nothing that was typed is lost."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id)
    desk = sign_in(board.chair)
    page = desk.get(board.url).text
    assert 'name="ruling"' in page
    assert "Beschluss zur Abstimmung stellen" in page
    sent = {"type": "motion.add", "kind": "motion", "text": "Ein Text, der bleibt.", "reasons": WHY}
    refused = desk.submit(f"{board.url}/befehl", **sent)
    assert refused.status_code == 422
    assert "Bitte wählen Sie, was damit über die Idee beschlossen wird." in refused.text
    assert "Ein Text, der bleibt." in refused.text
    assert desk.submit(f"{board.url}/befehl", **sent, ruling="verwiesen").status_code == 303
    assert db.session.scalars(select(Motion)).one().ruling == "verwiesen"
    of = db.session.scalars(select(Committee).where(Committee.kind == "board")).one()
    form = desk.get(f"{of.url}/umlauf/neu").text
    assert 'name="ruling"' in form
    assert 'name="next_on"' in form
    council = factories.committee()
    chair = factories.member(council, "chair")
    assert 'name="ruling"' not in sign_in(chair).get(f"{council.url}/umlauf/neu").text


def test_the_forum_words_the_question_about_a_motion(app: Flask) -> None:
    """L-73: whoever leads cannot turn a yes into a no by asking otherwise."""
    board = Board(idea_id=factories.idea(state="board").id)
    motion = board.move(ruling="ungeaendert")
    with pytest.raises(Invalid) as refused:
        board.act("poll.open", motion_id=motion, question="Soll der Antrag abgelehnt werden?")
    assert list(refused.value.fields) == ["question"]
    board.act("poll.open", motion_id=motion)
    assert db.session.scalars(select(Poll.question)).one().startswith("Das Board beschließt über die Bänke")


@pytest.mark.parametrize("state", ["in_diskussion", "fachpruefung", "beschlossen"])
def test_nothing_is_decided_about_an_idea_that_is_not_ready(app: Flask, state: str) -> None:
    """G-07, G-09: it says so when the motion is moved, and never claims a result that the register does not have."""
    board = Board(idea_id=factories.idea(state=state).id)
    with pytest.raises(Invalid) as refused:
        board.move(ruling="abgelehnt")
    assert list(refused.value.fields) == ["ruling"]
    board.move(ruling="none")


def test_a_second_motion_decides_nothing_once_the_idea_is_decided(app: Flask, client: Visitor) -> None:
    """G-07: two motions may compete, one of them decides."""
    board = Board(idea_id=factories.idea(state="board").id)
    first, second = board.move(ruling="ungeaendert"), board.move(ruling="abgelehnt")
    board.adopt(first)
    with pytest.raises(Conflict, match="beschlussreif"):
        board.act("poll.open", motion_id=second)
    assert client.get(board.url).text.count("Ergebnis im Beschlussregister:") == 1


def test_ideas_are_decided_about_in_public(app: Flask) -> None:
    """G-07: neither behind closed doors nor in a circulation whose outcome only members read."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id, level=Circle.COMMITTEE)
    with pytest.raises(Invalid) as refused:
        board.move(ruling="ungeaendert")
    assert list(refused.value.fields) == ["ruling"]
    of = db.session.scalars(select(Committee).where(Committee.kind == "board")).one()
    with pytest.raises(Invalid) as refused:
        started(of, board.chair, idea_id=idea_id, ruling="ungeaendert", public=False)
    assert list(refused.value.fields) == ["ruling"]


def test_the_register_names_who_stepped_back_and_the_rule_of_the_vote(app: Flask, client: Visitor) -> None:
    """B-15, L-18: as they were in the session, in the record that is never changed."""
    board = Board(idea_id=factories.idea(state="board").id)
    of = db.session.scalars(select(Committee).where(Committee.kind == "board")).one()
    ada = factories.member(of)
    factories.act(ada, board.number, "presence.check_in")
    factories.act(ada, board.number, "recusal.declare", item_id=item_of(board))
    motion = board.move(ruling="ungeaendert")
    board.act("poll.open", motion_id=motion, rule="two_thirds")
    poll_id = db.session.scalars(select(Poll.id)).one()
    factories.act(board.member, board.number, "poll.vote", poll_id=poll_id, choice="yes")
    board.act("poll.close", poll_id=poll_id)
    decision = the_decision()
    assert decision.recused == [ada.handle]
    assert decision.rule == "Zwei Drittel der Ja- und Nein-Stimmen"
    assert of_decision(decision) == decision.digest


def item_of(board: Board) -> int:
    return db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == board.number)).first() or 0


@pytest.mark.parametrize("named", ["idea", "paper"])
def test_the_decision_is_about_the_paper_that_was_voted_on(app: Flask, named: str) -> None:
    """L-73, B-13: what is frozen anew while the Board votes, or after it was put on the agenda, is another paper."""
    idea_id = factories.idea(state="board").id
    first = dossiers.paper_number(idea_id)
    assert first is not None
    board = Board(**({"idea_id": idea_id} if named == "idea" else {"dossier_id": first}))
    board.act("poll.open", motion_id=board.move(ruling="ungeaendert"))
    second = frozen(drafted(db.session.get_one(Idea, idea_id))).id
    assert second != first
    poll_id = db.session.scalars(select(Poll.id)).one()
    factories.act(board.member, board.number, "poll.vote", poll_id=poll_id, choice="yes")
    board.act("poll.close", poll_id=poll_id)
    assert [subject.dossier_id for subject in the_decision().subjects] == [first]


def test_an_amendment_leaves_enough_of_a_motion(app: Flask) -> None:
    """L-15, G-07: what would be too short for the register is refused before the vote, not after it."""
    board = Board(idea_id=factories.idea(state="board").id)
    motion = board.move(ruling="abgelehnt", text="Ein Satz zur Einleitung.\n\nAblehnen.")
    board.act("motion.amend", motion_id=motion, paragraph=1, text="")
    amendment = db.session.scalars(select(Motion.id).where(Motion.parent_id == motion)).one()
    with pytest.raises(Conflict, match="zu wenig"):
        board.act("poll.open", motion_id=amendment)


def test_a_motion_of_before_says_nothing_and_is_not_voted_on(app: Flask) -> None:
    """B-19: a motion of a time in which nobody was asked is moved anew."""
    board = Board(idea_id=factories.idea(state="board").id)
    motion = board.move(ruling="ungeaendert")
    with transaction():
        db.session.get_one(Motion, motion).ruling = None
    with pytest.raises(Conflict, match="sagt nicht"):
        board.act("poll.open", motion_id=motion)


def test_words_are_removed_from_the_decision_that_they_led_to(app: Flask) -> None:
    """L-51: another decision about the same idea in the same words keeps them."""
    board = Board(idea_id=factories.idea(state="board").id)
    first, second = board.move(ruling="kenntnis"), board.move(ruling="ungeaendert")
    board.adopt(first)
    board.adopt(second)
    board.act("text.redact", kind="motion", text_id=first, reason="mistake")
    db.session.expire_all()
    texts = db.session.scalars(select(Decision.text).order_by(Decision.id)).all()
    assert texts == ["Dieser Text wurde entfernt.", TEXT]


def test_the_register_shows_and_finds_all_ideas_of_a_decision(app: Flask, client: Visitor, work: Work) -> None:
    """G-08, B-13: list, table, feed and search."""
    one, two = under_examination(), under_examination()
    board = Board(dossier_id=frozen(drafted(one, two)).id)
    board.adopt(board.move(ruling="ungeaendert"))
    work()
    title, other = one.title, two.title
    for url in ("/beschluesse", "/beschluesse.csv", "/beschluesse.atom", f"/beschluesse?q={other.replace(' ', '+')}"):
        page = client.get(url).text
        assert title in page, url
        assert other in page, url
    assert the_decision().url in [hit.shown.url for hit in search.find(Nobody(), other).found]


def test_a_yes_has_its_conditions(app: Flask, client: Visitor, sign_in: Callable[[Person], Visitor]) -> None:
    """G-07, L-51, L-80: with unit and day, voted on with the text, in minutes and register, and removed with it."""
    board = Board(idea_id=factories.idea(state="board").id)
    day = today() + timedelta(days=90)
    lines = {
        "duty_1_text": "Kanarienzäune aufstellen",
        "duty_1_unit": "Tiefbau und Verkehr",
        "duty_1_due_on": day.isoformat(),
    }
    wrong: list[dict[str, Any]] = [
        {"ruling": "abgelehnt", **lines},
        {"ruling": "none", **lines},
        {"ruling": "ungeaendert", **lines, "duty_1_due_on": today().isoformat()},
        {"ruling": "ungeaendert", **lines, "duty_1_unit": "T"},
        {"ruling": "ungeaendert", "duty_1_text": "Ohne Stelle und Tag"},
        {"ruling": "ungeaendert", **lines, "duty_1_due_on": "9999-12-31"},
        {"ruling": "ungeaendert", **lines, "duties": []},
    ]
    for data in wrong:
        with pytest.raises(Invalid):
            board.move(**data)
    sent = {"type": "motion.add", "kind": "motion", "text": TEXT, "ruling": "ungeaendert", **lines, "duty_2_text": " "}
    assert sign_in(board.chair).submit(f"{board.url}/befehl", **sent).status_code == 303
    motion = db.session.scalars(select(Motion.id)).one()
    assert "Tiefbau und Verkehr: Kanarienzäune aufstellen" in client.get(board.url).text
    board.adopt(motion)
    poll = db.session.scalars(select(Poll)).one()
    assert poll.configuration["conditions_digest"] == digest(
        [poll.configuration["conditions_salt"], db.session.get_one(Motion, motion).duties]
    )
    assert "Tiefbau und Verkehr" in client.get(f"{board.url}/abstimmungen/{poll.id}").text
    decision = the_decision()
    assert [(duty.text, duty.unit, duty.due_on) for duty in decision.duties] == [
        ("Kanarienzäune aufstellen", "Tiefbau und Verkehr", day)
    ]
    assert "mit Auflagen" in client.get("/beschluesse").text
    board.act("session.close")
    minutes = sign_in(board.chair).get(f"{board.url}/niederschrift").text
    assert "Tiefbau und Verkehr: Kanarienzäune aufstellen" in minutes
    board.act("text.redact", kind="motion", text_id=motion, reason="mistake")
    db.session.expire_all()
    assert of_decision(the_decision()) == the_decision().digest
    for url in (board.url, decision.url, f"{board.url}/niederschrift", "/api/v1/decisions"):
        page = sign_in(board.chair).get(url).text
        assert "Kanarienzäune" not in page, url
        assert "Tiefbau" not in page, url
    db.session.expire_all()
    poll = db.session.scalars(select(Poll)).one()
    assert (poll.configuration["conditions_salt"], fingerprint(poll.configuration)) == ("", poll.configuration_hash)


def test_a_vote_that_is_closed_days_later_is_counted_all_the_same(app: Flask) -> None:
    """G-07: what lay ahead when it was opened lies ahead for the register, which has the day of the vote."""
    board = Board(idea_id=factories.idea(state="board").id)
    duty = {"text": "Zäune aufstellen", "unit": "Tiefbau", "due_on": (today() + timedelta(days=1)).isoformat()}
    board.act("poll.open", motion_id=board.move(ruling="ungeaendert", duties=[duty]))
    poll_id = db.session.scalars(select(Poll.id)).one()
    factories.act(board.member, board.number, "poll.vote", poll_id=poll_id, choice="yes")
    day = today()
    with shifted_by(timedelta(days=2)):
        board.act("poll.close", poll_id=poll_id)
    assert the_decision().decided_on == day


def test_words_that_were_recorded_by_hand_leave_the_register_too(app: Flask) -> None:
    """L-51: a motion that decided nothing, whose words the Board wrote into the register itself."""
    idea_id = factories.idea(state="board").id
    board = Board(idea_id=idea_id)
    motion = board.move(ruling="none")
    board.adopt(motion)
    decide(idea_id, text=TEXT)
    board.act("text.redact", kind="motion", text_id=motion, reason="mistake")
    db.session.expire_all()
    assert the_decision().text == "Dieser Text wurde entfernt."


def test_a_motion_that_failed_says_what_it_would_have_decided(app: Flask, client: Visitor) -> None:
    """B-19: whoever reads later knows whether a yes or a no was rejected."""
    board = Board(idea_id=factories.idea(state="board").id)
    board.act("poll.open", motion_id=board.move(ruling="abgelehnt"))
    poll_id = db.session.scalars(select(Poll.id)).one()
    factories.act(board.member, board.number, "poll.vote", poll_id=poll_id, choice="no")
    board.act("poll.close", poll_id=poll_id)
    for url in (board.url, f"{board.url}/abstimmungen/{poll_id}"):
        assert "Bei Annahme hätte das Ergebnis zur Idee gelautet: abgelehnt" in client.get(url).text


def test_conditions_are_sealed_with_the_minutes_and_older_seals_hold(app: Flask) -> None:
    """L-80: a motion with conditions does not fit its seal when they are changed; one of before has none to seal."""
    board = Board(idea_id=factories.idea(state="board").id)
    day = (today() + timedelta(days=90)).isoformat()
    duty = {"text": "Zäune aufstellen", "unit": "Tiefbau und Verkehr", "due_on": day}
    with_one, without = board.move(ruling="ungeaendert", duties=[duty]), board.move(ruling="kenntnis")
    assert sealing._written("motion", without, {}) == [TEXT, WHY, ""]
    assert (sealing._written("motion", with_one, {}) or [""])[-1] == db.session.get_one(Motion, with_one).duties
