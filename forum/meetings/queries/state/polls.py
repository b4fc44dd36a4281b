"""Votes. Of one without names nothing is told while it is open but about how many have voted (L-22, L-76)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import null, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.counting import figures
from forum.meetings.fold.polls import RULES
from forum.meetings.models import (
    NAMED,
    NAMELESS,
    REPORTED,
    Meeting,
    NamedVote,
    Poll,
    PollObjection,
    PollOfficer,
    PollState,
    Turnout,
)

Votes = dict[int, list[dict[str, Any]]]


def polls(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the votes that the viewer may see, with their figures."""
    found = db.session.scalars(
        select(Poll).where(Poll.meeting_id == of.id, Poll.audience.in_(viewer.words)).order_by(Poll.id)
    ).all()
    votes = _votes([poll.id for poll in found if poll.level in NAMED])
    officers = _officers([poll.id for poll in found if poll.level in REPORTED])
    voters = _voters(found) if f"committee:{of.committee_id}" in viewer.words else {}
    objections = _objections([poll.id for poll in found if poll.kind == "consent"])
    return [_told(poll, votes[poll.id], officers[poll.id], voters.get(poll.id), objections[poll.id]) for poll in found]


def _votes(poll_ids: Sequence[int]) -> Votes:
    return _by_poll(
        select(NamedVote.poll_id, NamedVote.voter_id, Person.handle, NamedVote.payload)
        .join(Person, Person.id == NamedVote.voter_id)
        .where(NamedVote.poll_id.in_(poll_ids))
        .order_by(NamedVote.voter_id)
        if poll_ids
        else None
    )


def _officers(poll_ids: Sequence[int]) -> Votes:
    return _by_poll(
        select(
            PollOfficer.poll_id,
            PollOfficer.person_id,
            Person.handle,
            (PollOfficer.public_key != "").label("has_key"),
            (PollOfficer.parcel != "").label("has_parcel"),
            (PollOfficer.report != null()).label("has_report"),
        )
        .join(Person, Person.id == PollOfficer.person_id)
        .where(PollOfficer.poll_id.in_(poll_ids))
        .order_by(PollOfficer.place)
        if poll_ids
        else None
    )


def _objections(poll_ids: Sequence[int]) -> Votes:
    columns = PollObjection.poll_id, PollObjection.id, PollObjection.text
    of_these = PollObjection.poll_id.in_(poll_ids)
    found = _by_poll(select(*columns).where(of_these).order_by(PollObjection.id) if poll_ids else None)
    return defaultdict(
        list, {key: [{"id": one["id"], "text": one["text"]} for one in rows] for key, rows in found.items()}
    )


def _by_poll(statement: Any) -> Votes:
    rows: Votes = defaultdict(list)
    for row in () if statement is None else db.session.execute(statement):
        rows[row.poll_id].append(dict(row._mapping))  # noqa: SLF001  The documented way.
    return rows


def _voters(polls: Sequence[Poll]) -> dict[int, list[str]]:
    """Return who took part in votes without names, once they are closed; only the committee is told (L-78)."""
    closed = [poll.id for poll in polls if poll.level in NAMELESS and poll.state == PollState.CLOSED]
    names: dict[int, list[str]] = {number: [] for number in closed}
    if not closed:
        return names
    for row in db.session.execute(
        select(Turnout.poll_id, Person.handle)
        .join(Person, Person.id == Turnout.voter_id)
        .where(Turnout.poll_id.in_(closed))
        .order_by(Person.handle)
    ):
        names[row.poll_id].append(row.handle)
    return names


def _told(
    poll: Poll,
    votes: list[dict[str, Any]],
    officers: list[dict[str, Any]],
    voters: list[str] | None,
    objections: list[dict[str, Any]],
) -> dict[str, Any]:
    frozen = poll.configuration
    counted = _figures(poll, votes)
    return {
        "id": poll.id,
        "item_id": poll.item_id,
        "motion_id": poll.motion_id,
        "question": poll.question,
        "options": poll.options,
        "kind": poll.kind,
        "level": str(poll.level),
        "state": str(poll.state),
        "rule": poll.rule,
        **{name: frozen[name] for name in ("least", "most", "scale", "seats", "straw", "grace")},
        "minuted": poll.minuted,
        # What is only prepared has no hash yet, and the log says this of it when it is opened.
        **{name: frozen.get(name) if poll.configuration_hash else None for name in RULES},
        "present": poll.present,
        "members": frozen.get("members", 0),
        "entitled": len(frozen.get("entitled", ())),
        "keys": frozen.get("keys", []),
        "configuration_hash": poll.configuration_hash,
        "ends_at": poll.ends_at,
        "officers": officers,
        **counted,
        "elected": (poll.result or {}).get("elected", []),
        "verdict": poll.verdict,
        "void_reason": poll.void_reason,
        "result": poll.result if poll.state == PollState.CLOSED else None,
        # As with raised hands, whoever follows sees who votes how; the minutes of an open vote name fewer (L-22, L-71).
        "votes": [{"handle": vote["handle"], "ballot": vote["payload"]} for vote in votes],
        # Objections have a number once the vote is over; before, votes with names show theirs at once.
        "objections": objections
        if poll.state == PollState.CLOSED
        else [{"id": None, "text": vote["payload"]["reason"]} for vote in votes if "reason" in vote["payload"]],
        "voters": voters,
    }


def _figures(poll: Poll, votes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures that everybody may know now."""
    counted: dict[str, Any] = poll.result or figures(len(poll.options), (vote["payload"] for vote in votes))
    known = {name: counted[name] for name in ("yes", "no", "abstain", "blank", "invalid")}
    known |= {"marks": counted["options"], "given": counted["ballots"]}
    if poll.result is None and poll.level not in NAMED:
        known["given"] = len(poll.envelopes) if poll.state == PollState.COUNTING else poll.told
    return known


def own(person_id: int, polls: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return in which of these polls the person has voted, how where it has a name, and what of it is in the minutes.

    Also of which open ones the list of those entitled, frozen when they opened, names the person (L-73).
    """
    if not polls:
        return {"voted": {}, "noted": set(), "entitled": set()}
    numbers = [poll["id"] for poll in polls]
    named = db.session.execute(
        select(NamedVote.poll_id, NamedVote.payload, NamedVote.noted).where(
            NamedVote.voter_id == person_id, NamedVote.poll_id.in_(numbers)
        )
    ).all()
    nameless = db.session.scalars(
        select(Turnout.poll_id).where(Turnout.voter_id == person_id, Turnout.poll_id.in_(numbers))
    )
    voted: dict[int, dict[str, Any]] = {number: {} for number in nameless}
    open_ones = [poll["id"] for poll in polls if poll["state"] == PollState.OPEN]
    frozen = db.session.execute(select(Poll.id, Poll.configuration).where(Poll.id.in_(open_ones))) if open_ones else ()
    return {
        "entitled": {row.id for row in frozen if person_id in row.configuration["entitled"]},
        "voted": voted | {row.poll_id: row.payload for row in named},
        "noted": {row.poll_id for row in named if row.noted},
    }
