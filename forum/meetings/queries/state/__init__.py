"""The state of a room at one moment, as pages, API and sockets give it; each area of a session reads its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.core.db import db, read_one_moment
from forum.core.permissions import Actor
from forum.meetings.models import STILL_THERE, Question, QuestionVote
from forum.meetings.queries.lists import meeting
from forum.meetings.queries.procedure import asked_quorum, quorum_of
from forum.meetings.queries.state import (
    agenda,
    contributions,
    invitations,
    minutes,
    motions,
    papers,
    polls,
    presence,
    questions,
    resolutions,
    speakers,
)


def state(viewer: Actor, meeting_id: int) -> dict[str, Any]:
    """Return the state that the viewer may see, and ``at_seq``, where it stands (L-44). Raises NotFound.

    The number is read first and everything in one moment, so events after ``at_seq`` neither miss nor repeat
    anything.
    """
    read_one_moment()
    found = meeting(viewer, meeting_id)
    items = agenda.items(viewer, found)
    visible = {item["id"] for item in items}
    entries = speakers.speakers(viewer, found)
    return {
        "id": found.id,
        "at_seq": found.last_seq,
        "epoch": found.epoch,
        "title": found.title,
        "url": found.url,
        "committee": {"id": found.committee_id, "title": found.committee.title, "url": found.committee.url},
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "opened_at": found.opened_at,
        "closed_at": found.closed_at,
        "place": found.place,
        # Where one joins by video is for those who belong to the committee.
        "link": found.link if found.committee.word in viewer.words else "",
        "state": str(found.state),
        "cancel_reason": found.cancel_reason,
        "quorum": quorum_of(found),
        # Where another number was planned than the rules of procedure ask for, both are shown (L-06).
        "usual_quorum": asked_quorum(found),
        "quorum_state": str(found.quorum_state),
        # A second session takes up what the first one left open with any number, if its invitation said so (B-06).
        "second_announced": found.second and found.second_announced,
        "numbering": str(found.numbering),
        "sequence": found.sequence,
        "invited_at": found.invited_at,
        "invited_late": found.invited_late,
        "replies": invitations.replies(viewer, found),
        "current_item_id": found.current_item_id if found.current_item_id in visible else None,
        "items": items,
        **presence.attendance(viewer, found),
        "recusals": presence.recusals(viewer, found),
        "speakers": entries,
        # Chair and experts see who spoke how much; others see the list only (L-10).
        "spoken": speakers.spoken(entries) if found.committee.word in viewer.words else [],
        "speaking_rules": speakers.speaking_rules(found),
        "speaker_lists": speakers.speaker_lists(viewer, found),
        "contributions": contributions.contributions(viewer, found),
        "writing_rules": contributions.writing_rules(found),
        "questions": questions.questions(viewer, found),
        "motions": motions.motions(viewer, found),
        "papers": papers.papers(viewer, found),
        "polls": polls.polls(viewer, found),
        "resolutions": resolutions.resolutions(viewer, found),
        "minutes": minutes.minutes(viewer, found),
        "redacted": minutes.redacted(viewer, found),
    }


def own(viewer: Actor, state_now: dict[str, Any]) -> dict[str, Any]:
    """Return what in this state is the viewer's own: presence, place on the list, votes."""
    number = viewer.person_id
    if number is None:
        return {"present": False, "speakers": [], "voted": {}, "noted": set(), "entitled": set(), "wants": set()}
    return {
        "present": any(one["person_id"] == number for one in state_now["present"]),
        "speakers": [
            one for one in state_now["speakers"] if one["person_id"] == number and one["state"] in STILL_THERE
        ],
        **polls.own(number, state_now["polls"]),
        "wants": set(
            db.session.scalars(
                select(QuestionVote.question_id)
                .join(Question)
                .where(QuestionVote.person_id == number, Question.meeting_id == state_now["id"])
            )
        ),
    }


def as_json(value: Any) -> Any:
    """Return the value with moments as text, for JSON."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
