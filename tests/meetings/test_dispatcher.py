"""Commands: who may do what, what is refused, and that it happens once and in order (L-36 to L-39)."""

import time
from collections.abc import Callable
from threading import Barrier
from threading import Thread as Runner
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import IdeaStep
from forum.meetings import commands, fold, labels, queries
from forum.meetings.commands import ACTIONS, PlannedItem
from forum.meetings.models import (
    AgendaItem,
    Contribution,
    Meeting,
    Motion,
    NamedVote,
    Poll,
    Resolution,
    SentCommand,
)
from tests import factories
from tests.meetings.test_ending import end_terms

KEY = "a-key-of-a-test"

# Who gets past the permission; what the state of the meeting then says is another matter.
LEADERS = {"chair", "clerk"}
MEMBERS = {"chair", "clerk", "member"}
VOTERS = {"chair", "member"}
EVERYBODY = {"chair", "clerk", "member", "other chair", "staff", "moderator", "account"}
ALLOWED = {
    "session.start": LEADERS,
    "session.close": LEADERS,
    "invitation.answer": MEMBERS,
    "item.add": LEADERS | {"staff"},
    "item.change": LEADERS | {"staff"},
    "item.remove": LEADERS | {"staff"},
    "item.move": LEADERS | {"staff"},
    "item.put": LEADERS | {"staff"},
    "item.open": LEADERS,
    "item.debated": LEADERS,
    "item.close": LEADERS,
    "substitute.name": MEMBERS,
    "substitute.end": MEMBERS,
    "recusal.declare": MEMBERS,
    "recusal.take_back": MEMBERS,
    "quorum.establish": LEADERS,
    "quorum.doubt": VOTERS,
    "presence.check_in": VOTERS,
    "presence.check_out": VOTERS,
    "contribution.add": MEMBERS,
    "text.redact": LEADERS,
    "contribution.hold": LEADERS,
    "contribution.release": LEADERS,
    "contribution.remove": LEADERS,
    "writing.rules": LEADERS,
    "question.ask": EVERYBODY,
    "question.vote": EVERYBODY,
    "question.pin": LEADERS,
    "question.answer": LEADERS,
    "question.archive": LEADERS,
    "question.hold": LEADERS,
    "question.release": LEADERS,
    "question.remove": LEADERS,
    "speech.request": VOTERS,
    "speech.withdraw": VOTERS,
    "speech.point": VOTERS,
    "speech.question": VOTERS,
    "speech.remove": LEADERS,
    "speech.readd": LEADERS,
    "speech.start": LEADERS,
    "speech.halt": LEADERS,
    "speech.resume": LEADERS,
    "speech.end": LEADERS,
    "speech.undo": LEADERS,
    "speakers.rules": LEADERS,
    "speakers.close": LEADERS,
    "speakers.open": LEADERS,
    "speakers.limit": LEADERS,
    "speakers.move": LEADERS,
    "motion.add": MEMBERS,
    "motion.amend": MEMBERS,
    "motion.change": MEMBERS,
    "motion.submit": MEMBERS,
    "motion.withdraw": MEMBERS,
    "motion.support": VOTERS,
    "motion.admit": LEADERS,
    "motion.debate": LEADERS,
    "motion.refer": LEADERS,
    "motion.oppose": LEADERS,
    "poll.open": LEADERS,
    "poll.vote": VOTERS,
    "poll.close": LEADERS,
    "poll.start": LEADERS,
    "poll.void": LEADERS,
    "poll.vote_for": LEADERS,
    "poll.note": VOTERS,
    "poll.key": MEMBERS,
    "poll.parcel": MEMBERS,
    "poll.report": MEMBERS,
    "minutes.draft": LEADERS,
    "minutes.add": LEADERS,
    "minutes.save": LEADERS,
    "minutes.submit": LEADERS,
    "minutes.object": VOTERS,
    "minutes.answer": LEADERS,
    "minutes.approve": LEADERS,
    "minutes.publish": LEADERS,
}
DATA: dict[str, dict[str, Any]] = {
    "invitation.answer": {"reply": "yes"},
    "item.add": {"title": "Noch etwas"},
    "item.change": {"item_id": 1, "version": 1, "title": "Etwas anderes"},
    "item.remove": {"item_id": 1},
    "item.move": {"item_id": 1, "direction": "up"},
    "item.put": {"item_id": 1},
    "item.open": {"item_id": 1},
    "item.debated": {"item_id": 1},
    "item.close": {"item_id": 1},
    "substitute.name": {"substitute_id": 1},
    "recusal.declare": {"item_id": 1},
    "recusal.take_back": {"item_id": 1},
    "contribution.add": {"text": "Dazu habe ich etwas zu sagen."},
    "text.redact": {"kind": "contribution", "text_id": 1, "reason": "insult"},
    "contribution.hold": {"contribution_id": 1, "reason": "topic"},
    "contribution.release": {"contribution_id": 1},
    "contribution.remove": {"contribution_id": 1, "reason": "topic"},
    "question.ask": {"text": "Wann kommen die Bügel?"},
    "question.vote": {"question_id": 1},
    "question.pin": {"question_id": 1},
    "question.answer": {"question_id": 1},
    "question.archive": {"question_id": 1},
    "question.hold": {"question_id": 1, "reason": "topic"},
    "question.release": {"question_id": 1},
    "question.remove": {"question_id": 1, "reason": "topic"},
    "speech.withdraw": {"speaker_id": 1},
    "speech.start": {"speaker_id": 1},
    "speech.end": {"speaker_id": 1},
    "speech.remove": {"speaker_id": 1},
    "speech.halt": {"speaker_id": 1},
    "speech.resume": {"speaker_id": 1},
    "speech.point": {"point": "other"},
    "speakers.move": {"speaker_id": 1, "place": 1},
    "motion.add": {"text": "Der Fachbeirat empfiehlt Fahrradbügel."},
    "motion.amend": {"motion_id": 1, "paragraph": 1},
    "motion.change": {"motion_id": 1, "version": 1, "text": "Ein anderer Text"},
    **{
        f"motion.{step}": {"motion_id": 1}
        for step in ("submit", "withdraw", "support", "admit", "debate", "refer", "oppose")
    },
    "poll.open": {"question": "Sind Sie dafür?"},
    "poll.vote": {"poll_id": 1, "choice": "yes"},
    "poll.close": {"poll_id": 1},
    "poll.start": {"poll_id": 1},
    "poll.void": {"poll_id": 1, "reason": "Der Text war falsch."},
    "poll.vote_for": {"poll_id": 1, "choice": "yes", "person_id": 1},
    "poll.note": {"poll_id": 1},
    "poll.key": {"poll_id": 1, "public_key": "AAAA"},
    "poll.parcel": {"poll_id": 1, "parcel": "AAAA"},
    "poll.report": {"poll_id": 1, "yes": 1},
    "minutes.save": {"paragraph_id": 1, "version": 1, "text": "Es wurde beraten."},
    "minutes.object": {"text": "Das habe ich so nicht gesagt."},
    "minutes.answer": {"objection_id": 1, "text": "Das ist geändert."},
    "minutes.approve": {"poll_id": 1},
}


def first_item(meeting_id: int) -> int:
    statement = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.place)
    return db.session.scalars(statement.limit(1)).one()


def seqs(meeting_id: int) -> list[int | None]:
    statement = select(LoggedEvent.seq).where(LoggedEvent.stream == f"meeting:{meeting_id}")
    return list(db.session.scalars(statement.order_by(LoggedEvent.seq)))


def test_every_role_may_do_exactly_its_commands(app: Flask) -> None:
    assert set(ALLOWED) == set(ACTIONS)
    of = factories.committee()
    other = factories.committee()
    people = {
        "chair": factories.member(of, "chair"),
        "clerk": factories.member(of, "clerk"),
        "member": factories.member(of),
        "other chair": factories.member(other, "chair"),
        "staff": factories.person("staff"),
        "moderator": factories.person("moderator"),
        "account": factories.person(),
    }
    meeting_id = factories.meeting(of).id
    ids = {role: who.id for role, who in people.items()}
    for kind in ACTIONS:
        allowed = set()
        for role, number in ids.items():
            try:
                with transaction() as change:
                    change.discard()
                    actor = db.session.get_one(Person, number)
                    commands.perform(actor, meeting_id, kind, DATA.get(kind, {}), KEY)
            except Forbidden:
                continue
            except (Conflict, NotFound):
                if not (kind.startswith("presence.") and role == "clerk"):
                    allowed.add(role)
            else:
                allowed.add(role)
        # The clerk may only note others as present; with a session that does not run, the state speaks first.
        assert allowed - {"clerk"} == ALLOWED[kind] - {"clerk"}, kind
        for nobody in (Nobody(), SYSTEM):
            with pytest.raises(Forbidden), transaction():
                commands.perform(nobody, meeting_id, kind, DATA.get(kind, {}), KEY)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("no.such", {}),
        (7, {}),
        ("session.start", {"more": 1}),
        ("session.start", []),
        ("item.open", {}),
        ("item.open", {"item_id": "1"}),
        ("item.open", {"item_id": True}),
        ("item.open", {"item_id": 1.5}),
        ("item.open", {"item_id": 2**31}),
        ("item.open", {"item_id": -1}),
        ("item.close", {"item_id": 1, "outcome": "gone"}),
        ("contribution.add", {"text": ""}),
        ("contribution.add", {"text": "x" * 5001}),
        ("poll.vote", {"poll_id": 1, "choice": "maybe"}),
        ("speech.request", {"stance": "loud"}),
    ],
)
def test_data_in_a_wrong_shape_is_refused_and_changes_nothing(app: Flask, kind: Any, data: Any) -> None:
    of = factories.committee()
    chair = factories.member(of, "chair")
    meeting_id = factories.meeting(of).id
    before = seqs(meeting_id)
    with pytest.raises(Invalid), transaction():
        commands.perform(chair, meeting_id, kind, data, KEY)
    assert seqs(meeting_id) == before


@pytest.mark.parametrize("key", [None, "", "short", 12345678, "x" * 65, "with a blank inside"])
def test_every_command_needs_a_key(app: Flask, key: Any) -> None:
    of = factories.committee()
    chair, meeting_id = factories.member(of, "chair"), factories.meeting(of).id
    with pytest.raises(Invalid), transaction():
        commands.perform(chair, meeting_id, "session.start", {}, key)


def test_a_session_from_start_to_adopted_recommendation(app: Flask) -> None:
    """L-04, L-05, L-07, L-16, L-18: the usual way, and the idea hears of it."""
    idea_id = factories.idea(state="fachbeirat").id
    items = (PlannedItem("Fahrradbügel", idea_id=idea_id),)
    meeting, chair, (ada, ben) = factories.running_meeting(items=items)
    number = meeting.id
    factories.act(ada, number, "speech.request", stance="pro")
    factories.act(chair, number, "speech.start", speaker_id=1)
    factories.act(chair, number, "speech.end", speaker_id=1)
    factories.act(ada, number, "contribution.add", text="Wir haben **gezählt**.")
    factories.act(
        chair, number, "motion.add", text="Mehr Bügel an Haltestellen.", reasons="Es fehlen 300.", kind="recommendation"
    )
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=1, choice="yes")
    factories.act(ben, number, "poll.vote", poll_id=1, choice="abstain")
    factories.act(chair, number, "poll.close", poll_id=1)
    resolution = db.session.scalars(select(Resolution)).one()
    slug, year = resolution.committee.slug, resolution.adopted_at.year
    assert resolution.number == f"FB-{slug}-{year}-1"
    assert (resolution.kind, resolution.yes, resolution.no, resolution.abstain) == ("recommendation", 1, 0, 1)
    line = db.session.scalars(select(IdeaStep).where(IdeaStep.kind == StepKind.RECOMMENDATION)).one()
    assert (line.idea_id, line.title, line.source) == (
        idea_id,
        resolution.committee.title,
        # The reasons stand with the wording (L-16).
        "Mehr Bügel an Haltestellen.\n\n**Begründung**\n\nEs fehlen 300.",
    )
    assert line.url == f"/sitzungen/{number}#beschluss-{resolution.id}"
    assert line.data == {"yes": 1, "no": 0, "abstain": 1}
    factories.act(chair, number, "session.close")
    assert seqs(number) == list(range(1, db.session.get_one(Meeting, number).last_seq + 1))


def test_no_motion_is_voted_on_without_a_quorum(app: Flask) -> None:
    """L-06, NKomVG § 65: too few members adopt nothing, but they may ask each other."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    number = factories.meeting(of, quorum=2).id
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "presence.check_in")
    factories.act(chair, number, "item.open", item_id=1)
    factories.act(chair, number, "motion.add", text="Mehr Bügel an Haltestellen.")
    with pytest.raises(Conflict, match="noch nicht festgestellt"):
        factories.act(chair, number, "poll.open", motion_id=1)
    with pytest.raises(Conflict, match="nicht beschlussfähig"):
        factories.act(chair, number, "quorum.establish")
    factories.act(ada, number, "presence.check_in")
    factories.act(chair, number, "quorum.establish")
    assert refused(chair, number, "poll.open", motion_id=1) is None


def test_what_the_board_resolves_in_a_meeting_is_no_recommendation(app: Flask) -> None:
    """It would count as the word of a Fachbeirat, which the idea's next step needs (L-16)."""
    idea_id = factories.idea(state="fachbeirat").id
    of = factories.committee(kind="board")
    chair = factories.member(of, "chair")
    number = factories.meeting(of, (PlannedItem("Fahrradbügel", idea_id=idea_id),)).id
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "presence.check_in")
    factories.act(chair, number, "item.open", item_id=1)
    factories.act(chair, number, "motion.add", text="Mehr Bügel an Haltestellen.", ruling="none")
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(chair, number, "poll.vote", poll_id=1, choice="yes")
    factories.act(chair, number, "poll.close", poll_id=1)
    assert db.session.scalars(select(Resolution)).one().kind == "decision"
    assert not db.session.scalars(select(IdeaStep).where(IdeaStep.kind == StepKind.RECOMMENDATION)).all()


def test_a_plain_motion_of_a_fachbeirat_is_no_recommendation(app: Flask) -> None:
    """L-15, L-16: it is a resolution with a number of another series, and says nothing on the log of the idea."""
    idea_id = factories.idea(state="fachbeirat").id
    meeting, chair, (ada, _ben) = factories.running_meeting(items=(PlannedItem("Fahrradbügel", idea_id=idea_id),))
    number = meeting.id
    for poll, kind in enumerate(("motion", "recommendation", "motion"), start=1):
        factories.act(chair, number, "motion.add", text=f"Wir laden Gäste ein, zum {poll}. Mal.", kind=kind)
        factories.act(chair, number, "poll.open", motion_id=poll)
        factories.act(ada, number, "poll.vote", poll_id=poll, choice="yes")
        factories.act(chair, number, "poll.close", poll_id=poll)
    found = db.session.scalars(select(Resolution).order_by(Resolution.id)).all()
    assert [str(one.kind) for one in found] == ["resolution", "recommendation", "resolution"]
    slug, year = found[0].committee.slug, found[0].adopted_at.year
    wanted = [f"FBB-{slug}-{year}-1", f"FB-{slug}-{year}-1", f"FBB-{slug}-{year}-2"]
    assert [one.number for one in found] == wanted
    lines = db.session.scalars(select(IdeaStep.source).where(IdeaStep.kind == StepKind.RECOMMENDATION)).all()
    assert lines == ["Wir laden Gäste ein, zum 2. Mal."]


def test_a_vote_whose_text_must_not_stand_is_void_before_the_text_goes(app: Flask) -> None:
    """L-79, L-51: whoever leads does both, with reasons that everybody reads."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    factories.act(chair, number, "motion.add", text="Hier steht, was niemand schreiben darf.")
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=1, choice="yes")
    text = {"kind": "motion", "text_id": 1, "reason": "unlawful"}
    with pytest.raises(Conflict, match="läuft noch"):
        factories.act(chair, number, "text.redact", **text)
    assert refused(chair, number, "poll.void", poll_id=1, reason="Weil.") is Invalid
    factories.act(chair, number, "poll.void", poll_id=1, reason="Der Text ist rechtswidrig.")
    assert db.session.get_one(Poll, 1).void_reason == "Der Text ist rechtswidrig."
    event = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "PollVoided")).one()
    assert event.actor_id == chair.id
    factories.act(chair, number, "text.redact", **text)
    assert db.session.get_one(Motion, 1).source == ""


def test_the_moderation_neither_erases_a_text_nor_ends_a_vote(app: Flask) -> None:
    """S-02, S-04: what is erased comes back after no complaint, so it is no measure; the room offers neither."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, moderator = meeting.id, factories.person("moderator")
    factories.act(chair, number, "contribution.add", text="Mehr Bügel an Haltestellen.")
    factories.act(chair, number, "motion.add", text="Wir stellen Bügel auf.")
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=1, choice="yes")
    assert refused(moderator, number, "poll.void", poll_id=1, reason="Der Text ist rechtswidrig.") is Forbidden
    for kind in ("contribution", "motion"):
        with pytest.raises(Forbidden):
            factories.act(moderator, number, "text.redact", kind=kind, text_id=1, reason="unlawful")
    client = factories.signed_in(app, moderator)
    for page in (meeting.url, f"{meeting.url}/verlauf", f"{meeting.url}/niederschrift"):
        shown = client.get(page, follow_redirects=True).get_data(as_text=True)
        assert "text.redact" not in shown, page
        assert "poll.void" not in shown, page
    assert "/moderation/oeffnen/contribution/1" in client.get(meeting.url).get_data(as_text=True)
    assert db.session.get_one(Motion, 1).source
    assert db.session.get_one(Poll, 1).void_reason == ""


def test_the_stabsstelle_erases_only_where_nobody_leads(app: Flask) -> None:
    """L-51: what must not be kept can be removed for ever, also when the body is no more."""
    meeting, chair, _people = factories.running_meeting()
    number, of_id, staff = meeting.id, meeting.committee_id, factories.person("staff")
    factories.act(chair, number, "motion.add", text="Hier steht eine Telefonnummer.")
    text = {"kind": "motion", "text_id": 1, "reason": "personal_data"}
    with pytest.raises(Forbidden):
        factories.act(staff, number, "text.redact", **text)
    end_terms(of_id)
    assert refused(staff, number, "poll.void", poll_id=1, reason="Niemand leitet.") is Forbidden
    factories.act(staff, number, "text.redact", **text)
    assert db.session.get_one(Motion, 1).source == ""


def test_a_rejected_motion_adopts_nothing_and_cannot_be_voted_on_again(app: Flask) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    factories.act(chair, number, "motion.add", text="Alles bleibt, wie es ist.")
    factories.act(chair, number, "poll.open", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=1, choice="no")
    factories.act(chair, number, "poll.close", poll_id=1)
    assert db.session.scalar(select(func.count()).select_from(Resolution)) == 0
    assert db.session.get_one(Motion, 1).state == "rejected"
    with pytest.raises(Conflict):
        factories.act(chair, number, "poll.open", motion_id=1)


def test_resolutions_of_a_committee_are_numbered_through(app: Flask) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    for poll in (1, 2):
        factories.act(chair, number, "motion.add", text=f"Empfehlung mit der Nummer {poll}.")
        factories.act(chair, number, "poll.open", motion_id=poll)
        factories.act(ada, number, "poll.vote", poll_id=poll, choice="yes")
        factories.act(chair, number, "poll.close", poll_id=poll)
    numbers = db.session.scalars(select(Resolution.number).order_by(Resolution.id)).all()
    assert [name.rsplit("-", 1)[1] for name in numbers] == ["1", "2"]


def refused(who: Person, number: int, kind: str, **data: Any) -> type[ForumError] | None:
    try:
        factories.act(who, number, kind, **data)
    except ForumError as error:
        return type(error)
    return None


def test_the_state_of_the_meeting_refuses_what_does_not_fit(app: Flask) -> None:
    """L-04, L-05, L-07, L-73, L-74."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    late = factories.member(meeting.committee)
    assert refused(chair, number, "session.start") is Conflict
    assert refused(ada, number, "presence.check_in") is Conflict
    assert refused(late, number, "presence.check_out") is Conflict
    assert refused(late, number, "speech.request") is Conflict
    assert refused(ada, number, "presence.check_in", person_id=late.id) is Forbidden
    assert refused(chair, number, "presence.check_in", person_id=factories.person().id) is NotFound
    assert refused(chair, number, "presence.check_in", person_id=late.id) is None
    assert refused(ada, number, "speech.request") is None
    assert refused(ada, number, "speech.request") is Conflict
    assert refused(late, number, "speech.withdraw", speaker_id=1) is NotFound
    assert refused(chair, number, "speech.end", speaker_id=1) is Conflict
    assert refused(chair, number, "poll.open", question="Sind Sie dafür?") is None
    assert refused(chair, number, "poll.open", question="Und noch eine?") is Conflict
    assert refused(chair, number, "item.close", item_id=first_item(number)) is Conflict
    assert refused(ada, number, "poll.vote", poll_id=1, choice="yes") is None
    assert refused(ada, number, "poll.vote", poll_id=1, choice="no") is Conflict
    assert refused(chair, number, "poll.vote", poll_id=1, choice="no") is Conflict
    assert refused(chair, number, "poll.close", poll_id=1) is None
    assert refused(late, number, "poll.vote", poll_id=1, choice="no") is Conflict
    assert refused(chair, number, "poll.close", poll_id=1) is Conflict
    assert refused(chair, number, "session.close") is None
    assert refused(ada, number, "contribution.add", text="Zu spät gekommen.") is Conflict
    assert db.session.scalar(select(func.count()).select_from(NamedVote)) == 1


def test_things_of_another_meeting_do_not_exist_here(app: Flask) -> None:
    one, chair, (ada, _ben) = factories.running_meeting()
    two, _other, _people = factories.running_meeting()
    first, second = one.id, two.id
    factories.act(chair, first, "poll.open", question="Sind Sie dafür?")
    assert refused(chair, first, "item.open", item_id=first_item(second)) is NotFound
    assert refused(ada, second, "poll.vote", poll_id=1, choice="yes") is Forbidden


def race(app: Flask, count: int, step: Callable[[int], None]) -> None:
    """Run the step in so many threads at once, each with a context of its own."""
    barrier = Barrier(count)
    failures: list[BaseException] = []

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                step(place)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    runners = [Runner(target=run, args=(place,)) for place in range(count)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    db.session.rollback()
    db.session.expire_all()
    assert not failures


def test_the_same_key_200_times_at_once_is_one_row(app: Flask) -> None:
    """L-39: all get the same number, one of them as the first, and one contribution exists."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number, person_id = meeting.id, ada.id
    answers: list[commands.Answer] = []

    def send(_place: int) -> None:
        for _ in range(10):
            with transaction():
                actor = db.session.get_one(Person, person_id)
                data = {"text": "Nur einmal, bitte."}
                answer = commands.perform(actor, number, "contribution.add", data, KEY)
            answers.append(answer)

    race(app, 20, send)
    assert len(answers) == 200
    assert len({answer.seq for answer in answers}) == 1
    assert sum(not answer.duplicate for answer in answers) == 1
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1
    assert db.session.scalar(select(func.count()).where(SentCommand.key == KEY)) == 1


def test_a_key_belongs_to_one_command_and_one_person(app: Flask) -> None:
    meeting, _chair, (ada, ben) = factories.running_meeting()
    number, ids = meeting.id, (ada.id, ben.id)
    for person_id in ids:
        with transaction():
            commands.perform(db.session.get_one(Person, person_id), number, "speech.request", {}, KEY)
    with pytest.raises(Conflict), transaction():
        commands.perform(db.session.get_one(Person, ids[0]), number, "contribution.add", {"text": "Hallo"}, KEY)


def test_numbers_have_no_gap_under_parallel_writers_and_readers_miss_nothing(app: Flask) -> None:
    """L-37: a reader that always goes on after the last number it saw ends with every event, in order."""
    meeting, _chair, people = factories.running_meeting(members=3)
    number, ids = meeting.id, [one.id for one in people]
    start = db.session.get_one(Meeting, number).last_seq
    seen: list[int] = []

    ended: list[int] = []

    def read() -> None:
        """Follow the log; the pause leaves the writers the processor, and the last round is read after their end."""
        last_round = False
        while not last_round:
            time.sleep(0.002)
            last_round = len(ended) == 3
            db.session.rollback()
            after = seen[-1] if seen else start
            wanted = LoggedEvent.stream == f"meeting:{number}", LoggedEvent.seq > after
            rows = db.session.scalars(select(LoggedEvent.seq).where(*wanted).order_by(LoggedEvent.seq))
            seen.extend(row for row in rows if row is not None)

    def write(place: int) -> None:
        for turn in range(30):
            with transaction():
                actor = db.session.get_one(Person, ids[place])
                data = {"text": f"Beitrag {turn} von {place}"}
                commands.perform(actor, number, "contribution.add", data, f"{KEY}-{place}-{turn}")

    def step(place: int) -> None:
        if place == 3:
            read()
            return
        try:
            write(place)
        finally:
            ended.append(place)

    race(app, 4, step)
    assert seen == list(range(start + 1, start + 91))
    assert seqs(number) == list(range(1, start + 91))


def test_a_vote_sent_from_two_places_at_once_counts_once(app: Flask) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, person_id = meeting.id, ada.id
    factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
    outcomes: list[str] = []

    def vote(place: int) -> None:
        try:
            with transaction():
                actor = db.session.get_one(Person, person_id)
                choice = ("yes", "no")[place % 2]
                commands.perform(actor, number, "poll.vote", {"poll_id": 1, "choice": choice}, f"{KEY}-{place}")
        except Conflict:
            outcomes.append("refused")
        else:
            outcomes.append("counted")

    race(app, 8, vote)
    assert sorted(outcomes) == ["counted"] + ["refused"] * 7
    assert db.session.scalar(select(func.count()).select_from(NamedVote)) == 1


def test_only_chair_clerk_and_stabsstelle_plan(app: Flask) -> None:
    of = factories.committee()
    people = [factories.member(of, role) for role in ("chair", "clerk", "member")]
    people += [factories.person("staff"), factories.person("moderator"), factories.person()]
    ids, committee_id = [who.id for who in people], of.id
    allowed = []
    for number in ids:
        try:
            with transaction() as change:
                change.discard()
                committee = db.session.get_one(type(of), committee_id)
                commands.plan_meeting(
                    db.session.get_one(Person, number),
                    committee,
                    commands.Plan(title="Erste Sitzung", starts_at=factories.now()),
                    [PlannedItem("Begrüßung")],
                )
            allowed.append(True)
        except Forbidden:
            allowed.append(False)
    assert allowed == [True, True, False, True, False, False]


def test_a_poll_without_question_is_refused(app: Flask) -> None:
    meeting, chair, _people = factories.running_meeting()
    number = meeting.id
    assert refused(chair, number, "poll.open") is Invalid
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


@pytest.mark.parametrize("end", ["item.open", "item.close", "session.close"])
def test_the_speakers_list_ends_with_its_item(app: Flask, end: str) -> None:
    """L-45: who spoke is done, who waited waits no longer; the log says both, and the fold agrees."""
    of = factories.committee()
    chair, people = factories.member(of, "chair"), [factories.member(of) for _ in range(3)]
    number = factories.meeting(of, (PlannedItem("Erster Punkt"), PlannedItem("Zweiter Punkt"))).id
    first = first_item(number)
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "item.open", item_id=first)
    for one in people:
        factories.act(one, number, "presence.check_in")
        factories.act(one, number, "speech.request")
    factories.act(chair, number, "speech.start", speaker_id=1)
    data = {"item.open": {"item_id": first + 1}, "item.close": {"item_id": first}}.get(end, {})
    factories.act(chair, number, end, **data)
    state = queries.state(Nobody(), number)
    assert [one["state"] for one in state["speakers"]] == ["done", "lapsed", "lapsed"]
    assert labels.arranged(state)["speaking"] is None
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    assert fold.fold(log) == fold.core_of(state)
    # Whoever was not heard asks again under the next item.
    if end == "item.open":
        factories.act(people[1], number, "speech.request")
