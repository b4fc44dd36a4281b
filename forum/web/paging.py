"""Keyset paging: a page begins after a row, not after a number of rows, so new rows never shift it (T-35)."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.web.addresses import LARGEST, here

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A part of a list and the cursor behind which the next part begins."""

    items: Sequence[Item]
    after: str | None
    next_url: str | None = None
    previous_url: str | None = None


def next_page(after: str | None) -> str | None:
    """Return the address of the list that is being looked at behind a cursor, with the same filter."""
    return here(after=after) if after is not None else None


def encode(values: Sequence[Any]) -> str:
    """Return the values of a row's sort keys as one opaque word for an address."""
    text = json.dumps(values, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, size: int) -> list[Any]:
    """Return the values in a cursor. Raises Invalid when it was not made by ``encode``."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise Invalid(_("Diese Seite der Liste gibt es nicht.")) from error
    if not isinstance(values, list) or len(values) != size or any(isinstance(v, dict | list | bool) for v in values):
        raise Invalid(_("Diese Seite der Liste gibt es nicht."))
    return values


def number(value: Any) -> int:
    """Read a number from a cursor. Raises ValueError for one that no row could have."""
    read = int(value)
    if not -LARGEST <= read <= LARGEST:
        raise ValueError("no row has this number")
    return read


def moment(text: str) -> datetime:
    """Read a moment from a cursor. Raises ValueError for one without a zone or outside the calendar."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a moment needs a zone")
    try:
        return read.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this moment lies outside the calendar") from error


@dataclass(frozen=True)
class Order:
    """A total order of rows: columns with their direction; the last one is unique. ``parse`` reads cursor values."""

    columns: tuple[tuple[InstrumentedAttribute[Any], bool], ...]
    parse: tuple[Callable[[Any], Any], ...]

    def apply(self, statement: Select[Any], cursor: str | None, limit: int) -> Select[Any]:
        """Sort the statement, begin after the cursor, and fetch one row more than the page shows."""
        if cursor:
            raw = decode(cursor, len(self.columns))
            try:
                values = [parse(value) for parse, value in zip(self.parse, raw, strict=True)]
            except (TypeError, ValueError, OverflowError) as error:
                raise Invalid(_("Diese Seite der Liste gibt es nicht.")) from error
            statement = statement.where(self._after(values))
        directions = [column.desc() if falling else column.asc() for column, falling in self.columns]
        return statement.order_by(*directions).limit(limit + 1)

    def _after(self, values: Sequence[Any]) -> Any:
        alternatives = []
        for depth, (column, falling) in enumerate(self.columns):
            equal = [self.columns[place][0] == values[place] for place in range(depth)]
            beyond = column < values[depth] if falling else column > values[depth]
            alternatives.append(and_(*equal, beyond))
        return or_(*alternatives)

    def page(self, rows: Sequence[Item], limit: int) -> Page[Item]:
        """Cut the surplus row off and name the cursor of the next page."""
        shown = rows[:limit]
        if len(rows) <= limit:
            return Page(shown, None)
        last = shown[-1]
        source = last if not isinstance(last, Row) else last[0]
        return Page(shown, encode([_json(getattr(source, column.key)) for column, _falling in self.columns]))


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
