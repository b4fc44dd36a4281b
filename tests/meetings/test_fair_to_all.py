"""Nobody takes part twice, or where they have an interest, and no rule of procedure is set aside unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee, Recusal
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.permissions import SYSTEM, Nobody
from forum.meetings import commands, fold, queries
from forum.meetings.commands import PlannedItem
from forum.meetings.minutes import draft
from forum.meetings.models import AgendaItem, Circulation, Meeting, Motion, Poll, Resolution, SpeakerEntry
from tests import factories
from tests.factories import Visitor
from tests.meetings.talk import moves
from tests.meetings.test_circulation import answer, committee_of, started

SignIn = Callable[[Person], Visitor]
act = factories.act
TEXT = "Wir stellen zwölf Fahrradbügel auf.\n\nDie ersten stehen am Bahnhof."
WHY = "Die Schwester baut die Bügel."


def opened(who: Person, number: int, **data: Any) -> int:
    act(who, number, "poll.open", **({"question": "Sind alle dafür?"} | data if "motion_id" not in data else data))
    return db.session.scalars(select(Poll.id).order_by(Poll.id.desc()).limit(1)).one()


def item_of(number: int) -> int:
    found = select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.id)
    return db.session.scalars(found.limit(1)).one()


def speech_of(who: Person) -> SpeakerEntry:
    db.session.expire_all()
    return db.session.scalars(select(SpeakerEntry).where(SpeakerEntry.person_id == who.id)).one()


def in_session_with_deputy() -> tuple[int, Person, Person, Person, Person]:
    """Return a session with its chair, Ada who is not there yet, Ben, and the deputy who came for Ada."""
    of = factories.committee()
    ada = factories.member(of)
    deputy = factories.deputy(of, ada)
    meeting, chair, (ben,) = factories.running_meeting(members=1, of=db.session.get_one(Committee, of.id))
    act(deputy, meeting.id, "presence.check_in")
    return meeting.id, chair, ada, ben, deputy


def ruled(of: Committee, **changes: Any) -> None:
    committee_id = of.id
    values: dict[str, Any] = {
        "notice_days": 7, "quorum": "half", "majority": "simple", "public": True, "balanced": False, "names_all": False,
        **changes,
    }  # fmt: skip
    with transaction():
        found = db.session.get_one(Committee, committee_id)
        committees.set_rules(SYSTEM, found, committees.Procedure(**values), reason="Für diesen Test.", number=0)


def log_of(number: int) -> list[dict[str, Any]]:
    return queries.everything(Nobody(), db.session.get_one(Meeting, number))


def test_whoever_leaves_has_neither_floor_nor_place(app: Flask) -> None:
    """L-07: speaking or waiting, the others move up."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    for who in (ada, ben):
        act(who, meeting.id, "speech.request")
    act(chair, meeting.id, "speech.start", speaker_id=speech_of(ada).id)
    for who, state in ((ada, "done"), (ben, "lapsed")):
        act(who, meeting.id, "presence.check_out")
        assert speech_of(who).state == state


def test_whoever_steps_back_has_neither_floor_nor_place_there(app: Flask) -> None:
    """B-15: also the one whom the desk says so of, which needs a reason."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, item_id = meeting.id, item_of(meeting.id)
    for who in (ada, ben):
        act(who, number, "speech.request")
    act(chair, number, "speech.start", speaker_id=speech_of(ada).id)
    act(ada, number, "recusal.declare", item_id=item_id)
    assert speech_of(ada).state == "done"
    with pytest.raises(Invalid):
        act(chair, number, "recusal.declare", item_id=item_id, person_id=ben.id)
    assert speech_of(ben).state == "waiting"
    act(chair, number, "recusal.declare", item_id=item_id, person_id=ben.id, interest=WHY)
    assert speech_of(ben).state == "lapsed"
    assert [row.interest for row in db.session.scalars(select(Recusal).order_by(Recusal.id))] == ["", WHY]


def test_a_slip_is_taken_back_by_whom_it_happened(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """B-15: an own declaration for two minutes and by nobody else; log and minutes keep both."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, url, item = meeting.id, meeting.url, item_of(meeting.id)
    act(ada, number, "recusal.declare", item_id=item)
    with pytest.raises(Conflict, match="wer sie abgab"):
        act(chair, number, "recusal.take_back", item_id=item, person_id=ada.id, mistake="interest")
    with pytest.raises(NotFound):
        act(ben, number, "recusal.take_back", item_id=item)
    with shifted_by(timedelta(minutes=3)), pytest.raises(Conflict, match="ersten zwei Minuten"):
        act(ada, number, "recusal.take_back", item_id=item)
    assert "Bei TOP 1 doch nicht befangen" in sign_in(ada).get(url).text
    poll_id = opened(chair, number)
    with pytest.raises(Conflict):
        act(ada, number, "recusal.take_back", item_id=item)
    act(chair, number, "poll.close", poll_id=poll_id)
    act(ada, number, "recusal.take_back", item_id=item)
    poll_id = opened(chair, number)
    assert ada.id in db.session.get_one(Poll, poll_id).configuration["entitled"]
    act(ada, number, "poll.vote", poll_id=poll_id, choice="yes")
    db.session.info.clear()
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    assert fold.fold(log) == fold.core_of(queries.state(Nobody(), number))
    [note] = draft(log).items[0].recused
    assert (note.ended_seq is not None, note.mistake) == (True, "click")
    assert "Befangenheit als Versehen zurückgenommen" in client.get(f"{url}/verlauf").text


def test_what_the_desk_noted_another_of_the_desk_takes_back(app: Flask, sign_in: SignIn) -> None:
    """B-15: never for oneself, never by who stepped back there as well."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, url, item = meeting.id, meeting.url, item_of(meeting.id)
    clerk = factories.member(db.session.get_one(Meeting, number).committee, "clerk")
    act(clerk, number, "recusal.declare", item_id=item, person_id=chair.id, interest=WHY)
    act(clerk, number, "recusal.declare", item_id=item, person_id=ada.id, interest=WHY)
    for who in (ada, chair):
        with pytest.raises(Forbidden):
            act(who, number, "recusal.take_back", item_id=item)
    with pytest.raises(Conflict, match="befangen"):
        act(chair, number, "recusal.take_back", item_id=item, person_id=ada.id, mistake="person")
    assert "Befangenheit zurücknehmen" not in sign_in(chair).get(url).text
    assert "Befangenheit zurücknehmen" in sign_in(clerk).get(url).text
    act(clerk, number, "recusal.take_back", item_id=item, person_id=ada.id, mistake="person")
    told = {row.person_id: (row.ended_at is None, row.interest) for row in db.session.scalars(select(Recusal))}
    assert told == {chair.id: (True, WHY), ada.id: (False, WHY)}
    act(ada, number, "recusal.declare", item_id=item)
    assert "Befangenheit zurücknehmen" in (page := sign_in(clerk).get(url).text)
    # What Ada declared is hers to take back, so the desk is not offered it.
    assert f'<option value="{ada.id}"' not in page.split('id="recuse-back"')[1].split("</select>")[0]


def test_the_committee_reads_why_the_desk_recused_somebody(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """B-15: so that it can be disputed; the public reads no interest, and nobody reads what members say of themselves."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, url, item = meeting.id, meeting.url, item_of(meeting.id)
    act(chair, number, "recusal.declare", item_id=item, person_id=ada.id, interest=WHY)
    act(ben, number, "recusal.declare", item_id=item, interest="Kanarienneffe: Mein Neffe liefert.")
    for who in (ada, ben, chair):
        page = sign_in(who).get(url).text
        assert f"Festgehalten von {chair.handle}: {WHY}" in page
        assert "Kanarienneffe" not in page
    for viewer in (Nobody(), factories.person()):
        told = queries.state(viewer, number)["recusals"]
        assert [one["interest"] for one in told] == ["", ""]
    assert WHY not in client.get(url).text
    assert WHY not in client.get(f"{url}/verlauf.json").text


def test_who_stepped_back_from_the_item_above_is_named_at_its_parts(app: Flask, client: Visitor) -> None:
    """B-15: nobody wonders why somebody is on no list; they are not asked to declare it twice."""
    of = factories.committee()
    items = (PlannedItem("Oberpunkt", children=(PlannedItem("Unterpunkt"),)),)
    meeting, chair, (ada, _ben) = factories.running_meeting(of=of, items=items)
    number, url = meeting.id, meeting.url
    above, below = (one.id for one in queries.items(chair, meeting))
    act(ada, number, "recusal.declare", item_id=above)
    act(chair, number, "item.open", item_id=below)
    assert f"{ada.handle} ist bei TOP 1.1 befangen" in client.get(url).text
    page = factories.signed_in(app, ada).get(url).text
    assert "Bei TOP 1.1 befangen" not in page
    assert "doch nicht befangen" not in page


def test_what_binds_nobody_says_so(app: Flask, client: Visitor) -> None:
    """L-06, L-24: a question that was voted on without a quorum, and a straw poll, stand as such in room and minutes."""
    said = "Dabei war keine Beschlussfähigkeit festgestellt. Das Ergebnis bindet das Gremium nicht."
    meeting, chair, (ada, ben) = factories.running_meeting(quorum=3)
    number, url = meeting.id, meeting.url
    first = opened(chair, number, question="Sollen wir eine Pause machen?")
    assert said in client.get(url).text
    act(chair, number, "poll.void", poll_id=first, reason="Das war nur ein Versuch.")
    opened(chair, number, question="Ist es hier zu kalt?", straw=True, minuted=True)
    with shifted_by(timedelta(minutes=1)):
        act(chair, number, "poll.close", poll_id=first + 1)
    act(chair, number, "presence.check_in")
    act(chair, number, "quorum.establish")
    last = opened(chair, number, question="Sind jetzt alle da?")
    for who in (chair, ada, ben):
        act(who, number, "poll.vote", poll_id=last, choice="yes")
    act(chair, number, "poll.close", poll_id=last)
    polls = draft(log_of(number)).items[0].polls
    assert [(one.without_quorum, one.straw) for one in polls] == [(True, False), (False, True), (False, False)]
    log = log_of(number)
    assert fold.fold(log) == fold.core_of(queries.state(Nobody(), number))
    for number_of, is_said in ((first, True), (last, False)):
        assert (said in client.get(f"{url}/abstimmungen/{number_of}").text) is is_said
    act(chair, number, "session.close")
    page = factories.signed_in(app, chair).get(f"{url}/niederschrift").text
    assert page.count(said) == 1
    assert "Meinungsbild: Ist es hier zu kalt?" in page


def test_a_chair_who_steps_back_leads_nothing_of_the_item(app: Flask) -> None:
    """B-15: neither motions nor votes; the clerk does it instead."""
    of = factories.committee()
    clerk = factories.member(of, "clerk")
    meeting, chair, (ada, ben) = factories.running_meeting(of=db.session.get_one(Committee, of.id))
    number = meeting.id
    act(chair, number, "presence.check_in")
    motion = moves(ada, number, text=TEXT)
    act(chair, number, "recusal.declare", item_id=item_of(number))
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("motion.admit", {"motion_id": motion}),
        ("motion.refer", {"motion_id": motion}),
        ("motion.change", {"motion_id": motion, "version": 1, "text": "Ganz andere Worte."}),
        ("motion.oppose", {"motion_id": motion, "text": "Ganz andere Worte."}),
        ("motion.withdraw", {"motion_id": motion}),
        ("poll.open", {"motion_id": motion}),
        ("poll.open", {"question": "Sind alle dafür?"}),
    ]
    for kind, data in wishes:
        with pytest.raises(Conflict, match="befangen"):
            act(chair, number, kind, **data)
    act(clerk, number, "motion.admit", motion_id=motion)
    poll_id = opened(clerk, number, motion_id=motion, level="roll_call")
    for kind, data in (
        ("poll.vote_for", {"poll_id": poll_id, "person_id": ada.id, "choice": "yes"}),
        ("poll.vote", {"poll_id": poll_id, "choice": "no"}),
        ("poll.void", {"poll_id": poll_id, "reason": "Das passt dem Vorsitz nicht."}),
    ):
        with pytest.raises(Conflict, match="befangen"):
            act(chair, number, kind, **data)
    for who in (ada, ben):
        act(clerk, number, "poll.vote_for", poll_id=poll_id, person_id=who.id, choice="yes")
    act(clerk, number, "poll.close", poll_id=poll_id)
    assert db.session.get_one(Motion, motion).state == "accepted"


def test_an_answer_of_whoever_steps_back_afterwards_counts_no_more(app: Flask) -> None:
    """B-15, B-06: in writing as in a session; the matter closes when the others have answered."""
    idea = factories.idea()
    of, clerk, (ada, ben, cem) = committee_of()
    number = started(of, clerk, idea_id=idea.id)
    for who in (ada, ben):
        answer(who, number, "no")
    with transaction():
        db.session.add(Recusal(idea_id=idea.id, person_id=ada.id, interest=WHY, declared_at=now()))
        db.session.add(Recusal(idea_id=idea.id, person_id=ben.id, interest=WHY, declared_at=now()))
    answer(cem, number, "yes")
    db.session.expire_all()
    closed = db.session.get_one(Circulation, number)
    assert (closed.yes, closed.no) == (1, 0)
    assert closed.state == "no_quorum"  # One of three, with the quorum that was frozen when it started.


def test_a_deputy_whose_member_came_only_listens(app: Flask) -> None:
    """L-21: neither floor nor motion nor doubt, until the member leaves and the deputy comes anew."""
    number, chair, ada, _ben, deputy = in_session_with_deputy()
    act(deputy, number, "speech.request")
    act(deputy, number, "speech.withdraw", speaker_id=speech_of(deputy).id)
    motion = moves(chair, number, text=TEXT)
    act(ada, number, "presence.check_in")
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("speech.request", {}),
        ("speech.point", {"point": "break"}),
        ("motion.add", {"text": "Alles bleibt, wie es ist."}),
        ("motion.amend", {"motion_id": motion, "paragraph": 1, "text": "Wir stellen keine Bügel auf."}),
        ("quorum.doubt", {}),
    ]
    for kind, data in wishes:
        with pytest.raises(Conflict, match="niemanden vertritt"):
            act(deputy, number, kind, **data)
    act(ada, number, "presence.check_out")
    act(deputy, number, "presence.check_out")
    act(deputy, number, "presence.check_in")
    act(deputy, number, "quorum.doubt")


def test_a_quorum_is_doubted_before_a_vote_or_after_it(app: Flask) -> None:
    """L-06, L-73: who is there was frozen with the vote."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    poll_id = opened(chair, meeting.id)
    with pytest.raises(Conflict, match="davor oder danach"):
        act(ada, meeting.id, "quorum.doubt")
    for who in (ada, ben):
        act(who, meeting.id, "poll.vote", poll_id=poll_id, choice="yes")
    act(chair, meeting.id, "poll.close", poll_id=poll_id)
    act(ada, meeting.id, "quorum.doubt")


def test_after_the_debate_only_points_of_order_are_heard(app: Flask) -> None:
    """L-04, L-09: the vote comes next; the debate can be taken up again."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, item_id = meeting.id, item_of(meeting.id)
    act(chair, number, "item.debated", item_id=item_id)
    with pytest.raises(Conflict, match="Beratung"):
        act(ada, number, "speech.request")
    act(ada, number, "speech.point", point="break")
    act(chair, number, "item.open", item_id=item_id)
    act(ada, number, "speech.request")


def test_a_no_stands_like_a_yes(app: Flask, sign_in: SignIn) -> None:
    """L-79: nobody has a motion or an amendment voted on until it ends as they like; who wants otherwise moves anew."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, url = meeting.id, meeting.url
    motion = moves(chair, number, text=TEXT)
    amendment = moves(chair, number, "motion.amend", motion_id=motion, paragraph=1, text="Nein, anders.")
    for voted_on in (amendment, motion):
        poll_id = opened(chair, number, motion_id=voted_on)
        for who in (ada, ben):
            act(who, number, "poll.vote", poll_id=poll_id, choice="no")
        assert "für ungültig erklären" in sign_in(chair).get(url).text
        act(chair, number, "poll.close", poll_id=poll_id)
        assert "für ungültig erklären" not in sign_in(chair).get(url).text
        with pytest.raises(Conflict, match="dabei bleibt es"):
            act(chair, number, "poll.void", poll_id=poll_id, reason="Falsch ausgezählt worden.")
        db.session.expire_all()
        assert db.session.get_one(Motion, voted_on).state == "rejected"
    opened(chair, number, motion_id=moves(chair, number, text=TEXT))


def test_a_ballot_is_shown_to_those_on_the_list_alone(app: Flask, sign_in: SignIn) -> None:
    """L-73: who comes later, or stepped back, reads why, and is not asked for a vote that would be refused."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    late = factories.member(db.session.get_one(Meeting, meeting.id).committee)
    number, url = meeting.id, meeting.url
    act(ben, number, "recusal.declare", item_id=item_of(number))
    opened(chair, number)
    act(late, number, "presence.check_in")
    ballots = {who.handle: 'value="yes"' in sign_in(who).get(url).text for who in (ada, ben, late)}
    assert ballots == {ada.handle: True, ben.handle: False, late.handle: False}
    for who in (ben, late):
        assert "Bei dieser Abstimmung stimmen Sie nicht mit" in sign_in(who).get(url).text


@pytest.mark.parametrize("kind", ["irv", "stv"])
def test_an_election_needs_a_quorum(app: Flask, kind: str) -> None:
    """L-06: who is elected is decided (NKomVG § 67); a straw poll among several still needs none."""
    meeting, chair, (_ada,) = factories.running_meeting(members=1, quorum=3)
    number = meeting.id
    options = "Anna\nBen\nCem"
    with pytest.raises(Conflict, match="noch nicht festgestellt"):
        opened(chair, number, kind=kind, options=options)
    opened(chair, number, kind=kind, options=options, straw=True)


def test_other_numbers_than_those_of_the_rules_stand_in_room_and_minutes(app: Flask, client: Visitor) -> None:
    """L-06, L-18, B-05: who plans or leads may differ from the rules of procedure, and everybody reads it."""
    of = factories.committee()
    ruled(of, majority="two_thirds")
    meeting, chair, (ada, ben) = factories.running_meeting(of=db.session.get_one(Committee, of.id), quorum=0)
    number, url = meeting.id, meeting.url
    assert "die Geschäftsordnung verlangt 2" in client.get(url).text
    motion = moves(chair, number, text=TEXT)
    poll_id = opened(chair, number, motion_id=motion, rule="simple")
    said = "die Geschäftsordnung verlangt: Zwei Drittel der Ja- und Nein-Stimmen"
    assert said in client.get(url).text
    for who in (ada, ben):
        act(who, number, "poll.vote", poll_id=poll_id, choice="yes")
    act(chair, number, "poll.close", poll_id=poll_id)
    assert said in client.get(f"{url}/abstimmungen/{poll_id}").text
    skeleton = draft(log_of(number))
    assert (skeleton.planned_quorum, skeleton.usual_quorum) == (0, 2)
    [poll] = skeleton.items[0].polls
    assert (poll.rule, poll.usual_rule) == ("simple", "two_thirds")
    act(chair, number, "session.close")
    page = factories.signed_in(app, chair).get(f"{url}/niederschrift").text
    assert (
        "Die Geschäftsordnung verlangt 2 anwesende Stimmberechtigte; geplant war die Sitzung mit mindestens 0." in page
    )
    assert said in page


def test_whoever_is_invited_anew_in_time_was_not_invited_late(app: Flask) -> None:
    """L-30: a session that was put off has the days of its newest invitation; without one, the minutes say so."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    number = factories.meeting(of, starts_at=now() + timedelta(days=2)).id
    chair_id = chair.id

    def invite() -> None:
        with transaction():
            commands.invite(db.session.get_one(Person, chair_id), number)

    def late() -> tuple[bool, int, bool]:
        note = draft(log_of(number)).invitation
        assert note is not None
        return db.session.get_one(Meeting, number).invited_late, note.days, note.late

    invite()
    assert late() == (True, 2, True)
    with transaction():
        plan = commands.Plan(title="Eine spätere Sitzung", starts_at=now() + timedelta(days=20), quorum=0)
        commands.change_meeting(db.session.get_one(Person, chair_id), number, plan, version=1)
    invite()
    assert late() == (False, 20, False)
    running, leads, _people = factories.running_meeting(items=(PlannedItem("Ohne Einladung"),))
    act(leads, running.id, "session.close")
    page = factories.signed_in(app, leads).get(f"{running.url}/niederschrift").text
    assert "Über das Forum wurde zu dieser Sitzung nicht eingeladen." in page


def test_a_vote_ends_although_the_only_leader_turns_out_to_be_biased(app: Flask) -> None:
    """B-15: an interest can be declared on the idea's page while a vote runs; the session goes on all the same."""
    idea = factories.idea()
    meeting, chair, (ada, ben) = factories.running_meeting(items=(PlannedItem("Die Idee", idea_id=idea.id),))
    number = meeting.id
    poll_id = opened(chair, number, motion_id=moves(chair, number, text=TEXT), level="roll_call")
    with transaction():
        db.session.add(Recusal(idea_id=idea.id, person_id=chair.id, interest=WHY, declared_at=now()))
    for who in (ada, ben):
        act(who, number, "poll.vote", poll_id=poll_id, choice="yes")
    with pytest.raises(Conflict, match="befangen"):
        act(chair, number, "poll.void", poll_id=poll_id, reason="Das passt dem Vorsitz nicht.")
    act(chair, number, "poll.close", poll_id=poll_id)
    assert db.session.get_one(Poll, poll_id).verdict == "accepted"
    act(chair, number, "session.close")


def test_a_deputy_leaves_the_list_with_the_seat_and_gets_past_nothing_by_leaving(app: Flask) -> None:
    """L-21: neither by waiting on the list, nor by checking out, nor in writing."""
    number, chair, ada, _ben, deputy = in_session_with_deputy()
    act(deputy, number, "speech.request")
    act(ada, number, "presence.check_in")
    assert speech_of(deputy).state == "lapsed"
    act(deputy, number, "presence.check_out")
    for kind, data in (("motion.add", {"text": TEXT}), ("contribution.add", {"text": "Ich sage trotzdem etwas."})):
        with pytest.raises(Conflict, match="niemanden vertritt"):
            act(deputy, number, kind, **data)
    assert db.session.scalar(select(Motion)) is None
    assert chair.id


def test_nobody_gets_the_floor_back_where_they_have_an_interest(app: Flask) -> None:
    """B-15, L-14: also not by the desk, which puts back whoever spoke last."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    act(ada, number, "speech.request")
    act(chair, number, "speech.start", speaker_id=speech_of(ada).id)
    act(ada, number, "recusal.declare", item_id=item_of(number))
    with pytest.raises(Conflict, match="befangen"):
        act(chair, number, "speech.readd")


def test_an_opinion_of_whoever_stepped_back_stands_nowhere(app: Flask) -> None:
    """B-15, L-16: what was written against a circulation by somebody who takes no part any more."""
    idea_id = factories.idea().id
    of, clerk, (ada, ben, cem) = committee_of()
    number = started(of, clerk, idea_id=idea_id)
    with transaction():
        who = db.session.get_one(Person, ada.id)
        commands.answer_circulation(who, number, "no", against="Mein Grundstück verliert an Wert.")
        db.session.add(Recusal(idea_id=idea_id, person_id=ada.id, interest=WHY, declared_at=now()))
    for one in (ben, cem):
        answer(one, number, "yes")
    assert db.session.get_one(Circulation, number).state == "accepted"
    resolution = db.session.scalars(select(Resolution.id)).one()
    for url in (f"/ideen/{idea_id}", f"/umlauf/{number}", f"/empfehlungen/{resolution}"):
        answered = factories.visitor(app).get(url, follow_redirects=True)
        assert answered.status_code == 200, url
        assert "Grundstück" not in answered.text, url
