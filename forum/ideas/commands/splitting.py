"""Making a new idea out of a part of another (N-19), and pointing from an own idea to another one (N-31).

Unlike merging, neither moves supports: who signed one text did not sign the other.
"""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.ideas.commands.facts import set_facts
from forum.ideas.commands.log import Line, add_line, support_deadline
from forum.ideas.commands.reasons import public_reason
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.commands.writing import Content, check_content, new_idea, publish, write_text
from forum.ideas.events import IdeaRetired, IdeaSplit
from forum.ideas.lifecycle import MERGEABLE, IdeaState, StepKind
from forum.ideas.models import CoAuthor, Idea


def split_idea(actor: Actor, idea: Idea, *, title: str, text: str, reason: str, part_of: Idea | None = None) -> Idea:
    """Make a part of an idea an idea of its own, with no supporter yet; both logs say so (N-19). Raises Conflict, Invalid.

    The new idea belongs to the authors of the words: those of the idea, or of ``part_of``, a merged one that lives on here.
    """
    require(actor, "idea.split", idea)
    reason = public_reason(reason)
    if idea.state not in MERGEABLE:
        raise Conflict(_("Im Stand „%(state)s“ wird eine Idee nicht mehr geteilt.", state=idea.stage.label))
    if part_of is not None and part_of.merged_into_id != idea.id:
        raise Conflict(_("Die Idee %(number)s lebt nicht in dieser weiter.", number=part_of.id))
    check_content(Content(title=title, text=text))
    # What is blackened in an idea is not told by a part of it (M-13).
    for written in {idea, part_of or idea}:
        refuse_redacted(written, {"title": clean_line(title), "text": clean_text(text), "reason": reason})
    child = _child(actor, idea, part_of or idea, clean_line(title), clean_text(text))
    began = Line(title=idea.title, text=reason, url=idea.url, due_on=child.due_on, data={"note": "split_off"})
    add_line(actor, child, StepKind.TRANSITION, began, target=IdeaState.IN_DISKUSSION)
    add_line(actor, idea, StepKind.NOTE, Line(title=child.title, text=reason, url=child.url, data={"note": "split"}))
    record(actor, IdeaSplit(idea_id=idea.id, child_id=child.id), audience=idea.audience)
    return child


def _child(actor: Actor, origin: Idea, written: Idea, title: str, text: str) -> Idea:
    child = new_idea(None)
    child.language, child.author_id, child.split_from_id = written.language or language(), written.author_id, origin.id
    write_text(child, title, text)
    set_facts(
        child, tuple(origin.goal_keys), origin.category, tuple(origin.district_numbers), origin.place_text, origin.point
    )
    child.space_id, child.unit, child.unit_id = origin.space_id, origin.unit, origin.unit_id
    # The Stabsstelle has read it, so it is open for discussion at once.
    child.state, child.support_deadline = IdeaState.IN_DISKUSSION, support_deadline(child)
    child.due_on = child.support_deadline
    publish(actor, child, audience=origin.audience)
    if child.thread is not None:
        child.thread.author_id = written.author_id
    for one in written.co_authors:
        if one.accepted_at is not None:
            child.co_authors.append(CoAuthor(person_id=one.person_id, invited_at=now(), accepted_at=now()))
    db.session.flush()
    return child


def retire_idea(actor: Actor, idea: Idea, other_id: int, *, reason: str) -> Idea:
    """Point from an own idea to another one and take no more support; return the other (N-31). Raises Conflict, Invalid.

    The text, the log and the supports stay where they are.
    """
    require(actor, "idea.retire", idea)
    reason = public_reason(reason)
    other = _other(actor, idea, other_id)
    if not changed(
        update(Idea)
        .where(Idea.id == idea.id, Idea.retired_for_id.is_(None))
        .values(retired_for_id=other.id, version=Idea.version + 1)
    ):
        raise Conflict(_("Diese Idee verweist schon auf eine andere."))
    line = Line(title=other.title, text=reason, url=other.url, data={"note": "retired", "idea": other.id})
    add_line(actor, idea, StepKind.NOTE, line)
    db.session.refresh(idea)
    record(actor, IdeaRetired(idea_id=idea.id, other_id=other.id), audience=idea.audience)
    return other


def _other(actor: Actor, idea: Idea, other_id: int) -> Idea:
    """Return the idea to point to; the way may not lead back, and everybody who reads here must be able to follow it."""
    other = db.session.get(Idea, other_id)
    if other is None or not other.is_listed or other.audience not in actor.words:
        raise Invalid(fields={"other": [_("Diese Idee gibt es nicht.")]})
    if other.id == idea.id or other.audience not in {"public", idea.audience}:
        raise Invalid(fields={"other": [_("Auf diese Idee kann Ihre nicht verweisen.")]})
    if other.retired_for_id is not None or not other.takes_support:
        raise Invalid(fields={"other": [_("Diese Idee nimmt selbst keine Unterstützung mehr an.")]})
    return other
