"""An event of no meaning, for tests that only count what passes through the log."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Noise(Event):
    """Something happened that no fold knows."""

    about: ClassVar[str] = "meeting"
    meeting_id: int
    number: int
