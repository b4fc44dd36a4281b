"""What the search must know of one kind of thing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.core.events import Event, LoggedEvent
from forum.core.permissions import Actor
from forum.search.engines import Document


@dataclass(frozen=True)
class Shown:
    """A hit as a page shows it; made from the database, so only of what the viewer may see now (Q-16)."""

    kind: str
    id: int
    title: str
    url: str
    text: str
    at: datetime
    language: str = "de"
    context: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    ``touched`` maps an event to the ids whose documents it changes. ``documents`` gives the documents of ids; an id
    without a document leaves the index. ``shown`` gives what the viewer may see of ids. ``plainly`` finds ids with SQL
    alone, for the time in which the index is away (Q-20).
    """

    kind: str
    label: Any
    touched: Mapping[type[Event], Callable[[LoggedEvent], Iterable[int]]]
    documents: Callable[[Sequence[int]], Iterable[Document]]
    shown: Callable[[Actor, Sequence[int]], Mapping[int, Shown]]
    every_id: Callable[[], Iterable[int]]
    plainly: Callable[[Actor, Sequence[str], int], Sequence[int]]


def pattern(word: str) -> str:
    """Return a LIKE pattern that finds the word anywhere; signs of the pattern language stand for themselves."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
