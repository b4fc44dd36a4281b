"""Who works on an idea: taking it on, handing it over with a reason, and noting something in its file (N-26)."""

from forum.accounts.models import Person, Unit
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import LONGEST_SOURCE, clean_text, render
from forum.ideas.commands import entrust
from forum.ideas.models import Idea
from forum.office.events import FileNoted, IdeaAssigned
from forum.office.models import Assignment, FileNote, NoteKind
from forum.office.queries.files import named, readers_named

LEAST_REASON = 3


def claim(actor: Actor, idea: Idea) -> None:
    """Take an idea on oneself. Raises Conflict when somebody works on it already."""
    require(actor, "file.assign", idea)
    held = _locked(idea)
    if held is not None:
        raise Conflict(
            _("Sie bearbeiten diese Idee schon.")
            if held.person_id == actor.person_id
            else _("%(name)s bearbeitet diese Idee schon.", name=held.person.handle)
        )
    _give(idea, None, actor.person_id)
    _enter(actor, idea, NoteKind.CLAIMED)


def release(actor: Actor, idea: Idea, *, reason: str) -> None:
    """Put an idea back, so that somebody else may take it on. Raises Conflict, Invalid."""
    require(actor, "file.assign", idea)
    reason = _reason(reason)
    held = _locked(idea)
    if held is None:
        raise Conflict(_("Niemand bearbeitet diese Idee."))
    _give(idea, held, None)
    _enter(actor, idea, NoteKind.RELEASED, reason)


def hand_over(actor: Actor, idea: Idea, *, unit: Unit | None, person: Person | None, reason: str) -> None:
    """Hand an idea over to a unit, to a person, or both, with a reason that stays inside; the unit stands on the public log.

    Without a unit the Stabsstelle is responsible. Raises Conflict when nothing would change, Invalid.
    """
    require(actor, "file.assign", idea)
    reason = _reason(reason)
    held = _locked(idea)
    unit_id = unit.id if unit is not None else None
    moves = unit_id != idea.unit_id
    if not moves and (held.person_id if held else None) == (person.id if person else None):
        raise Conflict(_("Die Idee ist schon dort."))
    if person is not None and not _works_for(person, unit):
        raise Invalid(fields={"person": [_("%(name)s arbeitet nicht in dieser Stelle.", name=person.handle)]})
    if moves:
        entrust(actor, idea, unit)
    _give(idea, held, person.id if person else None)
    _enter(actor, idea, NoteKind.HANDED_OVER, reason, person=person)


def note(actor: Actor, idea: Idea, text: str) -> FileNote:
    """Note something in the file; whom it names with an @ and who may read it is told. Raises Invalid."""
    require(actor, "file.note", idea)
    text = clean_text(text)
    if not 1 <= len(text) <= LONGEST_SOURCE:
        raise Invalid(
            fields={"text": [_("Bitte schreiben Sie etwas, höchstens %(most)d Zeichen.", most=LONGEST_SOURCE)]}
        )
    people = readers_named(idea.unit_id, text)
    entry = FileNote(
        idea_id=idea.id,
        kind=NoteKind.NOTE,
        author_id=actor.person_id,
        at=now(),
        source=text,
        html=render(text, people=named(people)),
    )
    db.session.add(entry)
    db.session.flush()
    mentioned = tuple(sorted({person.id for person in people.values()}))
    record(actor, FileNoted(idea_id=idea.id, note_id=entry.id, mentioned=mentioned), audience="staff")
    return entry


def _locked(idea: Idea) -> Assignment | None:
    """Lock the idea, so that of two who take it on at once one comes first; return who works on it."""
    get_or_404(Idea, idea.id, lock=True)
    return db.session.get(Assignment, idea.id, populate_existing=True)


def _give(idea: Idea, held: Assignment | None, person_id: int | None) -> None:
    if held is not None:
        db.session.delete(held)
        db.session.flush()
    if person_id is not None:
        db.session.add(Assignment(idea_id=idea.id, person_id=person_id, since=now()))
        db.session.flush()


def _enter(actor: Actor, idea: Idea, kind: NoteKind, reason: str = "", person: Person | None = None) -> None:
    entry = FileNote(
        idea_id=idea.id,
        kind=kind,
        author_id=actor.person_id,
        at=now(),
        source=reason,
        html=render(reason) if reason else "",
        unit=idea.unit,
        person_id=person.id if person is not None else None,
    )
    db.session.add(entry)
    db.session.flush()
    event = IdeaAssigned(idea_id=idea.id, note_id=entry.id, unit_id=idea.unit_id, person_id=entry.person_id)
    record(actor, event, audience="staff")


def _reason(words: str) -> str:
    words = clean_text(words)
    if len(words) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen kurzen Grund.")]})
    return words[:2000]


def _works_for(person: Person, unit: Unit | None) -> bool:
    return (unit.word if unit is not None else "staff") in person.words
