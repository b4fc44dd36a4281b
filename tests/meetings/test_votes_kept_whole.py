"""A vote keeps its promises also where it goes wrong: void, doubled, or about words that change meanwhile (L-24, L-77)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from forum.core.clock import frozen_at, now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.meetings.models import AgendaItem, Minutes, MinutesState, Paragraph
from tests import factories
from tests.meetings.polling import allow_secret_votes, cast, envelope, newest, opened, poll, public_key

act = factories.act
YES, NO = {"choice": "yes"}, {"choice": "no"}


def lying(table: str, column: str, poll_id: int) -> list[str]:
    """Return what a table holds of a vote in the order in which it lies on the disk."""
    place = "rowid" if db.engine.dialect.name == "sqlite" else "ctid"
    rows = db.session.execute(
        text(f"SELECT {column} FROM {table} WHERE poll_id = :poll ORDER BY {place}"),  # noqa: S608  Names of our own.
        {"poll": poll_id},
    )
    return [str(row[0]) for row in rows]


def test_a_void_vote_without_names_keeps_no_order_of_arrival(app: Flask) -> None:
    """L-77, L-79: beside the turnout, nothing tells who voted how, in the tables and in backups."""
    meeting, chair, people = factories.running_meeting(members=6)
    number = meeting.id
    poll_id = opened(chair, number, level="unnamed")
    votes = [NO, YES, NO, YES, YES, NO]
    for place, (who, vote) in enumerate(zip(people, votes, strict=True)):
        cast(who, number, poll_id, vote, f"{place}-key-of-a-test")
    act(chair, number, "poll.void", poll_id=poll_id, reason="Das war eine falsche Frage.")
    assert poll(poll_id).verdict == "void"
    assert lying("turnout", "voter_id", poll_id) == [str(who.id) for who in people]
    kept = ["yes" in ballot for ballot in lying("ballot", "payload", poll_id)]
    assert sorted(kept) == [False, False, False, True, True, True]
    assert kept in ([False] * 3 + [True] * 3, [True] * 3 + [False] * 3)


def test_no_envelope_counts_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """L-76: two members with the same envelope would make the public recount fail for good."""
    allow_secret_votes(app, monkeypatch)
    meeting, chair, people = factories.running_meeting(members=5)
    number, secret = meeting.id, {"question": "Wer soll sprechen?", "level": "secret"}
    act(chair, number, "quorum.establish")
    act(chair, number, "poll.open", **secret, officer_one_id=people[0].id, officer_two_id=people[1].id)
    poll_id = newest()
    for who, letter in zip(people[:2], "ab", strict=True):
        act(who, number, "poll.key", poll_id=poll_id, public_key=public_key(letter))
    act(chair, number, "poll.start", poll_id=poll_id)
    cast(people[0], number, poll_id, envelope("a"), "first-key-of-a-test")
    with pytest.raises(Conflict, match="liegt schon in der Urne"):
        cast(people[1], number, poll_id, envelope("a"), "second-key-of-a-test")
    cast(people[1], number, poll_id, envelope("b"), "third-key-of-a-test")


def voting_about_minutes() -> dict[str, Any]:
    """Return submitted minutes with a paragraph, and an open vote of the next session about them."""
    of = factories.committee()
    meeting, chair, people = factories.running_meeting(members=3, of=of)
    number = meeting.id
    act(chair, number, "session.close")
    act(chair, number, "minutes.draft")
    row = db.session.scalars(select(Paragraph).where(Paragraph.meeting_id == number).order_by(Paragraph.id)).first()
    assert row is not None
    paragraph = row.id
    act(chair, number, "minutes.save", paragraph_id=paragraph, version=row.version, text="Die Bänke wurden gelobt.")
    act(chair, number, "minutes.submit")
    later = factories.meeting(of).id
    with frozen_at(now() + timedelta(days=40)):
        act(chair, later, "session.start")
        for who in people:
            act(who, later, "presence.check_in")
        item = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == later)).one()
        act(chair, later, "item.open", item_id=item)
        act(chair, later, "poll.open", minutes_id=number, confirmed=True)
    return {
        "number": number,
        "later": later,
        "poll": newest(),
        "paragraph": paragraph,
        "chair": chair,
        "people": people,
    }


def test_words_of_minutes_stay_while_they_are_voted_on(app: Flask) -> None:
    """L-24, L-51: and what is removed after the vote is another version, about which nobody voted."""
    one = voting_about_minutes()
    chair, number, later = one["chair"], one["number"], one["later"]
    redact = {"kind": "paragraph", "text_id": one["paragraph"], "reason": "mistake"}
    with frozen_at(now() + timedelta(days=40)):
        with pytest.raises(Conflict, match="stimmt das Gremium gerade ab"):
            act(chair, number, "text.redact", **redact)
        for who in one["people"]:
            act(who, later, "poll.vote", poll_id=one["poll"], choice="yes")
        act(chair, later, "poll.close", poll_id=one["poll"])
        act(chair, number, "text.redact", **redact)
        with pytest.raises(Conflict, match="nach dieser Abstimmung geändert"):
            act(chair, number, "minutes.approve", poll_id=one["poll"])


def test_the_vote_that_approved_minutes_stands(app: Flask) -> None:
    """L-24, L-79: declaring it void would leave approved minutes that nobody approved."""
    one = voting_about_minutes()
    with frozen_at(now() + timedelta(days=40)):
        for who in one["people"]:
            act(who, one["later"], "poll.vote", poll_id=one["poll"], choice="yes")
        act(one["chair"], one["later"], "poll.close", poll_id=one["poll"])
        act(one["chair"], one["number"], "minutes.approve", poll_id=one["poll"])
        with pytest.raises(Conflict, match="Niederschrift genehmigt"):
            act(one["chair"], one["later"], "poll.void", poll_id=one["poll"], reason="Das war eine falsche Frage.")
    assert db.session.get_one(Minutes, one["number"]).state == MinutesState.APPROVED
    assert poll(one["poll"]).verdict == "accepted"
