"""The words of attached files: read once by the worker, in a process that is ended when it takes too long (Q-09)."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog
from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.files import storage
from forum.files.events import FileAttached
from forum.files.models import File
from forum.search.events import FileRead
from forum.search.extracting import MOST_LETTERS
from forum.search.models import FileText

log = structlog.get_logger()

READABLE = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp")
# What files are attached to and can be found with; scans of signatures are for nobody's search (E-16).
PURPOSES = ("post", "idea", "session_paper")
SECONDS = 30
AT_ONCE = 20
_SCRIPT = Path(__file__).with_name("extracting.py")


def extract(kind: str, path: Path) -> str:
    """Return the words of a file, or nothing for one that is broken, too slow or too large."""
    command = [sys.executable, "-I", "-W", "ignore", str(_SCRIPT), kind, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603  No word is a person's.
    except (subprocess.SubprocessError, OSError) as error:
        log.info("search.file_unreadable", kind=kind, error=type(error).__name__)
        return ""
    return " ".join(done.stdout.decode("utf-8", "replace").replace("\x00", " ").split())[:MOST_LETTERS]


def read_files(ids: Iterable[int]) -> int:
    """Read the files that have not been read yet, each in a transaction of its own; return how many there were."""
    rows = db.session.execute(
        select(File.id, File.key, File.kind)
        .outerjoin(FileText, FileText.file_id == File.id)
        .where(File.id.in_(list(ids)), FileText.file_id.is_(None), File.kind.in_(READABLE), File.purpose.in_(PURPOSES))
    ).all()
    db.session.rollback()
    for number, key, kind in rows:
        words = extract(kind, storage.path_of(key))
        with transaction():
            if db.session.get(File, number) is None or db.session.get(FileText, number) is not None:
                continue  # It was removed, or read by somebody else, meanwhile.
            db.session.add(FileText(file_id=number, text=words, read_at=now()))
            record(SYSTEM, FileRead(file_id=number), audience="system")
    return len(rows)


def read_missing() -> int:
    """Read some of the files that nobody has read yet, such as those from before there was a search in files."""
    missing = (
        select(File.id)
        .outerjoin(FileText, FileText.file_id == File.id)
        .where(FileText.file_id.is_(None), File.kind.in_(READABLE), File.purpose.in_(PURPOSES))
        .order_by(File.id)
        .limit(AT_ONCE)
    )
    return read_files(db.session.scalars(missing).all())


def _attached(rows: Sequence[LoggedEvent]) -> None:
    read_files({row.data["file_id"] for row in rows})


READER = Subscriber("search.files", (FileAttached,), _attached, inside_transaction=False, in_any_order=True)
