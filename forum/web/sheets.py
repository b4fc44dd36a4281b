"""Tables as files for offices: CSV, XLSX and ODS, all of them safe to open in a spreadsheet (X-25).

The only place that knows how spreadsheets are written. It writes them by hand, because the libraries build a tree of all
cells first: for ten thousand ideas openpyxl took six times, and odfpy twenty-five times as long.

A table is a list of columns; each has a stable English key, which is the header of the file, a label in the reader's
language, and a function that reads its value from a row (F-04).
"""

import csv
import enum
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from operator import itemgetter
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from flask import Response

from forum.core.i18n import lazy
from forum.web.sheetframes import ODS_CONTENT, ODS_FRAME, ODS_TYPE, XLSX_FRAME, XLSX_SHEET, XLSX_TYPE

# A spreadsheet takes a cell that begins like this for a formula; the full-width forms count as well.
_DANGEROUS = tuple("=+-@\t\r\0＝＋－＠")
# What no XML file may hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# No spreadsheet holds a longer text in a cell.
LONGEST_CELL = 32_000


class Format(enum.StrEnum):
    """The kinds of files; the value is the ending of the name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


_TYPES = {Format.CSV: "text/csv", Format.XLSX: XLSX_TYPE, Format.ODS: ODS_TYPE}


@dataclass(frozen=True)
class Column:
    """A column of a table: the key in the header, what it means, how it is read, and its type by XML Schema."""

    key: str
    label: Any
    read: Callable[[Any], Any]
    datatype: str = "string"


# A table of figures has one in each row: what it belongs to, of which thing, which figure it is, and its value.
FIGURES = (
    Column("area", lazy("Bereich"), itemgetter(0)),
    Column("name", lazy("Name"), itemgetter(1)),
    Column("figure", lazy("Angabe"), itemgetter(2)),
    Column("value", lazy("Wert"), itemgetter(3)),
)


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


def csv_text(columns: Sequence[Column], rows: Iterable[Any], *, excel: bool = False) -> str:
    """Return a CSV text by RFC 4180; for Excel with semicolons and a mark of its encoding (F-04)."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff" if excel else "")
    writer = csv.writer(buffer, delimiter=";" if excel else ",")
    writer.writerows(_cells(columns, rows))
    return buffer.getvalue()


def response(
    name: str, columns: Sequence[Column], rows: Iterable[Any], kind: Format = Format.CSV, *, excel: bool = False
) -> Response:
    """Return a table as a file for download; ``name`` comes from the code, never from a person."""
    body = csv_text(columns, rows, excel=excel).encode() if kind == Format.CSV else _BINARY[kind](columns, rows)
    answer = Response(body, mimetype=_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def description(url: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Return the metadata of a CSV file by CSVW: each column with its label and type (F-04)."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {"name": column.key, "titles": str(column.label), "datatype": column.datatype} for column in columns
            ]
        },
    }


def _cells(columns: Sequence[Column], rows: Iterable[Any]) -> Iterable[list[Any]]:
    yield [column.key for column in columns]
    for row in rows:
        yield [safe_cell(column.read(row)) for column in columns]


def _xml_cell(value: Any) -> Any:
    return _CONTROLS.sub("", value)[:LONGEST_CELL] if isinstance(value, str) else value


def _packed(parts: Mapping[str, str]) -> bytes:
    """Return a packed file with these parts; ``mimetype`` is kept plain, so that the file's beginning tells its kind."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text, ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def _xlsx(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    lines = "".join(
        f"<row>{''.join(_xlsx_cell(_xml_cell(cell)) for cell in cells)}</row>" for cells in _cells(columns, rows)
    )
    return _packed({**XLSX_FRAME, "xl/worksheets/sheet1.xml": XLSX_SHEET.format(lines=lines)})


def _xlsx_cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _ods(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    lines = "".join(
        f"<table:table-row>{''.join(_ods_cell(_xml_cell(cell)) for cell in cells)}</table:table-row>"
        for cells in _cells(columns, rows)
    )
    return _packed({**ODS_FRAME, "content.xml": ODS_CONTENT.format(count=len(columns), lines=lines)})


def _ods_cell(value: Any) -> str:
    if isinstance(value, int | float):
        number = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


_BINARY = {Format.XLSX: _xlsx, Format.ODS: _ods}
