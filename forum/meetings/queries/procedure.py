"""What the rules of procedure ask of a meeting."""

from datetime import timedelta

from sqlalchemy import select

from forum.committees.models import Majority, Quorum
from forum.committees.queries import rules_of
from forum.core.clock import local, today
from forum.core.db import db
from forum.meetings.counting import RULES
from forum.meetings.models import AgendaItem, Circle, ItemState, Meeting, MeetingState, Poll
from forum.meetings.queries.entitled import members_with_a_vote

# The rule of counting for each majority of the rules of procedure.
COUNTED = {Majority.SIMPLE: "simple", Majority.ABSOLUTE: "absolute_members", Majority.TWO_THIRDS: "two_thirds"}
# What a vote on a motion can end with, so that its matter is decided.
DECIDED = ("accepted", "rejected")
# For so long somebody can take back by themselves that they declared an interest by a slip (B-15).
SLIP = timedelta(minutes=2)


def notice_days(of: Meeting) -> int:
    """Return how many days before the meeting its members are to be invited."""
    return rules_of(of.committee_id).notice_days


def days_until(of: Meeting) -> int:
    """Return how many days there are from today to the day of the meeting."""
    return (local(of.starts_at).date() - today()).days


def is_late(of: Meeting) -> bool:
    """Tell whether an invitation of today comes later than the rules of procedure ask for (L-30)."""
    return days_until(of) < notice_days(of)


def usual_quorum(committee_id: int) -> int:
    """Return how many with a vote must be there, by the rules of the committee and its members of today (L-06)."""
    return Quorum(rules_of(committee_id).quorum).needed(members_with_a_vote(committee_id))


def quorum_of(of: Meeting) -> int:
    """Return how many with a vote must be there (L-06, B-05).

    It is the number that was planned, else what the rules of procedure say of the members of this moment, so that who is
    appointed or leaves between planning and session counts. A session that is over keeps its number.
    """
    is_over = of.state in (MeetingState.CLOSED, MeetingState.CANCELLED)
    return of.quorum if is_over or not of.quorum_by_rules else usual_quorum(of.committee_id)


def can_be_taken_up(item: AgendaItem, committee_id: int) -> bool:
    """Tell whether a second session may decide on this item with any number (NKomVG § 65).

    It stood in a session of the committee that lacked its quorum, was not decided there, and no other session took it up.
    """
    first = db.session.get_one(Meeting, item.meeting_id)
    if first.committee_id != committee_id or not first.lacked_quorum or item.state == ItemState.RESOLVED:
        return False
    decided = select(Poll.id).where(Poll.item_id == item.id, Poll.motion_id.is_not(None), Poll.verdict.in_(DECIDED))
    again = (
        select(AgendaItem.id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.again_of == item.id, Meeting.state != MeetingState.CANCELLED)
    )
    return db.session.scalar(decided.limit(1)) is None and db.session.scalar(again.limit(1)) is None


def asked_quorum(of: Meeting) -> int:
    """Return the number that the rules of procedure ask for; a second session that was announced needs none (B-06)."""
    announced = of.second and of.second_announced
    return quorum_of(of) if of.quorum_by_rules or announced else usual_quorum(of.committee_id)


def usual_rule(committee_id: int, kind: str) -> str:
    """Return the rule by which a vote of this kind is counted unless it says otherwise.

    It is the majority of the rules of procedure, where this kind of vote knows it (L-18, B-05).
    """
    wanted = COUNTED[Majority(rules_of(committee_id).majority)]
    return wanted if wanted in RULES[kind] else RULES[kind][0]


def usual_level(committee_id: int) -> Circle:
    """Return for whom the rules of a committee say that its meetings are."""
    return Circle.PUBLIC if rules_of(committee_id).public else Circle.COMMITTEE
