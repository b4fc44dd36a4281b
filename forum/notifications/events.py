"""What can happen to messages."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailsDue(Event):
    """Messages wait to be mailed to people behind this one: those about one event, or all that are due."""

    about: ClassVar[str] = "person"
    person_id: int
    event_id: int | None = None
