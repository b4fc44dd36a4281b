"""One vote, as everybody may count it anew (L-78)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.meetings.counting import canonical
from forum.meetings.models import NAMED, Ballot, Level, Meeting, NamedVote, Poll, PollOfficer, PollState
from forum.meetings.queries.lists import meeting


def poll(viewer: Actor, meeting_id: int, poll_id: int) -> Poll:
    """Return a poll of a meeting. Raises NotFound, also when the viewer may not know of it."""
    meeting(viewer, meeting_id)
    found = db.session.scalar(
        select(Poll).where(Poll.id == poll_id, Poll.meeting_id == meeting_id, Poll.audience.in_(viewer.words))
    )
    if found is None:
        raise NotFound
    return found


def published(viewer: Actor, meeting_id: int, poll_id: int) -> dict[str, Any]:
    """Return what is published of a poll: its frozen configuration at once, ballots and result when it is closed."""
    return _records([poll(viewer, meeting_id, poll_id)])[0]


def all_published(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return what is published of every closed vote of a meeting that the viewer may know of, with its number (L-34)."""
    found = db.session.scalars(
        select(Poll)
        .where(Poll.meeting_id == of.id, Poll.state == PollState.CLOSED, Poll.audience.in_(viewer.words))
        .order_by(Poll.id)
    ).all()
    records = zip(found, _records(found), strict=True)
    return [{"poll_id": one.id, "item_id": one.item_id, **record} for one, record in records]


def _records(polls: Sequence[Poll]) -> list[dict[str, Any]]:
    counted = [one.id for one in polls if _is_counted(one)]
    ballots, votes = _ballots(counted), _names(counted)
    return [_record(one, ballots[one.id], votes[one.id]) for one in polls]


def _is_counted(found: Poll) -> bool:
    return found.state == PollState.CLOSED and found.verdict is not None and found.result is not None


def _record(found: Poll, ballots: list[dict[str, Any]], votes: list[dict[str, Any]]) -> dict[str, Any]:
    counted = _is_counted(found)
    record: dict[str, Any] = {
        # The question is no part of the frozen plan: the log seals it as a text that can be removed (L-51, L-80).
        "question": found.question,
        "configuration": found.configuration,
        "configuration_hash": found.configuration_hash,
        "state": str(found.state),
        "ballots": ballots,
        "receipts": found.receipts if counted else [],
        "envelopes": found.envelopes if counted else [],
        "turnout": len(ballots) if counted else None,
        "result": found.result if counted else None,
        "verdict": found.verdict,
        "void_reason": found.void_reason,
    }
    if found.level in NAMED and counted:
        record["votes"] = votes
    return record


def _ballots(poll_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the ballots of each poll, in the order of their content; a poll has them in one table or in the other."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for table in (NamedVote, Ballot) if poll_ids else ():
        for row in db.session.execute(select(table.poll_id, table.payload).where(table.poll_id.in_(poll_ids))):
            found[row.poll_id].append(row.payload)
    return defaultdict(list, {number: sorted(payloads, key=canonical) for number, payloads in found.items()})


def _names(poll_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = (
        select(NamedVote.poll_id, Person.handle, NamedVote.payload)
        .join(Person, Person.id == NamedVote.voter_id)
        .where(NamedVote.poll_id.in_(poll_ids))
        .order_by(NamedVote.voter_id)
    )
    for row in db.session.execute(rows) if poll_ids else ():
        found[row.poll_id].append({"name": row.handle, "ballot": row.payload})
    return found


def for_officer(viewer: Actor, meeting_id: int, poll_id: int) -> dict[str, Any]:
    """Return what an officer of a secret vote needs to open the envelopes. Raises NotFound for everybody else."""
    found = poll(viewer, meeting_id, poll_id)
    officers = db.session.scalars(
        select(PollOfficer).where(PollOfficer.poll_id == poll_id).order_by(PollOfficer.place)
    ).all()
    own = next((one for one in officers if one.person_id == viewer.person_id), None)
    if own is None or found.level != Level.SECRET:
        raise NotFound
    other = next(one for one in officers if one is not own)
    return {
        "place": own.place,
        "envelopes": found.envelopes,
        "own_key": own.public_key,
        "other_key": other.public_key,
        "parcel": other.parcel,
        "has_sent_parcel": bool(own.parcel),
    }
