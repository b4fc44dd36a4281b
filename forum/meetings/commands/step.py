"""One step of a meeting: who acts, in which meeting, under its lock, and the only way to number an event."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from forum.core.db import Model, db, plainly
from forum.core.errors import Conflict, NotFound
from forum.core.events import Event, record
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.meetings.models import AgendaItem, Meeting, MeetingState, Presence
from forum.meetings.models.agenda import Circle
from forum.meetings.queries.entitled import comes_for_nobody, steps_back

_TABLE = Model.metadata.tables[Meeting.__tablename__]
_TAKE_NUMBER = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("number"))
    .values(last_seq=_TABLE.c.last_seq + 1)
    .returning(_TABLE.c.last_seq)
)


def require_committee(item: AgendaItem) -> None:
    """Refuse to decide where most of those who decide read nothing: the chair alone is no committee (L-03, B-05)."""
    if item.level == Circle.CHAIR:
        raise Conflict(
            _("Dieser Punkt ist nur für den Vorsitz. Anträge und Abstimmungen gibt es, wo das Gremium mitliest.")
        )


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

    @property
    def committee_word(self) -> str:
        """The audience of what is for the committee alone."""
        return f"committee:{self.meeting.committee_id}"

    def record(self, event: Event, audience: str | None = None, *, by: Actor | None = None) -> int:
        """Append the event to the meeting's log with the next number (L-37); ``by`` is for what is said by nobody."""
        # What else the step changed goes first, so that the log never runs ahead of it.
        db.session.flush()
        taken = plainly(_TAKE_NUMBER, {"number": self.meeting.id}).scalar_one()
        set_committed_value(self.meeting, "last_seq", taken)
        record(
            by or self.actor,
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

    def require_taking_part(self, item: AgendaItem, person_id: int | None = None) -> None:
        """Refuse whoever stepped back from the item, or has somebody put on its list who did (B-15). Raises Conflict."""
        if steps_back(person_id or self.person_id, item.id):
            raise Conflict(_("Wer bei einem Punkt befangen ist, wirkt an ihm nicht mit."))

    def require_seat(self, person_id: int | None = None) -> None:
        """Refuse whoever only deputises, and for nobody now: the seat is the member's (L-21). Raises Conflict."""
        if comes_for_nobody(person_id or self.person_id, self.meeting):
            raise Conflict(_("Wer zur Stellvertretung berufen ist und gerade niemanden vertritt, hört zu."))

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
