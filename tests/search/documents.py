"""Short ways to say a query and a document in the tests of the search."""

from datetime import UTC, date, datetime

from forum.search.engines import Document
from forum.search.syntax import Query, parse

TODAY = date(2026, 11, 23)


def ask(text: str, language: str = "de") -> Query:
    return parse(text, today=TODAY, language=language)


def document(key: str, title: str = "", **more: object) -> Document:
    """Return a public document; whatever else is given takes the place of a default."""
    values: dict[str, object] = {
        "key": key,
        "kind": key.split(":", maxsplit=1)[0],
        "audience": "public",
        "created": datetime(2026, 1, 1, tzinfo=UTC),
        "title": title,
    }
    return Document(**(values | more))  # type: ignore[arg-type]
