"""From the embedded engine to that of the database and back: one setting and one rebuild (Q-24)."""

from pathlib import Path

import pytest
from flask import Flask

from forum import create_app
from forum.core.db import db
from forum.core.permissions import Nobody
from forum.search import queries
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine
from forum.search.looking import engine
from tests.search.test_page import keys
from tests.web.site import small_site

ASKED = (
    "benches",
    "river",
    '"along the river"',
    "bench*",
    "art:idee",
    "lamps OR tables",
    "benches -part",
    "sort:neu river",
)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_another_engine_is_one_setting_and_one_rebuild(app: Flask, tmp_path: Path) -> None:
    """Q-24, Q-12: the command that the guide names fills it, and everybody finds the same; the guide says when to."""
    small_site()
    first = app.test_cli_runner().invoke(args=["forum", "search", "rebuild"])
    assert first.exit_code == 0, first.output
    assert isinstance(engine(), PostgresEngine)
    found = {words: set(keys(queries.find(Nobody(), words, per_page=500))) for words in ASKED}
    assert all(found.values()), found
    other = create_app(
        {
            "TESTING": True,
            "INSTANCE": str(tmp_path),
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": app.config["SECRET_KEY"],
            "SEARCH_ENGINE": "whoosh",
        }
    )
    with other.app_context():
        assert isinstance(engine(), WhooshEngine)
        done = other.test_cli_runner().invoke(args=["forum", "search", "rebuild"])
        assert done.exit_code == 0, done.output
        assert {words: set(keys(queries.find(Nobody(), words, per_page=500))) for words in ASKED} == found
        engine().close()
        db.session.remove()
        db.engine.dispose()
    guide = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    assert "`FORUM_SEARCH_ENGINE=postgresql` and one `forum search rebuild`, from 50,000 texts" in guide
