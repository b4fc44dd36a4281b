"""Migrations run from empty, equal the models, and have a way back."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from forum.core.db import Model, db


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Model.metadata))


def test_the_migrated_database_equals_the_models(app: Flask) -> None:
    """E-06: nothing is left for an automatic migration to find."""
    assert differences() == []


def test_every_step_has_a_way_back(app: Flask) -> None:
    """E-06: down to nothing and up again gives the same."""
    db.session.remove()
    try:
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    finally:
        upgrade()
    assert differences() == []


def test_there_is_one_newest_step() -> None:
    """Two heads would mean that two people migrated past each other."""
    assert len(ScriptDirectory("migrations").get_heads()) == 1
