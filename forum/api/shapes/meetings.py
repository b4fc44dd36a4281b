"""Meetings, their log and the commands of a room."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from forum.api.shapes.common import PageQuery, Shape


class MeetingQuery(PageQuery):
    """Which meetings."""

    committee: Annotated[str, Field(max_length=80)] | None = None


class Meeting(Shape):
    """A session of a committee."""

    id: int
    url: str
    title: str
    committee: str
    starts_at: datetime
    place: str
    state: str


class Meetings(Shape):
    """A collection of meetings."""

    items: list[Meeting]
    next: str | None


class EventQuery(Shape):
    """After which event of which epoch, and how many seconds to wait for one."""

    model_config = ConfigDict(extra="ignore")

    after: Annotated[int, Field(ge=0, lt=10**9)] = 0
    wait: Annotated[float, Field(ge=0, le=25)] = 0
    epoch: Annotated[int, Field(ge=1, lt=10**9)] | None = None


class MeetingEvent(Shape):
    """One numbered event of a meeting; ``prev`` is the one before it for the same audience."""

    prev: int
    seq: int
    type: str
    at: datetime
    actor: str | None
    data: dict[str, Any]


class Events(Shape):
    """Events in their order; ``state`` is the address of the state where the log is no continuation of what one knows."""

    items: list[MeetingEvent]
    next: str | None
    epoch: int
    state: str | None


class Command(Shape):
    """A command to a meeting; the key makes sure that it is carried out once."""

    type: Annotated[str, Field(max_length=40)]
    data: dict[str, Any] = {}
    idempotency_key: Annotated[str, Field(max_length=64)]


class CommandAnswer(Shape):
    """The number of the command's last event."""

    ok: bool
    seq: int
    duplicate: bool
