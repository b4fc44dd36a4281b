"""What can happen in the search."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SearchMatched(Event):
    """A search that somebody saved has found something new; what it was for stands in no log."""

    about: ClassVar[str] = "saved_search"
    saved_search_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class FileRead(Event):
    """The words of an attached file are known."""

    about: ClassVar[str] = "file"
    file_id: int
