"""Tables as files: safe in every format, and read back by other programs as they were written."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from odf import opendocument, table
from openpyxl import load_workbook

from forum.web.sheets import Column, Format, csv_text, description, response, safe_cell

CANARIES = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", "  =1", "-> weiter", "\0=1"]
COLUMNS = (
    Column("number", "Nummer", lambda row: row[0], "integer"),
    Column("text", "Text", lambda row: row[1]),
    Column("at", "Wann", lambda row: row[2], "dateTime"),
)


def read(kind: Format, rows: list[Any]) -> list[list[Any]]:
    """Return what another program reads from the file."""
    data = response("ideen", COLUMNS, rows, kind).get_data()
    if kind == Format.CSV:
        return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    if kind == Format.XLSX:
        return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows()]
    book = opendocument.load(io.BytesIO(data))
    return [
        ["\n".join(str(part) for part in cell.childNodes) for cell in row.getElementsByType(table.TableCell)]
        for row in book.spreadsheet.getElementsByType(table.TableRow)
    ]


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("cell", CANARIES)
def test_no_text_becomes_a_formula(kind: Format, cell: str) -> None:
    """X-25, E-20: in no format does a text begin like a formula, and numbers below zero stay numbers."""
    assert safe_cell(cell).startswith("'")
    _head, row = read(kind, [(-5, cell, None)])
    assert str(row[1]).startswith("'")
    assert str(row[0]) == "-5"


def test_sheets_keep_numbers_as_numbers_and_texts_as_texts() -> None:
    """X-25: what looks like a number but is a text stays a text."""
    data = response("ideen", COLUMNS, [(-5, "0123", None)], Format.XLSX).get_data()
    (cells,) = load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)
    assert [cell.data_type for cell in cells[:2]] == ["n", "s"]
    assert (cells[0].value, cells[1].value) == (-5, "0123")
    ods = opendocument.load(io.BytesIO(response("ideen", COLUMNS, [(-5, "0123", None)], Format.ODS).get_data()))
    last = ods.spreadsheet.getElementsByType(table.TableRow)[1].getElementsByType(table.TableCell)
    assert [cell.getAttribute("valuetype") for cell in last[:2]] == ["float", "string"]


@pytest.mark.parametrize("kind", Format)
def test_words_of_all_kinds_come_back_as_they_were(kind: Format) -> None:
    """F-04: the header is the keys; line breaks, quotes, commas, umlauts and what looks like markup survive."""
    text = 'Zeile\nzwei, "Wort"; äöüß <b>&amp;'
    head, row = read(kind, [(1, text, datetime(2026, 5, 4, 12, tzinfo=UTC))])
    assert head == ["number", "text", "at"]
    assert row[1] == text
    assert row[2] == "2026-05-04T12:00:00+00:00"


def test_a_letter_that_no_file_may_hold_spoils_none() -> None:
    for kind in (Format.XLSX, Format.ODS):
        assert read(kind, [(1, "a\x0bb\ufffe", None)])[1][1] == "ab"


def test_csv_for_excel_has_a_mark_and_semicolons() -> None:
    """F-04."""
    assert csv_text(COLUMNS, [(1, "a", date(2026, 5, 4))], excel=True) == "\ufeffnumber;text;at\r\n1;a;2026-05-04\r\n"
    assert csv_text(COLUMNS, [(1, "a", None)]) == "number,text,at\r\n1,a,\r\n"


def test_the_metadata_name_every_column() -> None:
    """F-04: CSVW with a label and a type for each."""
    found = description("/ideen.csv", COLUMNS)
    assert [column["name"] for column in found["tableSchema"]["columns"]] == ["number", "text", "at"]
    assert found["tableSchema"]["columns"][0] == {"name": "number", "titles": "Nummer", "datatype": "integer"}
    assert json.loads(json.dumps(found)) == found


def test_values_of_other_kinds_have_one_spelling() -> None:
    assert [safe_cell(value) for value in (-5, 3.5, None, True, "a-b")] == [-5, 3.5, "", "true", "a-b"]
