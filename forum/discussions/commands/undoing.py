"""Taking back what curation moved (T-23): shortly afterwards with one click, later with a reason of its own.

Where other people read than at the present place, whoever undoes is asked first, and told how much was written since.
"""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, or_, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor, require
from forum.discussions.commands.curation import date_anew, lead, put_into
from forum.discussions.commands.locks import lock_spaces, lock_to_curate
from forum.discussions.commands.reasons import keep_step, public_reason
from forum.discussions.commands.relocation import relocate, relocate_beginnings
from forum.discussions.commands.waiting import carry_held
from forum.discussions.events import MoveUndone
from forum.discussions.models import Move, MovedBranch, MoveKind, Post, Space, StepKind, Thread
from forum.discussions.queries import written_since


def undo_move(actor: Actor, move: Move, *, reason: str = "", confirmed: bool = False) -> None:
    """Put everything back where it stood (T-23).

    Raises Invalid without a reason when some minutes have passed, or when other people will read and nobody confirmed
    that; Conflict when it was undone before, or when something that was moved later must be put back first.
    """
    require(actor, "thread.curate", move.to_thread)
    require(actor, "thread.curate", move.from_thread)
    lock_to_curate(actor, [move.from_thread, move.to_thread])
    db.session.refresh(move)
    if move.undone_at is not None:
        raise Conflict(_("Das wurde schon rückgängig gemacht."))
    if reason or move.at < now() - timedelta(minutes=current_app.config["UNDO_MINUTES"]):
        reason = public_reason(reason)
    if _later_moves(move):
        raise Conflict(_("Davon wurde später etwas weiter verschoben. Bitte machen Sie zuerst das rückgängig."))
    space = db.session.get(Space, move.from_space_id) if move.from_space_id is not None else None
    if space is not None:
        lock_spaces(space.id, move.to_thread.space_id)
    _check_readers(move, (space or move.from_thread).audience, confirmed=confirmed)
    move.undone_at = now()
    if space is not None:
        put_into(move.to_thread, space)
    else:
        _put_back(move)
    thread = db.session.get_one(Thread, move.to_thread_id)
    if reason:
        keep_step(actor, move.from_thread_id, StepKind.PUT_BACK, reason)
    event = MoveUndone(thread_id=thread.id, move_id=move.id, from_thread_id=move.from_thread_id)
    record(actor, event, audience=thread.audience)


def _put_back(move: Move) -> None:
    here, there = move.to_thread_id, move.from_thread_id
    branches = select(
        Post.path.label("now"), Post.descendant_count, MovedBranch.post_id, MovedBranch.parent_id, MovedBranch.path
    )
    rows = db.session.execute(
        branches.join(Post, Post.id == MovedBranch.post_id).where(MovedBranch.move_id == move.id)
    ).all()
    if move.kind == MoveKind.MERGE:
        relocate_beginnings(
            here, there, [(row.now, row.path) for row in rows], sum(row.descendant_count + 1 for row in rows)
        )
    else:
        for row in rows:
            relocate(row.post_id, to_thread_id=there, parent_id=row.parent_id, path=row.path)
    lead(there, None)
    for thread_id in (there, here):
        date_anew(thread_id)
    if move.kind == MoveKind.SPLIT and not db.session.get_one(Thread, here).post_count:
        lead(here, there)
    carry_held(here, there)


def _check_readers(move: Move, after: str, *, confirmed: bool) -> None:
    """Ask before posts are shown to other people than those for whom they were written (T-22)."""
    if move.to_thread.audience == after or confirmed:
        return
    problem = _("Dort lesen andere Menschen mit als hier. Bitte bestätigen Sie das.")
    if count := written_since(move):
        since = ngettext(
            "Seit dem Umzug wurde hier %(num)s Beitrag geschrieben, der mit umzieht.",
            "Seit dem Umzug wurden hier %(num)s Beiträge geschrieben, die mit umziehen.",
            count,
        )
        problem = f"{since} {problem}"
    raise Invalid(fields={"confirmed": [problem]})


def _later_moves(move: Move) -> bool:
    threads = (move.from_thread_id, move.to_thread_id)
    later = select(func.count()).where(
        Move.id > move.id,
        Move.undone_at.is_(None),
        or_(Move.from_thread_id.in_(threads), Move.to_thread_id.in_(threads)),
    )
    return bool(db.session.scalar(later))
