"""Files that were taken off a thing and stay all the same, because somebody may still ask for them (P-09, M-20).

A legal hold keeps them, or a package above that needs them as evidence; ``forum.app`` lists who is asked. They lie under a
purpose of their own, out of everybody's sight, and go by the daily job when nobody needs them any more.
"""

from collections.abc import Callable, Collection, Sequence

from flask import current_app
from sqlalchemy import select

from forum.core.db import db
from forum.files.models import File
from forum.holds.queries import is_held, is_person_held

# Under which purposes files stay that were taken off something; who may reach them there says the package that keeps them.
WITHHELD = {purpose: f"withheld {purpose}" for purpose in ("post", "idea", "held", "person")}

# Says which of these files of a thing are needed, by the purpose and the number of the thing.
Keeper = Callable[[str, int, Sequence[File]], Collection[int]]


def kept_among(purpose: str, thing_id: int, rows: Sequence[File]) -> frozenset[int]:
    """Return the numbers of the files of a thing that must not be removed, whoever wants that."""
    if not rows or purpose not in WITHHELD:
        return frozenset()
    held = is_person_held(thing_id) if purpose == "person" else is_held(purpose, thing_id)
    kept = {row.id for row in rows if held or is_held("file", row.id)}
    keepers: Sequence[Keeper] = current_app.extensions["file_keepers"]
    return frozenset(kept.union(*(keeper(purpose, thing_id, rows) for keeper in keepers)))


def withheld(purpose: str, thing_id: int) -> list[File]:
    """Return the files that were taken off a thing and are kept, whoever keeps them."""
    there = (File.purpose == WITHHELD.get(purpose), File.thing_id == thing_id)
    return list(db.session.scalars(select(File).where(*there).order_by(File.id)))


def freed() -> list[str]:
    """Return the keys of files that were only kept, and that nobody needs any more."""
    names = {name: purpose for purpose, name in WITHHELD.items()}
    rows = db.session.scalars(select(File).where(File.purpose.in_(names))).all()
    return [row.key for row in rows if not kept_among(names[row.purpose or ""], row.thing_id or 0, [row])]
