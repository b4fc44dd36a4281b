"""Supporting ideas: one row per person, a count that equals the rows and the paper, a threshold that is reached once."""

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import now, today
from forum.core.db import changed, db, dialect, get_or_404
from forum.core.errors import Conflict, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, UNNAMED, Actor, require
from forum.ideas.commands.log import Line, move
from forum.ideas.counts import PAPER, SUPPORT
from forum.ideas.events import IdeaSupported, IdeaSupportWithdrawn, IdeaThresholdReached
from forum.ideas.lifecycle import SUPPORTABLE, IdeaState, transition
from forum.ideas.models import Idea, IdeaMerge, Support


def support(actor: Actor, idea: Idea) -> int:
    """Sign an idea and return the number of supporters; signing twice is signing once (N-08)."""
    require(actor, "idea.support", idea)
    if not idea.takes_support:
        raise closed(idea)
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(Support).values(idea_id=idea.id, person_id=actor.person_id, at=now()).on_conflict_do_nothing()
    if db.session.scalar(row.returning(Support.person_id)) is None:
        return _count(idea)
    count = _add(idea, 1, active_at=now())
    record(UNNAMED, IdeaSupported(idea_id=idea.id, count=count), audience=idea.audience)
    reach_threshold(idea)
    return count


def withdraw_support(actor: Actor, idea: Idea) -> int:
    """Take a signature back and return the number of supporters; an idea that points to another one lets go too (N-31)."""
    require(actor, "idea.support", idea)
    if not idea.gives_support_back:
        raise closed(idea)
    if not changed(delete(Support).where(Support.idea_id == idea.id, Support.person_id == actor.person_id)):
        return _count(idea)
    count = _add(idea, -1)
    record(UNNAMED, IdeaSupportWithdrawn(idea_id=idea.id, count=count), audience=idea.audience)
    return count


def decline_merge(actor: Actor, merge_id: int) -> Idea:
    """Let the actor's support not count at the idea into which a merge brought it; at the merged one it stays (N-18).

    A threshold that was reached stays reached (N-10). Raises NotFound when there is no such support, Conflict too late.
    """
    require(actor, "support.decline")
    act = get_or_404(IdeaMerge, merge_id)
    idea = get_or_404(Idea, act.target_id, lock=True)
    if not act.can_be_declined:
        raise Conflict(_("Dafür ist es zu spät: Die Zusammenführung liegt zu lange zurück."))
    brought = (Support.idea_id == idea.id, Support.person_id == actor.person_id, Support.merge_id == act.id)
    if not changed(delete(Support).where(*brought)):
        raise NotFound
    recount(idea)
    record(UNNAMED, IdeaSupportWithdrawn(idea_id=idea.id, count=idea.support_count), audience=idea.audience)
    return idea


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


def recount(idea: Idea) -> None:
    """Set the figures of an idea to what is there; the caller holds the lock of its row, so nobody changes either."""
    db.session.flush()
    own = update(Idea).where(Idea.id == idea.id)
    db.session.execute(own.values(paper_count=PAPER), execution_options={"synchronize_session": False})
    support = own.values(support_count=SUPPORT, version=Idea.version + 1)
    db.session.execute(support, execution_options={"synchronize_session": False})
    db.session.refresh(idea)


def closed(idea: Idea) -> Conflict:
    """Return the refusal of a support that comes too late."""
    if idea.retired_for_id is not None and idea.gives_support_back:
        return Conflict(_("Diese Idee verweist auf eine andere und nimmt keine Unterstützung mehr an."))
    if idea.deadline_is_over:
        return Conflict(_("Die Frist, in der Sie diese Idee unterstützen konnten, ist abgelaufen."))
    return Conflict(_("Diese Idee können Sie nicht mehr unterstützen: Stand „%(state)s“.", state=idea.stage.label))


def _add(idea: Idea, number: int, **values: Any) -> int:
    """Change the count while the idea still takes support, and return it; a step or a midnight that came first wins."""
    in_time = or_(
        Idea.state != IdeaState.IN_DISKUSSION, Idea.support_deadline.is_(None), Idea.support_deadline >= today()
    )
    still_open = (
        Idea.id == idea.id,
        Idea.state.in_(SUPPORTABLE),
        Idea.hidden_at.is_(None),
        in_time,
        *([Idea.retired_for_id.is_(None)] if number > 0 else []),
    )
    count = update(Idea).where(*still_open).values(support_count=Idea.support_count + number, **values)
    there = db.session.scalar(count.returning(Idea.support_count))
    db.session.refresh(idea)
    if there is None:
        raise closed(idea)
    return there


def _count(idea: Idea) -> int:
    return db.session.scalar(select(Idea.support_count).where(Idea.id == idea.id)) or 0
