"""The folder of a Whoosh index: one builds, one is read, and a file named `current` says which.

    <folder>/current          the name of the index in use; replaced in one step
    <folder>/writer.lock      held by the one process that writes
    <folder>/index-<name>/    an index, the vocabulary that its parts of words came from, and a file `doubted` where a
                              question could not be answered from it, and `renewed` where it was built for that

The index is made of pickles, so the folder must belong to the service account alone (requirement Q-22).
"""

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from whoosh import index
from whoosh.util.filelock import FileLock

from forum.core.tokens import random_key
from forum.search.analysis import Vocabulary
from forum.search.engines import IndexBusy, IndexUnavailable, contents
from forum.search.engines.whoosh.fields import schema

_VOCABULARY = "vocabulary.json"
_DOUBTED = "doubted"
_FORM = "form"  # how documents were put into it
_RENEWED = "renewed"
# Seconds after it was built because of a doubt in which an index is not built anew for another one.
_TRUSTED_FOR = 3600


class Storage:
    """Knows where the index lies, which one is current, and who may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: FileLock | None = None

    def current(self) -> Path:
        """Return the folder of the index in use."""
        try:
            name = (self.folder / "current").read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise IndexUnavailable(str(self.folder)) from error
        if not name.startswith("index-") or "/" in name:
            raise IndexUnavailable(str(self.folder))
        return self.folder / name

    def lock(self) -> None:
        """Become the one who writes, for as long as this process lives or until `unlock`."""
        if self._lock is not None and self._is_ours(self._lock):
            return
        self.unlock()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        lock = FileLock(str(self.folder / "writer.lock"))
        if not lock.acquire(blocking=False):
            raise IndexBusy(str(self.folder))
        self._lock = lock

    def _is_ours(self, lock: FileLock) -> bool:
        """Tell whether the file that is locked still lies there; of a removed one nobody else would know."""
        try:
            return os.path.samestat(os.fstat(lock.fd), (self.folder / "writer.lock").stat())
        except OSError:
            return False

    def unlock(self) -> None:
        """Let another process write."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def create(self) -> Path:
        """Make a new empty index beside the current one and return its folder."""
        # A name that was never there: whoever still reads an index that is gone must not take a new one for it.
        path = self.folder / f"index-{random_key()[:16]}"
        path.mkdir(mode=0o700)
        index.create_in(str(path), schema())
        save_vocabulary(path, Vocabulary())
        (path / _FORM).write_text(contents.form(), encoding="ascii")
        with suppress(IndexUnavailable, OSError):
            if (self.current() / _DOUBTED).exists():
                (path / _RENEWED).touch(mode=0o600)
        return path

    def switch(self, path: Path) -> None:
        """Make this index the current one in one step, and remove all others.

        Whoever still reads the old one keeps its open files; who opens it just now fails, looks again and
        finds the new one.
        """
        pointer = self.folder / "current.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(path.name)
            _force_to_disk(file)
        pointer.replace(self.folder / "current")
        self.remove_others()

    def doubt(self) -> None:
        """Remember beside the current index that a question could not be answered from it."""
        with suppress(IndexUnavailable, OSError):
            (self.current() / _DOUBTED).touch(mode=0o600)

    def is_doubted(self) -> bool:
        """Tell whether the current index was doubted, and to build it anew may help.

        Of a question that no index can answer nobody shall have the index built again and again.
        """
        path = self.current()
        try:
            built = (path / _VOCABULARY).stat().st_mtime
        except OSError as error:
            raise IndexUnavailable(str(path)) from error
        is_renewed = (path / _RENEWED).exists() and time.time() - built <= _TRUSTED_FOR
        return (path / _DOUBTED).exists() and not is_renewed

    def is_of_present_form(self) -> bool:
        """Tell whether the current index was built as one would be now. Raises IndexUnavailable."""
        try:
            return (self.current() / _FORM).read_text(encoding="ascii") == contents.form()
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as error:
            raise IndexUnavailable(str(self.folder)) from error

    def remove_others(self) -> None:
        """Remove what an earlier rebuild left behind."""
        keep = None
        with suppress(IndexUnavailable):
            keep = self.current()
        for path in self.folder.glob("index-*"):
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)


def save_vocabulary(path: Path, vocabulary: Vocabulary) -> None:
    """Keep the learnt words beside the index that was built with them."""
    text = json.dumps(sorted(vocabulary.words), ensure_ascii=False)
    (path / _VOCABULARY).write_text(text, encoding="utf-8")


def load_vocabulary(path: Path) -> Vocabulary:
    """Return the words learnt when the index was built."""
    return Vocabulary(frozenset(json.loads((path / _VOCABULARY).read_text(encoding="utf-8"))))


def _force_to_disk(file: IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())
