"""The data folder is for the account that runs the forum alone (ASVS 13, DSGVO Art. 32)."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest

from forum import create_app
from forum.core.db import db
from forum.web.limits import limiter
from tests.conftest import _settings
from tests.serving import migrate


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """As most machines have it: others may read what is written."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_database_key_and_files(tmp_path: Path) -> None:
    """E-32: neither what is new, nor what lay there open before."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o755)
    (folder / "forum.db").touch(mode=0o644)
    (folder / "forum.db-wal").touch(mode=0o644)
    app = create_app(_settings(folder, "") | {"SECRET_KEY": ""})
    limiter.enabled = False
    assert (mode(folder), mode(folder / "forum.db"), mode(folder / "forum.db-wal")) == (0o700, 0o600, 0o600)
    (folder / "forum.db").unlink()
    with app.app_context():
        migrate(app)
        db.session.connection()
        (folder / "written later").touch()
        open_to_others = [path.name for path in folder.rglob("*") if path.is_file() and mode(path) & 0o077]
        assert open_to_others == []
        assert {"forum.db", "secret_key"} <= {path.name for path in folder.iterdir()}
        db.session.remove()
        db.engine.dispose()
    app.extensions["search"].close()


def test_a_folder_that_all_use_stays_as_it_is(tmp_path: Path) -> None:
    """A mistyped setting must not close the machine's own folder for temporary files."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    app = create_app(_settings(folder, ""))
    limiter.enabled = False
    assert mode(folder) == 0o1777
    app.extensions["search"].close()
