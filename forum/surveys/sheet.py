"""The result of a survey as rows of one table; the words of ``counted`` never change with the language (F-04)."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from forum.core.i18n import lazy
from forum.core.small_cells import LEAST
from forum.surveys.counting import Outcome
from forum.surveys.queries import Result
from forum.web.sheets import Column

Row = tuple[int, str, str, str, Any]

COLUMNS = (
    Column("number", lazy("Nummer der Frage"), itemgetter(0), "integer"),
    Column("question", lazy("Frage"), itemgetter(1)),
    Column("counted", lazy("Was gezählt wurde"), itemgetter(2)),
    Column("answer", lazy("Antwort"), itemgetter(3)),
    Column("value", lazy("Wert"), itemgetter(4)),
)


def rows_of(result: Result) -> Iterator[Row]:
    """Yield every figure of a result once, and the texts that may be shown."""
    yield (0, "", "participants", "", _small(result.participants))
    for number, one in enumerate(result.outcomes, start=1):
        yield from ((number, one.question.text, *cells) for cells in _cells(one))


def _cells(one: Outcome) -> Iterator[tuple[str, str, Any]]:
    yield ("answered", "", _small(one.answered))
    for row in one.rows:
        yield ("count" if row.mean_place is None else "first_place", row.label, _small(row.number))
        if row.mean_place is not None:
            yield ("mean_place", row.label, round(row.mean_place, 2))
    if one.mean is not None:
        yield ("mean", "", round(one.mean, 2))
    yield from (("text", text, "") for text in one.texts)


def _small(number: int | None) -> Any:
    return f"<{LEAST}" if number is None else number
