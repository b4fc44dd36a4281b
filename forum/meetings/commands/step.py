"""One step of a meeting: who acts, in which meeting, under its lock, and the only way to number an event."""

from dataclasses import dataclass, field

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.events import Event, record
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.meetings.models import AgendaItem, Meeting, MeetingState, Presence


@dataclass
class Step:
    """A command while it is carried out."""

    actor: Actor
    meeting: Meeting
    seqs: list[int] = field(default_factory=list)

    @property
    def person_id(self) -> int:
        """The number of the acting person; the permission has made sure that there is one."""
        assert self.actor.person_id is not None  # noqa: S101
        return self.actor.person_id

    def record(self, event: Event, audience: str | None = None) -> int:
        """Append the event to the meeting's log with the next number (L-37)."""
        taken = db.session.scalar(
            update(Meeting)
            .where(Meeting.id == self.meeting.id)
            .values(last_seq=Meeting.last_seq + 1)
            .returning(Meeting.last_seq)
            .execution_options(synchronize_session=False)
        )
        assert taken is not None  # noqa: S101  The row is locked by this very transaction.
        db.session.expire(self.meeting, ["last_seq"])
        record(
            self.actor,
            event,
            audience=audience or self.meeting.audience,
            stream=self.meeting.stream,
            seq=taken,
        )
        self.seqs.append(taken)
        return taken

    def require_running(self) -> None:
        """Refuse a step that needs an open session. Raises Conflict."""
        if self.meeting.state != MeetingState.RUNNING:
            raise Conflict(_("Die Sitzung läuft gerade nicht."))

    def require_present(self) -> None:
        """Refuse a step that needs presence. Raises Conflict."""
        if self.presence(self.person_id) is None:
            raise Conflict(_("Bitte melden Sie sich zuerst anwesend."))

    def presence(self, person_id: int) -> Presence | None:
        """Return the open presence of a person."""
        return db.session.scalar(
            select(Presence).where(
                Presence.meeting_id == self.meeting.id,
                Presence.person_id == person_id,
                Presence.until.is_(None),
            )
        )

    def item(self, item_id: int) -> AgendaItem:
        """Return an item of this meeting that the actor may see. Raises NotFound."""
        found = db.session.get(AgendaItem, item_id)
        if found is None or found.meeting_id != self.meeting.id or found.audience not in self.actor.words:
            raise NotFound(_("Diesen Tagesordnungspunkt gibt es hier nicht."))
        return found

    def current_item(self) -> AgendaItem:
        """Return the item that is called now. Raises Conflict."""
        if self.meeting.current_item_id is None:
            raise Conflict(_("Zurzeit ist kein Tagesordnungspunkt aufgerufen."))
        return self.item(self.meeting.current_item_id)
