"""Asking for one's own data, and packing and removing the files."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import current_app, url_for
from flask_babel import force_locale
from sqlalchemy import select, update

from forum.accounts.commands import require_password
from forum.accounts.models import Person, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import changed, db, get_or_404, transaction
from forum.core.errors import TooOften
from forum.core.events import LoggedEvent, Subscriber, record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.files.storage import is_key, new_key
from forum.privacy.events import ExportAsked
from forum.privacy.models import DataExport
from forum.privacy.packing import pack

PAUSE = timedelta(days=1)


def folder() -> Path:
    """Return the folder of packed exports."""
    return Path(current_app.config["INSTANCE"]) / "exports"


def path_of(export: DataExport) -> Path:
    """Return where a packed export lies. Raises ValueError when it lies nowhere."""
    if not is_key(export.key or ""):
        raise ValueError("not packed")
    return folder() / f"{export.key}.zip"


def ask_for_export(actor: Actor, person: Person, *, password: str) -> DataExport:
    """Ask for everything that is kept about oneself, at most once a day (P-05). Raises Forbidden, Invalid, TooOften."""
    require(actor, "data.export", person)
    require_password(person, password)
    # The row of the person is the lock: of two wishes at the same moment one comes second.
    get_or_404(Person, person.id, lock=True)
    latest = db.session.scalar(
        select(DataExport.asked_at).where(DataExport.person_id == person.id).order_by(DataExport.id.desc()).limit(1)
    )
    if latest is not None and now() < latest + PAUSE:
        wait = latest + PAUSE - now()
        raise TooOften(
            _("Ihre Daten stellen wir höchstens einmal am Tag zusammen."), retry_after=int(wait.total_seconds()) + 1
        )
    export = DataExport(person_id=person.id, asked_at=now())
    db.session.add(export)
    db.session.flush()
    record(actor, ExportAsked(data_export_id=export.id), audience="admin")
    return export


def _pack(events: Sequence[LoggedEvent]) -> None:
    """Pack what was asked for, and tell the person; what is packed already is left, so that it may come twice."""
    for event in events:
        export = db.session.get(DataExport, event.data["data_export_id"])
        if export is None or export.packed_at is not None:
            continue
        # Whoever erases the account at this moment comes after, and takes the package away.
        person = db.session.get_one(Person, export.person_id, with_for_update={"key_share": True})
        if person.standing == Standing.ERASED:
            continue
        key = new_key()
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder() / f"{key}.zip"
        with force_locale(person.language):
            pack(person, path)
        path.chmod(0o600)
        export.key, export.size, export.packed_at = key, path.stat().st_size, now()
        url = mail.absolute(url_for("privacy.own_data", _external=False))
        mail.queue(
            person.email,
            "export_ready",
            language=person.language,
            handle=person.handle,
            url=url,
            days=current_app.config["EXPORT_KEEP_DAYS"],
        )


PACKER = Subscriber("privacy.packer", (ExportAsked,), _pack)


def forget_exports() -> None:
    """Remove packed exports that are too old, and files without a row, such as those of a transaction that failed (P-10)."""
    with transaction():
        oldest = now() - timedelta(days=current_app.config["EXPORT_KEEP_DAYS"])
        changed(update(DataExport).where(DataExport.packed_at < oldest).values(key=None))
        known = set(db.session.scalars(select(DataExport.key).where(DataExport.key.is_not(None))))
    an_hour_ago = (now() - timedelta(hours=1)).timestamp()
    for path in folder().glob("*.zip") if folder().is_dir() else ():
        if path.stem not in known and path.stat().st_mtime < an_hour_ago:
            path.unlink(missing_ok=True)
