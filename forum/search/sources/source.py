"""What the search must know of one kind of thing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select

from forum.core.db import db
from forum.core.events import Event, LoggedEvent
from forum.core.permissions import Actor
from forum.files.models import File
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
    alone, for the time in which the index is away (Q-20). ``since`` says since when things can be found whose day is
    another one, as that of a session to come; of the others it is the moment that is shown.
    """

    kind: str
    label: Any
    touched: Mapping[type[Event], Callable[[LoggedEvent], Iterable[int]]]
    documents: Callable[[Sequence[int]], Iterable[Document]]
    shown: Callable[[Actor, Sequence[int]], Mapping[int, Shown]]
    every_id: Callable[[], Iterable[int]]
    plainly: Callable[[Actor, Sequence[str], int], Sequence[int]]
    since: Callable[[Sequence[int]], Mapping[int, datetime]] | None = None

    def ids_touched(self, rows: Iterable[LoggedEvent]) -> set[int]:
        """Return the ids whose documents any of these events changes."""
        names = {event.__name__: touched for event, touched in self.touched.items()}
        return {number for row in rows if row.type in names for number in names[row.type](row)}


def held(purpose: str, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return of each thing that has any whether pictures or other files are attached to it; one query for all (Q-26)."""
    kinds = case((File.width.is_not(None), "image"), else_="file")
    rows = select(File.thing_id, kinds).where(File.purpose == purpose, File.thing_id.in_(ids)).distinct()
    found: dict[int, tuple[str, ...]] = {}
    for number, kind in db.session.execute(rows):
        found[number] = (*found.get(number, ()), kind)
    return found


def pattern(word: str) -> str:
    """Return a LIKE pattern that finds the word anywhere; signs of the pattern language stand for themselves."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def matching(words: Sequence[str], *columns: Any) -> ColumnElement[bool]:
    """Return the condition that each word stands in one of the columns."""
    return and_(*(or_(*(_says(column, word) for column in columns)) for word in words))


def _says(column: Any, word: str) -> ColumnElement[bool]:
    # SQLite takes large and small letters for the same in English alone.
    ways = sorted({word.lower(), word.upper(), word.lower().capitalize()})
    return or_(*(column.ilike(pattern(way), escape="\\") for way in (ways if not word.isascii() else [word])))


def named(field: str) -> Callable[[LoggedEvent], Iterable[int]]:
    """Return what reads the number of the touched thing from this field of an event."""
    return lambda event: [event.data[field]]
