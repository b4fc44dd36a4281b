"""Reading files: what is attached to things, and what one person may download. The first argument is the viewer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import and_, or_, select

from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.i18n import _, spoken
from forum.core.permissions import Actor, can
from forum.core.text import Picture
from forum.files import storage
from forum.files.models import File


@dataclass(frozen=True)
class Purpose:
    """What files can be attached to. ``check`` raises NotFound or Gone for a viewer who may not have the thing now.

    It returns true for whoever gets the thing as a proof only; files of ``proofs`` are never anything else.
    ``shares`` tells whether a viewer arranges the files of a thing together with those who attached them.
    """

    name: str
    check: Callable[[Actor, int], bool | None]
    proofs: bool = field(default=False, kw_only=True)
    shares: Callable[[Actor, int], bool] = lambda _viewer, _thing_id: False


@dataclass(frozen=True)
class Choice:
    """A file as its owner wants it attached, with the words for those who do not see it."""

    key: str
    alt: str = ""
    decorative: bool = False


def file(viewer: Actor, key: str) -> File:
    """Return a file that the viewer may download at this moment. Raises NotFound, Gone (X-24)."""
    return file_and_whether_proof(viewer, key)[0]


def file_and_whether_proof(viewer: Actor, key: str) -> tuple[File, bool]:
    """Return a file, and whether it is a proof for the viewer: each look at it is noted (P-14). Raises NotFound, Gone."""
    found = db.session.scalar(select(File).where(File.key == key)) if storage.is_key(key) else None
    if found is None:
        raise NotFound
    if found.purpose is None or found.thing_id is None:
        if viewer.person_id is None or found.owner_id != viewer.person_id:
            raise NotFound
        return found, False
    purpose = _purposes()[found.purpose]
    as_proof = purpose.check(viewer, found.thing_id)
    if found.hidden_at is not None and not can(viewer, "file.see_evidence", found):
        raise Gone(_("Die Moderation hat diese Datei entfernt. Grund: %(ground)s", ground=spoken(found.hidden_ground)))
    is_proof = bool(as_proof) or found.hidden_at is not None
    return found, purpose.proofs or (is_proof and found.owner_id != viewer.person_id)


def _purposes() -> Mapping[str, Purpose]:
    purposes: Mapping[str, Purpose] = current_app.extensions["file_purposes"]
    return purposes


def proofs_among(viewer: Actor, rows: Sequence[File]) -> frozenset[int]:
    """Return the numbers of those files of one thing that are proofs for the viewer, who was asked for the thing before."""
    if not rows or rows[0].purpose is None or rows[0].thing_id is None:
        return frozenset()
    purpose = _purposes()[rows[0].purpose]
    if purpose.proofs:
        return frozenset(row.id for row in rows)
    try:
        as_proof = purpose.check(viewer, rows[0].thing_id)
    except (NotFound, Gone):
        as_proof = True  # Whoever follows a link is told why there is nothing.
    return frozenset(row.id for row in rows if (as_proof or row.hidden_at) and row.owner_id != viewer.person_id)


def number_of(key: str) -> int:
    """Return the number of the file with this key, whoever may download it. Raises NotFound."""
    number = db.session.scalar(select(File.id).where(File.key == key))
    if number is None:
        raise NotFound
    return number


def attached(purpose: str, thing_ids: Sequence[int], *, hidden: bool = False) -> Mapping[int, Sequence[File]]:
    """Return the files of several things in one query; the viewer was asked for the things before.

    What the moderation hid is not among them, but for those who look at evidence and say ``hidden`` (M-36).
    """
    wanted = select(File).where(File.purpose == purpose, File.thing_id.in_(thing_ids))
    if not hidden:
        wanted = wanted.where(File.hidden_at.is_(None))
    rows = db.session.scalars(wanted.order_by(File.position, File.id))
    found: dict[int, list[File]] = {}
    for row in rows:
        found.setdefault(row.thing_id or 0, []).append(row)
    return found


def choices_of(purpose: str, thing_id: int) -> list[Choice]:
    """Return the files of a thing as they would be attached anew."""
    return [Choice(row.key, row.alt, row.decorative) for row in attached(purpose, [thing_id]).get(thing_id, ())]


def names_of(purpose: str, thing_id: int) -> dict[str, str]:
    """Return the names of the files of a thing by their numbers, as its history keeps them."""
    return {str(row.id): row.name for row in attached(purpose, [thing_id]).get(thing_id, ())}


def hidden_among(numbers: Iterable[str]) -> frozenset[str]:
    """Return the numbers, as a history keeps them, of files that the moderation hid: their names are for nobody (M-36)."""
    wanted = select(File.id).where(File.id.in_([int(number) for number in numbers]), File.hidden_at.is_not(None))
    return frozenset(str(number) for number in db.session.scalars(wanted))


def own(
    viewer: Actor, keys: Sequence[str], purpose: str, thing_id: int | None = None, *, lock: bool = False
) -> Sequence[File]:
    """Return the files that the viewer may arrange, in the order of the keys: own ones held, and those of this thing.

    A thing may have several authors, each of whom arranges what the others attached.
    """
    held = and_(File.owner_id == viewer.person_id, File.purpose.is_(None))
    statement = select(File).where(
        File.key.in_(keys),
        File.hidden_at.is_(None),
        or_(held, and_(File.purpose == purpose, File.thing_id == thing_id)),
    )
    if lock:
        # What was read before the lock may be older than what the lock waited for.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    known = {row.key: row for row in db.session.scalars(statement)}
    if any(row.owner_id != viewer.person_id for row in known.values()) and not _shares(viewer, purpose, thing_id):
        known = {key: row for key, row in known.items() if row.owner_id == viewer.person_id}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def _shares(viewer: Actor, purpose: str, thing_id: int | None) -> bool:
    return thing_id is not None and _purposes()[purpose].shares(viewer, thing_id)


def words_of(viewer: Actor, choices: Sequence[Choice], purpose: str, thing_id: int | None = None) -> list[str]:
    """Return what can be read of files as they are to be attached: their names, and the words for their pictures."""
    if not choices:
        return []
    rows = own(viewer, [choice.key for choice in choices], purpose, thing_id)
    return [*(row.name for row in rows), *(choice.alt for choice in choices if choice.alt and not choice.decorative)]


def pictures(
    viewer: Actor, choices: Sequence[Choice], purpose: str, thing_id: int | None = None
) -> Mapping[str, Picture]:
    """Return the own pictures that a text may show, by their address; preview and result ask alike (X-01)."""
    if not choices:
        return {}
    words = {choice.key: "" if choice.decorative else choice.alt for choice in choices}
    return {
        row.url: Picture(words[row.key], row.width or 0, row.height or 0)
        for row in own(viewer, list(words), purpose, thing_id)
        if row.is_picture
    }


def pictures_of(purpose: str, numbers: Sequence[int]) -> Mapping[int, Mapping[str, Picture]]:
    """Return the pictures of things as their texts show them, by thing and address; for rendering them anew."""
    return {
        number: {
            row.url: Picture("" if row.decorative else row.alt, row.width or 0, row.height or 0)
            for row in rows
            if row.is_picture
        }
        for number, rows in attached(purpose, numbers).items()
    }
