"""The search index that every test begins with: of a forum without people, which has its handbook and legal texts.

To build it takes two seconds, and the first event of a test would do so. It is built once per database and put back
before each test; what a test removes or breaks is back for the next one. All jobs seem to have just run: sixty of them
would take longer than the rest of most tests that let the worker work.
"""

import shutil
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, insert, text
from sqlalchemy.schema import DropSchema

from forum.core import worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.worker import JobRun
from forum.search import subscribers
from forum.search.engines.postgres import SCHEMA

# What looks through the whole forum once a day; tests of it call it by itself.
NIGHTLY = ("search.rebuild", "counts.repair", "administration.verify")
KEPT = "search_of_nobody"
# The tables and what tells their rows apart.
TABLES = {"document": ("key",), "word": ("word", "audience"), "vocabulary": ("word",), "build": ("number",)}


def keep(app: Flask) -> None:
    """Build the index of the empty forum and keep a copy of it; nothing but migrations has happened before."""
    subscribers.rebuild()
    app.extensions["search"].close()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER SCHEMA {SCHEMA} RENAME TO {KEPT}"))
    else:
        _folder(app).rename(_folder(app).with_name(KEPT))


def restore(app: Flask) -> None:
    """Make the index what it was in the empty forum, and let the jobs wait, the nightly ones for ever."""
    with transaction():
        late = now() + timedelta(days=36525)
        ran = [{"name": job.name, "due_at": now() + job.every} for job in worker.jobs() if job.name not in NIGHTLY]
        db.session.execute(insert(JobRun).values([*ran, *({"name": name, "due_at": late} for name in NIGHTLY)]))
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        _restore_schema()
    else:
        shutil.rmtree(_folder(app), ignore_errors=True)
        shutil.copytree(_folder(app).with_name(KEPT), _folder(app))


def all_is_due() -> None:
    """Let all jobs but the nightly ones be due, at whatever moment the worker comes next."""
    with transaction():
        db.session.execute(delete(JobRun).where(JobRun.name.not_in(NIGHTLY)))


def night_falls() -> None:
    """Let the jobs that look through everything be due."""
    with transaction():
        db.session.execute(delete(JobRun).where(JobRun.name.in_(NIGHTLY)))


def lose(app: Flask) -> None:
    """Remove the whole index, as a fault of the disk would."""
    app.extensions["search"].close()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(DropSchema(SCHEMA, cascade=True))
    else:
        shutil.rmtree(_folder(app))


def _folder(app: Flask) -> Path:
    return Path(app.config["INSTANCE"]) / "index"


def _restore_schema() -> None:
    """Put back the rows that changed, or the whole schema where a test built an index of its own."""
    with db.engine.begin() as connection:
        known = connection.scalar(text(f"SELECT number FROM {KEPT}.build"))  # noqa: S608
        whole = connection.scalar(text(f"SELECT to_regclass('{SCHEMA}.build')")) is not None
        if not whole or connection.scalar(text(f"SELECT number FROM {SCHEMA}.build")) != known:  # noqa: S608
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}"))
            for name in TABLES:
                connection.execute(text(f"CREATE TABLE {SCHEMA}.{name} (LIKE {KEPT}.{name} INCLUDING ALL)"))
        for name, keys in TABLES.items():
            now, then = f"{SCHEMA}.{name}", f"{KEPT}.{name}"
            same = " AND ".join(f"{now}.{key} = strange.{key}" for key in keys)
            strange = f"(TABLE {now} EXCEPT TABLE {then}) AS strange"
            connection.execute(text(f"DELETE FROM {now} USING {strange} WHERE {same}"))  # noqa: S608
            connection.execute(text(f"INSERT INTO {now} TABLE {then} EXCEPT TABLE {now}"))
