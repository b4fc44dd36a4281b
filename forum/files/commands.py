"""Taking files in, attaching them to things, and letting them go."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import changed, db, get_or_404, transaction
from forum.core.errors import Conflict, Invalid, TooOften
from forum.core.events import record
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.files import queries, storage
from forum.files.events import FileAttached, FileDescribed, FileHidden, FileRemoved, FileRestored, FileSeen
from forum.files.intake import Received
from forum.files.keeping import WITHHELD, freed, kept_among, withheld
from forum.files.kinds import KINDS, MIB, VIDEOS
from forum.files.models import File, FileLook
from forum.files.queries import Choice
from forum.holds.queries import free_of_holds, is_person_held

MONTH = timedelta(days=30)
LONGEST_ALT = 250


def check_allowance(actor: Actor, more: int = 0, *, video: bool = False) -> None:
    """Ask whether a person may send in another file of this size now (X-23). Raises Forbidden, TooOften, Invalid.

    Videos, which only the administration sends in, take nothing of the room that people have for their own files.
    """
    require(actor, "file.upload_video" if video else "file.upload")
    own = select(func.count(), func.coalesce(func.sum(File.size), 0)).where(File.owner_id == actor.person_id)
    lately, _size = db.session.execute(own.where(File.created_at > now() - timedelta(minutes=1))).one()
    if lately >= current_app.config["FILES_PER_MINUTE"]:
        raise TooOften(_("Das waren viele Dateien auf einmal. Bitte warten Sie eine Minute."), retry_after=60)
    if video:
        return
    mine = own.where(File.created_at > now() - MONTH, File.kind.not_in(VIDEOS))
    _count, size = db.session.execute(mine).one()
    most = current_app.config["FILE_MEBIBYTES_PER_MONTH"]
    if size + more > most * MIB:
        raise Invalid(_("Ihr Platz für Dateien ist aufgebraucht: %(most)s MB in 30 Tagen.", most=most))


def add_file(actor: Actor, received: Received) -> File:
    """Hold a file for its owner until it is attached."""
    # The row of the person is the lock: two uploads at once count one after the other.
    get_or_404(Person, actor.person_id, lock=True)
    check_allowance(actor, received.size, video=KINDS[received.kind].is_video)
    added = File(
        key=received.key,
        owner_id=actor.person_id,
        kind=received.kind,
        name=received.name,
        size=received.size,
        sha256=received.sha256,
        width=received.width,
        height=received.height,
        seconds=received.seconds,
        is_tagged=received.is_tagged,
        created_at=now(),
    )
    db.session.add(added)
    db.session.flush()
    return added


def problem_of(file: File, choice: Choice) -> str:
    """Say what is missing before a file can be attached, or nothing (X-22)."""
    if file.is_picture and not choice.decorative and not clean_line(choice.alt):
        return _("Bitte beschreiben Sie das Bild, oder wählen Sie „nur Schmuck“.")
    if len(choice.alt) > LONGEST_ALT:
        return _("Bitte beschreiben Sie das Bild mit höchstens %(most)s Zeichen.", most=LONGEST_ALT)
    return ""


def arrange(
    actor: Actor,
    purpose: str,
    thing_id: int,
    choices: Sequence[Choice],
    *,
    audience: str,
    complete: bool = True,
    former: str = "",
) -> None:
    """Make these files the ones of a thing; the caller asked for the permission to change the thing.

    Files that are not named any more are removed, unless somebody may still ask for them; where ``former`` names a
    purpose, they are kept under it, because an earlier version that can still be read shows them. What is not ``complete``
    yet, because only its author sees it, may lack the words for its pictures. Raises Invalid.
    """
    before = {row.key: row for row in queries.attached(purpose, [thing_id]).get(thing_id, ())}
    if not choices and not before:
        return
    rows = queries.own(actor, [choice.key for choice in choices], purpose, thing_id, lock=True)
    if len(rows) < len({choice.key for choice in choices}):
        raise Invalid(_("Eine Datei ist nicht mehr da. Bitte fügen Sie sie noch einmal hinzu."))
    check_number(len(rows))
    wanted = {choice.key: choice for choice in choices}
    for position, row in enumerate(rows):
        if row.is_video and purpose != "sign_video":
            raise Invalid(_("Dieses Dateiformat nehmen wir nicht an."))
        if complete and (sentence := problem_of(row, wanted[row.key])):
            raise Invalid(sentence)
        _attach(actor, row, wanted[row.key], purpose, thing_id, position, audience)
    gone = [row for key, row in before.items() if key not in wanted]
    kept = kept_among(purpose, thing_id, gone) if not former else ()
    for row in gone:
        record(actor, FileRemoved(file_id=row.id, purpose=purpose, thing_id=thing_id), audience=audience)
        if former or row.id in kept:
            row.purpose = former or WITHHELD[purpose]
        else:
            db.session.delete(row)
            storage.remove_after_commit([row.key])
    db.session.flush()


def _attach(actor: Actor, row: File, choice: Choice, purpose: str, thing_id: int, position: int, audience: str) -> None:
    alt = "" if choice.decorative or not row.is_picture else clean_line(choice.alt)[:LONGEST_ALT]
    is_new = row.purpose is None
    changed = (row.alt, row.decorative, row.position) != (alt, choice.decorative, position)
    row.alt, row.decorative, row.position = alt, choice.decorative, position
    row.purpose, row.thing_id = purpose, thing_id
    if is_new or changed:
        event = FileAttached if is_new else FileDescribed
        record(actor, event(file_id=row.id, purpose=purpose, thing_id=thing_id), audience=audience)


def copy_files(purpose: str, thing_id: int, to: str, new_id: int) -> list[File]:
    """Copy the files of a thing, so that nothing that becomes of them touches the copies (S-16).

    Those are copied too that are hidden, and that were taken off it and are kept.
    """
    rows = [*queries.attached(purpose, [thing_id], hidden=True).get(thing_id, ()), *withheld(purpose, thing_id)]
    if purpose == "file":
        rows = [get_or_404(File, thing_id)]
    copies = []
    for row in rows:
        key = storage.new_key()
        storage.copy(row.key, key)
        copies.append(
            File(
                key=key,
                owner_id=None,
                kind=row.kind,
                name=row.name,
                size=row.size,
                sha256=row.sha256,
                width=row.width,
                height=row.height,
                seconds=row.seconds,
                alt=row.alt,
                decorative=row.decorative,
                purpose=to,
                thing_id=new_id,
                position=row.position,
                created_at=now(),
            )
        )
    db.session.add_all(copies)
    db.session.flush()
    return copies


def let_go(purpose: str, thing_id: int) -> list[Choice]:
    """Give the files of a thing back to those who sent them in, and return them as they can be attached anew.

    Their day until they are removed begins again.
    """
    rows = queries.attached(purpose, [thing_id]).get(thing_id, ())
    for row in rows:
        row.purpose, row.thing_id, row.created_at = None, None, now()
    db.session.flush()
    return [Choice(row.key, row.alt, row.decorative) for row in rows]


def problems_of(purpose: str, thing_id: int) -> list[str]:
    """Say of the files of a thing what is missing before others may see it (X-22)."""
    rows = queries.attached(purpose, [thing_id]).get(thing_id, ())
    found = ((row, problem_of(row, Choice(row.key, row.alt, row.decorative))) for row in rows)
    return [f"{row.name}: {sentence}" for row, sentence in found if sentence]


def check_number(count: int) -> None:
    """Refuse more files than a post may have. Raises Invalid."""
    most = current_app.config["FILES_PER_POST"]
    if count > most:
        raise Invalid(ngettext("Höchstens %(num)s Datei ist möglich.", "Höchstens %(num)s Dateien sind möglich.", most))


def discard_file(actor: Actor, file: File) -> None:
    """Throw a file away that is not attached yet."""
    require(actor, "file.discard", file)
    if is_person_held(file.owner_id):
        file.purpose, file.thing_id = WITHHELD["person"], file.owner_id
        db.session.flush()
        return
    db.session.delete(file)
    storage.remove_after_commit([file.key])


def hide_file(actor: Actor, file: File, *, ground: str) -> None:
    """Take a file from every surface; ``ground`` is what everybody reads who asks for it (S-06). Raises Conflict."""
    require(actor, "file.hide", file)
    _turn(file, hidden=True, ground=clean_line(ground)[:120])
    event = FileHidden(file_id=file.id, purpose=file.purpose or "", thing_id=file.thing_id or 0)
    record(actor, event, audience="public")


def restore_file(actor: Actor, file: File) -> None:
    """Show a hidden file again. Raises Conflict."""
    require(actor, "file.hide", file)
    _turn(file, hidden=False, ground=None)
    event = FileRestored(file_id=file.id, purpose=file.purpose or "", thing_id=file.thing_id or 0)
    record(actor, event, audience="public")


def _turn(file: File, *, hidden: bool, ground: str | None) -> None:
    """Hide or show a file, whichever of two that decide at once comes first."""
    is_so = File.hidden_at.is_not(None)
    turned = update(File).where(File.id == file.id, File.purpose.is_not(None), ~is_so if hidden else is_so)
    if not changed(turned.values(hidden_at=now() if hidden else None, hidden_ground=ground)):
        raise Conflict(_("Diese Datei ist schon verborgen.") if hidden else _("Diese Datei ist nicht verborgen."))
    db.session.refresh(file)


def forget_unused_files() -> None:
    """Remove files that nobody attached within a day, and bytes that have no row (X-23)."""
    oldest = now() - timedelta(hours=current_app.config["FILE_HOLD_HOURS"])
    unused = (File.purpose.is_(None), File.created_at < oldest, free_of_holds(File.owner_id))
    with transaction():
        keys = [*db.session.scalars(select(File.key).where(*unused).with_for_update(skip_locked=True)), *freed()]
        db.session.execute(delete(File).where(File.key.in_(keys)))
        storage.remove_after_commit(keys)
    for key in without_row():
        storage.remove(key)


def without_row() -> list[str]:
    """Return the keys of bytes that have been on the disk for long and belong to no file."""
    oldest = (now() - timedelta(hours=current_app.config["FILE_HOLD_HOURS"])).timestamp()
    old = [key for key, changed in storage.kept() if changed < oldest]
    known: set[str] = set()
    for start in range(0, len(old), 500):
        known |= set(db.session.scalars(select(File.key).where(File.key.in_(old[start : start + 500]))))
    return [key for key in old if key not in known]


def look_at_proof(actor: Actor, key: str) -> File:
    """Return a file that is kept as a proof, and keep who opened it and when (P-14). Raises NotFound, Gone."""
    found, is_proof = queries.file_and_whether_proof(actor, key)
    if is_proof:
        of, thing = found.purpose or "", found.thing_id or 0
        look = FileLook(file_id=found.id, purpose=of, thing_id=thing, viewer_id=actor.person_id, at=now())
        db.session.add(look)
        db.session.flush()
        seen = FileSeen(file_look_id=look.id, file_id=found.id, purpose=of, thing_id=thing)
        record(actor, seen, audience="dpo")
    return found
