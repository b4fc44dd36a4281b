"""The items of the agenda: a tree of two levels, with automatic numbers and time boxes."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


class ItemState(enum.StrEnum):
    """Where an agenda item stands (L-04)."""

    PLANNED = "planned"
    OPEN = "open"
    DEBATED = "debated"
    RESOLVED = "resolved"
    POSTPONED = "postponed"
    CLOSED = "closed"


ITEM_LABELS = {
    ItemState.PLANNED: lazy("geplant"),
    ItemState.OPEN: lazy("aufgerufen"),
    ItemState.DEBATED: lazy("beraten"),
    ItemState.RESOLVED: lazy("beschlossen"),
    ItemState.POSTPONED: lazy("vertagt"),
    ItemState.CLOSED: lazy("geschlossen"),
}

# The one table of what may follow (L-04): what was postponed or closed can be called again, what was resolved stays.
TRANSITIONS: dict[ItemState, frozenset[ItemState]] = {
    ItemState.PLANNED: frozenset({ItemState.OPEN, ItemState.POSTPONED, ItemState.CLOSED}),
    ItemState.OPEN: frozenset({ItemState.DEBATED, ItemState.RESOLVED, ItemState.POSTPONED, ItemState.CLOSED}),
    ItemState.DEBATED: frozenset({ItemState.OPEN, ItemState.RESOLVED, ItemState.POSTPONED, ItemState.CLOSED}),
    ItemState.POSTPONED: frozenset({ItemState.OPEN}),
    ItemState.CLOSED: frozenset({ItemState.OPEN}),
    ItemState.RESOLVED: frozenset(),
}
# The item is called, and the room is about it.
CALLED = frozenset({ItemState.OPEN, ItemState.DEBATED})


class Circle(enum.StrEnum):
    """For whom an item is; each next one is narrower (L-03)."""

    PUBLIC = "public"
    COMMITTEE = "committee"
    CHAIR = "chair"

    def word(self, committee_id: int) -> str:
        """Return the audience word of the level in a committee."""
        return {
            Circle.PUBLIC: "public",
            Circle.COMMITTEE: f"committee:{committee_id}",
            Circle.CHAIR: f"committee:{committee_id}:chair",
        }[self]

    @classmethod
    def of(cls, word: str) -> "Circle":
        """Return the level of an audience word of a meeting or of its items."""
        if word.endswith(":chair"):
            return cls.CHAIR
        return cls.COMMITTEE if word.startswith("committee:") else cls.PUBLIC

    @property
    def breadth(self) -> int:
        """How narrow the level is: 0 is the widest."""
        return list(Circle).index(self)


CIRCLE_LABELS = {
    Circle.PUBLIC: lazy("öffentlich"),
    Circle.COMMITTEE: lazy("nur für das Gremium"),
    Circle.CHAIR: lazy("nur für den Vorsitz"),
}


class Numbering(enum.StrEnum):
    """How items are numbered (L-01)."""

    ARABIC = "arabic"
    ROMAN = "roman"


NUMBERING_LABELS = {Numbering.ARABIC: lazy("1, 2, 3 …"), Numbering.ROMAN: lazy("I, II, III …")}


class AgendaItem(StoredHtml, Model):
    """One item of the agenda (TOP), for everybody, for the committee or for the chair, about an idea, a dossier or neither.

    ``place`` is its position in the whole tree and ``number`` what people call it; both are set anew by
    ``commands.agenda`` whenever the tree changes. In the database they are called ``number`` and ``called``.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    parent_id: Mapped[int | None] = mapped_column(index=True)
    place: Mapped[int] = mapped_column("number")
    number: Mapped[str] = mapped_column("called", String(12), default="", server_default="")
    title: Mapped[str] = mapped_column(String(160))
    # The title as it was, while the moderation hides the idea that it names, or words in it (M-36).
    withheld_title: Mapped[str | None] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ItemState] = mapped_column(String(10), default=ItemState.PLANNED)
    # The numbers of an idea or of a dossier, which are below and named by number only, as in discussions.
    idea_id: Mapped[int | None] = mapped_column(index=True)
    dossier_id: Mapped[int | None] = mapped_column(index=True)
    # In a second session the item of the first one that it takes up as it was; for it any number is enough (B-06).
    again_of: Mapped[int | None] = mapped_column(index=True)
    audience: Mapped[str] = mapped_column(String(60))
    # That it came to the agenda after the members had been invited, with fewer days left than they are to have (L-30).
    added_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The time box: how many minutes are planned, how many seconds it has had, and since when it is called now (L-02).
    minutes: Mapped[int | None]
    spent: Mapped[int] = mapped_column(default=0, server_default="0")
    called_at: Mapped[datetime | None]
    first_called_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return ITEM_LABELS[ItemState(self.state)]

    @property
    def level(self) -> Circle:
        """For whom the item is."""
        return Circle.of(self.audience)
