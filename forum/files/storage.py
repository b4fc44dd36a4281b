"""Where the bytes lie: in the instance folder, under random keys, outside of everything that is served as it is (X-18).

No part of a path ever comes from a person (E-45): a key is made here and read from the database.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from forum.core.db import after_commit

SMALL = "-small"
_KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """Return a random key; it is the same on disks that ignore upper and lower case."""
    return secrets.token_hex(16)


def is_key(word: str) -> bool:
    """Tell whether a word of an address could be a key."""
    return _KEY.fullmatch(word) is not None


def folder() -> Path:
    """Return the folder of all files."""
    return Path(current_app.config["INSTANCE"]) / "files"


def path_of(key: str, *, small: bool = False) -> Path:
    """Return where a file lies. Raises ValueError for what is no key."""
    if not is_key(key):
        raise ValueError("no key")
    return folder() / key[:2] / (key + (SMALL if small else ""))


@contextmanager
def workplace() -> Iterator[Path]:
    """Open a folder in which a file is looked at; whatever is left in it is gone afterwards."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder(), prefix="new-") as name:
        yield Path(name)


def keep(key: str, source: Path, small: Path | None = None) -> None:
    """Move a file from its workplace to where it stays."""
    for one, target in ((source, path_of(key)), (small, path_of(key, small=True))):
        if one is not None:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            one.chmod(0o600)
            os.replace(one, target)  # noqa: PTH105  One step, whatever happens in between.


def copy(key: str, to: str) -> None:
    """Put the bytes of a file under another key as well, as far as they are there."""
    path_of(to).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for small in (False, True):
        if path_of(key, small=small).exists():
            shutil.copyfile(path_of(key, small=small), path_of(to, small=small))
            path_of(to, small=small).chmod(0o600)


def remove(key: str) -> None:
    """Remove a file's bytes, if they are there."""
    for small in (False, True):
        path_of(key, small=small).unlink(missing_ok=True)


def remove_after_commit(keys: Iterable[str]) -> None:
    """Remove bytes once their rows are gone; what a crash leaves behind is found by the daily job."""
    for key in keys:
        after_commit(lambda key=key: remove(key))  # type: ignore[misc]


def kept() -> Iterator[tuple[str, float]]:
    """Yield the key of every file on the disk, and when it was last changed."""
    for path in folder().glob("[0-9a-f][0-9a-f]/*"):
        if is_key(path.name):
            yield path.name, path.stat().st_mtime
