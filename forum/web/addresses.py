"""How addresses are read and written.

Numbers in them are read strictly, and never larger than the database's own (E-17). A page writes a hundred addresses,
and building one costs more than printing a post, so each pattern is built once.
"""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, has_request_context, request, url_for
from werkzeug.routing import IntegerConverter

from forum.core.errors import NotFound

LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """The number of a row in its one spelling; a larger one, or one in other digits, is an address that does not exist."""

    # Python's own digits are those of every script.
    regex = "0|[1-9][0-9]*"

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **settings})


def init_app(app: Flask) -> None:
    """Read all ``<int:…>`` of the application's addresses like this; called before the first route."""
    app.url_map.converters["int"] = Number
    app.extensions["address_patterns"] = {}
    app.add_template_global(of, "address")
    app.before_request(_refuse_nul)


def of(endpoint: str, argument: str = "", value: object = "", **fixed: str) -> str:
    """Return the address of an endpoint with one argument that changes; ``fixed`` ones are part of the pattern.

    It equals ``url_for``, but the pattern is kept per application and language of the address.
    """
    site = (g.get("language_in_address"), request.script_root) if has_request_context() else ("", "")
    key = (endpoint, argument, site, *fixed.items())
    patterns: dict[Any, tuple[str, str]] = current_app.extensions["address_patterns"]
    pattern = patterns.get(key)
    if pattern is None:
        placed: dict[str, Any] = {argument: LARGEST} if argument else {}
        before, _placeholder, after = url_for(endpoint, **placed, **fixed, _external=False).partition(str(LARGEST))
        pattern = patterns[key] = (before, after)
    return f"{pattern[0]}{quote(str(value), safe='')}{pattern[1]}"


def here(**changed: str | None) -> str:
    """Return the present address with some words of its query changed, or gone where None is given.

    What stands in the query is never taken for an option of anything: it goes back into a query and nowhere else.
    """
    words = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    words += [(name, value) for name, value in changed.items() if value is not None]
    path = quote(request.script_root + request.path)
    return f"{path}?{urlencode(words)}" if words else path


def _refuse_nul() -> None:
    """Know no address with a NUL; PostgreSQL has no text that holds one."""
    if "\x00" in request.path:
        raise NotFound


def number_in(word: str | None) -> int | None:
    """Return the number that a word of an address says, or None when it says none that a row could have."""
    if not word or not word.isascii() or not word.isdigit() or len(word) > 10:
        return None
    return int(word) if int(word) <= LARGEST else None
