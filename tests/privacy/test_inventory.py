"""The inventory knows every column about people, and the page tells of all of it."""

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, String, Table

from forum.core.db import Model
from forum.privacy.inventory import IMPERSONAL, PURPOSES, holdings
from forum.privacy.inventory.kinds import WORDS, Holding
from tests import factories

KNOWN = {holding.table: holding for holding in holdings()}
TABLES = Model.metadata.tables


def _names_people(column: Column[object]) -> bool:
    return any(key.target_fullname == "person.id" for key in column.foreign_keys)


def _tells(column: Column[object]) -> bool:
    """Whether a column can hold what somebody wrote or what describes somebody."""
    words = isinstance(column.type, String | JSON) or column.type.python_type in {dict, list}
    return words and not column.foreign_keys and column.name not in WORDS


def _unlisted(table: Table, holding: Holding | None) -> list[str]:
    listed = holding.columns if holding else frozenset()
    return [
        f"{table.name}.{column.name}"
        for column in table.columns
        if column.name not in listed and (_names_people(column) or (holding is not None and _tells(column)))
    ]


def test_no_column_about_people_is_missing() -> None:
    """P-05, P-15: a new table must be listed with its purpose, or said to hold nothing about people."""
    assert set(TABLES) - set(KNOWN) - IMPERSONAL == set()
    assert [name for table in TABLES.values() for name in _unlisted(table, KNOWN.get(table.name))] == []


def test_the_inventory_names_nothing_that_is_not_there() -> None:
    """P-15: what the page tells is so; each table has one purpose."""
    assert (set(KNOWN) | IMPERSONAL) - set(TABLES) == set()
    assert set(KNOWN) & IMPERSONAL == set()
    assert len(list(holdings())) == len(KNOWN)
    stale = {
        f"{name}.{column}" for name, one in KNOWN.items() for column in one.columns - set(TABLES[name].columns.keys())
    }
    assert stale == set()


def test_a_row_is_in_the_package_or_says_why_not() -> None:
    """P-05: each table with a reference to accounts is represented, or exempt with a reason."""
    assert [name for name, holding in KNOWN.items() if not holding.person and not holding.apart] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_tells_of_every_purpose(app: Flask, language: str) -> None:
    """P-15: purposes, grounds and periods come from the inventory and the settings."""
    app.config["DRAFT_KEEP_DAYS"] = 123
    page = factories.visitor(app).get(f"/datenschutz?sprache={language}").text
    assert page.count("<h3") == len(PURPOSES)
    assert "123" in page
    with app.test_request_context(f"/?sprache={language}"):
        missing = [str(one.title) for one in PURPOSES if str(one.title) not in page]
    assert missing == []
