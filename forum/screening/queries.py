"""Reading texts that wait, why, and how long it usually takes."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from flask import current_app
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.screening.findings import Finding
from forum.screening.models import HeldState, HeldText, Label, WatchedWord

# So many decisions say how long it usually takes; of fewer than the least nothing can be said.
LATELY, LEAST = 50, 5


def held_text(viewer: Actor, held_id: int) -> HeldText:
    """Return a text that waits or waited, for its author or a moderator. Raises NotFound for everybody else."""
    found = db.session.get(HeldText, held_id)
    if found is None or not can(viewer, "held.read", found):
        raise NotFound
    return found


def own_held(viewer: Actor) -> Sequence[HeldText]:
    """Return what the viewer sent and had to wait, newest first."""
    own = select(HeldText).where(HeldText.person_id == viewer.person_id)
    return db.session.scalars(own.order_by(HeldText.id.desc()).limit(100)).all()


def before(held: HeldText) -> int:
    """Return how many other texts waited before this one."""
    waiting = select(func.count()).where(HeldText.state == HeldState.WAITING, HeldText.id < held.id)
    return db.session.scalar(waiting) or 0


def usual_wait() -> timedelta:
    """Return how long people lately waited for a decision; with few decisions what the setting promises."""
    decided = select(HeldText.sent_at, HeldText.decided_at).where(
        HeldText.state.in_([HeldState.PUBLISHED, HeldState.REFUSED])
    )
    rows = db.session.execute(decided.order_by(HeldText.decided_at.desc()).limit(LATELY)).all()
    if len(rows) < LEAST:
        return timedelta(hours=current_app.config["SCREEN_USUAL_HOURS"])
    return timedelta(seconds=median((at - sent).total_seconds() for sent, at in rows if at is not None))


def findings(kind: str, target_id: int) -> list[Finding]:
    """Return what the rules found in a thing, for the moderation; nothing for what people reported themselves."""
    if kind == "held":
        held = db.session.get(HeldText, target_id)
        return held.reasons if held is not None else []
    labels = db.session.scalars(select(Label).where(Label.kind == kind, Label.target_id == target_id))
    return [reason for row in labels for reason in row.reasons]


def is_waiting(place: str, thing_id: int) -> bool:
    """Tell whether a thing waits as a whole."""
    waits = select(HeldText.id).where(
        HeldText.place == place, HeldText.thing_id == thing_id, HeldText.state == HeldState.WAITING
    )
    return db.session.scalar(waits) is not None


def watched_words(viewer: Actor) -> Sequence[WatchedWord]:
    """Return both lists of watched words, by the alphabet."""
    require(viewer, "watched_word.manage")
    return db.session.scalars(select(WatchedWord).order_by(WatchedWord.folded, WatchedWord.action)).all()
