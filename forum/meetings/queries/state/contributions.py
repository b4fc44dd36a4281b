"""What was written, and by which rules."""

from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.fold.contributions import MOST, RULES
from forum.meetings.models import Contribution, Meeting, WritingRules
from forum.meetings.queries.state.rows import reads_blank, rows
from forum.meetings.written import BLANK


def contributions(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the newest contributions, the oldest of them first; only the desk reads those that are held or removed."""
    found = Contribution
    newest = rows(
        select(found.id, found.item_id, Person.handle, found.html, found.state, found.reason, found.created_at)
        .outerjoin(Person, Person.id == found.person_id)
        .where(found.meeting_id == of.id, found.audience.in_(viewer.words))
        .order_by(found.id.desc())
        .limit(MOST)
    )
    desk = reads_blank(viewer, of)
    return [row if desk or row["state"] not in BLANK else row | {"html": ""} for row in reversed(newest)]


def writing_rules(of: Meeting) -> dict[str, Any]:
    """Return the rules for contributions and questions."""
    stored = db.session.get(WritingRules, of.id)
    return {name: getattr(stored, name) for name in RULES} if stored else dict(RULES)
