"""Votes: levels, freezing, voting once, closing, publishing, voiding (L-20, L-22, L-71 to L-84)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor, Nobody
from forum.meetings import commands, fold, labels, minutes, queries
from forum.meetings.commands.polls.closing import coarse
from forum.meetings.counting import canonical, digest, fingerprint, problems
from forum.meetings.minutes.notes import PollNote
from forum.meetings.models import Ballot, Circle, Meeting, Motion, NamedVote, Poll, Resolution, Turnout
from forum.meetings.queries import polls as poll_queries
from tests import factories
from tests.factories import Visitor
from tests.meetings.polling import OPTIONS, allow_secret_votes, cast, envelope, newest, opened, poll, public_key
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
YES, NO = {"choice": "yes"}, {"choice": "no"}


def refused(error: type[ForumError], who: Person, number: int, kind: str, /, **data: Any) -> str:
    with pytest.raises(error) as caught:
        factories.act(who, number, kind, **data)
    return caught.value.message or str(getattr(caught.value, "fields", ""))


def follows(number: int, *viewers: Actor) -> None:
    """L-45: the fold of what was delivered equals the snapshot, for every audience."""
    for viewer in viewers:
        db.session.rollback()
        db.session.info.clear()
        db.session.expire_all()
        log = queries.everything(viewer, db.session.get_one(Meeting, number))
        assert fold.fold(log) == fold.core_of(queries.state(viewer, number))


def noted(number: int) -> list[PollNote]:
    """Return the votes that stand in the minutes."""
    db.session.rollback()
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    return [note for item in minutes.draft(log).items for note in item.polls]


def types(number: int) -> list[str]:
    rows = select(LoggedEvent.type).where(LoggedEvent.stream == f"meeting:{number}").order_by(LoggedEvent.seq)
    return list(db.session.scalars(rows))


def test_a_ballot_leads_to_no_person_no_time_and_no_order(app: Flask) -> None:
    """L-72, L-20, P-19: no column joins it to turnout, log or account; nothing in any table of votes is a weight."""
    columns = {column["name"] for column in inspect(db.engine).get_columns("ballot")}
    assert columns == {"poll_id", "id", "payload"}
    assert [key["referred_table"] for key in inspect(db.engine).get_foreign_keys("ballot")] == ["poll"]
    turnout = {column["name"]: str(column["type"]) for column in inspect(db.engine).get_columns("turnout")}
    assert set(turnout) == {"poll_id", "voter_id", "acting_id", "key_hash"}
    for table in ("poll", "ballot", "turnout", "named_vote"):
        assert not [name for name in map(str, inspect(db.engine).get_columns(table)) if "weight" in name]
    meeting, chair, people = factories.running_meeting(members=5)
    number = meeting.id
    poll_id = opened(chair, number, level="unnamed")
    for place, one in enumerate(people):
        cast(one, number, poll_id, (YES, NO)[place % 2], f"{place}-key-of-a-test")
    hashes = set(db.session.scalars(select(Turnout.key_hash)))
    for ballot in db.session.scalars(select(Ballot)):
        assert ballot.id not in hashes
        assert set(ballot.payload) == {"choice"}


@pytest.mark.parametrize("level", ["open", "roll_call", "unnamed", "paper"])
def test_every_level_is_named_as_it_is(app: Flask, sign_in: SignIn, level: str) -> None:
    """L-71: each shows what it protects; „geheim“ is never said of the level where the operator must be trusted."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    opened(chair, number, level=level, officer_one_id=ada.id, officer_two_id=ben.id)
    page = sign_in(ada).get(path).get_data(as_text=True)
    part = page[page.index('id="part-poll"') : page.index('id="part-tally"')]
    words = {"open": "offen", "roll_call": "namentlich", "unnamed": "nicht-namentlich", "paper": "geheim analog"}
    assert f">{words[level]}<" in part
    assert ("geheim" in part) == (level == "paper")


def test_opening_freezes_everything_and_says_its_hash(app: Flask) -> None:
    """L-73: the hash in the log is that of the published configuration, and nothing of it changes while it is open."""
    meeting, chair, people = factories.running_meeting(members=5)
    number = meeting.id
    poll_id = opened(chair, number, kind="choice", level="unnamed", most=2, rule="absolute_members")
    said = db.session.scalars(select(LoggedEvent.data).where(LoggedEvent.type == "PollOpened")).one()
    before = poll_queries.published(Nobody(), number, poll_id)
    assert said["configuration_hash"] == fingerprint(before["configuration"]) == before["configuration_hash"]
    assert before["configuration"]["entitled"] == sorted(one.id for one in people)
    assert (before["configuration"]["present"], before["configuration"]["members"]) == (5, 6)
    late = factories.member(db.session.get_one(Meeting, number).committee)
    factories.act(late, number, "presence.check_in")
    with pytest.raises(Conflict, match="stand beim Öffnen"):
        cast(late, number, poll_id, {"options": [1]})
    cast(people[0], number, poll_id, {"options": [1]})
    assert refused(Conflict, chair, number, "poll.open", question="Und das noch?", level="open")
    after = poll_queries.published(Nobody(), number, poll_id)
    assert after == before
    assert not {"poll.reset", "poll.change", "poll.edit", "poll.anonymize"} & set(commands.ACTIONS)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "choice", "options": "Nur eine"}, "options"),
        ({"kind": "choice", "options": "A\nA"}, "options"),
        ({"kind": "irv", "options": "A\n" + "x" * 121}, "options"),
        ({"kind": "choice", "most": 4}, "most"),
        ({"kind": "choice", "least": 3, "most": 2}, "most"),
        ({"kind": "stv", "seats": 3}, "most"),
        ({"kind": "irv", "rule": "two_thirds"}, "rule"),
        ({"kind": "rating", "level": "paper"}, "level"),
        ({"kind": "consent", "level": "secret"}, "level"),
        ({"level": "roll_call", "straw": True}, "level"),
        ({"level": "paper"}, "officers"),
        ({"question": "Ja?"}, "question"),
    ],
)
def test_what_cannot_be_voted_on_is_refused(app: Flask, data: dict[str, Any], field: str) -> None:
    meeting, chair, _people = factories.running_meeting()
    number = meeting.id
    with pytest.raises(Invalid) as caught:
        opened(chair, number, **data)
    assert list(caught.value.fields) == [field]
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


def test_a_motion_is_decided_by_yes_and_no_only(app: Flask) -> None:
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    factories.act(chair, number, "motion.add", text="Mehr Bänke am Fluss.")
    assert refused(Invalid, chair, number, "poll.open", motion_id=1, kind="choice", options=OPTIONS)
    poll_id = opened(chair, number, question="", motion_id=1, kind="consent", level="roll_call")
    factories.act(ada, number, "poll.vote", poll_id=poll_id, choice="yes")
    assert refused(Invalid, ben, number, "poll.vote", poll_id=poll_id, choice="no")
    factories.act(ben, number, "poll.vote", poll_id=poll_id, choice="no", reason="Die Bänke kosten zu viel.")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    assert db.session.get_one(Motion, 1).state == "rejected"
    assert queries.state(Nobody(), number)["polls"][0]["objections"] == [{"id": 1, "text": "Die Bänke kosten zu viel."}]
    assert "kosten" not in str([row.data for row in db.session.scalars(select(LoggedEvent))])


def test_fifty_casts_of_one_person_from_twenty_threads_are_one_vote(app: Flask) -> None:
    """L-74: whichever key comes first counts; the same key gets the same receipt, another one is told of the vote."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, person_id = meeting.id, ada.id
    poll_id = opened(chair, number, level="unnamed")
    receipts: list[str] = []

    def votes(place: int) -> Callable[[], object]:
        def vote() -> None:
            actor = db.session.get_one(Person, person_id)
            ballot = (YES, NO)[place % 2]
            receipts.append(commands.cast(actor, number, poll_id, ballot, f"key-number-{place % 5}").receipt)

        return vote

    refusals = sum(
        at_once(app, [votes(place) for place in range(start, min(start + 20, 50))], refused=(Conflict,))
        for start in (0, 20, 40)
    )
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    assert db.session.scalar(select(func.count()).select_from(Turnout)) == 1
    assert len(set(receipts)) == 1
    assert (len(receipts), refusals) == (10, 40)


def test_a_vote_with_a_name_is_cast_once_however_it_comes(app: Flask) -> None:
    """L-74: by twenty threads at once, for two ways of sending it in."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, ids = meeting.id, (ada.id, chair.id)
    poll_id = opened(chair, number, level="roll_call")

    def votes(place: int) -> Callable[[], object]:
        own = place % 2
        kind = ("poll.vote_for", "poll.vote")[own]
        data = {"poll_id": poll_id, "choice": "yes"} | ({} if own else {"person_id": ids[0]})
        return lambda: commands.perform(
            db.session.get_one(Person, ids[1 - own]), number, kind, data, f"key-number-{place}"
        )

    assert at_once(app, [votes(place) for place in range(20)], refused=(Conflict,)) == 19
    assert db.session.scalar(select(func.count()).select_from(NamedVote)) == 1
    follows(number, Nobody())


def test_nothing_of_a_ballot_is_written_to_a_log(app: Flask, sign_in: SignIn, capfd: Any) -> None:
    """L-74: neither what is voted nor why, neither when it is taken nor when it is refused; no time of it is kept."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    poll_id = opened(chair, number, kind="consent", level="unnamed")
    fields = {"choice": "no", "reason": "Kanarienvogel sagt nein", "once": "once-" + "x" * 16}
    address = f"{path}/abstimmungen/{poll_id}/stimme"
    assert sign_in(ada).submit(address, **fields).status_code == 303
    assert sign_in(ada).submit(address, **fields).status_code == 303
    assert sign_in(ben).submit(address, choice="no", reason="Kana").status_code == 422
    said = "".join(capfd.readouterr())
    assert "/stimme" in said
    assert "Kana" not in said
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    for row in db.session.execute(select(LoggedEvent.data, LoggedEvent.type)):
        assert "Kana" not in str(row)
    # Of the forms that were sent, too, nothing is kept that has a time.
    sent = db.metadatas[None].tables["submission"]
    assert db.session.scalar(select(func.count()).select_from(sent)) == 0


def test_errors_of_the_database_do_not_name_values(app: Flask) -> None:
    """L-74: a fault that is logged says which statement failed, not what was in it."""
    meeting, chair, _people = factories.running_meeting()
    poll_id = opened(chair, meeting.id, level="unnamed")
    row = insert(Ballot).values(poll_id=poll_id, id="the-same", payload={"reason": "Kanarienvogel"})
    with transaction():
        db.session.execute(row)
    with pytest.raises(IntegrityError, match="hidden due to hide_parameters") as caught, transaction():
        db.session.execute(row)
    assert "Kanarienvogel" not in str(caught.value)


def test_the_number_of_events_does_not_depend_on_the_number_of_votes(app: Flask) -> None:
    """L-76: no event for a vote; "at least n of m", rounded, comes from the clockwork and not from the vote."""
    lengths = []
    for votes in (0, 3, 9):
        meeting, chair, people = factories.running_meeting(members=10)
        number, ids = meeting.id, [one.id for one in people]
        poll_id = opened(chair, number, level="unnamed")
        before = types(number)
        for place in range(votes):
            cast(ids[place], number, poll_id, YES, f"{place}-key-of-a-test")
        assert types(number) == before
        state = queries.state(Nobody(), number)["polls"][0]
        assert (state["given"], state["yes"]) == (0, 0)
        commands.go_on_with_polls()
        commands.go_on_with_polls()
        lengths.append(len(types(number)) - len(before))
        follows(number, Nobody())
        assert queries.state(Nobody(), number)["polls"][0]["given"] == {0: 0, 3: 2, 9: 8}[votes]
        assert queries.state(Nobody(), number)["polls"][0]["yes"] == 0
    assert lengths == [0, 1, 1]
    assert [coarse(votes, 30) for votes in (0, 5, 6, 29, 30)] == [0, 0, 6, 24, 30]


def test_a_mismatch_keeps_the_poll_open_and_tells_the_chair(app: Flask) -> None:
    """L-77."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    poll_id = opened(chair, number, level="unnamed")
    cast(ada, number, poll_id, YES)
    with transaction():
        db.session.add(Turnout(poll_id=poll_id, voter_id=ben.id, acting_id=ben.id, key_hash="0" * 64))
    assert "stimmt nicht" in refused(Conflict, chair, number, "poll.close", poll_id=poll_id)
    assert poll(poll_id).state == "open"
    factories.act(chair, number, "poll.void", poll_id=poll_id, reason="Die Zahlen stimmen nicht.")
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    follows(number, Nobody())


def test_after_closing_the_order_of_rows_says_nothing_of_the_order_of_votes(app: Flask) -> None:
    """L-77: the rows are written anew in the order of their content, with new numbers."""
    meeting, chair, people = factories.running_meeting(members=6)
    number, ids = meeting.id, [one.id for one in people]
    poll_id = opened(chair, number, level="unnamed")
    for place, word in enumerate(("yes", "no", "abstain", "yes", "no", "yes")):
        cast(ids[place], number, poll_id, {"choice": word}, f"{place}-key-of-a-test")
    before = set(db.session.scalars(select(Ballot.id)))
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    column = "rowid" if db.engine.dialect.name == "sqlite" else "ctid"
    stored = db.session.connection().exec_driver_sql(f"SELECT id, payload FROM ballot ORDER BY {column}").all()  # noqa: S608
    payloads = [json.loads(row.payload) if isinstance(row.payload, str) else row.payload for row in stored]
    assert payloads == sorted(payloads, key=canonical)
    assert before.isdisjoint(row.id for row in stored)


EVERY: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("yes_no", "open", [YES, NO, YES]),
    ("yes_no", "roll_call", [YES, {"choice": "abstain"}, NO]),
    ("yes_no", "unnamed", [YES, {"blank": True}, {"invalid": True}]),
    ("consent", "unnamed", [YES, {"choice": "no", "reason": "Das ist zu teuer."}]),
    ("choice", "open", [{"options": [0]}, {"options": [2]}, {"options": [2]}]),
    ("choice", "unnamed", [{"options": [1]}, {"options": [0]}]),
    ("rating", "roll_call", [{"ratings": [5, 1, None]}, {"ratings": [2, None, 3]}]),
    ("rating", "unnamed", [{"ratings": [5, 1, 0]}]),
    ("irv", "open", [{"ranking": [2, 1]}, {"ranking": [1]}, {"ranking": [0, 1]}]),
    ("stv", "unnamed", [{"ranking": [2, 1]}, {"ranking": [1, 0]}, {"ranking": [0, 1]}]),
]


@pytest.mark.parametrize(("kind", "level", "ballots"), EVERY)
def test_every_kind_at_every_level_is_published_and_counted_anew(
    app: Flask, sign_in: SignIn, kind: str, level: str, ballots: list[dict[str, Any]]
) -> None:
    """L-17, L-78, L-45: cast by the form that everybody sees, told to every audience, and recounted from public JSON."""
    meeting, chair, people = factories.running_meeting(members=3)
    number, path, clerk = meeting.id, meeting.url, factories.member(meeting.committee, "clerk")
    poll_id = opened(chair, number, kind=kind, level=level)
    follows(number, Nobody(), clerk)
    for place, (one, ballot) in enumerate(zip(people, ballots, strict=False)):
        answer = sign_in(one).submit(
            f"{path}/abstimmungen/{poll_id}/stimme", **_fields(ballot), key=f"{place}-of-a-test"
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        follows(number, Nobody(), clerk)
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    follows(number, Nobody(), clerk)
    visitor = factories.visitor(app)
    record = visitor.get(f"{path}/abstimmungen/{poll_id}.json").get_json()
    assert problems(record) == []
    assert sorted(record["ballots"], key=canonical) == sorted(ballots, key=canonical)
    assert (record["turnout"], len(record["receipts"])) == (len(ballots), len(ballots) if level == "unnamed" else 0)
    page = visitor.get(f"{path}/abstimmungen/{poll_id}").get_data(as_text=True)
    assert record["configuration_hash"] in page
    assert all(receipt in page for receipt in record["receipts"])
    assert "part-results" in visitor.get(path).get_data(as_text=True)
    [note] = noted(number)
    assert (people[0].handle in str(note.votes)) == (level == "roll_call" and kind == "yes_no")


def _fields(ballot: dict[str, Any]) -> dict[str, str]:
    """Return what the form sends for a ballot."""
    if "options" in ballot:
        return {"option": str(ballot["options"][0])}
    if "ratings" in ballot:
        return {f"rating-{place}": "" if one is None else str(one) for place, one in enumerate(ballot["ratings"])}
    if "ranking" in ballot:
        return {f"rank-{place}": str(rank) for rank, place in enumerate(ballot["ranking"], start=1)}
    return {name: "1" if value is True else value for name, value in ballot.items()}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("yes_no", {}),
        ("yes_no", {"choice": "maybe"}),
        ("choice", {"option": "7"}),
        ("choice", {"option-x": "1"}),
        ("rating", {"rating-0": "6"}),
        ("rating", {"rating-0": "-1"}),
        ("rating", {}),
        ("irv", {"rank-0": "1", "rank-1": "1"}),
        ("irv", {"rank-0": "9999"}),
        ("irv", {}),
    ],
)
def test_a_ballot_that_does_not_fit_comes_back_with_a_reason(
    app: Flask, sign_in: SignIn, kind: str, fields: dict[str, str]
) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    poll_id = opened(chair, meeting.id, kind=kind, level="unnamed")
    answer = sign_in(ada).submit(f"{meeting.url}/abstimmungen/{poll_id}/stimme", **fields)
    assert answer.status_code == 422
    assert "Das hat nicht geklappt" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Turnout)) == 0


def test_a_vote_is_void_only_with_a_reason_and_everything_is_kept(app: Flask) -> None:
    """L-79: the motion can be voted on again; what has become a resolution cannot be taken back like this."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    factories.act(chair, number, "motion.add", text="Mehr Bänke am Fluss.")
    poll_id = opened(chair, number, question="", motion_id=1)
    factories.act(ada, number, "poll.vote", poll_id=poll_id, choice="no")
    assert refused(Invalid, chair, number, "poll.void", poll_id=poll_id, reason="Weil.")
    factories.act(chair, number, "poll.void", poll_id=poll_id, reason="Der Text war nicht der richtige.")
    follows(number, Nobody())
    assert refused(Conflict, chair, number, "poll.void", poll_id=poll_id, reason="Und noch ein zweites Mal.")
    kept = poll(poll_id)
    assert (kept.verdict, kept.no, kept.result["no"] if kept.result else None) == ("void", 1, 1)
    assert db.session.scalar(select(func.count()).select_from(NamedVote)) == 1
    again = opened(chair, number, question="", motion_id=1)
    factories.act(ben, number, "poll.vote", poll_id=again, choice="yes")
    factories.act(chair, number, "poll.close", poll_id=again)
    assert db.session.scalars(select(Resolution)).one().poll_id == again
    assert "neuer Beschluss" in refused(Conflict, chair, number, "poll.void", poll_id=again, reason="Doch nicht so.")
    with pytest.raises(Conflict):
        cast(ada, number, again, YES)


def test_few_voters_and_one_voice_are_warned_of(app: Flask, sign_in: SignIn) -> None:
    """L-81: before opening with fewer than five, and after closing when everybody voted alike."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    said = refused(Conflict, chair, number, "poll.open", question="Sind Sie dafür?", level="unnamed")
    assert "nur 2" in said
    poll_id = opened(chair, number, level="unnamed")
    for place, one in enumerate((ada, ben)):
        cast(one, number, poll_id, YES, f"{place}-key-of-a-test")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    assert "Alle haben gleich gestimmt" in sign_in(chair).get(path).get_data(as_text=True)


def test_the_end_is_announced_and_late_votes_count_within_the_grace(
    app: Flask, sign_in: SignIn, monkeypatch: Any
) -> None:
    """L-82: 30 seconds ahead, which the desk reads where its button was; 3 seconds after the end a vote still counts."""
    monkeypatch.setitem(app.config, "POLL_NOTICE", 30)
    meeting, chair, people = factories.running_meeting(members=4)
    number, ids, start = meeting.id, [one.id for one in people], now()
    with frozen_at(start):
        poll_id = opened(chair, number, level="unnamed")
        cast(ids[0], number, poll_id, YES, "0-key-of-a-test")
        factories.act(chair, number, "poll.close", poll_id=poll_id)
        assert types(number)[-1] == "PollEnding"
        assert "angesagt" in refused(Conflict, chair, number, "poll.close", poll_id=poll_id)
        desk = sign_in(db.session.get_one(Person, chair.id)).get(f"/sitzungen/{number}").text
        assert "Das Ende ist angesagt." in desk
        assert 'value="poll.close"' not in desk
        follows(number, Nobody())
    with frozen_at(start + timedelta(seconds=33)):
        cast(ids[1], number, poll_id, NO, "1-key-of-a-test")
        commands.go_on_with_polls()
        assert poll(poll_id).state == "open"
    with frozen_at(start + timedelta(seconds=33, microseconds=1)):
        with pytest.raises(Conflict):
            cast(ids[2], number, poll_id, NO, "2-key-of-a-test")
        # What was cast is not lost: the same key still gets its receipt.
        assert cast(ids[1], number, poll_id, NO, "1-key-of-a-test").duplicate
        commands.go_on_with_polls()
    assert (poll(poll_id).state, poll(poll_id).yes, poll(poll_id).no) == ("closed", 1, 1)
    follows(number, Nobody())


def test_nobody_waits_when_everybody_has_voted(app: Flask, monkeypatch: Any) -> None:
    """L-82."""
    monkeypatch.setitem(app.config, "POLL_NOTICE", 30)
    meeting, chair, people = factories.running_meeting(members=2)
    number = meeting.id
    poll_id = opened(chair, number)
    for one in people:
        factories.act(one, number, "poll.vote", poll_id=poll_id, choice="yes")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    assert poll(poll_id).state == "closed"


def test_a_straw_poll_ends_by_itself_and_stays_out_of_the_minutes_unless_wished(app: Flask) -> None:
    """L-17."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, start = meeting.id, now()
    for place, minuted in enumerate((False, True)):
        with frozen_at(start + timedelta(minutes=place)):
            poll_id = opened(chair, number, straw=True, minuted=minuted, question=f"Stimmungsbild {place}")
            factories.act(ada, number, "poll.vote", poll_id=poll_id, choice="yes")
        with frozen_at(start + timedelta(minutes=place, seconds=14)):
            commands.go_on_with_polls()
            assert poll(poll_id).verdict == "noted"
    room = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "Stimmungsbild 0" in room
    assert "Stimmungsbild 1" in room
    assert [note.question for note in noted(number)] == ["Stimmungsbild 1"]
    follows(number, Nobody())


def test_a_member_has_the_own_vote_put_into_the_minutes(app: Flask) -> None:
    """L-84: in an open vote at the own wish; without names the forum does not know it."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    poll_id = opened(chair, number)
    for one in (ada, ben):
        factories.act(one, number, "poll.vote", poll_id=poll_id, choice="no")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    factories.act(ada, number, "poll.note", poll_id=poll_id)
    assert refused(Conflict, ada, number, "poll.note", poll_id=poll_id)
    assert refused(NotFound, chair, number, "poll.note", poll_id=poll_id)
    follows(number, Nobody())
    db.session.info.clear()
    [item] = minutes.draft(queries.everything(chair, db.session.get_one(Meeting, number))).items
    assert item.polls[0].votes["no"] == [ada.handle]
    other = opened(chair, number, level="unnamed")
    cast(ada, number, other, YES)
    assert refused(Conflict, ada, number, "poll.note", poll_id=other)


@pytest.mark.parametrize("level", ["open", "roll_call"])
def test_whoever_follows_reads_who_voted_how(app: Flask, level: str) -> None:
    """L-22, L-71: while the vote runs and later, in state, page and record; the minutes name only a roll call."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    poll_id = opened(chair, number, level=level)
    factories.act(ada, number, "poll.vote", poll_id=poll_id, choice="no")
    said = {"handle": ada.handle, "ballot": {"choice": "no"}}
    assert queries.state(Nobody(), number)["polls"][0]["votes"] == [said]
    factories.act(ben, number, "poll.vote", poll_id=poll_id, choice="yes")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    visitor = factories.visitor(app)
    page = visitor.get(f"/sitzungen/{number}/abstimmungen/{poll_id}").get_data(as_text=True)
    assert f"{ada.handle}: Nein" in page
    record = visitor.get(f"/sitzungen/{number}/abstimmungen/{poll_id}.json").get_json()
    assert {"name": ada.handle, "ballot": {"choice": "no"}} in record["votes"]
    assert problems(record) == []
    [note] = noted(number)
    assert bool(note.votes["no"]) == (level == "roll_call")


def test_the_desk_enters_what_members_say_in_a_roll_call(app: Flask) -> None:
    """L-31, L-84: both names are kept; nobody can be heard twice."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    poll_id = opened(chair, number, level="roll_call")
    factories.act(chair, number, "poll.vote_for", poll_id=poll_id, choice="yes", person_id=ada.id)
    assert refused(Conflict, ada, number, "poll.vote", poll_id=poll_id, choice="no")
    assert refused(Forbidden, ada, number, "poll.vote_for", poll_id=poll_id, choice="no", person_id=ada.id)
    found = db.session.scalars(select(NamedVote)).one()
    assert (found.voter_id, found.acting_id) == (ada.id, chair.id)
    told = queries.everything(Nobody(), db.session.get_one(Meeting, number))[-1]
    assert (told["actor"], told["data"]["handle"]) == (chair.handle, ada.handle)
    assert queries.state(Nobody(), number)["polls"][0]["votes"] == [{"handle": ada.handle, "ballot": YES}]


def test_two_people_report_a_paper_vote_and_both_say_the_same(app: Flask, sign_in: SignIn) -> None:
    """L-71."""
    meeting, chair, people = factories.running_meeting(members=5)
    number, path, (ada, ben, eve) = meeting.id, meeting.url, people[:3]
    poll_id = opened(chair, number, level="paper", officer_one_id=ada.id, officer_two_id=ben.id)
    with pytest.raises(Conflict):
        cast(ada, number, poll_id, YES)
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    address = f"{path}/abstimmungen/{poll_id}/bericht"
    assert sign_in(eve).submit(address, yes="3", no="2").status_code == 403
    assert sign_in(ada).submit(address, yes="9").status_code == 422
    assert sign_in(ada).submit(address, yes="3", no="2").status_code == 303
    assert sign_in(ben).submit(address, yes="2", no="3").status_code == 303
    follows(number, Nobody())
    assert poll(poll_id).state == "counting"
    assert "stimmen nicht überein" in sign_in(ben).get(path).get_data(as_text=True)
    assert refused(Conflict, chair, number, "session.close")
    assert sign_in(ben).submit(address, yes="3", no="2").status_code == 303
    assert (poll(poll_id).state, poll(poll_id).verdict, poll(poll_id).yes) == ("closed", "accepted", 3)
    follows(number, Nobody())
    assert problems(factories.visitor(app).get(f"{path}/abstimmungen/{poll_id}.json").get_json()) == []


def secret_poll(app: Flask, monkeypatch: Any) -> tuple[int, int, Person, list[Person]]:
    allow_secret_votes(app, monkeypatch)
    meeting, chair, people = factories.running_meeting(members=5)
    number = meeting.id
    poll_id = opened(chair, number, level="secret", officer_one_id=people[0].id, officer_two_id=people[1].id)
    return number, poll_id, chair, people


def test_a_secret_vote_is_off_until_it_has_been_reviewed(app: Flask, monkeypatch: Any) -> None:
    """L-75."""
    meeting, chair, people = factories.running_meeting(members=5)
    number, ids = meeting.id, [one.id for one in people]
    data = {"question": "Wer soll es sein?", "level": "secret", "officer_one_id": ids[0], "officer_two_id": ids[1]}
    assert "Prüfung" in refused(Conflict, chair, number, "poll.open", **data)
    allow_secret_votes(app, monkeypatch)
    factories.act(chair, number, "poll.open", **data)
    monkeypatch.setitem(app.config, "SECRET_VOTES_REVIEWED", False)
    poll_id = newest()
    for one, letter in zip(people, "ab", strict=False):
        factories.act(one, number, "poll.key", poll_id=poll_id, public_key=public_key(letter))
    assert "Prüfung" in refused(Conflict, chair, number, "poll.start", poll_id=poll_id)


@pytest.mark.parametrize("how", ["online", "phone"])
def test_with_somebody_outside_the_room_a_secret_vote_is_on_paper(app: Flask, monkeypatch: Any, how: str) -> None:
    """L-83, L-19: refused with the reason, when it is opened and when it begins; paper is offered; a setting lifts it."""
    allow_secret_votes(app, monkeypatch)
    meeting, chair, people = factories.running_meeting(members=5)
    number, ids, late = meeting.id, [one.id for one in people], factories.member(meeting.committee)
    officers = {"officer_one_id": ids[0], "officer_two_id": ids[1]}
    data = {"question": "Wer soll es sein?", "level": "secret", **officers}
    factories.act(chair, number, "poll.open", **data)
    for one, letter in zip(people, "ab", strict=False):
        factories.act(one, number, "poll.key", poll_id=newest(), public_key=public_key(letter))
    factories.act(late, number, "presence.check_in", how=how)
    assert "auf Papier" in refused(Conflict, chair, number, "poll.start", poll_id=newest())
    factories.act(chair, number, "poll.void", poll_id=newest(), reason="Jemand nimmt von außen teil.")
    assert "auf Papier" in refused(Conflict, chair, number, "poll.open", **data)
    page = factories.signed_in(app, chair).get(meeting.url).get_data(as_text=True)
    assert "geheim – jetzt nur auf Papier" in page
    paper = opened(chair, number, question="Wer soll es sein?", level="paper", **officers)
    assert poll(paper).state == "open"
    factories.act(chair, number, "poll.void", poll_id=paper, reason="Noch einmal von vorn.")
    monkeypatch.setitem(app.config, "SECRET_VOTES_REMOTE", True)
    assert "nur auf Papier" not in factories.signed_in(app, chair).get(meeting.url).get_data(as_text=True)
    assert poll(opened(chair, number, **data)).state == "prepared"


def test_who_leaves_the_room_for_a_video_call_casts_no_secret_vote(app: Flask, monkeypatch: Any) -> None:
    """L-83: also when the vote was opened while all were in the room; the others go on, and a setting lifts it."""
    number, poll_id, chair, people = secret_poll(app, monkeypatch)
    for one, letter in zip(people, "ab", strict=False):
        factories.act(one, number, "poll.key", poll_id=poll_id, public_key=public_key(letter))
    factories.act(chair, number, "poll.start", poll_id=poll_id)
    ada, ben = people[2:4]
    factories.act(ada, number, "presence.check_out")
    factories.act(ada, number, "presence.check_in", how="online")
    with pytest.raises(Conflict, match="im Raum"):
        cast(ada, number, poll_id, envelope("x"))
    assert not cast(ben, number, poll_id, envelope("y")).duplicate
    monkeypatch.setitem(app.config, "SECRET_VOTES_REMOTE", True)
    assert not cast(ada, number, poll_id, envelope("x")).duplicate


def test_a_secret_vote_needs_both_officers_from_the_key_to_the_count(app: Flask, monkeypatch: Any) -> None:
    """L-75, L-45: the server takes envelopes of one length, and ballots only when both officers found the same ones."""
    number, poll_id, chair, people = secret_poll(app, monkeypatch)
    one, two, three = people[:3]
    follows(number, Nobody())
    assert refused(Conflict, chair, number, "poll.start", poll_id=poll_id)
    assert refused(Forbidden, three, number, "poll.key", poll_id=poll_id, public_key=public_key("c"))
    assert refused(Invalid, one, number, "poll.key", poll_id=poll_id, public_key="AAAA")
    with pytest.raises(Conflict):
        cast(three, number, poll_id, envelope("x"))
    factories.act(one, number, "poll.key", poll_id=poll_id, public_key=public_key("a"))
    assert refused(Conflict, one, number, "poll.key", poll_id=poll_id, public_key=public_key("c"))
    assert refused(Conflict, chair, number, "poll.start", poll_id=poll_id)
    factories.act(two, number, "poll.key", poll_id=poll_id, public_key=public_key("b"))
    factories.act(chair, number, "poll.start", poll_id=poll_id)
    assert poll(poll_id).configuration["keys"] == [public_key("a"), public_key("b")]
    for wrong in (YES, "short", envelope("x")[:-4], None, 7):
        with pytest.raises(Invalid):
            cast(three, number, poll_id, wrong)
    receipts = [
        cast(who, number, poll_id, envelope(letter)).receipt for who, letter in zip(people, "pqrst", strict=True)
    ]
    assert receipts == [digest(envelope(letter)) for letter in "pqrst"]
    assert cast(three, number, poll_id, envelope("r")).duplicate
    # L-74: what comes again with the same key is the same envelope; another one is not taken for the vote that counts.
    with pytest.raises(Conflict, match="schon abgestimmt"):
        cast(three, number, poll_id, envelope("z"))
    assert refused(Conflict, one, number, "poll.report", poll_id=poll_id, ballots="[]")
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    follows(number, Nobody())
    assert poll_queries.published(Nobody(), number, poll_id)["ballots"] == []
    with pytest.raises(NotFound):
        poll_queries.for_officer(three, number, poll_id)
    given = poll_queries.for_officer(two, number, poll_id)
    assert (given["place"], given["envelopes"]) == (1, sorted(envelope(letter) for letter in "pqrst"))
    factories.act(one, number, "poll.parcel", poll_id=poll_id, parcel="locked for two")
    assert poll_queries.for_officer(two, number, poll_id)["parcel"] == "locked for two"
    opened_ballots = [YES, NO, YES, {"nonsense": 1}, {"choice": "abstain"}]
    assert refused(Invalid, one, number, "poll.report", poll_id=poll_id, ballots="[1]")
    assert refused(Invalid, one, number, "poll.report", poll_id=poll_id, ballots="{")
    factories.act(one, number, "poll.report", poll_id=poll_id, ballots=json.dumps(opened_ballots))
    assert poll(poll_id).state == "counting"
    factories.act(two, number, "poll.report", poll_id=poll_id, ballots=json.dumps(opened_ballots[::-1]))
    follows(number, Nobody())
    record = poll_queries.published(Nobody(), number, poll_id)
    assert problems(record) == []
    assert record["receipts"] == sorted(receipts)
    assert (record["result"]["yes"], record["result"]["no"], record["result"]["invalid"]) == (2, 1, 1)
    moved = {**record, "envelopes": record["envelopes"][1:]}
    assert problems(moved) == ["The receipts are not those of the envelopes."]


def test_while_a_vote_without_names_is_open_nobody_learns_more_than_about_how_many(app: Flask, sign_in: SignIn) -> None:
    """L-22: by role, on every route and in every event; afterwards the committee learns who took part, nobody else."""
    meeting, chair, people = factories.running_meeting(members=5)
    number, path = meeting.id, meeting.url
    clerk = factories.member(meeting.committee, "clerk")
    outsiders = [
        factories.person(),
        factories.person("staff"),
        factories.person("moderator"),
        factories.person("admin"),
    ]
    poll_id = opened(chair, number, kind="consent", level="unnamed")
    objection = {"choice": "no", "reason": "Kanarienvogel im Einwand"}
    for place, one in enumerate(people[:3]):
        cast(one, number, poll_id, objection, f"{place}-key-of-a-test")
    routes = [path + end for end in ("", "/stand", "/leinwand", "/leinwand/stand", "/niederschrift", "/verlauf")]
    routes += [f"{path}/abstimmungen/{poll_id}", f"{path}/abstimmungen/{poll_id}.json"]
    routes += [f"/api/v1/meetings/{number}/{end}" for end in ("state", "events?after=0")]
    viewers = [*(sign_in(who) for who in (chair, clerk, people[4], *outsiders)), factories.visitor(app)]
    for viewer in viewers:
        for route in routes:
            answer = viewer.get(route)
            assert answer.status_code == 200, route
            assert "Kanarienvogel" not in answer.get_data(as_text=True), route
        told = viewer.get(f"/api/v1/meetings/{number}/state").get_json()["polls"][0]
        assert (told["given"], told["no"], told["voters"], told["votes"], told["objections"]) == (0, 0, None, [], [])
        assert viewer.get(f"{path}/abstimmungen/{poll_id}/umschlaege").status_code in (303, 404)
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    names = sorted(one.handle for one in people[:3])
    for viewer, knows in zip(viewers, [True] * 3 + [False] * 5, strict=True):
        told = viewer.get(f"/api/v1/meetings/{number}/state").get_json()["polls"][0]
        assert (told["voters"], told["no"]) == (names if knows else None, 3)
        record = viewer.get(f"{path}/abstimmungen/{poll_id}.json").get_json()
        assert "voters" not in record
        assert "votes" not in record


def test_nothing_of_a_vote_in_a_closed_item_leaves_the_committee(app: Flask, sign_in: SignIn) -> None:
    """L-03, L-22, E-18: no question, no option, no reason, no number of it."""
    items = (commands.PlannedItem("Kanarienvogel als Punkt", level=Circle.COMMITTEE),)
    meeting, chair, people = factories.running_meeting(members=2, items=items)
    number, path = meeting.id, meeting.url
    poll_id = opened(chair, number, kind="choice", options="Kanarienvogel\nKein Vogel", question="Kanarienvogel?")
    factories.act(people[0], number, "poll.vote", poll_id=poll_id, options=[0])
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    outsiders = [sign_in(factories.person("staff")), sign_in(factories.person()), factories.visitor(app)]
    for viewer in outsiders:
        for end in ("", "/stand", "/leinwand", "/niederschrift", "/verlauf"):
            assert "Kanarienvogel" not in viewer.get(path + end).get_data(as_text=True)
        for end in ("", ".json", "/umschlaege"):
            assert viewer.get(f"{path}/abstimmungen/{poll_id}{end}").status_code in (303, 404)
        assert viewer.get(f"/api/v1/meetings/{number}/state").get_json()["polls"] == []
    assert "Kanarienvogel" in sign_in(people[1]).get(f"{path}/abstimmungen/{poll_id}.json").get_data(as_text=True)
    assert sign_in(people[1]).get(f"{path}/abstimmungen/{poll_id + 1}").status_code == 404


def test_who_stepped_back_counts_for_the_quorum_and_for_no_majority(app: Flask) -> None:
    """B-15, L-06, L-18: of four who are there one steps back; two are more than half of the three who are left."""
    meeting, chair, (ada, ben, cem, dan) = factories.running_meeting(members=4)
    number, item = meeting.id, meeting.current_item_id
    factories.act(dan, number, "recusal.declare", item_id=item)
    poll_id = opened(chair, number, rule="absolute_present")
    for who, choice in ((ada, "yes"), (ben, "yes"), (cem, "abstain")):
        factories.act(who, number, "poll.vote", poll_id=poll_id, choice=choice)
    factories.act(chair, number, "poll.close", poll_id=poll_id)
    record = poll_queries.published(Nobody(), number, poll_id)
    assert (record["verdict"], record["configuration"]["present"]) == ("accepted", 3)
    assert poll(poll_id).present == 4
    assert problems(record) == []


def test_unanimity_is_pointed_out_in_votes_on_several_options_too(app: Flask) -> None:
    """L-81: whoever sees that all chose the same knows every vote."""
    meeting, chair, people = factories.running_meeting()
    number, told = meeting.id, []
    for choices in (([1], [1]), ([1], [2]), ([0, 1], [0, 1]), ([0, 1], [1])):
        poll_id = opened(chair, number, kind="choice", most=2, level="unnamed")
        for who, options in zip(people, choices, strict=True):
            cast(who, number, poll_id, {"options": options})
        factories.act(chair, number, "poll.close", poll_id=poll_id)
        told.append(labels.is_unanimous(queries.state(Nobody(), number)["polls"][-1]))
    assert told == [True, False, True, False]


def test_the_desk_reads_about_the_person_it_votes_for(app: Flask) -> None:
    """L-31: a refusal of a roll call is about the member who was called, not about whoever sits at the desk."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, absent = meeting.id, factories.member(meeting.committee)
    poll_id = opened(chair, number, level="roll_call")
    for who, words in ((absent, "Diese Person ist nicht anwesend"), (ada, ""), (ada, "Diese Person hat schon")):
        data = {"poll_id": poll_id, "person_id": who.id, "choice": "yes"}
        if not words:
            factories.act(chair, number, "poll.vote_for", **data)
            continue
        with pytest.raises(Conflict, match=words):
            factories.act(chair, number, "poll.vote_for", **data)
