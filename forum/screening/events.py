"""What can happen before a text is published."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TextHeld(Event):
    """A text waits for the moderation, because these rules found something."""

    about: ClassVar[str] = "held"
    held_id: int
    rules: list[str]


@dataclass(frozen=True, kw_only=True)
class HeldTextPublished(Event):
    """The moderation found nothing wrong, and the text is public."""

    about: ClassVar[str] = "held"
    held_id: int


@dataclass(frozen=True, kw_only=True)
class HeldTextRefused(HeldTextPublished):
    """The moderation did not publish the text; its statement of reasons says why."""


@dataclass(frozen=True, kw_only=True)
class HeldTextWithdrawn(HeldTextPublished):
    """The author took the text back before anybody decided."""


@dataclass(frozen=True, kw_only=True)
class HeldTextReturned(HeldTextPublished):
    """A refusal was wrong, and its author has the text back, because it cannot appear at present."""


@dataclass(frozen=True, kw_only=True)
class TextLabelled(Event):
    """Rules found something in a text that is published; the moderation looks at it."""

    about: ClassVar[str] = "label"
    label_id: int
    rules: list[str]


@dataclass(frozen=True, kw_only=True)
class WatchedWordAdded(Event):
    """The moderation watches one more word; which one is nobody else's business."""

    about: ClassVar[str] = "watched_word"
    watched_word_id: int
    action: str


@dataclass(frozen=True, kw_only=True)
class WatchedWordRemoved(WatchedWordAdded):
    """The moderation watches a word no longer."""
