"""Stored HTML and the version of the renderer that made it (T-31).

Each table that keeps HTML beside its source has the column ``renderer``; ``forum/app/parts.py`` lists these tables. When
``forum.core.text.RENDERER`` is raised, a job renders what is older again, a few rows at a time. Until then pages show the
HTML that is there, and never wait.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import SmallInteger, inspect, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column, validates

from forum.core import text
from forum.core.db import db, transaction
from forum.core.text import Named, Picture

CHUNK = 25
# So much at one run of the job that whatever else waits for the worker waits a second or two.
MOST_AT_ONCE = 100

Pictures = Callable[[Sequence[int]], Mapping[int, Mapping[str, Picture]]]
People = Callable[[Sequence[int]], Mapping[int, Mapping[str, Named]]]


class StoredHtml:
    """Part of a table that keeps HTML beside its source."""

    # The default of the database is for rows that came before this column, or come from a process without it.
    renderer: Mapped[int] = mapped_column(SmallInteger, default=lambda: text.RENDERER, server_default="1", index=True)

    @validates(
        *("html", "text_html", "english_html", "reasons_html", "conditions_html", "summary_html"),
        *("description_html", "rules_html", "mandate_html", "against_html", "affected_html", "papers_html"),
    )
    def _made_now(self, _name: str, html: str) -> str:
        self.renderer = text.RENDERER
        return html


@dataclass(frozen=True)
class Rendered:
    """A table with stored HTML: pairs of source and HTML; pictures and people of the things that ``thing`` numbers."""

    model: Any
    texts: tuple[tuple[str, str], ...] = (("source", "html"),)
    pictures: Pictures | None = None
    people: People | None = None
    thing: str = "id"


@dataclass(frozen=True)
class _Renewed:
    """A row as it was read, and its HTML of today."""

    key: tuple[Any, ...]
    before: tuple[str, ...]
    html: dict[str, str]


def tables() -> Sequence[Rendered]:
    """Return the tables of the running application that keep HTML."""
    listed: Sequence[Rendered] = current_app.extensions["rendered"]
    return listed


def renew(most: int = MOST_AT_ONCE) -> int:
    """Render again what an older renderer made, at most so many rows; return how many were tried."""
    tried = 0
    for table in tables():
        while tried < most and (rows := prepare(table, min(CHUNK, most - tried))):
            store(table, rows)
            tried += len(rows)
    return tried


def outdate(model: Any, number: Any) -> None:
    """Let the job render a row again, because what its text shows is not there any more, or is again."""
    (key,) = inspect(model).primary_key
    db.session.execute(
        update(model).where(key == number).values(renderer=0).execution_options(synchronize_session=False)
    )


def prepare(table: Rendered, most: int) -> list[_Renewed]:
    """Read some old rows and render them, outside of any transaction that writes."""
    keys = inspect(table.model).primary_key
    size = len(keys)
    pictures: Mapping[int, Mapping[str, Picture]] = {}
    people: Mapping[int, Mapping[str, Named]] = {}
    thing = getattr(table.model, table.thing) if table.pictures else keys[0]
    rows = db.session.execute(
        select(*keys, *_columns(table), thing.label("thing"))
        .where(table.model.renderer < text.RENDERER)
        .order_by(*keys)
        .limit(most)
    ).all()
    things = [row.thing for row in rows]
    if table.pictures and things:
        pictures = table.pictures(things)
    if table.people and things:
        people = table.people(things)
    db.session.rollback()
    return [
        _Renewed(
            key=tuple(row[:size]),
            before=tuple(row[size:-1]),
            html={
                html: text.render_again(source, pictures.get(row.thing), people.get(row.thing)) if source else ""
                for (_source, html), source in zip(table.texts, row[size:-1:2], strict=True)
            },
        )
        for row in rows
    ]


def store(table: Rendered, rows: Sequence[_Renewed]) -> int:
    """Store what was rendered, but for rows that somebody changed meanwhile; return how many were stored.

    It waits for no lock while it holds one, so it can be in nobody's way for longer than this transaction. The row's
    version stays, because nobody who is editing has to look at the text again.
    """
    keys, stored = inspect(table.model).primary_key, 0
    with transaction():
        found = select(*keys, *_columns(table)).where(tuple_(*keys).in_([row.key for row in rows]))
        now_there = {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in _locked(found)}
        for row in rows:
            if now_there.get(row.key) == row.before:
                same = [key == value for key, value in zip(keys, row.key, strict=True)]
                db.session.execute(
                    update(table.model)
                    .where(*same)
                    .values(**row.html, renderer=text.RENDERER)
                    .execution_options(synchronize_session=False)
                )
                stored += 1
    return stored


def _locked(statement: Any) -> Sequence[Any]:
    return db.session.execute(statement.with_for_update(skip_locked=True)).all()


def _columns(table: Rendered) -> list[Any]:
    return [getattr(table.model, name) for pair in table.texts for name in pair]
