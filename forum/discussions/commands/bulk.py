"""One act on many threads of a space, with one reason (T-20 to T-25).

The whole is one transaction, so the list that comes back is true as it stands: everything it calls done is done, and
nothing else is. Each thread has a savepoint of its own: what cannot be done with one of them leaves it as it was, is
named with its reason, and keeps no other from being done. What is wrong with the act itself – no reason, a space for
other people that nobody confirmed – is refused before the first thread.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, require
from forum.discussions.commands.curation import check_audience, merge_threads, move_thread
from forum.discussions.commands.locks import lock_threads
from forum.discussions.commands.reasons import public_reason
from forum.discussions.commands.threads import archive_thread, close_thread, pin_thread, reopen_thread
from forum.discussions.models import Space, Thread

MOST_THREADS = 50


class Act(enum.StrEnum):
    """What can be done with many threads at once."""

    MOVE = "verschieben"
    MERGE = "zusammenfuehren"
    CLOSE = "schliessen"
    REOPEN = "oeffnen"
    ARCHIVE = "archivieren"
    PIN = "anheften"
    UNPIN = "loesen"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _ACT_LABELS[self]


_ACT_LABELS = {
    Act.MOVE: lazy("In einen anderen Raum verschieben"),
    Act.MERGE: lazy("Zu einem Thema zusammenführen"),
    Act.CLOSE: lazy("Schließen"),
    Act.REOPEN: lazy("Wieder öffnen"),
    Act.ARCHIVE: lazy("Ins Archiv legen"),
    Act.PIN: lazy("Oben anheften"),
    Act.UNPIN: lazy("Nicht mehr anheften"),
}


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What is to be done with the threads, and why; which further value counts depends on the act."""

    act: Act
    reason: str
    space: Space | None = None
    target_id: int | None = None
    until: datetime | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one thread: done, or the sentence that says why not."""

    thread: Thread
    problem: str = ""


def treat_threads(actor: Actor, space: Space, thread_ids: Sequence[int], plan: Treatment) -> Sequence[Outcome]:
    """Do the same with each of these threads of a space, one log row each; return what became of each.

    Raises Invalid for what is wrong with the act itself; then nothing was done.
    """
    require(actor, "thread.curate", space)
    chosen = list(dict.fromkeys(thread_ids))
    if not chosen:
        raise Invalid(_("Bitte wählen Sie mindestens ein Thema."))
    if len(chosen) > MOST_THREADS:
        raise Invalid(_("Bitte wählen Sie höchstens %(most)s Themen auf einmal.", most=MOST_THREADS))
    public_reason(plan.reason)
    lock_threads(*chosen)
    threads = db.session.scalars(
        select(Thread)
        .where(Thread.id.in_(chosen), Thread.audience.in_(actor.words))
        .order_by(Thread.created_at, Thread.id)
        .execution_options(populate_existing=True)
    ).all()
    if not threads:
        raise Invalid(_("Bitte wählen Sie mindestens ein Thema."))
    step = _step(actor, space, threads, plan)
    if plan.act == Act.MERGE:
        threads = [thread for thread in threads if thread.id != plan.target_id]
    return [_tried(thread, space, step) for thread in threads]


def _tried(thread: Thread, space: Space, step: Callable[[Thread], object]) -> Outcome:
    """Do it, or leave the thread as it was and say why."""
    try:
        with db.session.begin_nested():
            if thread.space_id != space.id or thread.merged_into_id is not None:
                raise Conflict(_("Dieses Thema liegt nicht mehr in diesem Raum."))
            step(thread)
    except ForumError as error:
        sentences = [one for field in getattr(error, "fields", {}).values() for one in field]
        return Outcome(thread, " ".join(sentences) or error.message)
    return Outcome(thread)


def _step(actor: Actor, space: Space, threads: Sequence[Thread], plan: Treatment) -> Callable[[Thread], object]:
    """Return what to do with each thread, after a look at what all of them share. Raises Invalid."""
    reason = plan.reason
    if plan.act == Act.MOVE:
        room = _target_space(actor, space, plan)
        return lambda thread: move_thread(actor, thread, space=room, reason=reason, confirmed=plan.confirmed)
    if plan.act == Act.MERGE:
        target = _target_thread(space, threads, plan)
        return lambda thread: merge_threads(actor, thread, target=target, reason=reason, confirmed=plan.confirmed)
    if plan.act == Act.PIN and (plan.until is None or plan.until <= now()):
        raise Invalid(fields={"until": [_("Bitte wählen Sie einen Tag, der noch kommt.")]})
    steps: dict[Act, Callable[[Thread], object]] = {
        Act.CLOSE: lambda thread: _close(actor, thread, reason),
        Act.REOPEN: lambda thread: _reopen(actor, thread, reason),
        Act.ARCHIVE: lambda thread: archive_thread(actor, thread, reason=reason),
        Act.PIN: lambda thread: pin_thread(actor, thread, until=plan.until, reason=reason),
        Act.UNPIN: lambda thread: pin_thread(actor, thread, until=None, reason=reason),
    }
    return steps[plan.act]


def _target_space(actor: Actor, space: Space, plan: Treatment) -> Space:
    if plan.space is None or plan.space.id == space.id:
        raise Invalid(fields={"space": [_("Bitte wählen Sie einen anderen Raum.")]})
    require(actor, "thread.start", plan.space)
    check_audience(space.audience, plan.space.audience, confirmed=plan.confirmed)
    return plan.space


def _target_thread(space: Space, threads: Sequence[Thread], plan: Treatment) -> Thread:
    if len(threads) < 2:
        raise Invalid(_("Zum Zusammenführen braucht es mindestens zwei Themen."))
    target = next((thread for thread in threads if thread.id == plan.target_id), None)
    if target is None or target.space_id != space.id or target.merged_into_id is not None:
        raise Invalid(fields={"target": [_("Bitte wählen Sie, welches Thema bleibt.")]})
    return target


def _close(actor: Actor, thread: Thread, reason: str) -> None:
    if thread.closed_at is not None:
        raise Conflict(_("Dieses Thema ist schon geschlossen."))
    close_thread(actor, thread, reason=reason)


def _reopen(actor: Actor, thread: Thread, reason: str) -> None:
    if thread.is_open:
        raise Conflict(_("Dieses Thema ist schon offen."))
    reopen_thread(actor, thread, reason=reason)
