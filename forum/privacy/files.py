"""Files of people who go: those of their texts, their names, and packages in which they stand."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePath
from zipfile import BadZipFile, ZipFile

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, update

from forum.core.db import after_commit, db
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.discussions.models import Post
from forum.files import storage
from forum.files.events import FileDescribed, FileRemoved
from forum.files.keeping import WITHHELD, kept_among
from forum.files.models import File
from forum.ideas.commands.writing import FORMER_FILES
from forum.ideas.models import Idea
from forum.privacy.commands import folder
from forum.privacy.models import DataExport
from forum.privacy.traces import ODD_LETTERS, Traces
from forum.search.models import FileText


def remove_files_of(number: int, spared: Mapping[str, ColumnElement[bool]]) -> None:
    """Remove the files that hang on texts which go, with their bytes and their words for the search."""
    posts = select(Post.id).where(Post.author_id == number, ~spared.get("post", false()))
    ideas = select(Idea.id).where(Idea.author_id == number, ~spared.get("idea", false()))
    hangs = or_(
        and_(File.purpose == "post", File.thing_id.in_(posts)),
        and_(File.purpose.in_(["idea", FORMER_FILES]), File.thing_id.in_(ideas)),
    )
    _remove(hangs)


def forget_names_in_files(number: int) -> None:
    """Remove files that hang on nothing yet, and name the others after what they are (P-07)."""
    _remove(and_(File.owner_id == number, File.purpose.is_(None)))
    for file in db.session.scalars(select(File).where(File.owner_id == number)):
        file.name = f"Datei{PurePath(file.name).suffix}"[:120]
        event = FileDescribed(file_id=file.id, purpose=file.purpose or "", thing_id=file.thing_id or 0)
        record(SYSTEM, event, audience="admin")
    db.session.flush()


def _remove(which: ColumnElement[bool]) -> None:
    rows = db.session.scalars(select(File).where(which).order_by(File.id)).all()
    kept = {row.id for row in rows if kept_among(_origin(row), row.thing_id or 0, [row])}
    for row in rows:
        if row.purpose:
            record(
                SYSTEM, FileRemoved(file_id=row.id, purpose=row.purpose, thing_id=row.thing_id or 0), audience="admin"
            )
            if row.id in kept:
                # It goes with the papers of the case that need it, like the words that these keep (P-10, M-20).
                row.purpose = WITHHELD[_origin(row)]
    db.session.flush()
    db.session.execute(delete(FileText).where(FileText.file_id.in_([row.id for row in rows])))
    gone = [row for row in rows if row.id not in kept]
    db.session.execute(delete(File).where(File.id.in_([row.id for row in gone])))
    storage.remove_after_commit([row.key for row in gone])


def _origin(file: File) -> str:
    """Return on which kind of thing a file hangs, also where only an earlier version shows it."""
    return "idea" if file.purpose == FORMER_FILES else file.purpose or ""


def forget_packages(traces: Traces, number: int) -> None:
    """Remove the person's packages of data, and those of others in which the person stands; they can ask anew (P-06)."""
    paths = []
    for export in db.session.scalars(select(DataExport).where(DataExport.key.is_not(None))).all():
        path = folder() / f"{export.key}.zip"
        if export.person_id == number or (path.exists() and _names(path, traces)):
            paths.append(path)
            db.session.execute(update(DataExport).where(DataExport.id == export.id).values(key=None))
    for path in paths:
        after_commit(partial(path.unlink, missing_ok=True))


def _names(path: Path, traces: Traces) -> bool:
    """Tell whether somebody stands in a package; its tables repeat what is in its one JSON, which is read with care."""
    try:
        with ZipFile(path) as package:
            text = package.read("data.json").decode()
            folded = text.casefold()
            if not any(one in folded for one in (*traces.plain_letters(), *ODD_LETTERS)):
                return False
            values = json.loads(text)
            return bool(traces.inside(values, exactly=True) != values)
    except (BadZipFile, KeyError, ValueError):
        return True
