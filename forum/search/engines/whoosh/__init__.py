"""The embedded search engine: Whoosh on a folder, good to about 100,000 documents.

One process writes, held to it by a lock of the operating system; any number read. Readers look for a new
state before each question and try again when a commit takes a file away under their hands (requirement
Q-21).
"""

import gc
import logging
import pickle
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from time import sleep
from typing import TypeVar

from whoosh import index
from whoosh.fields import UnknownFieldError
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import TermNotFound
from whoosh.writing import IndexingError, SegmentWriter

from forum.search.analysis import Vocabulary
from forum.search.engines import MOST_HITS, Document, Facets, Hit, IndexUnavailable, Result
from forum.search.engines.near import asked
from forum.search.engines.spool import put_down, take_up
from forum.search.engines.whoosh.fields import schema, values
from forum.search.engines.whoosh.postings import Memory
from forum.search.engines.whoosh.reading import Reading
from forum.search.engines.whoosh.storage import Storage, load_vocabulary, save_vocabulary
from forum.search.syntax import Query, Sort

# What Whoosh raises on files that are missing, cut or overwritten; it does not name these cases itself, and of blocks of
# postings that are none it raises the bare class of all exceptions.
_BROKEN = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ImportError,
    MemoryError, OverflowError, struct.error, zlib.error, pickle.UnpicklingError, index.IndexError,
    IndexingError, FileFormatError, TermNotFound, UnknownFieldError,
)  # fmt: skip
_TRIES = 6
_MEGABYTES = 64

_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class WhooshEngine:
    """Keeps documents in a folder that belongs to it alone; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        # Whoosh searchers move positions in shared files, so one reads at a time; Python runs one of them anyway.
        self._lock = RLock()
        # Writing has a lock of its own: a search never waits for a commit or a rebuild.
        self._writing = RLock()
        self._reading: Reading | None = None
        self._memory = Memory()

    def apply(self, puts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        """Put and remove documents in one batch with one commit; of two with one key the last counts."""
        newest = {document.key: document for document in puts}
        with self._writing:
            self._storage.lock()
            try:
                path = self._path_to_write()
                vocabulary = load_vocabulary(path)
                writer = _writer(path)
            except _BROKEN as error:
                raise IndexUnavailable(str(self._storage.folder)) from error
            self._write(writer, newest, {*deletes} - newest.keys(), vocabulary)

    def _path_to_write(self) -> Path:
        """Return the current index; on a fresh site make the first one."""
        if not (self._storage.folder / "current").exists():
            self._storage.switch(self._storage.create())
        return self._storage.current()

    def _write(
        self, writer: SegmentWriter, puts: dict[str, Document], deletes: set[str], vocabulary: Vocabulary
    ) -> None:
        try:
            with writer.searcher() as searcher:
                for key in (*puts, *deletes):
                    writer.delete_by_term("key", key, searcher=searcher)
            for document in puts.values():
                writer.add_document(**values(document, vocabulary))
            writer.commit()
        except _BROKEN as error:
            writer.cancel()
            raise IndexUnavailable(str(self._storage.folder)) from error

    def find(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        limit: int = 20,
        offset: int = 0,
        sort: Sort | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Result:
        """Return a page of the documents that match and that `audiences` may see."""
        if query.is_empty:
            return Result()
        window = (max(offset, 0), min(max(offset, 0) + max(limit, 0), MOST_HITS))
        return self._read(lambda reading: reading.find(query, audiences, kinds, window, sort or query.sort, without))

    def similar(
        self,
        title: str,
        text: str = "",
        *,
        audiences: frozenset[str],
        kind: str = "idea",
        limit: int = 5,
        exclude: frozenset[str] = frozenset(),
        language: str = "de",
    ) -> tuple[Hit, ...]:
        """Return what resembles a title that may still be in the writing; the same title comes first."""
        return self._read(
            lambda reading: reading.similar(
                title,
                text,
                audiences=audiences,
                kind=kind,
                limit=limit,
                exclude=exclude,
                language=language,
            )
        )

    def facets(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> Facets:
        """Return how many of the hits that `audiences` may see have each value of each facet."""
        return self._read(lambda reading: reading.facets(query, audiences, kinds, without))

    def alike(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words that are spelt nearly so in texts that `audiences` may see, the nearest first."""
        return self._read(lambda reading: reading.alike(asked(word), audiences, limit, without))

    def longer(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words of which this one is the start or the end, in texts that `audiences` may see."""
        return self._read(lambda reading: reading.longer(asked(word), audiences, limit, without))

    def vocabulary(self) -> Vocabulary:
        """Return the words that the last rebuild learnt as parts of others."""
        return self._read(lambda reading: reading.vocabulary)

    def count(self) -> int:
        """Return the number of documents in the index."""
        return self._read(Reading.count)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the old one, check it, switch to it, and return its number of documents.

        The documents are read once. The words they have in common become the new vocabulary, so they are put
        down in the folder of the new index until all of them are known.
        """
        with self._writing:
            self._storage.lock()
            self._storage.remove_others()
            path = self._storage.create()
            spool = path / "documents.jsonl"
            with spool.open("w+", encoding="utf-8") as file:
                vocabulary = put_down(documents, file)
                save_vocabulary(path, vocabulary)
                count = _build(path, take_up(file), vocabulary)
            spool.unlink()
            self._check(path, count)
            self._storage.switch(path)
            return count

    def _check(self, path: Path, expected: int) -> None:
        try:
            reading = Reading(path, Memory())
            found = reading.count()
            reading.close()
        except _BROKEN as error:
            raise IndexUnavailable(str(path)) from error
        if found != expected:
            raise IndexUnavailable(f"{path}: {found} of {expected} documents")

    def healthy(self) -> bool:
        """Tell whether the index can be read, as far as documents and questions have shown, and is of the present form."""
        try:
            self.count()
            return not self._storage.is_doubted() and self._storage.is_of_present_form()
        except IndexUnavailable:
            return False

    def close(self) -> None:
        """Give back files and the lock."""
        with self._lock, self._writing:
            self._forget()
            self._storage.unlock()

    def _read(self, ask: Callable[[Reading], _Answer]) -> _Answer:
        """Ask the newest state of the index, and once more if a commit removed a file meanwhile."""
        with self._lock:
            for attempt in range(_TRIES):
                if attempt:
                    _let_go()
                try:
                    return ask(self._newest())
                except Exception as error:
                    if not isinstance(error, _BROKEN) and type(error) is not Exception:
                        raise
                    self._forget()
                    if attempt == _TRIES - 1:
                        self._storage.doubt()
                        raise IndexUnavailable(str(self._storage.folder)) from error
                    _log.info("search index read again after %s", type(error).__name__)
                    sleep(0.03 * attempt)
        raise IndexUnavailable(str(self._storage.folder))

    def _newest(self) -> Reading:
        path = self._storage.current()
        known = self._reading
        if known is not None and known.path == path and known.is_current():
            return known
        if known is not None and known.path != path:
            self._memory = Memory()  # Of the index before nobody asks any more.
        self._forget()
        self._reading = Reading(path, self._memory)
        return self._reading

    def _forget(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None


def _let_go() -> None:
    """Close the files that Whoosh leaves open of a segment of which another file was gone already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect(1)


def _writer(path: Path) -> SegmentWriter:
    """Open the one writer; without compound files, which makes a small commit twenty times faster. Raises ValueError."""
    found = index.open_dir(str(path))
    if set(found.schema.names()) != set(schema().names()):
        raise ValueError(f"{path} was written by another version")
    return found.writer(compound=False, limitmb=_MEGABYTES)


def _build(path: Path, documents: Iterable[Document], vocabulary: Vocabulary) -> int:
    """Write all documents into an empty index and return how many there were."""
    writer = _writer(path)
    count = 0
    for document in documents:
        writer.add_document(**values(document, vocabulary))
        count += 1
    writer.commit(optimize=True)
    return count
