"""Lists that people write line by line: what is wrong is told all at once, and rows keep their places."""

from collections.abc import Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar

from forum.core.db import Model
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import clean_line

MOST_LINES = 30

Row = TypeVar("Row", bound=Model)


class Complaints:
    """Sentences by the field they are about; ``field`` may be that of a row, such as ``goals-0-contribution``."""

    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}

    def add(self, field: str, sentence: str) -> None:
        """Note a sentence at a field."""
        self._fields.setdefault(field, []).append(sentence)

    def size(self, field: str, value: str, least: int, most: int) -> str:
        """Note a text outside its limits, and return the text."""
        if len(value) < least:
            self.add(field, _("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=least))
        elif len(value) > most:
            self.add(field, _("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=most))
        return value

    def web_address(self, field: str, value: str) -> str:
        """Note what is no address of the web, and return the text; an empty one is no address at all."""
        if value and not value.startswith(("https://", "http://")):
            self.add(field, _("Bitte geben Sie eine Adresse an, die mit https:// beginnt."))
        return self.size(field, value, 0, 500)

    def tell(self) -> None:
        """Raise Invalid if there is anything to complain about."""
        if self._fields:
            raise Invalid(fields=self._fields)


def counted(lines: Sequence[Any], wrong: Complaints, field: str) -> list[tuple[int, Any]]:
    """Return the lines that say something, each with its row in the form; too many are told.

    A line in which only the name is missing counts, so that nothing typed is dropped without a word.
    """
    filled = [(row, line) for row, line in enumerate(lines) if _says_something(line)]
    if len(filled) > MOST_LINES:
        wrong.add(field, _("Bitte geben Sie höchstens %(most)d an.", most=MOST_LINES))
    return filled[:MOST_LINES]


def _says_something(line: Any) -> bool:
    # What is chosen from a list is set in empty rows, too, and the number of a row was not typed.
    return any(
        clean_line(value) if isinstance(value, str) else not (value is None or value is False or value in ((), []))
        for value in (getattr(line, one.name) for one in fields(line) if one.name != "id")
        if not isinstance(value, Enum)
    )


def places(model: type[Row], known: Sequence[Any], wanted: int) -> list[Row]:
    """Return rows for the places 1 to ``wanted``; those that exist are used again, because the place is their key."""
    by_place = {row.position: row for row in known}
    return [by_place.get(place) or model(position=place) for place in range(1, wanted + 1)]
