"""How numbers in addresses are read: strictly, and never larger than the database's own (E-17)."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """The number of a row; a larger one is an address that does not exist."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **settings})


def init_app(app: Flask) -> None:
    """Read all ``<int:…>`` of the application's addresses like this; called before the first route."""
    app.url_map.converters["int"] = Number


def number_in(word: str | None) -> int | None:
    """Return the number that a word of an address says, or None when it says none that a row could have."""
    if not word or not word.isascii() or not word.isdigit() or len(word) > 10:
        return None
    return int(word) if int(word) <= LARGEST else None
