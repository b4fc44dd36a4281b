"""Papers for items and motions; the files themselves are kept by ``forum.files``."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model
from forum.meetings.models.agenda import Circle


class SessionPaper(Model):
    """A paper for an item or for a motion, for everybody, the committee or the chair (L-28)."""

    __tablename__ = "session_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    title: Mapped[str] = mapped_column(String(160))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def circle(self) -> Circle:
        """For whom the paper is."""
        return Circle.of(self.audience)
