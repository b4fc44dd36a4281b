"""Questions from the public."""

from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.permissions import Actor
from forum.meetings.models import Meeting, Question
from forum.meetings.queries.state.rows import reads_blank, rows
from forum.meetings.written import BLANK


def questions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return all questions, in the order of asking; only the desk reads those that are held or removed."""
    found = Question
    desk = reads_blank(viewer, of)
    asked = rows(
        select(
            found.id, Person.handle, found.anonymous, found.text, found.state, found.reason, found.answered,
            found.pinned, found.votes,
        )
        .outerjoin(Person, Person.id == found.person_id)
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id)
    )  # fmt: skip
    return [row if desk or row["state"] not in BLANK else row | {"text": ""} for row in asked]
