"""What those who were invited answered; for the committee alone."""

from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.permissions import Actor
from forum.meetings.models import Invitation, Meeting, Reply
from forum.meetings.queries.state.rows import rows


def replies(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the answers, to whoever belongs to the committee."""
    if f"committee:{of.committee_id}" not in viewer.words:
        return []
    return rows(
        select(Invitation.person_id, Person.handle, Invitation.reply)
        .join(Person)
        .where(Invitation.meeting_id == of.id, Invitation.reply != Reply.NONE)
        .order_by(Invitation.person_id)
    )
