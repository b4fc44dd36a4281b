"""Backup and restore in one file: the database as its own tool writes it, people's files, the key of cookies (E-05).

The search index is not part of it: it is rebuilt from the database.
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import URL, inspect

from forum.core import chain
from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.errors import Conflict, Invalid
from forum.files import storage

MANIFEST = "manifest.json"
DATABASE = "database"
KEY = "secret_key"
FILES = "files"


def backup(target: Path) -> dict[str, str]:
    """Write everything into one archive while the site runs; return its manifest. Raises Conflict when it exists."""
    if target.exists():
        raise Conflict(f"{target} exists already; a backup overwrites nothing.")
    manifest = {"made_at": now().isoformat(), "database": dialect(), "revision": _revision()}
    with TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        if dialect() == "sqlite":
            _copy_sqlite(Path(str(db.engine.url.database)), copy)
        else:
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--exclude-schema=search*",
                f"--file={copy}",
                _postgres_url(),
            )
        with tarfile.open(target, "x:gz") as archive:
            archive.add(copy, DATABASE)
            key = Path(current_app.config["INSTANCE"]) / KEY
            if key.exists():
                archive.add(key, KEY)
            # The files follow the database: whatever its rows name is there, what came later is merely more.
            for name, _changed in storage.kept():
                for small in (False, True):
                    path = storage.path_of(name, small=small)
                    if path.exists():
                        archive.add(path, f"{FILES}/{path.parent.name}/{path.name}")
            content = json.dumps(manifest).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    target.chmod(0o600)
    return manifest


def restore(source: Path) -> dict[str, str]:
    """Bring a backup back into an empty database; return its manifest. Raises Invalid, Conflict."""
    try:
        with tarfile.open(source, "r:gz") as archive, TemporaryDirectory() as folder:
            archive.extractall(folder, filter="data")
            manifest: dict[str, str] = json.loads((Path(folder) / MANIFEST).read_text())
            if manifest["database"] != dialect():
                raise Conflict(f"The backup is of {manifest['database']}, the site uses {dialect()}.")
            _refuse_full_database()
            _bring_back(Path(folder))
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise Invalid(f"{source} is no backup of this forum: {type(error).__name__}.") from error
    return manifest


def _bring_back(folder: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    chain.set_aside()
    if dialect() == "sqlite":
        _copy_sqlite(folder / DATABASE, Path(str(db.engine.url.database)))
    else:
        _run(
            "pg_restore", "--no-owner", "--clean", "--if-exists", f"--dbname={_postgres_url()}", str(folder / DATABASE)
        )
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, storage.folder(), dirs_exist_ok=True)
    if (folder / KEY).exists():
        key = Path(current_app.config["INSTANCE"]) / KEY
        key.write_text((folder / KEY).read_text())
        key.chmod(0o600)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy through SQLite's own backup, which sees one consistent state while others write."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _refuse_full_database() -> None:
    names = set(inspect(db.engine).get_table_names())
    if "person" in names and db.session.execute(db.text("SELECT 1 FROM person LIMIT 1")).first():
        raise Conflict("The database is not empty. Restore into an empty one: FORUM_INSTANCE or FORUM_DATABASE_URL.")


def _revision() -> str:
    return str(db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar_one())


def _postgres_url() -> str:
    """Return the address of the database without its password, since everybody on the machine can read a command line."""
    url = db.engine.url.set(drivername="postgresql")
    return URL.create(**(url._asdict() | {"password": None})).render_as_string(hide_password=False)


def _run(*command: str) -> None:
    password = db.engine.url.password
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  Fixed tools only.
    if result.returncode:
        raise Invalid(f"{command[0]} failed: {result.stderr.strip().splitlines()[-1:]}")
