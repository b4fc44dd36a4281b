"""What is told of recommendations: answers that are due and that came, and minority votes (B-16, B-17)."""

from forum.accounts.queries import holders
from forum.committees.queries import board_members, members
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.meetings.models import Resolution
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.recommendations.events import MinorityVoteBegun, RecommendationAnswered, RecommendationDue
from forum.recommendations.models import address


def _due(event: LoggedEvent) -> None:
    """Remind the Board and the Stabsstelle, and tell the committee when the day has passed."""
    of = _resolution(event)
    level = event.data["level"]
    people = {*board_members(), *holders("board"), *holders("staff")} | (_members(of) if level > 1 else set())
    tell(event, people, "recommendation_due", address(of.id), number=of.number, level=level)


def _answered(event: LoggedEvent) -> None:
    """Bring the answer back to the committee."""
    of = _resolution(event)
    tell(event, _members(of), "recommendation_answered", address(of.id), number=of.number)


def _minority_begun(event: LoggedEvent) -> None:
    """Tell the committee, so that others who were outvoted can agree in time."""
    of = _resolution(event)
    tell(event, _members(of), "minority_begun", address(of.id), number=of.number)


def _resolution(event: LoggedEvent) -> Resolution:
    return db.session.get_one(Resolution, event.data["resolution_id"])


def _members(of: Resolution) -> set[int]:
    return {one.person_id for one in members(SYSTEM, of.committee)}


SUBSCRIBERS = [
    Subscriber("notifications.recommendation_due", (RecommendationDue,), each(_due)),
    Subscriber("notifications.recommendation_answered", (RecommendationAnswered,), each(_answered)),
    Subscriber("notifications.minority_begun", (MinorityVoteBegun,), each(_minority_begun)),
]
