"""What is frozen with a vote: its plan, what it decides, who may answer and how many it takes (L-73)."""

from typing import Any

from flask import current_app

from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.tokens import secret_token
from forum.dossiers.queries import paper_number
from forum.meetings.commands.motions.rows import matter_of
from forum.meetings.commands.polls.officers import keys_of
from forum.meetings.commands.polls.shapes import WITH_OPTIONS, NewPoll
from forum.meetings.commands.quorum import Finding, finding
from forum.meetings.commands.step import Step
from forum.meetings.counting import digest
from forum.meetings.models import AgendaItem, Meeting, Motion, MotionKind, Poll, QuorumState
from forum.meetings.queries.entitled import entitled, members_with_a_vote
from forum.meetings.queries.procedure import usual_rule
from forum.meetings.ruling import not_ready, ready_ideas, result_of

FORMAT = "smart-city-forum/poll/4"


def plan(poll: Poll, data: NewPoll) -> dict[str, Any]:
    """Return what is known before opening; a number that means nothing for the kind has one fixed value."""
    kind, several = data.kind, data.kind in WITH_OPTIONS
    salt = secret_token()
    return {
        "format": FORMAT,
        "meeting_id": poll.meeting_id,
        "item_id": poll.item_id,
        "motion_id": poll.motion_id,
        "options": poll.options,
        "options_salt": salt,
        "options_digest": digest([salt, poll.options]),
        "choices": len(poll.options),
        "kind": poll.kind,
        "level": str(poll.level),
        "rule": poll.rule,
        "least": data.least if kind == "choice" else 0,
        "most": data.most if kind == "choice" else max(len(poll.options), 1),
        "scale": data.scale if kind == "rating" else 0,
        "seats": data.seats if several and kind != "irv" else 1,
        "straw": data.straw,
        "grace": int(current_app.config["POLL_GRACE"]),
        **_other_rule(poll),
        **({"minutes_id": poll.minutes_id, "minutes_version": poll.minutes_version} if poll.minutes_id else {}),
    }


def frozen(step: Step, poll: Poll, item: AgendaItem) -> dict[str, Any]:
    """Return the plan with everything else that the outcome depends on. Raises Conflict."""
    voters, found = sorted(entitled(step.meeting, item)), finding(step, item)
    motion = db.session.get(Motion, poll.motion_id) if poll.motion_id is not None else None
    return {
        **poll.configuration,
        **(_ruling(step, motion, item) if motion is not None else {}),
        "poll_id": poll.id,
        # Who stepped back from the item is there for the quorum, but no majority is of them (B-15, L-18).
        "present": len(voters),
        "members": max(members_with_a_vote(step.meeting.committee_id), len(voters)),
        "entitled": voters,
        "quorum": found.needed,
        "quorum_state": found.state,
        **_without_quorum(poll, found),
        "keys": [one.public_key for one in keys_of(poll)],
    }


def _ruling(step: Step, motion: Motion, item: AgendaItem) -> dict[str, Any]:
    """Return what the vote decides, about which ideas and on which papers; most votes decide nothing about any.

    Raises Conflict when a motion about ideas does not say so, and when they cannot be decided about any more.
    """
    matter = matter_of(step, item)
    if motion.kind == MotionKind.AMENDMENT or not matter.asks:
        return {}
    if motion.ruling is None:
        raise Conflict(_("Der Antrag sagt nicht, was er über die Idee beschließt. Bitte stellen Sie ihn neu."))
    if result_of(motion.ruling) is None:
        return {"ruling": motion.ruling}
    if motion.next_on is not None and motion.next_on <= today():
        raise Conflict(_("Der Tag, bis zu dem vertagt werden soll, ist vorbei. Bitte stellen Sie den Antrag neu."))
    if any(one.due_on <= today() for one in motion.conditions):
        raise Conflict(_("Der Tag einer Auflage ist vorbei. Bitte stellen Sie den Antrag neu."))
    ready = ready_ideas(matter.ideas)
    if not ready:
        raise Conflict(not_ready())
    return {
        "ruling": motion.ruling,
        "next_on": motion.next_on.isoformat() if motion.next_on else None,
        "ideas": ready,
        "papers": [item.dossier_id or paper_number(number) for number in ready],
        **_conditions(motion),
    }


def _conditions(motion: Motion) -> dict[str, str]:
    """Return the digest of the conditions, and the salt that proves them until they are removed like other words (L-51)."""
    salt = secret_token()
    return {"conditions_salt": salt, "conditions_digest": digest([salt, motion.duties])} if motion.duties else {}


def _without_quorum(poll: Poll, found: Finding) -> dict[str, bool]:
    """Return that the chair had found no quorum, where one is asked for: what is voted on then binds nobody (L-06)."""
    lacks = found.needed > 0 and found.state != QuorumState.ESTABLISHED and not poll.configuration["straw"]
    return {"without_quorum": True} if lacks else {}


def _other_rule(poll: Poll) -> dict[str, str]:
    """Return the majority of the rules of procedure where what binds is counted by another: nobody sets it aside unseen."""
    if poll.motion_id is None and poll.minutes_id is None:
        return {}
    usual = usual_rule(db.session.get_one(Meeting, poll.meeting_id).committee_id, poll.kind)
    return {"usual_rule": usual} if usual != poll.rule else {}
