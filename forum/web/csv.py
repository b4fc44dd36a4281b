"""Tables as CSV files that are safe to open in a spreadsheet (X-25)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response

# A spreadsheet takes a cell that begins like this for a formula; the full-width forms count as well.
_DANGEROUS = tuple("=+-@\t\r\0＝＋－＠")


def safe_cell(value: Any) -> Any:
    """Return a value as it may stand in a cell: numbers stay numbers, texts never become formulas (X-25)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    # Leading blanks do not stop a spreadsheet; tab and carriage return are dangerous by themselves.
    if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS):
        text = "'" + text
    return text.replace("\0", "")


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a CSV text by RFC 4180."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a CSV file for download; ``name`` comes from the code, never from a person."""
    answer = Response(table(header, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
