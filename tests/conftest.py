"""The ground all tests stand on: applications on every database, clean data for each test, clients, people.

Every test that asks for ``app`` runs on each database there is. A database is migrated once per process and emptied
between tests. Where PostgreSQL is missing its tests are skipped by name; ``FORUM_REQUIRE_POSTGRES=1`` forbids that.
"""

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from sqlalchemy import CompoundSelect, Engine, TextClause, delete, event, exists, literal, select, text, union_all

from forum import create_app
from forum.accounts import passwords, visits
from forum.accounts.models import Person
from forum.core import chain, worker
from forum.core.db import Model, db, transaction
from forum.search import counting
from forum.web.limits import limiter
from tests import factories, indexes
from tests.factories import Visitor
from tests.lots import DATABASES, left_out
from tests.serving import UNSCREENED, Server, migrate

# A password is hashed slowly on purpose; people of the tests need no such protection.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Tests state no times: how long an example takes is the machine's affair. Whether a change lands does not hang on chance:
# new examples are looked for by whoever runs the tests, and what they find becomes an example of its own.
settings.register_profile("forum", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("forum")


@event.listens_for(Engine, "connect")
def _write_without_waiting(connection: Any, _record: Any) -> None:
    """Let no commit of a test wait for the disk: its data outlive no power cut, and need not."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")
        # Rows without an ORDER BY come backwards, so that nothing relies on the order in which they were written.
        connection.execute("PRAGMA reverse_unordered_selects=ON")


POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql:///postgres")
# What others are copied from: PostgreSQL takes seconds for all migrations, and none for a copy.
MIGRATED = f"forum_migrated_{os.getpid()}"


# Folders whose tests share something dear: a server with the demo in it, a browser, pages that are slow to walk.
DEAR = ("browser", "meetings", "web")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the dear folders, so that one process has all of each, and the end of a run is easy to share out.

    With ``FORUM_TEST_DATABASES=lot`` a test that could run on both databases runs on one of them.
    """
    if os.environ.get("FORUM_TEST_DATABASES") == "lot":
        away = left_out([item.nodeid for item in items], config.getoption("randomly_seed", 0))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in away])
        items[:] = [item for item in items if item.nodeid not in away]
    items.sort(key=lambda item: DEAR.index(item.path.parent.name) if item.path.parent.name in DEAR else len(DEAR))


@cache
def postgres_is_there() -> bool:
    """Ask once for each process: a server that was there is not asked anew before each of thousands of tests."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=10).close()
    except psycopg.Error:
        return False
    return True


def _settings(folder: Path, url: str) -> dict[str, Any]:
    return {
        "TESTING": True,
        "INSTANCE": str(folder),
        "DATABASE_URL": url,
        "SEARCH_ENGINE": "postgresql" if url else "whoosh",
        "SECRET_KEY": "for tests only, long enough to be refused nowhere",
        "RATE_LIMITS": False,
        "POST_PAUSE": 0,
        "POST_PAUSE_NEWCOMERS": 0,
        "POLL_NOTICE": 0,
        **UNSCREENED,
        "BASE_URL": "http://localhost",
    }


@pytest.fixture(scope="session")
def _applications(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Callable[[str], Flask]]:
    made: dict[str, Flask] = {}
    names: list[str] = []

    def application(database: str) -> Flask:
        if database not in made:
            folder = tmp_path_factory.mktemp(database)
            url = "" if database == "sqlite" else new_postgres_database(f"forum_test_{os.getpid()}_{worker_id}", names)
            app = create_app(_settings(folder, url))
            with app.app_context():
                migrate(app)
                db.session.remove()
                if url:
                    db.engine.dispose()
                    copy_postgres_database(url.rpartition("/")[2], MIGRATED, names)
                indexes.keep(app)
            made[database] = app
            # What was imported stays to the end, so nobody need look through it again (as config/gunicorn.py does).
            gc.collect()
            gc.freeze()
            gc.set_threshold(100_000, 50, 1000)
        return made[database]

    yield application
    for app in made.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    drop(names)


def drop(names: list[str]) -> None:
    """Remove the databases of these names."""
    for name in names:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(database: str, worker_id: str, _applications: Callable[[str], Flask]) -> Iterator[str]:
    """The address of a migrated database for real servers; empty for SQLite, which lies in each server's own folder."""
    names: list[str] = []
    if database == "sqlite":
        yield ""
    else:
        _applications(database)
        yield copy_postgres_database(MIGRATED, f"forum_served_{os.getpid()}_{worker_id}", names)
    drop(names)


def new_postgres_database(name: str, names: list[str]) -> str:
    """Make an empty database, put its name on the list of those to remove, and return its address."""
    return copy_postgres_database("template0", name, names)


def copy_postgres_database(of: str, name: str, names: list[str]) -> str:
    """Make a copy of a database that nobody uses, put its name on the list of those to remove, and return its address."""
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}" ENCODING \'UTF8\'')
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    names.append(name)
    base, _slash, _database = POSTGRES.rpartition("/")
    return f"{base}/{name}"


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The database of this run of the test."""
    name: str = request.param
    if name == "postgresql":
        require_postgres()
    return name


def require_postgres() -> None:
    """Skip the test by name where PostgreSQL is missing, or fail where it must not be."""
    if postgres_is_there():
        return
    if os.environ.get("FORUM_REQUIRE_POSTGRES"):
        pytest.fail("PostgreSQL is required here and does not answer")
    pytest.skip("PostgreSQL is not there")


@pytest.fixture
def app(_applications: Callable[[str], Flask], database: str) -> Iterator[Flask]:
    """The application on one database, empty but for what every forum has; its context is open.

    A test may change settings: the next one finds the usual ones again.
    """
    application = _applications(database)
    usual = dict(application.config)
    application.extensions["page_cache"].clear()
    visits.init_app(application)
    counting.init_app(application)  # What another test searched for is written into no request of this one.
    # All applications of a process share the one limiter, and any that a test before this one made may have switched it on.
    limiter.enabled = False
    with application.app_context():
        empty()
        indexes.restore(application)
        yield application
        db.session.rollback()
        db.session.remove()
        application.config.clear()
        application.config.update(usual)
        application.extensions["search"].close()


@pytest.fixture
def limited(app: Flask) -> Iterator[Flask]:
    """A second application on the same data that counts requests as a real one does."""
    kept = {name: app.config[name] for name in ("INSTANCE", "DATABASE_URL", "SECRET_KEY", "BASE_URL")}
    second = create_app({**kept, "TESTING": True, "RATE_LIMITS": True})
    yield second
    # All applications share the one limiter, and the last one made has switched it on.
    limiter.reset()
    limiter.enabled = False
    second.extensions["search"].close()
    with second.app_context():
        db.session.remove()
        # What requests of other contexts still hold goes back first, so that no connection is left open behind.
        gc.collect()
        db.engine.dispose()


def empty() -> None:
    """Remove every row of every table."""
    with transaction():
        if db.engine.dialect.name == "postgresql":
            # Deleting from all tables at once takes it a few ms; to ask for rows first takes longer, to truncate seconds.
            db.session.execute(_unchecked_deletes())
            db.session.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
        else:
            # Here each statement has its price, and most tables are empty.
            db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
            filled = set(db.session.scalars(_names_of_filled_tables()))
            for table in reversed(Model.metadata.sorted_tables):
                if table.name in filled:
                    db.session.execute(delete(table))
    db.session.remove()
    chain.place().unlink(missing_ok=True)
    factories.begin_anew()


@cache
def _unchecked_deletes() -> TextClause:
    deletes = [str(delete(table)) for table in reversed(Model.metadata.sorted_tables)]
    return text("; ".join(["SET LOCAL session_replication_role = replica", *deletes]))


@cache
def _names_of_filled_tables() -> CompoundSelect[str]:
    tables = Model.metadata.sorted_tables
    return union_all(*(select(literal(one.name)).where(exists(literal(1)).select_from(one)) for one in tables))


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


@pytest.fixture
def due_jobs(app: Flask) -> None:
    """Let every job be due whatever the clock says, as in a forum that was just begun; else they wait for their time."""
    indexes.all_is_due()


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


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A forum in which secret votes have been reviewed."""
    running = Server(tmp_path_factory.mktemp("reviewed"), FORUM_SECRET_VOTES_REVIEWED="1")
    running.app.config["SECRET_VOTES_REVIEWED"] = True
    try:
        running.start()
        yield running
    finally:
        running.close()
