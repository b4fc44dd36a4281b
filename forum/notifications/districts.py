"""Telling those who represent a district of its ideas, also of those below the threshold or past their deadline (B-04).

They hold the word ``district:<number>`` by a grant. What they are told comes as a weekly digest unless they wish otherwise.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.ideas.events import IdeaAdvanced, IdeaCaptured, IdeaEdited, IdeaSubmitted
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.notifications.commands import tell
from forum.notifications.models import Message

NEW, MISSED = "district_idea", "district_missed"


def _new_in_district(events: Sequence[LoggedEvent]) -> None:
    """Tell of an idea once, whether it was handed in for the district or the Stabsstelle sorted it in later."""
    for event in events:
        idea = db.session.get_one(Idea, event.data["idea_id"])
        if idea.is_listed:
            known = select(Message.person_id).where(
                Message.thing_kind == "idea", Message.thing_id == idea.id, Message.kind == NEW
            )
            people = _represent(idea) - set(db.session.scalars(known))
            tell(event, people, NEW, idea.url, title=idea.title)


def _missed_in_district(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        if event.data["target"] == IdeaState.QUORUM_VERFEHLT and "district" in event.data["told"]:
            idea = db.session.get_one(Idea, event.data["idea_id"])
            figures: dict[str, Any] = {"count": idea.support_count, "threshold": idea.threshold}
            tell(event, _represent(idea), MISSED, idea.url, title=idea.title, **figures)


def _represent(idea: Idea) -> set[int]:
    """Return who represents a district of the idea."""
    return {number for district in idea.district_numbers for number in holders(f"district:{district}")}


SUBSCRIBERS = [
    Subscriber("notifications.district_ideas", (IdeaSubmitted, IdeaCaptured, IdeaEdited), _new_in_district),
    Subscriber("notifications.district_missed", (IdeaAdvanced,), _missed_in_district),
]
