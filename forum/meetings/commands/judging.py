"""Holding, releasing and removing what was written in a session: one step for contributions and questions (L-26, L-27).

The desk takes it by a command of the room, the moderation by deciding a case; both end in the same line of the log.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import current_app

from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, NotFound
from forum.core.events import Event
from forum.core.permissions import Actor, require
from forum.meetings.commands.step import Step
from forum.meetings.models import Contribution, Meeting, Question
from forum.meetings.written import Written

Row = TypeVar("Row", Contribution, Question)


@dataclass(frozen=True)
class Judging(Generic[Row]):
    """How one kind of what is written is judged: its table, its steps, and the event that tells of each."""

    model: type[Row]
    steps: Mapping[str, tuple[Set[Written], Written]]
    event: Callable[[Row], Event]
    # What is said when there is no such thing here, and when somebody else was quicker.
    missing: Any
    done: Any

    def find(self, step: Step, number: int) -> Row:
        """Return what was written in this meeting, if the actor may see it. Raises NotFound."""
        found = db.session.get(self.model, number)
        if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
            raise NotFound(str(self.missing))
        return found

    def move(self, step: Step, row: Row, kind: str, reason: str = "") -> None:
        """Bring it where this step leads; held or removed, its text is blank on every surface (L-51). Raises Conflict."""
        allowed, state = self.steps[kind]
        if row.state not in allowed:
            raise Conflict(str(self.done))
        row.state, row.reason = state, reason
        step.record(self.event(row), row.audience)

    def remove(self, step: Step, row: Row, reason: str) -> None:
        """Remove it as the desk does; whoever wrote it is told why in the same transaction, and may complain (S-02)."""
        was = {"state": str(row.state), "reason": row.reason}
        self.move(step, row, "remove", reason)
        if row.person_id is None or row.person_id != step.actor.person_id:
            current_app.extensions["removed_in_session"](step.actor, row, was)

    def restore(self, actor: Actor, row: Row, state: str, reason: str) -> None:
        """Put it back where it stood before the moderation removed it: what the chair held is held on (M-15).

        Raises Forbidden, Conflict.
        """
        step = _moderating(actor, row)
        if row.state != Written.REMOVED:
            raise Conflict(str(self.done))
        row.state, row.reason = Written(state), reason
        step.record(self.event(row), row.audience)

    def moderate(self, actor: Actor, row: Row, kind: str, reason: str = "") -> None:
        """Take the step as the moderation does, outside the room but in its log. Raises Forbidden, Conflict."""
        self.move(_moderating(actor, row), row, kind, reason)


def _moderating(actor: Actor, row: Contribution | Question) -> Step:
    """Begin a step in the meeting of something written, as the moderation takes it. Raises Forbidden."""
    meeting = get_or_404(Meeting, row.meeting_id, lock=True)
    require(actor, "contribution.moderate", meeting)
    return Step(actor, meeting)
