"""A real server for tests: ``python wsgi.py`` as a process of its own, on a free port, with its own data.

The test reaches the same database through ``server.forum()``, where the factories work as everywhere else.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from forum import create_app
from forum.accounts.models import Person
from forum.core.db import db
from tests import factories

ROOT = Path(__file__).resolve().parents[1]
SECRET = "for tests of the real server, long enough"


def free_port() -> int:
    """Return a port on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Everybody in tests is new and writes fast; what the rules do about that is tested where they are.
UNSCREENED = {f"SCREEN_{rule}": "off" for rule in ("LINKS", "FILES", "TOO_FAST", "REPEATED", "MASS")}


def migrate(app: Flask) -> None:
    """Bring a new database to the present; a file is migrated once in a process and then copied."""
    if db.engine.dialect.name != "sqlite":
        # What is no longer empty is a copy.
        if not inspect(db.engine).has_table("alembic_version"):
            upgrade()
        return
    file = Path(str(db.engine.url.database))
    if not _migrated:
        upgrade()
        db.session.remove()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _migrated.append(file.read_bytes())
    elif not file.exists():
        db.engine.dispose()
        file.write_bytes(_migrated[0])


# The first migrated file of this process.
_migrated: list[bytes] = []


class Server:
    """The forum as its operators run it, on SQLite in a folder of its own or on the database that is named."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        values = {"INSTANCE": str(folder), "SECRET_KEY": SECRET, "BASE_URL": self.url, "RATE_LIMITS": "no"}
        values |= {"POST_PAUSE": "0", "POST_PAUSE_NEWCOMERS": "0", "POLL_NOTICE": "0"} | UNSCREENED
        self._environment = {f"FORUM_{name}": value for name, value in values.items()} | environment
        self.app = create_app(
            {
                "TESTING": True,
                "INSTANCE": str(folder),
                "DATABASE_URL": environment.get("FORUM_DATABASE_URL", ""),
                "SECRET_KEY": SECRET,
                "BASE_URL": self.url,
                "RATE_LIMITS": False,
                "POST_PAUSE": 0,
                "POST_PAUSE_NEWCOMERS": 0,
                "POLL_NOTICE": 0,
                **UNSCREENED,
            }
        )
        with self.app.app_context():
            migrate(self.app)
            db.session.remove()

    def start(self) -> None:
        """Start the process and wait until it answers."""
        environment = {**os.environ, **self._environment, "HOST": "127.0.0.1", "PORT": str(self.port)}
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "wsgi.py"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        # A starved machine may need a minute; a process that ended by itself never answers.
        until = time.monotonic() + 120
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/gesund", timeout=1):  # noqa: S310  Our own address.
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the server does not answer:\n{self.log[-3000:]}")

    def kill(self) -> None:
        """End it as a power cut would: at once, without any farewell."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it as an operator does who starts it anew."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    @property
    def log(self) -> str:
        """What the process has printed so far."""
        return (self._folder / "server.log").read_text("utf-8", errors="replace")

    @property
    def group(self) -> int:
        """The number of the group of its processes."""
        assert self._process is not None
        return os.getpgid(self._process.pid)

    @property
    def memory(self) -> float:
        """How much memory the process holds, in MiB."""
        assert self._process is not None
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    @contextmanager
    def forum(self) -> Iterator[Flask]:
        """Open the same forum in the test: factories, commands and queries work on the server's data."""
        with self.app.app_context():
            try:
                yield self.app
            finally:
                db.session.rollback()
                db.session.remove()

    def cookie(self, who: Person) -> tuple[str, str]:
        """Return name and value of a cookie with which this person is signed in."""
        with self.app.app_context():
            key = factories.sign_in_key(who)
        return self.cookie_with(_user_id=key, _fresh=True)

    def cookie_with(self, **values: object) -> tuple[str, str]:
        """Return name and value of a cookie with which a browser's session has these values."""
        interface = self.app.session_interface
        serializer = interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return interface.get_cookie_name(self.app), serializer.dumps(values)

    def close(self) -> None:
        """End the process and let go of the database."""
        self.kill()
        self.app.extensions["search"].close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
