"""The sealed log of a session: whatever is changed in it shows, and what is removed by the rules does not break it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.committees.models import Recusal
from forum.core import chain
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.core.tokens import random_key
from forum.ideas.models import IdeaStep
from forum.meetings import commands, counting, queries, texts
from forum.meetings.commands import PlannedItem
from forum.meetings.models import (
    AgendaItem,
    Contribution,
    Meeting,
    Minutes,
    Motion,
    MotionVersion,
    Paragraph,
    Poll,
    Resolution,
    SealedText,
)
from forum.meetings.queries import polls as poll_queries
from forum.search import queries as search
from tests import factories
from tests.meetings import polling, talk
from tests.meetings.test_log import whole_session
from tests.meetings.test_minutes import closed_session
from tests.racing import at_once

act = factories.act


def verified(app: Flask) -> dict[str, Any]:
    """Run the command that proves log and papers, and return what it found."""
    result = app.test_cli_runner().invoke(args=["forum", "events", "verify", "--json"])
    found: dict[str, Any] = json.loads(result.output)
    db.session.rollback()
    return found


def test_the_log_is_sealed_when_minutes_are_drafted(app: Flask) -> None:
    """L-80: no event of the session is left without its link, and the minutes hold the last one."""
    _of, number, _chair, clerk, _member = closed_session()
    act(clerk, number, "minutes.draft")
    stream = db.session.get_one(Meeting, number).stream
    rows = db.session.scalars(select(LoggedEvent).where(LoggedEvent.stream == stream).order_by(LoggedEvent.seq)).all()
    minutes = db.session.get_one(Minutes, number)
    last = next(row for row in rows if row.seq == minutes.seal_seq)
    assert all(row.seal for row in rows[:-1])
    assert (last.type, last.seal) == ("SessionClosed", minutes.seal)
    assert verified(app) == {"whole": True, "first_broken": None, "changed": []}


def test_one_changed_byte_in_the_log_is_found_and_named(app: Flask) -> None:
    """L-80, E-38: the verify command names the seq, also when the seals behind the row were taken away."""
    number, *_people = whole_session()
    with transaction():
        chain.seal()
        stream = db.session.get_one(Meeting, number).stream
        row = db.session.scalars(select(LoggedEvent).where(LoggedEvent.stream == stream, LoggedEvent.seq == 9)).one()
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id == row.id).values(data=row.data | {"item_id": 99}))
    first = f"The event log is broken at event {row.id} ({stream}, seq 9)."
    said = app.test_cli_runner().invoke(args=["forum", "events", "verify"])
    assert said.exit_code == 1
    assert said.output.splitlines()[0] == first
    # Whoever takes the seals away, so that all are made anew, hides nothing: the row is named before the session is.
    with transaction():
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id >= row.id).values(seal=None))
    assert app.test_cli_runner().invoke(args=["forum", "events", "verify"]).output.splitlines()[0] == first


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (AgendaItem.title, "ItemAdded"),
        (Contribution.source, "ContributionAdded"),
        # The first motion of the session was shown as a draft.
        (Motion.reasons, "MotionDrafted"),
        (Poll.question, "PollOpened"),
        (Resolution.html, "ResolutionAdopted"),
        (Paragraph.source, "ParagraphSaved"),
    ],
)
def test_one_changed_letter_of_a_text_is_found_and_named(app: Flask, column: Any, kind: str) -> None:
    """L-80: texts are part of the seal by their digests."""
    number, *_people = whole_session()
    assert verified(app)["changed"] == []
    stream = db.session.get_one(Meeting, number).stream
    seq = db.session.scalars(
        select(LoggedEvent.seq).where(LoggedEvent.stream == stream, LoggedEvent.type == kind).order_by(LoggedEvent.seq)
    ).first()
    with transaction():
        model = column.class_
        first = db.session.scalars(select(model.id).where(model.meeting_id == number).order_by(model.id).limit(1)).one()
        db.session.execute(update(model).where(model.id == first).values({column: column + "!"}))
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {seq}"]


def test_a_changed_digest_is_found_too(app: Flask) -> None:
    """L-80: the digests are held together by a digest in the log."""
    number, *_people = whole_session()
    with transaction():
        first = db.session.scalars(
            select(SealedText).where(SealedText.kind == "motion").order_by(SealedText.text_id)
        ).first()
        assert first is not None
        first.digest, seq = "0" * 64, first.seq
    drafted = db.session.scalars(select(LoggedEvent.seq).where(LoggedEvent.type == "MinutesDrafted")).one()
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {one}" for one in (seq, drafted)]


def place_of(number: int, kind: str, **data: Any) -> int:
    """Return the number of the first event of a kind, with these values in its body."""
    stream = db.session.get_one(Meeting, number).stream
    rows = db.session.scalars(
        select(LoggedEvent).where(LoggedEvent.stream == stream, LoggedEvent.type == kind).order_by(LoggedEvent.seq)
    )
    return next(row.seq or 0 for row in rows if data.items() <= row.data.items())


def test_a_salt_is_lost_only_by_the_rules(app: Flask) -> None:
    """L-80: a text without a salt could say anything, so only a removal that the log tells of takes it."""
    number, *_people = whole_session()
    with transaction():
        first = db.session.scalars(
            select(SealedText).where(SealedText.kind == "item").order_by(SealedText.text_id)
        ).first()
        assert first is not None
        first.salt, seq = None, first.seq
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {seq}"]


def test_an_earlier_version_of_a_motion_is_sealed(app: Flask) -> None:
    """L-15, L-80: what the committee had before it is as provable as what it voted on; a removal takes all versions."""
    number, chair, *_people = whole_session()
    with transaction():
        version = db.session.scalars(select(MotionVersion).order_by(MotionVersion.motion_id)).first()
        assert version is not None
        kept, motion = version.source, version.motion_id
        version.source = "Etwas ganz anderes."
    place = place_of(number, "MotionDrafted", motion_id=motion)
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {place}"]
    with transaction():
        db.session.execute(update(MotionVersion).where(MotionVersion.motion_id == motion).values(source=kept))
    assert verified(app)["changed"] == []
    act(chair, number, "text.redact", kind="motion", text_id=motion, reason="mistake")
    assert verified(app) == {"whole": True, "first_broken": None, "changed": []}
    sealed = db.session.get(SealedText, (number, texts.VERSION, place))
    assert sealed is not None
    assert sealed.salt is None


def test_a_draft_that_was_never_moved_is_sealed(app: Flask) -> None:
    """L-15, L-80."""
    meeting, chair, _people = factories.running_meeting()
    number, motion = meeting.id, talk.moves(chair, meeting.id, text="Nur ein Entwurf, mehr nicht.", draft=True)
    act(chair, number, "session.close")
    act(chair, number, "minutes.draft")
    assert verified(app)["changed"] == []
    with transaction():
        db.session.execute(
            update(Motion).where(Motion.id == motion).values(source="Ein Beschluss, wie ihn alle wollten.")
        )
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {place_of(number, 'MotionDrafted')}"]


def with_vote(**data: Any) -> tuple[int, Person, int]:
    """Return a running session with a closed vote on options, its chair, and the vote's number."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    poll = polling.opened(chair, meeting.id, kind="choice", most=2, **data)
    act(ada, meeting.id, "poll.vote", poll_id=poll, options=[1])
    act(chair, meeting.id, "poll.close", poll_id=poll)
    return meeting.id, chair, poll


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("configuration", {"rule": "absolute_present"}),
        ("configuration", {"entitled": [1, 2, 3, 4, 5, 6]}),
        ("configuration", {"options": ["Am Fluss", "Am Bahnhof", "Im Park"]}),
        ("configuration", {"options": ["", "", ""], "options_salt": ""}),
        ("options", ["Am Fluss", "Am Bahnhof", "Im Park"]),
        ("configuration_hash", "0" * 64),
    ],
)
def test_a_changed_plan_of_a_vote_is_found_and_named(app: Flask, column: str, values: Any) -> None:
    """L-73, L-80: rule, voters and options are those whose hash the log told when the vote opened, minutes or not."""
    number, _chair, poll = with_vote()
    assert verified(app)["changed"] == []
    with transaction():
        row = db.session.get_one(Poll, poll)
        setattr(row, column, row.configuration | values if isinstance(values, dict) else values)
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {place_of(number, 'PollOpened')}"]


@pytest.mark.parametrize("values", [{"yes": 40}, {"verdict": "undecided"}, {"verdict": "void"}])
def test_changed_figures_of_a_vote_are_found_and_named(app: Flask, values: dict[str, Any]) -> None:
    """L-18, L-80."""
    number, _chair, poll = with_vote()
    with transaction():
        db.session.execute(update(Poll).where(Poll.id == poll).values(values))
    assert verified(app)["changed"] == [f"session meeting:{number}, seq {place_of(number, 'PollClosed')}"]


def test_removing_a_vote_takes_its_options_and_leaves_what_was_counted(app: Flask) -> None:
    """L-51, L-78: gone from row, plan, log, state and package; the hash still fits, and everybody can count anew."""
    number, chair, poll = with_vote(options="Am Fluss\nBei Frau Papageientaucher\nIm Park")
    act(chair, number, "text.redact", kind="poll", text_id=poll, reason="personal_data")
    row = db.session.get_one(Poll, poll)
    assert "Papageientaucher" not in str(vars(row))
    assert (row.options, row.configuration["choices"]) == (["", "", ""], 3)
    who = factories.visitor(app)
    for address in ("", "/verlauf.json", f"/abstimmungen/{poll}", f"/abstimmungen/{poll}.json"):
        assert "Papageientaucher" not in who.get(f"/sitzungen/{number}{address}").get_data(as_text=True), address
    assert "Papageientaucher" not in who.get(f"/api/v1/meetings/{number}/state").get_data(as_text=True)
    assert counting.problems(poll_queries.published(Nobody(), number, poll)) == []
    assert verified(app) == {"whole": True, "first_broken": None, "changed": []}


def test_an_open_vote_keeps_its_words(app: Flask) -> None:
    """L-73: nothing of it changes while it is open; void, it can lose them."""
    meeting, chair, _people = factories.running_meeting()
    number, poll = meeting.id, polling.opened(chair, meeting.id, kind="choice")
    with pytest.raises(Conflict, match="läuft noch"):
        act(chair, number, "text.redact", kind="poll", text_id=poll, reason="insult")
    act(chair, number, "poll.void", poll_id=poll, reason="Darin steht ein Name.")
    for kind in ("poll", "void"):
        act(chair, number, "text.redact", kind=kind, text_id=poll, reason="insult")
    assert db.session.get_one(Poll, poll).void_reason == ""
    assert verified(app)["changed"] == []


def session_with_an_objection(chair: Person, ada: Person, clerk: Person) -> int:
    """Return a session of the same committee, with minutes begun, in which somebody objected in consent."""
    later = db.session.scalars(select(Meeting.id).order_by(Meeting.id.desc()).limit(1)).one()
    poll = polling.opened(chair, later, kind="consent")
    act(ada, later, "poll.vote", poll_id=poll, choice="no", reason="Das ist zu teuer.")
    act(chair, later, "poll.close", poll_id=poll)
    act(chair, later, "session.close")
    act(clerk, later, "minutes.draft")
    return later


def cancelled_session(chair: Person, number: int) -> int:
    """Return a session of the same committee that was called off."""
    later = factories.meeting(db.session.get_one(Meeting, number).committee).id
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, chair.id), later, reason="Frau Papageientaucher ist krank.")
    return later


@pytest.mark.parametrize("kind", list(texts.TEXTS))
def test_what_is_removed_leaves_the_seal_whole(app: Flask, kind: str) -> None:
    """L-51, L-80: every kind of text; its salt goes with it."""
    number, chair, clerk, ada = whole_session()
    if kind == "consent_objection":
        number = session_with_an_objection(chair, ada, clerk)
    if kind == "cancellation":
        number = cancelled_session(chair, number)
    text = texts.TEXTS[kind]
    rows = db.session.scalars(select(text.model).order_by(getattr(text.model, text.key))).all()
    one = next(texts.number_of(kind, row) for row in rows if texts.place_of(kind, row)[0] == number)
    act(chair, number, "text.redact", kind=kind, text_id=one, reason="personal_data")
    assert verified(app) == {"whole": True, "first_broken": None, "changed": []}
    sealed = db.session.get(SealedText, (number, kind, one))
    assert sealed is None or sealed.salt is None


def test_a_removed_text_is_gone_from_every_surface(app: Flask, work: Callable[[], int]) -> None:
    """L-51, E-18: room, state, log, replay, download, package, minutes, idea and search, for everybody."""
    word = "Papageientaucher"
    idea = factories.idea()
    of = factories.committee()
    chair, clerk = factories.member(of, "chair"), factories.member(of, "clerk")
    number = factories.meeting(of, [PlannedItem(f"{word} im Titel", f"{word} im Text", idea_id=idea.id)]).id
    item = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one()
    for kind, data in (
        ("session.start", {}), ("presence.check_in", {}), ("item.open", {"item_id": item}),
        ("contribution.add", {"text": f"{word} im Beitrag"}),
    ):  # fmt: skip
        act(chair, number, kind, **data)
    motion = talk.moves(chair, number, text=f"{word} im Antrag", reasons=f"{word} im Grund", against=f"{word} dagegen")
    act(chair, number, "poll.open", motion_id=motion)
    poll = db.session.scalars(select(Poll.id)).one()
    act(chair, number, "poll.vote", poll_id=poll, choice="yes")
    act(chair, number, "poll.close", poll_id=poll)
    act(chair, number, "session.close")
    act(clerk, number, "minutes.draft")
    paragraph = db.session.scalars(select(Paragraph.id).where(Paragraph.item_id == item)).one()
    act(clerk, number, "minutes.save", paragraph_id=paragraph, version=1, text=f"{word} im Absatz")
    work()
    assert search.find(Nobody(), word).found
    contribution = db.session.scalars(select(Contribution.id)).one()
    for kind, one in (("item", item), ("contribution", contribution), ("motion", motion), ("paragraph", paragraph)):
        act(clerk, number, "text.redact", kind=kind, text_id=one, reason="personal_data")
    work()
    app.extensions["page_cache"].clear()
    room = f"/sitzungen/{number}"
    addresses = [room, f"{room}/leinwand", f"{room}/niederschrift", f"{room}/verlauf", f"{room}/verlauf?stand=999"]
    addresses += [f"{room}/verlauf.json", f"/api/v1/meetings/{number}/state", f"/api/v1/meetings/{number}/events"]
    addresses += [f"/ideen/{idea.id}", f"/api/v1/search?q={word}", "/beschluesse"]
    for who in (factories.visitor(app), factories.signed_in(app, clerk)):
        for address in addresses:
            page = who.get(address, follow_redirects=True).get_data(as_text=True)
            assert f"{word} im" not in page, address
    assert not search.find(Nobody(), word).found
    for model in (AgendaItem, Contribution, Motion, MotionVersion, Poll, Resolution, Paragraph, IdeaStep):
        for row in db.session.scalars(select(model)):
            assert word not in str(vars(row)), model
    assert queries.resolutions_of_idea(SYSTEM, idea.id)[0].number


def test_the_reason_of_a_cancellation_is_removed(app: Flask) -> None:
    """L-51, E-18: from the room, the state and the calendar, and the room says so; before there is none to remove."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    number = factories.meeting(of).id
    with pytest.raises(NotFound):
        act(chair, number, "text.redact", kind="cancellation", text_id=number, reason="personal_data")
    number = cancelled_session(chair, number)
    leader, room = factories.signed_in(app, chair), f"/sitzungen/{number}"
    assert 'name="kind" value="cancellation"' in leader.get(f"{room}/verlauf").get_data(as_text=True)
    act(chair, number, "text.redact", kind="cancellation", text_id=number, reason="personal_data")
    visitor = factories.visitor(app)
    for address in (room, f"{room}/verlauf", f"/api/v1/meetings/{number}/state", f"{room}.ics"):
        answered = visitor.get(address)
        assert answered.status_code == 200, address
        assert "Papageientaucher" not in answered.get_data(as_text=True), address
    assert "Dieser Text wurde entfernt" in visitor.get(room).get_data(as_text=True)


def test_what_was_noted_of_somebodys_interest_is_removed(app: Flask) -> None:
    """L-51, B-15: nobody reads it any more, and they still take no part."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, item = meeting.id, db.session.scalars(select(AgendaItem.id)).first()
    why = "Ihr Nachbar Papageientaucher baut."
    act(chair, number, "recusal.declare", item_id=item, person_id=ada.id, interest=why)
    assert queries.state(ben, number)["recusals"][0]["interest"] == why
    course = factories.signed_in(app, chair).get(f"/sitzungen/{number}/verlauf").get_data(as_text=True)
    assert 'name="kind" value="interest"' in course
    told = db.session.scalars(select(Recusal.id)).one()
    act(chair, number, "text.redact", kind="interest", text_id=told, reason="personal_data")
    [recusal] = queries.state(ben, number)["recusals"]
    assert (recusal["person_id"], recusal["interest"]) == (ada.id, "")
    assert db.session.scalars(select(Recusal.interest)).one() == ""


def test_a_text_is_removed_once_and_only_where_it_stands(app: Flask) -> None:
    """L-51."""
    number, chair, clerk, ada = whole_session()
    hidden = {"kind": "contribution", "text_id": 2, "reason": "insult"}
    with pytest.raises(Conflict, match="schon entfernt"):
        act(chair, number, "text.redact", **hidden)
    elsewhere = factories.meeting(db.session.get_one(Meeting, number).committee).id
    with pytest.raises(NotFound):
        act(chair, elsewhere, "text.redact", **hidden | {"text_id": 1})
    # The moderation removes nothing for good, neither in the open part nor in the closed one (S-04).
    moderator = factories.person("moderator")
    for text_id in (1, 5):
        with pytest.raises(Forbidden):
            act(moderator, number, "text.redact", **hidden | {"text_id": text_id})
    act(chair, number, "text.redact", **hidden | {"text_id": 1})
    removed = queries.removed(db.session.get_one(Person, clerk.id), db.session.get_one(Meeting, number))
    assert removed["contribution:1"] == "insult"
    assert ada.id


def test_nothing_slips_into_what_is_sealed(app: Flask) -> None:
    """L-80, E-38: on PostgreSQL numbers are given out before their rows are there; sealing waits for those rows."""
    meeting, chair, _people = factories.running_meeting()
    number, chair_id = meeting.id, chair.id

    def speak() -> None:
        data = {"text": "Noch ein Wort dazu"}
        commands.perform(db.session.get_one(Person, chair_id), number, "contribution.add", data, random_key())

    def seal() -> None:
        chain.seal()

    for _again in range(5):
        at_once(app, [speak, seal, speak, seal])
    with transaction():
        chain.seal()
    assert chain.first_break() is None
