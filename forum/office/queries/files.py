"""The file of an idea: who works on it, and what is noted inside (N-26)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED, Person, Standing
from forum.accounts.queries import handle_key, holding_word
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.core.text import Named, names_in
from forum.ideas.models import Idea
from forum.ideas.queries import idea
from forum.office.models import Assignment, FileNote, Sponsorship

MOST_NAMES = 20


def may_read_file(unit_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a person may read the file of an idea of this unit, as the permission says it."""
    words = ["staff", "board", *([f"unit:{unit_id}"] if unit_id is not None else [])]
    return or_(*(holding_word(word) for word in words))


def readers_named(unit_id: int | None, text: str) -> Mapping[str, Person]:
    """Return the people whom a note names, by the names in it: only those who may read the file."""
    keys = {handle_key(name): name for name in names_in(text)[:MOST_NAMES]}
    if not keys:
        return {}
    people = db.session.scalars(
        select(Person).where(Person.handle_key.in_(keys), Person.standing == Standing.ACTIVE, may_read_file(unit_id))
    )
    return {keys[person.handle_key]: person for person in people}


def named(people: Mapping[str, Person]) -> Mapping[str, Named]:
    """Return what the renderer needs to know of the people."""
    return {name: Named(person.handle, person.url) for name, person in people.items()}


def readers_of_notes(note_ids: Sequence[int]) -> Mapping[int, Mapping[str, Named]]:
    """Return whom these notes name, by note and name; for rendering them anew."""
    rows = db.session.execute(
        select(FileNote.id, FileNote.source, Idea.unit_id)
        .join(Idea, Idea.id == FileNote.idea_id)
        .where(FileNote.id.in_(note_ids))
    )
    return {row.id: named(readers_named(row.unit_id, row.source)) for row in rows}


def file_of(viewer: Actor, idea_id: int) -> Idea:
    """Return the idea whose file the viewer may read. Raises NotFound for everybody else."""
    found = idea(viewer, idea_id)
    if not can(viewer, "idea.read_file", found):
        raise NotFound
    return found


def assignment(_viewer: Actor, found: Idea) -> Assignment | None:
    """Return who works on an idea. The viewer was asked for its file before."""
    return db.session.scalar(
        select(Assignment)
        .where(Assignment.idea_id == found.id)
        .options(joinedload(Assignment.person).load_only(*AS_NAMED))
    )


def sponsorship(_viewer: Actor, found: Idea) -> Sponsorship | None:
    """Return who promotes an idea (G-26). The viewer was asked for its file before."""
    return db.session.get(Sponsorship, found.id)


def notes(viewer: Actor, found: Idea) -> Sequence[FileNote]:
    """Return the lines of an idea's file, newest first."""
    require(viewer, "idea.read_file", found)
    return db.session.scalars(
        select(FileNote)
        .where(FileNote.idea_id == found.id)
        .order_by(FileNote.id.desc())
        .options(joinedload(FileNote.author).load_only(*AS_NAMED), joinedload(FileNote.person).load_only(*AS_NAMED))
    ).all()
