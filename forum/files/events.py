"""What can happen to files that others see."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    """A file belongs to a thing and can be read by its audience."""

    about: ClassVar[str] = "file"
    file_id: int
    purpose: str
    thing_id: int


@dataclass(frozen=True, kw_only=True)
class FileRemoved(FileAttached):
    """A file no longer belongs to the thing and is gone."""


@dataclass(frozen=True, kw_only=True)
class FileDescribed(FileAttached):
    """The words for those who do not see the picture have changed."""


@dataclass(frozen=True, kw_only=True)
class FileHidden(FileAttached):
    """The moderation hid a file."""


@dataclass(frozen=True, kw_only=True)
class FileRestored(FileAttached):
    """The moderation shows a hidden file again."""


@dataclass(frozen=True, kw_only=True)
class FileSeen(FileAttached):
    """Somebody opened a file that is kept as a proof; the row of the look says when (P-14)."""

    file_look_id: int
