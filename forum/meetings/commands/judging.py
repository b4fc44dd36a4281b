"""Holding, releasing and removing what was written in a session: one step for contributions and questions (L-26, L-27).

The desk takes it by a command of the room, the moderation by deciding a case; both end in the same line of the log.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import current_app
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, NotFound
from forum.core.events import Event, LoggedEvent
from forum.core.permissions import Actor, require
from forum.meetings import texts
from forum.meetings.commands.step import Step
from forum.meetings.events import TextGivenBack
from forum.meetings.models import Contribution, Meeting, MeetingState, Question, Redaction
from forum.meetings.written import Written
from forum.screening.commands import READ_BY_ALL

Row = TypeVar("Row", Contribution, Question)


@dataclass(frozen=True)
class Judging(Generic[Row]):
    """How one kind of what is written is judged: its table, its steps, and the event that tells of each."""

    kind: str
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
        self._state_reasons(step, row, was)

    def end(self, step: Step) -> None:
        """Leave nothing held when the session ends: what nobody reads for good has reasons, like what is removed (S-02).

        What the desk held for a reason is removed for it. What only waited to be looked at goes to the moderation; where
        that does not read, it is shown, since nobody found anything wrong.
        """
        held = select(self.model).where(self.model.meeting_id == step.meeting.id, self.model.state == Written.HELD)
        rows = db.session.scalars(held.order_by(self.model.id)).all()
        holders = self._holders(step, rows)
        for row in rows:
            if row.reason:
                self.move(step, row, "remove", row.reason)
                # When a complaint is right, it is not held again but shown. Whoever held it decides about no complaint.
                was = {"state": str(Written.VISIBLE), "reason": ""}
                self._state_reasons(step, row, was, by=holders.get(row.id), left=True)
            elif row.audience in READ_BY_ALL:
                current_app.extensions["left_waiting"](self.kind, row.id)
            else:
                self.move(step, row, "release")

    def _holders(self, step: Step, rows: Sequence[Row]) -> dict[int, Person]:
        """Return who held each of these last, by its number; the log of the session knows."""
        if not rows:
            return {}
        of_session = (LoggedEvent.subject_kind == "meeting", LoggedEvent.subject_id == step.meeting.id)
        moved = (LoggedEvent.type == type(self.event(rows[0])).__name__, LoggedEvent.actor_id.is_not(None))
        found: dict[int, int] = {}
        for line in db.session.execute(
            select(LoggedEvent.data, LoggedEvent.actor_id).where(*of_session, *moved).order_by(LoggedEvent.id)
        ):
            if line.data["state"] == Written.HELD:
                found[line.data[f"{self.kind}_id"]] = line.actor_id
        people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(found.values())))}
        return {number: people[who] for number, who in found.items() if who in people}

    def _state_reasons(
        self, step: Step, row: Row, was: Mapping[str, str], *, by: Actor | None = None, **how: bool
    ) -> None:
        """State why, in the name of whoever took it away; what somebody takes of their own needs no reasons."""
        by = by or step.actor
        if row.person_id is None or row.person_id != by.person_id:
            current_app.extensions["removed_in_session"](by, row, was, **how)

    def clear(self, actor: Actor, row: Row) -> None:
        """Show what waited, as the moderation found nothing wrong with it; what is held for a reason is for the desk."""
        if row.state == Written.HELD and not row.reason:
            self.moderate(actor, row, "release")

    def erase(self, step: Step, row: Row, reason: str) -> None:
        """Remove what somebody else wrote before its words are erased for good: that needs reasons, too (S-02).

        The moderation keeps the words, so that a complaint that is right brings them back (S-04).
        """
        was = {"state": str(row.state), "reason": row.reason}
        if row.state != Written.REMOVED:
            self.move(step, row, "remove", reason)
        self._state_reasons(step, row, was, erased=True)

    def restore(self, actor: Actor, row: Row, state: str, reason: str, words: str = "") -> None:
        """Put it back where it stood before it was removed: what the chair held is held on (M-15).

        ``words`` are those that were erased meanwhile. Raises Forbidden, Conflict.
        """
        step = _moderating(actor, row)
        if row.state != Written.REMOVED:
            raise Conflict(str(self.done))
        gone = db.session.get(Redaction, (row.meeting_id, self.kind, row.id))
        if words and gone is not None:
            texts.write_again(self.kind, row, words)
            db.session.delete(gone)
            step.record(TextGivenBack(meeting_id=row.meeting_id, kind=self.kind, text_id=row.id), row.audience)
        # What waited for the desk of a session that is over waits no more: somebody else looked at it.
        is_late = state == Written.HELD and step.meeting.state != MeetingState.RUNNING
        row.state, row.reason = (Written.VISIBLE, "") if is_late else (Written(state), reason)
        step.record(self.event(row), row.audience)

    def moderate(self, actor: Actor, row: Row, kind: str, reason: str = "") -> None:
        """Take the step as the moderation does, outside the room but in its log. Raises Forbidden, Conflict."""
        self.move(_moderating(actor, row), row, kind, reason)


def _moderating(actor: Actor, row: Contribution | Question) -> Step:
    """Begin a step in the meeting of something written, as the moderation takes it. Raises Forbidden."""
    meeting = get_or_404(Meeting, row.meeting_id, lock=True)
    require(actor, "contribution.moderate", meeting)
    return Step(actor, meeting)
