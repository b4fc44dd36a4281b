"""The inventory knows every column about people, and the page tells of all of it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, Integer, String, Table

from forum.core.db import Model
from forum.privacy.inventory import IMPERSONAL, PURPOSES, holdings
from forum.privacy.inventory.kinds import WORDS, Holding
from tests import factories

KNOWN = {holding.table: holding for holding in holdings()}
TABLES = Model.metadata.tables


# How columns with somebody's number are called; some hang on no account, so that nothing holds its removal up.
PEOPLE = re.compile(
    "(.+_)?(person|account|user|member|author|editor|writer|owner|actor|sender|speaker|voter|viewer|reader|holder)_id|.+_by"
)


def _names_people(column: Column[object]) -> bool:
    if any(key.target_fullname == "person.id" for key in column.foreign_keys):
        return True
    return isinstance(column.type, Integer) and not column.foreign_keys and bool(PEOPLE.fullmatch(column.name))


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
    app.config.update(DRAFT_KEEP_DAYS=123, LOG_KEEP_DAYS=456, BACKUP_KEEP_DAYS=789)
    page = factories.visitor(app).get(f"/datenschutz?sprache={language}").text
    assert page.count("<h3") == len(PURPOSES)
    # Also what whoever runs the forum removes outside of it: its log and its backups (P-10 login_log, backup).
    assert [days for days in ("123", "456", "789") if days not in page] == []
    with app.test_request_context(f"/?sprache={language}"):
        missing = [str(one.title) for one in PURPOSES if str(one.title) not in page]
    assert missing == []


def test_a_column_about_people_is_known_by_its_name() -> None:
    """P-15: the number of somebody may stand in a column that hangs on no account."""
    listed = [name for name, holding in KNOWN.items() for column in TABLES[name].c if _names_people(column) and holding]
    assert {"lease", "post"} <= set(listed)
    for name in ("person_id", "noted_by", "former_owner_id", "editor_id"):
        assert _names_people(Column(name, Integer))
    for name in ("idea_id", "accounts", "standing"):
        assert not _names_people(Column(name, Integer))


def site_with(app: Flask, **settings: object) -> str:
    """Return the page about privacy of a site with these settings."""
    app.config.update(settings)
    app.extensions["page_cache"].clear()
    return factories.visitor(app).get("/datenschutz").text


def test_the_page_names_who_answers_for_the_data(app: Flask) -> None:
    """P-15: controller, data protection officer and authority come from the settings (DSGVO Art. 13)."""
    assert "in der Vorführung nicht eingerichtet" in site_with(app)
    page = site_with(
        app,
        DATA_CONTROLLER="Stadt Musterstadt, Rathausplatz 1",
        DATA_PROTECTION_OFFICER="datenschutz@musterstadt.example",
        DATA_PROTECTION_AUTHORITY="Aufsicht, Teststraße 5",
    )
    for words in ("Stadt Musterstadt, Rathausplatz 1", "datenschutz@musterstadt.example", "Aufsicht, Teststraße 5"):
        assert words in page
    assert "in der Vorführung nicht eingerichtet" not in page


def test_the_page_names_every_recipient(app: Flask, tmp_path: Path) -> None:
    """P-15: what is said of others follows from the settings; nobody else is told of where there is nobody."""
    nobody = "Niemand außerhalb der Stadt"
    assert nobody in site_with(app)
    assert nobody in site_with(app, MAIL_SERVER="localhost")
    services = tmp_path / "services.toml"
    services.write_text('[[provider]]\nname = "a"\ntitle = "BundID"\nissuer = "https://a.example"\nclient_id = "f"\n')
    for settings, words in [
        ({"MAIL_SERVER": "mail.musterstadt.example"}, "Mailserver mail.musterstadt.example"),
        ({"OIDC_FILE": str(services)}, "Anmeldedienst BundID"),
        ({"DATA_PROCESSORS": "Rechenzentrum Muster GmbH\n\n"}, "Rechenzentrum Muster GmbH"),
    ]:
        page = site_with(app, MAIL_SERVER="", OIDC_FILE="", DATA_PROCESSORS="")
        assert words not in page
        page = site_with(app, **settings)
        assert words in page
        assert nobody not in page
