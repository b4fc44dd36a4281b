"""Supporting ideas: one row per person, a count that equals the rows, and a threshold that is reached once."""

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import now, today
from forum.core.db import changed, db, dialect
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.ideas.commands.log import Line, move
from forum.ideas.events import IdeaSupported, IdeaSupportWithdrawn, IdeaThresholdReached
from forum.ideas.lifecycle import SUPPORTABLE, IdeaState, transition
from forum.ideas.models import Idea, Support


def support(actor: Actor, idea: Idea) -> int:
    """Sign an idea and return the number of supporters; signing twice is signing once (N-08)."""
    _require_open(actor, idea)
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(Support).values(idea_id=idea.id, person_id=actor.person_id, at=now()).on_conflict_do_nothing()
    if db.session.scalar(row.returning(Support.person_id)) is None:
        return _count(idea)
    count = _add(idea, 1, active_at=now())
    record(actor, IdeaSupported(idea_id=idea.id, count=count), audience=idea.audience)
    reach_threshold(idea)
    return count


def withdraw_support(actor: Actor, idea: Idea) -> int:
    """Take a signature back and return the number of supporters."""
    _require_open(actor, idea)
    if not changed(delete(Support).where(Support.idea_id == idea.id, Support.person_id == actor.person_id)):
        return _count(idea)
    count = _add(idea, -1)
    record(actor, IdeaSupportWithdrawn(idea_id=idea.id, count=count), audience=idea.audience)
    return count


def reach_threshold(idea: Idea) -> None:
    """Let an idea in discussion with enough supporters take its step; the forum itself does it, once (N-10).

    The caller holds the lock of the idea's row, so no second support can come in between.
    """
    if idea.state != IdeaState.IN_DISKUSSION or idea.support_count < idea.threshold:
        return
    row = transition(IdeaState.IN_DISKUSSION, IdeaState.QUORUM_ERREICHT)
    assert row is not None  # noqa: S101  The table holds this row.
    first = changed(
        update(Idea).where(Idea.id == idea.id, Idea.threshold_reached_at.is_(None)).values(threshold_reached_at=now())
    )
    data = {"supporters": idea.support_count, "version": idea.text_version}
    move(SYSTEM, idea, row, Line(data=data))
    if first:
        event = IdeaThresholdReached(idea_id=idea.id, count=data["supporters"], version=data["version"])
        record(SYSTEM, event, audience=idea.audience)


def _require_open(actor: Actor, idea: Idea) -> None:
    require(actor, "idea.support", idea)
    if not idea.takes_support:
        raise _closed(idea)


def _closed(idea: Idea) -> Conflict:
    if idea.retired_for_id is not None:
        return Conflict(_("Diese Idee verweist auf eine andere und nimmt keine Unterstützung mehr an."))
    if idea.deadline_is_over:
        return Conflict(_("Die Frist, in der Sie diese Idee unterstützen konnten, ist abgelaufen."))
    return Conflict(
        _("Für diese Idee können Sie nicht mehr unterschreiben: Stand „%(state)s“.", state=idea.stage.label)
    )


def _add(idea: Idea, number: int, **values: Any) -> int:
    """Change the count while the idea still takes support, and return it; a step or a midnight that came first wins."""
    in_time = or_(
        Idea.state != IdeaState.IN_DISKUSSION, Idea.support_deadline.is_(None), Idea.support_deadline >= today()
    )
    still_open = (
        Idea.id == idea.id,
        Idea.state.in_(SUPPORTABLE),
        Idea.hidden_at.is_(None),
        Idea.retired_for_id.is_(None),
        in_time,
    )
    count = update(Idea).where(*still_open).values(support_count=Idea.support_count + number, **values)
    there = db.session.scalar(count.returning(Idea.support_count))
    db.session.refresh(idea)
    if there is None:
        raise _closed(idea)
    return there


def _count(idea: Idea) -> int:
    return db.session.scalar(select(Idea.support_count).where(Idea.id == idea.id)) or 0
