"""The reason that goes with what moderation and Stabsstelle do to threads and posts, and that everybody reads."""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.text import clean_line
from forum.discussions.models import StepKind, Thread, ThreadStep

REASON = (5, 250)


def public_reason(words: str) -> str:
    """Return the reason as it is kept. Raises Invalid when there is none."""
    words = clean_line(words)
    if len(words) < REASON[0]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund.")]})
    return words[: REASON[1]]


def keep_step(actor: Actor, thread_id: int, kind: StepKind, reason: str, *, post_id: int | None = None) -> None:
    """Keep what was arranged about a thread, or a branch of it, and why; nothing that comes later overwrites it (T-25)."""
    step = ThreadStep(
        thread_id=thread_id, post_id=post_id, kind=kind, reason=reason, actor_id=actor.person_id, at=now()
    )
    db.session.add(step)
    db.session.flush()
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(arrangement=Thread.arrangement + 1))
