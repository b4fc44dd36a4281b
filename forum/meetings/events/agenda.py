"""The items of the agenda."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class ItemAdded(MeetingPlanned):
    """The agenda has one more item, for this audience at its end; where it stands says the next ``AgendaOrdered``."""

    item_id: int
    number: str
    parent_id: int | None = None
    idea_id: int | None = None
    dossier_id: int | None = None
    minutes: int | None = None
    # That it came when the notice period for the session had begun (L-30).
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemChanged(MeetingPlanned):
    """A planned item has another title, text, subject or time box."""

    item_id: int
    idea_id: int | None = None
    dossier_id: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemRemoved(MeetingPlanned):
    """A planned item is gone from the agenda, or from what this audience sees of it."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class AgendaOrdered(MeetingPlanned):
    """The agenda as this audience sees it, in order: number of the item, of the item above it, and what it is called."""

    order: tuple[tuple[int, int | None, str], ...]


@dataclass(frozen=True, kw_only=True)
class ItemOpened(MeetingPlanned):
    """The chair called an item."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ItemDebated(ItemOpened):
    """The debate of an item is over; what follows is the vote."""


@dataclass(frozen=True, kw_only=True)
class ItemClosed(ItemOpened):
    """The committee is done with an item; ``outcome`` is resolved, postponed or closed."""

    outcome: str
