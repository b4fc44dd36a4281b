"""The ground all tests stand on: applications on every database, clean data for each test, clients, people.

Every test that asks for ``app`` runs on each database there is. A database is migrated once per process and emptied
between tests. Where PostgreSQL is missing its tests are skipped by name; ``FORUM_REQUIRE_POSTGRES=1`` forbids that.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import delete, text

from forum import create_app
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import Model, db, transaction
from tests import factories
from tests.factories import Visitor
from tests.serving import Server

# A password is hashed slowly on purpose; people of the tests need no such protection.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Tests state no times: how long an example takes is the machine's affair.
settings.register_profile("forum", deadline=None)
settings.load_profile("forum")

POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql:///postgres")
DATABASES = ("sqlite", "postgresql")


def _postgres_is_there() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def _settings(folder: Path, url: str) -> dict[str, Any]:
    return {
        "TESTING": True,
        "INSTANCE": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "for tests only, long enough to be refused nowhere",
        "RATE_LIMITS": False,
        "POST_PAUSE": 0,
        "POST_PAUSE_NEWCOMERS": 0,
        "BASE_URL": "http://localhost",
    }


@pytest.fixture(scope="session")
def _applications(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Callable[[str], Flask]]:
    made: dict[str, Flask] = {}
    names: list[str] = []

    def application(database: str) -> Flask:
        if database not in made:
            folder = tmp_path_factory.mktemp(database)
            url = "" if database == "sqlite" else _new_postgres_database(f"forum_test_{os.getpid()}_{worker_id}", names)
            app = create_app(_settings(folder, url))
            with app.app_context():
                upgrade()
                db.session.remove()
            made[database] = app
        return made[database]

    yield application
    for app in made.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    for name in names:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _new_postgres_database(name: str, names: list[str]) -> str:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    names.append(name)
    base, _slash, _database = POSTGRES.rpartition("/")
    return f"{base}/{name}"


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The database of this run of the test."""
    name: str = request.param
    if name == "postgresql" and not _postgres_is_there():
        if os.environ.get("FORUM_REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is required here and does not answer")
        pytest.skip("PostgreSQL is not there")
    return name


@pytest.fixture
def app(_applications: Callable[[str], Flask], database: str) -> Iterator[Flask]:
    """The application on one database, empty but for what every forum has; its context is open."""
    application = _applications(database)
    application.extensions["page_cache"].clear()
    with application.app_context():
        empty()
        yield application
        db.session.rollback()
        db.session.remove()
    application.extensions["search"].close()
    shutil.rmtree(Path(application.config["INSTANCE"]) / "index", ignore_errors=True)


def empty() -> None:
    """Remove every row of every table."""
    deletes = [delete(table) for table in reversed(Model.metadata.sorted_tables)]
    with transaction():
        if db.engine.dialect.name == "postgresql":
            # Most tables are empty: deleting in one go takes a thirtieth of what truncating all of them takes.
            unchecked = ["SET LOCAL session_replication_role = replica"]
            db.session.execute(text("; ".join(unchecked + [str(one) for one in deletes])))
            db.session.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
        else:
            db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
            for one in deletes:
                db.session.execute(one)
    db.session.remove()


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A visitor without an account."""
    return factories.visitor(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Person], Visitor]:
    """Return a client that is signed in as this person; ``client.csrf`` is its token."""
    return lambda person: factories.signed_in(app, person)


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """Let the worker do everything that is due."""
    return worker.run_until_idle


# --------------------------------------------------------------------------------------------------------
# A real server. Its data stay from test to test, so a test makes what it needs and looks only there.
# --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The forum, served by gunicorn as ``python wsgi.py`` does it; ``server.url`` is its address."""
    running = Server(tmp_path_factory.mktemp("server"))
    try:
        running.start()
        yield running
    finally:
        running.close()
