"""The state of a room at one moment, as pages, API and sockets give it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, read_one_moment
from forum.core.permissions import Actor
from forum.meetings.models import (
    AgendaItem,
    Ballot,
    Contribution,
    Meeting,
    Motion,
    Poll,
    Presence,
    Resolution,
    SpeakerEntry,
    SpeakerState,
)
from forum.meetings.queries.lists import meeting

MOST_CONTRIBUTIONS = 200


def state(viewer: Actor, meeting_id: int) -> dict[str, Any]:
    """Return the whole state that the viewer may see, and ``at_seq``, the event it stands at (L-44). Raises NotFound.

    The number is read first and everything in one moment, so events after ``at_seq`` neither miss nor repeat anything.
    """
    read_one_moment()
    found = meeting(viewer, meeting_id)
    items = _items(viewer, found)
    visible = {item["id"] for item in items}
    return {
        "id": found.id,
        "at_seq": found.last_seq,
        "epoch": found.epoch,
        "title": found.title,
        "url": found.url,
        "committee": {"id": found.committee_id, "title": found.committee.title, "url": found.committee.url},
        "starts_at": found.starts_at,
        "place": found.place,
        "state": str(found.state),
        "quorum": found.quorum,
        "current_item_id": found.current_item_id if found.current_item_id in visible else None,
        "items": items,
        "present": _present(found),
        "speakers": _speakers(viewer, found),
        "contributions": _contributions(viewer, found),
        "motions": _motions(viewer, found),
        "polls": _polls(viewer, found),
        "resolutions": _resolutions(viewer, found),
    }


def own(viewer: Actor, state_now: dict[str, Any]) -> dict[str, Any]:
    """Return what in this state is the viewer's own: presence, place on the list, votes."""
    number = viewer.person_id
    if number is None:
        return {"present": False, "speakers": {}, "voted": {}}
    open_polls = [poll["id"] for poll in state_now["polls"] if poll["state"] == "open"]
    votes = db.session.execute(
        select(Ballot.poll_id, Ballot.choice).where(Ballot.person_id == number, Ballot.poll_id.in_(open_polls))
    )
    waiting = (SpeakerState.WAITING, SpeakerState.SPEAKING)
    return {
        "present": any(one["person_id"] == number for one in state_now["present"]),
        "speakers": {
            one["item_id"]: one
            for one in state_now["speakers"]
            if one["person_id"] == number and one["state"] in waiting
        },
        "voted": {row.poll_id: row.choice for row in votes},
    }


def _rows(statement: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in db.session.execute(statement)]  # noqa: SLF001  The documented way.


def _items(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    return _rows(
        select(
            AgendaItem.id,
            AgendaItem.number,
            AgendaItem.title,
            AgendaItem.text_html,
            AgendaItem.state,
            AgendaItem.idea_id,
            (AgendaItem.audience == of.audience).label("public"),
        )
        .where(AgendaItem.meeting_id == of.id, AgendaItem.audience.in_(viewer.words))
        .order_by(AgendaItem.number)
    )


def _present(of: Meeting) -> list[dict[str, Any]]:
    return _rows(
        select(Presence.person_id, Person.handle)
        .join(Person)
        .where(Presence.meeting_id == of.id, Presence.until.is_(None))
        .order_by(Presence.id)
    )


def _speakers(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    entry = SpeakerEntry
    return _rows(
        select(entry.id, entry.item_id, entry.person_id, Person.handle, entry.state, entry.stance)
        .join(Person)
        .where(entry.meeting_id == of.id, entry.audience.in_(viewer.words))
        .order_by(entry.id)
    )


def _contributions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    found = Contribution
    rows = _rows(
        select(found.id, found.item_id, Person.handle, found.html, found.hidden, found.created_at)
        .outerjoin(Person, Person.id == found.person_id)
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id.desc())
        .limit(MOST_CONTRIBUTIONS)
    )
    return [row | {"html": "" if row["hidden"] else row["html"]} for row in reversed(rows)]


def _motions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    return _rows(
        select(Motion.id, Motion.item_id, Motion.html, Motion.reasons_html, Motion.state, Person.handle)
        .outerjoin(Person, Person.id == Motion.person_id)
        .where(Motion.meeting_id == of.id, Motion.audience.in_(viewer.words))
        .order_by(Motion.id)
    )


def _polls(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    polls = db.session.scalars(
        select(Poll).where(Poll.meeting_id == of.id, Poll.audience.in_(viewer.words)).order_by(Poll.id)
    ).all()
    running = _running([poll.id for poll in polls if poll.state == "open"])
    return [
        {
            "id": poll.id,
            "item_id": poll.item_id,
            "motion_id": poll.motion_id,
            "question": poll.question,
            "state": poll.state,
            "rule": poll.rule,
            "present": poll.present,
            **({"yes": poll.yes, "no": poll.no, "abstain": poll.abstain} | running.get(poll.id, {})),
            "verdict": poll.verdict,
        }
        for poll in polls
    ]


def _running(poll_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Count the votes of open polls; everybody sees them while they come in (L-22)."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    if poll_ids:
        for row in db.session.execute(
            select(Ballot.poll_id, Ballot.choice, func.count().label("votes"))
            .where(Ballot.poll_id.in_(poll_ids))
            .group_by(Ballot.poll_id, Ballot.choice)
        ):
            counts[row.poll_id][str(row.choice)] = row.votes
    return counts


def _resolutions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    found = Resolution
    return _rows(
        select(
            found.id, found.number, found.kind, found.item_id, found.poll_id, found.idea_id, found.html,
            found.reasons_html, found.yes, found.no, found.abstain, found.adopted_at,
        )
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id)
    )  # fmt: skip


def as_json(value: Any) -> Any:
    """Return the value with moments as text, for JSON."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
