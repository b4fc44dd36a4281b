"""Writing an idea together: asking people in, answering, leaving (N-06).

Whoever began an idea stands in its row; whoever joined has a row of their own. A question that was declined or taken back
leaves no row, and the log never knew of the answer.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from forum.accounts.models import Person, Standing
from forum.accounts.queries import person_by_handle
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas.events import CoAuthorInvited, CoAuthorJoined, CoAuthorLeft
from forum.ideas.models import CoAuthor, Idea

# With those who have not answered yet, and with the person who began the idea.
MOST_AUTHORS = 20


def invite_co_author(actor: Actor, idea: Idea, *, handle: str) -> CoAuthor:
    """Ask somebody to write the idea too; asking twice is asking once. Raises Invalid when nobody has this name."""
    require(actor, "idea.invite", idea)
    person = _named(actor, idea, handle)
    if person.id in idea.author_ids:
        raise Invalid(fields={"handle": [_("Diese Person schreibt schon mit.")]})
    asked = next((one for one in idea.co_authors if one.person_id == person.id), None)
    if asked is not None:
        return asked
    if len(idea.co_authors) + 1 >= MOST_AUTHORS:
        raise Invalid(fields={"handle": [_("Eine Idee kann höchstens %(most)d Menschen haben.", most=MOST_AUTHORS)]})
    return _ask(actor, idea, person.id)


def _named(actor: Actor, idea: Idea, handle: str) -> Person:
    try:
        person = person_by_handle(actor, clean_line(handle).removeprefix("@"))
    except NotFound:
        raise Invalid(fields={"handle": [_("Diesen Namen gibt es hier nicht.")]}) from None
    may_read = idea.is_draft or idea.audience in {"public", "members"} or idea.audience in person.words
    if person.standing != Standing.ACTIVE or not may_read:
        raise Invalid(fields={"handle": [_("Diese Person kann hier nicht mitschreiben.")]})
    return person


def _ask(actor: Actor, idea: Idea, person_id: int, merge_id: int | None = None) -> CoAuthor:
    row = CoAuthor(person_id=person_id, invited_by_id=actor.person_id, invited_at=now(), merge_id=merge_id)
    idea.co_authors.append(row)
    db.session.flush()
    record(actor, CoAuthorInvited(co_author_id=row.id), audience=f"person:{person_id}")
    return row


def invite_authors_of(actor: Actor, target: Idea, originals: Iterable[Idea], *, merge_id: int) -> None:
    """Ask the authors of merged ideas to write the one in which these live on (N-17); part of merging."""
    known = target.author_ids | {one.person_id for one in target.co_authors}
    for person_id in sorted({number for original in originals for number in original.author_ids} - known):
        _ask(actor, target, person_id, merge_id)


def withdraw_invitations_of(merge_id: int) -> None:
    """Take back what the authors of merged ideas have not answered yet; part of undoing (N-19)."""
    db.session.execute(delete(CoAuthor).where(CoAuthor.merge_id == merge_id, CoAuthor.accepted_at.is_(None)))


def accept_invitation(actor: Actor, idea: Idea) -> None:
    """Become an author of the idea; doing it twice is doing it once. Raises NotFound without an invitation."""
    row = _asked(actor, idea)
    require(actor, "idea.join", idea)
    if row.accepted_at is None:
        row.accepted_at = now()
        db.session.flush()
        record(actor, CoAuthorJoined(idea_id=idea.id, person_id=row.person_id), audience=idea.audience)


def decline_invitation(actor: Actor, idea: Idea) -> None:
    """Say no; nothing tells of it. Raises NotFound without an open invitation."""
    row = _asked(actor, idea)
    if row.accepted_at is not None:
        raise Conflict(_("Sie schreiben schon mit."))
    idea.co_authors.remove(row)
    db.session.flush()


def withdraw_invitation(actor: Actor, idea: Idea, person_id: int) -> None:
    """Take back a question that nobody has answered yet. Raises Conflict when it was answered meanwhile."""
    require(actor, "idea.invite", idea)
    row = next((one for one in idea.co_authors if one.person_id == person_id and one.accepted_at is None), None)
    if row is None:
        raise Conflict(_("Diese Einladung ist schon beantwortet."))
    idea.co_authors.remove(row)
    db.session.flush()


def leave_idea(actor: Actor, idea: Idea) -> None:
    """Stop being an author; when the first one leaves, the one who joined first follows. Raises Conflict for the last."""
    require(actor, "idea.leave", idea)
    joined = _joined(idea)
    if actor.person_id == idea.author_id:
        if not joined:
            raise Conflict(_("Sie schreiben diese Idee allein. Wer zuletzt da ist, kann nicht gehen."))
        row = joined[0]
        _pass_on(idea, row.person_id)
    else:
        row = next(one for one in joined if one.person_id == actor.person_id)
    idea.co_authors.remove(row)
    db.session.flush()
    assert actor.person_id is not None  # noqa: S101  Only an author may leave.
    record(actor, CoAuthorLeft(idea_id=idea.id, person_id=actor.person_id), audience=idea.audience)


def _joined(idea: Idea) -> Sequence[CoAuthor]:
    """Return who joined, the longest ago first; the lock lets two authors leave one after the other."""
    db.session.execute(select(Idea.id).where(Idea.id == idea.id).with_for_update())
    db.session.refresh(idea, ["author_id", "co_authors"])
    joined = [one for one in idea.co_authors if one.accepted_at is not None]
    return sorted(joined, key=lambda one: (one.accepted_at, one.id))


def _pass_on(idea: Idea, person_id: int) -> None:
    """Put another person where the one stood who began the idea; its discussion and an unfinished text go along."""
    idea.author_id = person_id
    if idea.thread is not None:
        idea.thread.author_id = person_id
    if idea.is_draft:
        idea.audience = f"person:{person_id}"


def _asked(actor: Actor, idea: Idea) -> CoAuthor:
    row = next((one for one in idea.co_authors if one.person_id == actor.person_id), None)
    if row is None:
        raise NotFound
    return row
