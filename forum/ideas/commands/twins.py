"""Likely twins: the worker finds them after an idea was written, the Stabsstelle says which are none (N-05)."""

from sqlalchemy import or_, select, update

from forum.core.clock import now
from forum.core.db import db, get_or_404, transaction
from forum.core.events import record
from forum.core.permissions import Actor, require
from forum.ideas.events import TwinsDismissed
from forum.ideas.lifecycle import MERGEABLE
from forum.ideas.models import Idea, IdeaTwin
from forum.ideas.similar import twins_of

MOST_AT_ONCE = 50


def find_twins() -> int:
    """Look for the twins of ideas whose text is new, some at a time, each in a short transaction; return how many.

    The job comes some time after the writing, when the search knows the text as well.
    """
    waiting = db.session.scalars(
        select(Idea.id)
        .where(Idea.twins_version != Idea.text_version, Idea.state.in_(MERGEABLE), Idea.hidden_at.is_(None))
        .order_by(Idea.id)
        .limit(MOST_AT_ONCE)
    ).all()
    for number in waiting:
        with transaction():
            _find_twins_of(get_or_404(Idea, number))
    return len(waiting)


def _find_twins_of(idea: Idea) -> None:
    there = {
        (row.one_id, row.other_id): row
        for row in db.session.scalars(
            select(IdeaTwin).where(or_(IdeaTwin.one_id == idea.id, IdeaTwin.other_id == idea.id))
        )
    }
    for twin in twins_of(idea):
        one, other = sorted((idea, twin.idea), key=lambda one: one.id)
        row = there.pop((one.id, other.id), None)
        if row is None:
            row = IdeaTwin(one_id=one.id, other_id=other.id)
            db.session.add(row)
        elif (row.one_version, row.other_version) == (one.text_version, other.text_version):
            continue
        row.score, row.words, row.found_at = round(twin.score * 1000), twin.words, now()
        row.one_version, row.other_version = one.text_version, other.text_version
        row.dismissed_at = row.dismissed_by = None
    for row in there.values():
        # The candidates are the most alike, not all; only a pair whose text has changed is known to be none.
        seen = row.one_version if row.one_id == idea.id else row.other_version
        if seen != idea.text_version:
            db.session.delete(row)
    # No new version of the idea: nobody who edits it meanwhile is to hear of a conflict.
    looked = update(Idea).where(Idea.id == idea.id).values(twins_version=idea.text_version)
    db.session.execute(looked, execution_options={"synchronize_session": False})


def look_again(idea: Idea) -> None:
    """Let the worker look for the twins of an idea whose text is another one now, also when no version was kept of it."""
    idea.twins_version = 0
    for own, seen in ((IdeaTwin.one_id, "one_version"), (IdeaTwin.other_id, "other_version")):
        db.session.execute(update(IdeaTwin).where(own == idea.id).values({seen: 0}))


def dismiss_twins(actor: Actor, one_id: int, other_id: int) -> None:
    """Say that two ideas are no duplicates; the pair comes back only when one of the texts changes."""
    require(actor, "twins.sort")
    row = get_or_404(IdeaTwin, (one_id, other_id), lock=True)
    if row.dismissed_at is None:
        row.dismissed_at, row.dismissed_by = now(), actor.person_id
        record(actor, TwinsDismissed(idea_id=one_id, other_id=other_id), audience="staff")
