"""What happens inside the staff office; all of it is for Stabsstelle, units and Board, never for the public."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _FileEvent(Event):
    about: ClassVar[str] = "idea"
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaAssigned(_FileEvent):
    """An idea went to a unit, to a person, or back into the pool (N-26)."""

    note_id: int
    unit_id: int | None
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class FileNoted(_FileEvent):
    """Somebody noted something in the file of an idea; ``mentioned`` are the people whom the note names."""

    note_id: int
    mentioned: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _DraftEvent(_FileEvent):
    draft_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerHandedIn(_DraftEvent):
    """An answer waits for a second person to look at it (N-23)."""


@dataclass(frozen=True, kw_only=True)
class AnswerSentBack(_DraftEvent):
    """Whoever looked at an answer wants it changed."""


@dataclass(frozen=True, kw_only=True)
class AnswerReleased(_DraftEvent):
    """A second person released an answer, for now or for a set time."""


@dataclass(frozen=True, kw_only=True)
class AnswerStuck(_DraftEvent):
    """A released answer could not be published at its time."""


@dataclass(frozen=True, kw_only=True)
class TextBlockChanged(Event):
    """A text block has a new version, or was put away."""

    about: ClassVar[str] = "text_block"
    text_block_id: int
    version: int
