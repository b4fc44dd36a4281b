"""Packing what is kept about a person into one file: a JSON of everything, a CSV of each table, and the files (P-05).

It follows the inventory, so whatever is listed there is in the package; other people's numbers, secrets and rendered
HTML are left out.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Table, select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model, db
from forum.core.i18n import _
from forum.files import storage
from forum.files.models import File
from forum.privacy.inventory import PURPOSES, holdings
from forum.privacy.inventory.kinds import Holding
from forum.web.sheets import safe_cell

FORMAT = 1
_KINDS = {int: "integer", float: "number", bool: "boolean", str: "string", datetime: "string", date: "string"}
# Computed from what is in the package already, or of use to the machine only.
_COMPUTED = {"renderer", "title_key", "handle_key", "email_key", "former_key", "path"}

# Fields of events that hold numbers of people; a test knows all others.
PEOPLE = frozenset(
    {
        *("person_id", "assessor_id", "author_id", "co_author_id", "owner_id", "on_behalf_of", "taken_from", "to_id"),
        *("substitute_id", "officers", "people", "mentioned"),
    }
)


def pack(person: Person, target: Path) -> None:
    """Write the package of a person. What they own is read table by table, so that it never lies in memory as a whole."""
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        tables = {}
        for holding in holdings():
            if not holding.person:
                continue
            rows = [_plain(_without_others(holding, row, person)) for row in _rows(holding, person)]
            tables[holding.table] = rows
            if rows:
                package.writestr(f"tabellen/{holding.table}.csv", _csv(rows))
        package.writestr("LIESMICH.txt", _readme(person))
        package.writestr("data.json", json.dumps(_whole(person, tables), ensure_ascii=False, indent=1))
        package.writestr("schema.json", json.dumps(schema(), indent=1))
        for file in db.session.scalars(select(File).where(File.owner_id == person.id).order_by(File.id)):
            if (path := storage.path_of(file.key)).exists():
                package.write(path, f"dateien/{file.id}-{file.name}", ZIP_STORED)


def _readme(person: Person) -> str:
    """Return what lies in the package, in the person's words; the mark tells old editors that umlauts are UTF-8."""
    lines = [
        _("Das hat das Smart City-Forum über %(name)s gespeichert.", name=person.handle),
        "",
        _("data.json: alles in einer Datei, für Programme. Unter „not_included“ steht, was nicht dabei ist und warum."),
        _("schema.json: beschreibt den Aufbau dieser Datei (JSON Schema)."),
        _("tabellen/: dasselbe als Tabellen (CSV), die sich mit einer Tabellenkalkulation öffnen lassen."),
        _("dateien/: Ihre Bilder und Dokumente, so wie das Forum sie aufbewahrt."),
        "",
        _("Das Paket enthält alles über Sie. Geben Sie es nur weiter, wenn Sie das wollen."),
    ]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _whole(person: Person, tables: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    apart = [
        {"table": holding.table, "reason": str(holding.apart)}
        for purpose in PURPOSES
        for holding in purpose.holdings
        if holding.apart
    ]
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "name": person.handle,
        "tables": dict(tables),
        "not_included": apart,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``data.json``, so that programs of others can read it (DSGVO Art. 20)."""
    tables = {holding.table: _rows_as_schema(holding) for holding in holdings() if holding.person}
    apart = {"type": "object", "required": ["table", "reason"], "additionalProperties": {"type": "string"}}
    parts = {
        "format": {"const": FORMAT},
        "made_at": {"type": "string", "format": "date-time"},
        "name": {"type": "string"},
        "tables": _object(tables),
        "not_included": {"type": "array", "items": apart},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(parts)}


def _object(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(parts), "properties": dict(parts), "additionalProperties": False}


def _rows_as_schema(holding: Holding) -> dict[str, Any]:
    table = _table(holding)
    kinds = {name: _kind(table.c[name]) for name in columns(holding)}
    if holding.table == "event":
        kinds["subject_id"] = {"type": ["integer", "null"]}  # Null where it is the number of somebody else.
    return {"type": "array", "items": _object(kinds)}


def _kind(column: Any) -> dict[str, Any]:
    """Return what stands in a column: what the database types mean in JSON; a column of JSON may hold anything."""
    try:
        kind = _KINDS.get(column.type.python_type)
    except NotImplementedError:
        kind = None
    if kind is None:
        return {}
    return {"type": [kind, "null"]} if column.nullable else {"type": kind}


def columns(holding: Holding) -> list[str]:
    """Return the columns of a table that its owner gets."""
    hidden = {*holding.others, *holding.secret, *_COMPUTED, *({holding.person} - {"id"})}
    names = (column.name for column in _table(holding).columns)
    return [name for name in names if name not in hidden and not name.endswith("html")]


def _table(holding: Holding) -> Table:
    return Model.metadata.tables[holding.table]


def _rows(holding: Holding, person: Person) -> Iterator[Mapping[str, Any]]:
    table = _table(holding)
    wanted = select(*(table.c[name] for name in columns(holding))).where(table.c[holding.person] == person.id)
    keys = [column for column in table.primary_key.columns if column.name != holding.person]
    for row in db.session.execute(wanted.order_by(*keys)).mappings():
        yield {str(name): value for name, value in row.items()}


def _without_others(holding: Holding, row: Mapping[str, Any], person: Person) -> Mapping[str, Any]:
    """Return a row without the numbers of other people; only the log has such outside of columns of their own (P-02)."""
    if holding.table != "event":
        return row
    data = {name: value for name, value in row["data"].items() if name not in PEOPLE or value == person.id}
    is_other = row["subject_kind"] == "person" and row["subject_id"] != person.id
    return {**row, "data": data, "subject_id": None if is_other else row["subject_id"]}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    target = io.StringIO()
    # The mark tells spreadsheets that umlauts are UTF-8.
    target.write("\ufeff")
    writer = csv.DictWriter(target, list(rows[0]), delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe_cell(_cell(value)) for name, value in row.items()})
    return target.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
