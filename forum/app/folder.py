"""The data folder: whatever lies in it is about people, so it belongs to the account that runs the forum alone."""

import os
import secrets
from pathlib import Path
from stat import S_IMODE, S_ISVTX

import structlog

log = structlog.get_logger()


def prepare(instance: Path) -> None:
    """Make the folder if there is none, and let nobody else look into it or into what is written from now on.

    A folder that others use as well, such as ``/tmp``, and one that belongs to another account stay as they are.
    """
    os.umask(os.umask(0o077) | 0o077)
    instance.mkdir(parents=True, exist_ok=True)
    if instance.stat().st_mode & S_ISVTX:
        log.warning("instance.shared", folder=str(instance))
        return
    for path, mode in ((instance, 0o700), *((file, 0o600) for file in instance.glob("forum.db*"))):
        try:
            if S_IMODE(path.stat().st_mode) & 0o077:
                path.chmod(mode)
        except FileNotFoundError:
            continue  # SQLite has removed its own file beside the database meanwhile.
        except PermissionError:
            log.warning("instance.open_to_others", path=str(path))


def own_secret_key(instance: Path) -> str:
    """Return the random key of this instance; it is made once and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
