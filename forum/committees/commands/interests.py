"""Declaring interests: for a whole term, and stepping back from one item of an agenda (B-15)."""

from forum.accounts.models import Person
from forum.committees.events import TieDeclared
from forum.committees.models import Committee, Interest, Recusal
from forum.committees.queries import recused
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line

INTEREST = (5, 500)


def declare_tie(actor: Actor, committee: Committee, *, text: str) -> Interest:
    """Declare a tie that may touch what the committee deals with. Raises Invalid."""
    require(actor, "interest.declare", committee)
    text = clean_line(text)
    if not INTEREST[0] <= len(text) <= INTEREST[1]:
        sentence = _(
            "Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=INTEREST[0], most=INTEREST[1]
        )
        raise Invalid(fields={"text": [sentence]})
    interest = keep_interest(committee.id, get_or_404(Person, actor.person_id).id, text)
    _tell(actor, committee, interest, ended=False)
    return interest


def keep_interest(committee_id: int, person_id: int, text: str) -> Interest:
    """Write a standing interest down, for the commands that know that it may be."""
    interest = Interest(
        committee_id=committee_id, person_id=person_id, text=clean_line(text), declared_at=now(), ended_at=None
    )
    db.session.add(interest)
    db.session.flush()
    return interest


def end_tie(actor: Actor, committee: Committee, interest: Interest) -> None:
    """Say that a tie of one's own is no more; what was declared stays on record. Raises Conflict."""
    require(actor, "interest.end", interest)
    if interest.ended_at is not None:
        raise Conflict(_("Diese Bindung ist schon beendet."))
    interest.ended_at = now()
    db.session.flush()
    _tell(actor, committee, interest, ended=True)


def keep_recusal(person_id: int, item_id: int, interest: str, *, noted_by: int | None = None) -> int | None:
    """Write down that somebody takes no part in an item, for the session that asked and tells of it; once at a time.

    ``noted_by`` is who says so in their place. Return its number, or nothing when it held before. Raises
    Invalid.
    """
    interest = clean_line(interest)
    if len(interest) > INTEREST[1]:
        raise Invalid(fields={"interest": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=INTEREST[1])]})
    # Two clicks at the same moment come one after the other.
    get_or_404(Person, person_id, lock=True)
    if recused(person_id, item_id=item_id):
        return None
    made = Recusal(item_id=item_id, person_id=person_id, interest=interest, declared_at=now(), noted_by=noted_by)
    db.session.add(made)
    db.session.flush()
    return made.id


def end_recusal(recusal: Recusal) -> None:
    """Let a recusal hold no more that was a mistake; who said it, and why, stays on record. Raises Conflict."""
    get_or_404(Person, recusal.person_id, lock=True)
    db.session.refresh(recusal)
    if recusal.ended_at is not None:
        raise Conflict(_("Das ist schon zurückgenommen."))
    recusal.ended_at = now()
    db.session.flush()


def _tell(actor: Actor, committee: Committee, interest: Interest, *, ended: bool) -> None:
    event = TieDeclared(committee_id=committee.id, interest_id=interest.id, person_id=interest.person_id, ended=ended)
    record(actor, event, audience=committee.word)
